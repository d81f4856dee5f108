"""`quotewire engines …`: translating what a person types into calls of `Engines`."""

from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Add the group `engines` to *app*."""
    # Modules with weight are imported inside the commands: `quotewire --help` must not wait for them.
    group = typer.Typer(
        help="Kafka and OpenSearch on this machine, without Docker or Java.", no_args_is_help=True
    )
    app.add_typer(group, name="engines")

    @group.command()
    def up(
        brokers: Annotated[
            int | None, typer.Option(min=1, max=3, help="Kafka brokers. Default: as before, at first one.")
        ] = None,
        foreground: Annotated[
            bool, typer.Option("--foreground", help="Stay, and stop them at Ctrl-C.")
        ] = False,
    ) -> None:
        """Start what does not run and wait until it answers; downloads 120 MB the first time."""
        from quotewire_deploy.engines import console  # noqa: PLC0415 - keeps --help quick

        console.up(brokers, foreground=foreground)

    @group.command()
    def down() -> None:
        """Stop the engines; their data stays."""
        from quotewire_deploy.engines import console  # noqa: PLC0415 - keeps --help quick

        console.down()

    @group.command()
    def status(json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
        """Show each engine; exit code 1 if one is not ready."""
        from quotewire_deploy.engines import console  # noqa: PLC0415 - keeps --help quick

        console.status(as_json=json)

    @group.command()
    def logs(
        engine: Annotated[
            str | None, typer.Argument(help="kafka, kafka-2, kafka-3 or opensearch; default: all.")
        ] = None,
        lines: Annotated[int, typer.Option("-n", "--lines", min=0, help="How many of the last lines.")] = 50,
        follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on until Ctrl-C.")] = False,
    ) -> None:
        """Show the end of the engines' logs."""
        from quotewire_deploy.engines import console  # noqa: PLC0415 - keeps --help quick

        console.logs(engine, lines, follow=follow)

    @group.command()
    def reset(yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False) -> None:
        """Stop the engines and delete all their data and logs; downloaded jars stay."""
        from quotewire_deploy.engines import console  # noqa: PLC0415 - keeps --help quick

        console.reset(yes=yes)

    @group.command(hidden=True)
    def relock() -> None:
        """Resolve the engines' jars anew and write the lock (for upgrades, in a source checkout)."""
        from quotewire_deploy.engines import console  # noqa: PLC0415 - keeps --help quick

        console.relock()
