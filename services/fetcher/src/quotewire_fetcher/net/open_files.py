"""Room for sockets: the soft limit of open files is often 1,024, far below what the system would give."""

import resource

import structlog

log = structlog.get_logger()


def allow_open_files(needed: int) -> None:
    """Raise this process's soft limit to *needed* files, as far as the hard limit lets; say so where it does not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    wanted = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted < needed:
        log.warning("open_files_short", limit=wanted, needed=needed)
