"""Serve the newsroom until SIGTERM or Ctrl-C: python -m quotewire_deploy.newsroom --base-port 8201 [--host …]."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from quotewire_deploy.newsroom import Newsroom
from quotewire_deploy.newsroom.server import HOST


def main(
    base_port: Annotated[int, typer.Option(help="First port; each outlet takes one.")] = 8201,
    host: Annotated[str, typer.Option(help="Address to listen on; every link names it.")] = HOST,
    correct_after_s: Annotated[
        float | None, typer.Option(help="Publish the correction after so many seconds.")
    ] = None,
    sources: Annotated[
        Path | None, typer.Option(help="Write a sources file that leads a fetcher here.")
    ] = None,
) -> None:
    """Serve the invented outlets, on loopback where nothing else is said."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    newsroom = Newsroom(base_port, host=host, correct_after_s=correct_after_s)
    if sources is not None:
        sources.write_text(newsroom.sources_toml())
    with newsroom:
        typer.echo(newsroom.sources_toml())
        stopped.wait()


if __name__ == "__main__":
    typer.run(main)
