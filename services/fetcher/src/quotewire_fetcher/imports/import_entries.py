"""What an import meets in its files: candidates, things passed over, things broken; and what all readers of files share."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.naming.identity import MAX_URL_CHARS, canonical_url
from quotewire_fetcher.pages.reading import check_record_size
from quotewire_fetcher.pages.visible import MAX_DEPTH, nests_too_deep
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, FetchRequest, Lane

Kind = Literal["auto", "warc", "jsonl", "urls", "html", "text"]
SOURCE_ID = "import"
"""Source of what names none."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Times before the first news site are those of a clock that was never set."""
READ_BYTES = 256 * 1024
_FILE_NAME = re.compile(r"urn:quotewire:file:[0-9a-f]{64}")

Taken = ArticleFetched | FetchRequest
"""What is sent to Kafka for one candidate."""


class Meter:
    """Counts the bytes that were read from disk, for whoever shows the progress."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.bytes_read = 0


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who imports says about all that is imported."""

    now: datetime
    publisher: str | None = None
    """None: what the file says, else the host."""
    base_url: str | None = None
    """Address that folders stood under, with a slash at its end."""
    source_id: str | None = None
    """None: what the file says, else `SOURCE_ID`."""
    kind: Kind = "auto"
    meter: Meter = field(default_factory=Meter)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that can be imported."""

    where: str
    """File, line or record, for a person."""
    read: Callable[[], Taken]
    """Makes the message; raises FetchRefusedError. To be called before the next entry is asked for, or not at all."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Something that is not imported, and need not be; counted by *code*."""

    where: str
    code: str
    reason: str
    told: bool = False
    """Whether it deserves a line of its own: a file does, one of a million records of an archive does not."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that should have been imported and cannot be."""

    where: str
    code: str
    reason: str


Entry = Candidate | PassedOver | Broken


@contextmanager
def opened(path: Path, meter: Meter) -> Iterator[tuple[io.BufferedReader, datetime]]:
    """
    Open *path*; gives its stream and the time of its last change.

    Raises:
        OSError: it cannot be opened.
    """
    with io.BufferedReader(_Counted(path, meter), READ_BYTES) as stream:
        yield cast("io.BufferedReader", stream), datetime.fromtimestamp(path.stat().st_mtime, UTC)


def unreadable(where: object, error: OSError) -> Broken:
    """Say that a file cannot be read."""
    return Broken(str(where), "unreadable", f"cannot be read: {error.strerror or error}")


def printable(text: str) -> str:
    """Give *text* for a terminal: an address out of an archive must not move the cursor there."""
    return text if text.isprintable() else "".join(char if char.isprintable() else "\ufffd" for char in text)


def settled_time(stated: datetime | None, otherwise: datetime, now: datetime) -> datetime:
    """
    Choose the time of an article: *stated* where it can be true, else *otherwise*; never in the future.

    A clock's mistake gives the file's own time and not the present: importing again must change nothing.
    """
    if stated is not None and EARLIEST <= stated <= now:
        return stated
    return min(max(otherwise, EARLIEST), now)


def imported_again(article: ArticleFetched, options: Options, modified_at: datetime) -> ArticleFetched:
    """
    Settle an *article* that was one of our messages before; *modified_at* stands for times that cannot be true.

    Raises:
        FetchRefusedError: page_too_large.
    """
    article = article.model_copy(
        update={
            "lane": Lane.BACKFILL,
            "source_id": options.source_id or article.source_id,
            "publisher": options.publisher or article.publisher,
            "fetched_at": settled_time(article.fetched_at, modified_at, options.now),
            "first_seen_at": settled_time(article.first_seen_at, modified_at, options.now),
        }
    )
    check_record_size(article)
    return article


def settled_address(address: str) -> str:
    """
    Give *address* in its canonical form; names of files without an address are left as they are.

    Raises:
        FetchRefusedError: bad_url.
    """
    text = address.strip()
    if _FILE_NAME.fullmatch(text):
        return text
    try:
        canonical = canonical_url(text)
    except ValueError:
        raise FetchRefusedError(f"{text[:200]!r} is not an http address", code="bad_url") from None
    if max(len(text), len(canonical)) > MAX_URL_CHARS:
        raise FetchRefusedError(f"the address is longer than {MAX_URL_CHARS} characters", code="bad_url")
    return canonical


def is_file_name(address: str) -> bool:
    """Tell whether *address* is the name that we give a file without one."""
    return _FILE_NAME.fullmatch(address) is not None


def check_body(body: str, *, html: bool) -> None:
    """
    Refuse what no article may carry.

    Raises:
        FetchRefusedError: empty_page, bad_content, page_too_large or page_too_deep.
    """
    if not body.strip():
        raise FetchRefusedError("there is nothing in it", code="empty_page")
    if "\x00" in body[:1024]:
        raise FetchRefusedError("it is no text, whatever its name says", code="bad_content")
    if len(body) * 4 > MAX_PAGE_BYTES and len(body.encode("utf-8", "replace")) > MAX_PAGE_BYTES:
        raise FetchRefusedError("it is over 5 MiB as UTF-8", code="page_too_large")
    if html and nests_too_deep(body):
        raise FetchRefusedError(
            f"elements lie in each other more than {MAX_DEPTH} deep", code="page_too_deep"
        )


class _Counted(io.FileIO):
    """A file that tells a meter what is read."""

    def __init__(self, path: Path, meter: Meter) -> None:
        super().__init__(path)
        self._meter = meter

    def readinto(self, buffer: "bytearray | memoryview", /) -> int:  # type: ignore[override]
        count = super().readinto(buffer)
        self._meter.bytes_read += count
        return count
