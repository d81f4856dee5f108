"""The limits of a worker process, and its bond to the service: neither outlives the other."""

import ctypes
import multiprocessing
import multiprocessing.process
import os
import resource
import signal
import sys
import threading

_PR_SET_PDEATHSIG = 1


def prepare_process(memory_bytes: int) -> None:
    """Bind this process to its service's life, and to *memory_bytes* of address space (0: no limit)."""
    # At once, and also inside a library's C code, where no Python handler would run.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if memory_bytes:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    if sys.platform.startswith("linux"):
        # Our parent is the fork server, which ends when the service does, however that ends.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    service = multiprocessing.parent_process()
    if service is not None:
        threading.Thread(target=_end_with, args=(service,), daemon=True).start()


def _end_with(service: multiprocessing.process.BaseProcess) -> None:
    """Cover systems without PDEATHSIG, and a service that died before it was asked for."""
    service.join()
    os._exit(0)
