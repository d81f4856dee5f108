"""
The `quotewire` command: one entry point, sub-commands found from the installed services.

A service adds commands by the entry point group `quotewire.commands` (a function `register(app)`), and becomes
runnable by `quotewire.services` (a function that blocks until it is told to stop).
"""

import os
import signal
import sys
import traceback
from importlib.metadata import entry_points
from typing import Annotated

import typer

from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.parent import die_with_parent
from quotewire_shared.tracing import command as tracing

COMMANDS = "quotewire.commands"
SERVICES = "quotewire.services"


def build_cli() -> typer.Typer:
    """Assemble the command from what is installed."""
    app = typer.Typer(
        name="quotewire",
        help="Message-driven news ingestion that answers who said what.",
        no_args_is_help=True,
        rich_markup_mode=None,  # plain usage errors: a box of five lines is no clear line
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def options(
        _verbose: Annotated[bool, typer.Option("--verbose", help="Show the traceback of an error.")] = False,
    ) -> None:
        """Message-driven news ingestion that answers who said what."""
        # `main` looks for the option itself: it must know it even when the arguments cannot be parsed.

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
        # Told to stop while it still imports: that is a graceful stop, too. The service sets its own handlers later.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        services[service].load()()

    tracing.add_to(app)
    for point in sorted(entry_points(group=COMMANDS), key=lambda point: point.name):
        point.load()(app)
    return app


def main() -> None:
    """Run the command; errors are one line for a person, exit codes are 0 done, 1 failed, 2 wrong usage."""
    verbose = "--verbose" in sys.argv
    try:
        build_cli()()
    except QuotewireError as error:
        if verbose:
            traceback.print_exc()
        typer.echo(f"quotewire: {error}", err=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not an error of ours, and nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a person gets a sentence, not a traceback
        if verbose:
            traceback.print_exc()
        typer.echo(
            f"quotewire: unexpected {type(error).__name__}: {error}. This is a bug; --verbose shows where.",
            err=True,
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
