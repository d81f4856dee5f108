"""`quotewire up`, `down` and `status`."""

# Heavy modules are imported inside the commands, so that `quotewire --help` stays quick.
# ruff: noqa: PLC0415

import time
from pathlib import Path
from typing import Annotated

import typer

SearchPort = Annotated[
    int, typer.Option(min=1, max=65_535, envvar="QUOTEWIRE_SEARCH_PORT", help="Port of search.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the root application."""
    app.command()(demo)
    app.command()(up)
    app.command()(down)
    app.command()(status)


def demo(
    exit_when_done: Annotated[
        bool, typer.Option("--exit-when-done", help="End when every bundled story can be searched.")
    ] = False,
    search_port: SearchPort = 8000,
    newsroom_port: Annotated[
        int, typer.Option(min=1024, max=65_000, help="First of the ports that the bundled outlets take.")
    ] = 8201,
) -> None:
    """
    Run everything on a bundled newsroom and show who said what as it arrives, until Ctrl-C.

    It has Kafka and OpenSearch of its own, emptied at each start: QUOTEWIRE_KAFKA_… and QUOTEWIRE_OPENSEARCH_… do not
    count here, so its stories never get into your index.
    """
    from rich.console import Console

    from quotewire_deploy.demo import run
    from quotewire_deploy.engines.settings import EnginesSettings
    from quotewire_deploy.settings import SupervisorSettings
    from quotewire_deploy.stack.signals import run_until_stopped
    from quotewire_shared.settings import load

    run_until_stopped(
        run(
            load(SupervisorSettings),
            load(EnginesSettings),
            search_port=search_port,
            newsroom_port=newsroom_port,
            exit_when_done=exit_when_done,
            console=Console(),
        )
    )


def up(
    sources: Annotated[Path | None, typer.Option(help="Sources file; default: deploy/sources.toml.")] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Poll every source once, index all of it, end.")
    ] = False,
    fetchers: Annotated[int | None, typer.Option(min=1, max=16, help="Fetcher processes.")] = None,
    parsers: Annotated[int | None, typer.Option(min=1, max=64, help="Parser processes.")] = None,
    indexers: Annotated[int | None, typer.Option(min=1, max=16, help="Indexer processes.")] = None,
    search_port: SearchPort = 8000,
) -> None:
    """Run engines and services with your sources until Ctrl-C; a service that dies is started again."""
    from quotewire_deploy.engines.settings import EnginesSettings
    from quotewire_deploy.settings import SupervisorSettings
    from quotewire_deploy.stack.signals import run_until_stopped
    from quotewire_deploy.stack.up import run
    from quotewire_shared.settings import load

    counts = {"fetchers": fetchers, "parsers": parsers, "indexers": indexers}
    settings = SupervisorSettings.model_validate(
        load(SupervisorSettings).model_dump() | {key: n for key, n in counts.items() if n is not None}
    )
    run_until_stopped(
        run(settings, load(EnginesSettings), sources=sources, search_port=search_port, once=once, say=_say)
    )


def down() -> None:
    """Stop the stack that `quotewire up` runs here, and the engines it started."""
    import psutil

    from quotewire_deploy.settings import SupervisorSettings
    from quotewire_deploy.stack import record
    from quotewire_shared.errors import QuotewireError
    from quotewire_shared.settings import load

    settings = load(SupervisorSettings)
    stack = record.read(settings.state_dir)
    if stack is None or not stack.alive():
        _say("no stack runs here")
        return
    supervisor = psutil.Process(stack.pid)
    supervisor.terminate()
    try:
        supervisor.wait(timeout=settings.stop_timeout_s * 3)
    except psutil.TimeoutExpired:
        raise QuotewireError(
            f"The supervisor (pid {stack.pid}) has not ended within {settings.stop_timeout_s * 3:.0f} s; "
            f"end it with `kill -9 {stack.pid}`: its services end with it."
        ) from None
    _say("stopped")


def status(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Show it anew every two seconds, until Ctrl-C.")
    ] = False,
) -> None:
    """Show each service's state, what waits for it, its dead letters, and the engines."""
    import asyncio
    import json

    from rich.console import Console

    from quotewire_deploy.engines.settings import EnginesSettings
    from quotewire_deploy.settings import SupervisorSettings
    from quotewire_deploy.stack.status import collect, render
    from quotewire_shared.settings import KafkaSettings, load

    console = Console()
    while True:
        facts = asyncio.run(collect(load(SupervisorSettings), load(EnginesSettings), load(KafkaSettings)))
        if as_json:
            typer.echo(json.dumps(facts))
        else:
            if watch:
                console.clear()
            console.print(render(facts))
        if not watch:
            break
        time.sleep(2)
    if facts["supervisor"] is None:
        raise typer.Exit(1)


def _say(text: str) -> None:
    typer.echo(text, err=True)
