"""Running programs: their output goes to the caller, or to the error when they fail."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from tests.e2e.compose.report import CheckError

T = TypeVar("T")
TAIL_LINES = 25
POLL_S = 0.5


def run(
    command: Sequence[str | Path],
    *,
    timeout_s: float = 600,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> str:
    """
    Run *command* to its end and give its standard output.

    Raises:
        CheckError: it failed or took too long; the text ends with the last lines it said.
    """
    words = [str(word) for word in command]
    shown = " ".join(words)
    try:
        done = subprocess.run(
            words,
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_s,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise CheckError(f"There is no program {words[0]!r} here.") from None
    except subprocess.TimeoutExpired:
        raise CheckError(f"`{shown}` did not end within {timeout_s:.0f} s.") from None
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()[-TAIL_LINES:]
        raise CheckError("\n".join([f"`{shown}` failed with exit code {done.returncode}:", *said]))
    return done.stdout


def works(command: Sequence[str]) -> bool:
    """Tell whether *command* can be run and succeeds."""
    try:
        run(command, timeout_s=30)
    except CheckError:
        return False
    return True


def eventually(probe: Callable[[], T | None], *, within_s: float, what: str) -> T:
    """
    Ask *probe* until it gives something true, and give that.

    Raises:
        CheckError: it did not within *within_s*; the text says *what* was awaited and what the last try gave.
    """
    deadline = time.monotonic() + within_s
    last: object = None
    while time.monotonic() < deadline:
        try:
            found = probe()
            if found:
                return found
            last = found
        except CheckError as error:
            last = error
        time.sleep(POLL_S)
    raise CheckError(f"{what}: not within {within_s:.0f} s. Last: {last}")
