"""What the commands print and how they end: the engines as a person at a terminal meets them."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from quotewire_deploy.engines import logfiles
from quotewire_deploy.engines.errors import EnginesError
from quotewire_deploy.engines.manager import Engines
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_deploy.engines.signals import sigterm_interrupts, undisturbed
from quotewire_deploy.engines.status import EngineStatus
from quotewire_shared.errors import UsageError
from quotewire_shared.settings import load

WATCH_S = 0.5


def up(brokers: int | None, *, foreground: bool) -> None:
    """Start the engines; with *foreground* stay until SIGTERM or Ctrl-C and stop them then."""
    engines = Engines(load(EnginesSettings), on_step=typer.echo, show_download=_progress_bar)
    with sigterm_interrupts():
        begun = time.monotonic()
        started = engines.up(brokers)
        try:
            if started:
                typer.echo(f"Ready after {time.monotonic() - begun:.1f} s: {', '.join(started)}.")
            else:
                typer.echo("Already running.")
            typer.echo(f"  Kafka       {engines.bootstrap_servers}")
            typer.echo(f"  OpenSearch  {engines.opensearch_url}")
            if foreground:
                _watch(engines)
        finally:
            if foreground:
                with undisturbed():
                    engines.down()


def down() -> None:
    """Stop the engines."""
    stopped = Engines(load(EnginesSettings), on_step=typer.echo).down()
    typer.echo(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def status(*, as_json: bool) -> None:
    """Print what is known of each engine; exit code 1 unless all are ready."""
    engines = Engines(load(EnginesSettings)).status()
    if as_json:
        typer.echo(json.dumps([asdict(engine) | {"state": engine.state} for engine in engines], indent=1))
    else:
        Console().print(_table(engines))
    if not all(engine.ready for engine in engines):
        raise typer.Exit(1)


def logs(engine: str | None, lines: int, *, follow: bool) -> None:
    """Print the last *lines* lines of one log or all; with *follow* go on until Ctrl-C."""
    known = {status.name: Path(status.log) for status in Engines(load(EnginesSettings)).status(quick=True)}
    if engine is not None and engine not in known:
        raise UsageError(f"There is no engine {engine!r}. There are: {', '.join(known)}.")
    chosen = known if engine is None else {engine: known[engine]}
    if not follow and not any(log.exists() for log in chosen.values()):
        raise EnginesError("There are no logs yet. `quotewire engines up` starts the engines.")
    for name, log in chosen.items():
        for line in logfiles.tail(log, lines):
            typer.echo(_labelled(name, line, alone=len(chosen) == 1))
    if follow:
        for name, line in logfiles.follow(chosen):
            typer.echo(_labelled(name, line, alone=len(chosen) == 1))


def reset(*, yes: bool) -> None:
    """Delete the engines' data after asking, or at once with *yes*."""
    settings = load(EnginesSettings)
    if not yes:
        typer.confirm(f"Stop the engines and delete all their data in {settings.state_dir}?", abort=True)
    Engines(settings, on_step=typer.echo).reset()
    typer.echo(f"Deleted the engines' data in {settings.state_dir}.")


def relock() -> None:
    """Write the lock of jars anew."""
    from quotewire_deploy.engines.relock import relock as write_lock  # noqa: PLC0415 - loads a Maven resolver

    with tempfile.TemporaryDirectory() as scratch:
        typer.echo(f"Wrote {write_lock(Path(scratch))}.")


@contextmanager
def _progress_bar(total_bytes: int) -> Iterator[Callable[[int], None]]:
    typer.echo(f"Downloading Kafka and OpenSearch ({total_bytes / 1e6:.0f} MB, only this time) …")
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    terminal = Console(stderr=True)
    with Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as progress:
        task = progress.add_task("", total=total_bytes)
        yield lambda count: progress.advance(task, count)


def _watch(engines: Engines) -> None:
    """Stay until an engine ends, which is an error, or until interrupted."""
    typer.echo("Press Ctrl-C to stop them.")
    while True:
        time.sleep(WATCH_S)
        for engine in engines.status(quick=True):
            if not engine.running:
                raise EnginesError(f"{engine.name} ended by itself; see {engine.log}.")


def _table(engines: list[EngineStatus]) -> Table:
    table = Table("engine", "state", "port", "pid", "memory", "up for")
    for engine in engines:
        table.add_row(
            engine.name,
            engine.state,
            str(engine.port),
            str(engine.pid or "-"),
            "-" if engine.rss_mb is None else f"{engine.rss_mb:.0f} MB",
            "-" if engine.uptime_s is None else f"{engine.uptime_s:.0f} s",
        )
    return table


def _labelled(name: str, line: str, *, alone: bool) -> str:
    return line if alone else f"{name} | {line}"
