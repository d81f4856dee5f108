"""The sources file as a running fetcher sees it: looked at again and again, read when it changed."""

from pathlib import Path

import structlog

from quotewire_fetcher.sources.source import Source, check_sources
from quotewire_fetcher.sources.source_formats import read_tables
from quotewire_shared.errors import UsageError

log = structlog.get_logger()

_Stamp = tuple[int, int, int, int]


class SourcesFile:
    """Tells when the file at `path` lists something else. Not for two threads at once."""

    def __init__(self, path: Path) -> None:
        """Watch the file at *path*; it is not opened before `changed` is asked."""
        self.path = path
        self._stamp: _Stamp | None = None
        self._current: list[Source] | None = None

    def changed(self) -> list[Source] | None:
        """
        Read the enabled sources where the file changed since the last call; None where they are the same.

        A broken or missing new version is logged once, and the old one stays good. Blocks for some seconds with
        100,000 sources: call it in a thread.

        Raises:
            UsageError: broken or missing at the first call, when there is nothing to fall back on.
        """
        stamp = self._look()
        if self._current is not None and stamp == self._stamp:
            return None
        try:
            # A file that lists nothing any more is right here: the last source may have been switched off.
            listed = check_sources(read_tables(self.path))
        except UsageError as error:
            if self._current is None:
                raise
            self._stamp = stamp
            log.warning("sources_file_refused", reason=str(error), kept=len(self._current))
            return None
        self._stamp = stamp
        for notice in listed.notices:
            log.warning("source_left_out", reason=notice)
        sources = [source for source in listed.sources if source.enabled]
        if sources == self._current:
            return None
        self._current = sources
        return sources

    def _look(self) -> _Stamp | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns
