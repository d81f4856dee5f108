"""How a long command ends that is told to stop: SIGTERM and a closed terminal do what Ctrl-C does."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

INTERRUPTED: Final = 128 + signal.SIGINT
"""What a shell expects of a command that Ctrl-C ended."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Let every wish to stop arrive as KeyboardInterrupt, so that what was begun can be ended well."""
    handled = {
        number: signal.signal(number, _interrupt)
        for number in (signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(number) is not signal.SIG_IGN  # under nohup we go on
    }
    try:
        yield
    finally:
        for number, handler in handled.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)  # asyncio cancels what runs, and lets it clean up
