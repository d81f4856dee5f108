"""How a command ends that is told to stop: Ctrl-C, SIGTERM, a closed terminal, or a reader that went away."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

import typer

INTERRUPTED: Final = 128 + signal.SIGINT
"""What a shell expects of a command that Ctrl-C ended."""


@contextmanager
def quiet_pipe() -> Iterator[None]:
    """End with code 0 when the reader of our output went away (`| head`): not an error, and nobody to tell."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at its end, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None


@contextmanager
def stoppable(output: Path | None) -> Iterator[None]:
    """Let SIGTERM and a closed terminal end us as Ctrl-C does, so that no part of *output* stays behind."""
    handled = {
        number: signal.signal(number, _interrupt)
        for number in (signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is not signal.SIG_IGN  # under nohup we go on
    }
    try:
        yield
    except KeyboardInterrupt:
        kept = f"{output} was not written." if output else "What was written is not complete."
        typer.echo(f"quotewire: stopped. {kept}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        for number, handler in handled.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
