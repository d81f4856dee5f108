"""One process at a time: a lock on a file that the operating system releases when its holder ends."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from quotewire_deploy.engines.errors import EnginesError

POLL_S = 0.1


@contextmanager
def exclusive(path: Path, *, patience_s: float, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """
    Hold the lock file *path* alone; it is created and stays behind, empty.

    Args:
        path: The lock file; its folder is created too.
        patience_s: Longest wait for another holder, in seconds.
        on_wait: Called once if there is another holder.

    Raises:
        EnginesError: the other holder did not finish in time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + patience_s
    with path.open("a") as file:
        waited = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not waited and on_wait:
                    on_wait()
                waited = True
                if time.monotonic() > deadline:
                    raise EnginesError(
                        f"Another quotewire process holds {path} since more than {patience_s:.0f} s. "
                        "Let it finish or end it, then try again."
                    ) from None
                time.sleep(POLL_S)
        yield
