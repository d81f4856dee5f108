"""
The `quotewire` command: one entry point, sub-commands found from the installed services.

A service adds commands by the entry point group `quotewire.commands` (a function `register(app)`), and becomes
runnable by `quotewire.services` (a function that blocks until it is told to stop).
"""

import sys
import traceback
from importlib.metadata import entry_points
from typing import Annotated

import click
import typer

from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.parent import die_with_parent

COMMANDS = "quotewire.commands"
SERVICES = "quotewire.services"


def build_cli() -> typer.Typer:
    """Assemble the command from what is installed."""
    app = typer.Typer(
        name="quotewire",
        help="Message-driven news ingestion that answers who said what.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def options(
        verbose: Annotated[bool, typer.Option("--verbose", help="Show the traceback of an error.")] = False,
    ) -> None:
        """Message-driven news ingestion that answers who said what."""
        click.get_current_context().obj = {"verbose": verbose}

    @app.command()
    def run(
        service: Annotated[str, typer.Argument(help="fetcher, parser, indexer or search.")],
    ) -> None:
        """Run one service in the foreground until SIGTERM or Ctrl-C."""
        services = {point.name: point for point in entry_points(group=SERVICES)}
        if service not in services:
            installed = ", ".join(sorted(services)) or "none"
            raise UsageError(f"There is no service {service!r} here. Installed: {installed}.")
        die_with_parent()
        services[service].load()()

    for point in sorted(entry_points(group=COMMANDS), key=lambda point: point.name):
        point.load()(app)
    return app


def main() -> None:
    """Run the command; errors are one line for a person, exit codes are 0 done, 1 failed, 2 wrong usage."""
    verbose = "--verbose" in sys.argv
    try:
        code = build_cli()(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
        code = 2
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = 130
    except QuotewireError as error:
        if verbose:
            traceback.print_exc()
        click.echo(f"quotewire: {error}", err=True)
        code = 2 if isinstance(error, UsageError) else 1
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error of ours.
        sys.stderr.close()
        code = 0
    except Exception as error:  # noqa: BLE001 - the last line of defence: a person gets a sentence, not a traceback
        if verbose:
            traceback.print_exc()
        click.echo(
            f"quotewire: unexpected {type(error).__name__}: {error}. This is a bug; --verbose shows where.",
            err=True,
        )
        code = 1
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
