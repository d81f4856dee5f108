"""Ends this process when the one that started it dies, so that `kill -9` of a supervisor leaves nothing running."""

import ctypes
import os
import signal
import sys

PARENT_PID = "QUOTEWIRE_PARENT_PID"
"""Set by a supervisor to its own pid; a process started by hand has none and outlives its shell as usual."""

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux for SIGTERM at the death of the parent named in the environment; elsewhere do nothing."""
    expected = os.environ.get(PARENT_PID)
    if expected is None or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if str(os.getppid()) != expected:
        # It died before we asked.
        sys.exit(0)
