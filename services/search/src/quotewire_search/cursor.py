"""
Where a page of results ended, as an opaque string.

By time, the sort values of the last item say where to go on. By relevance they do not, since every document that arrives
moves the scores: from the second page on a cursor names a view of the index as it stood, and what was shown before that
view was opened, so that it is not shown again.

Written as unpadded base64url of deflated JSON `[fingerprint, [sort values], [marks], view]`, and the view.
"""

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from quotewire_search.errors import BadCursorError

SortValue = str | int | float
MAX_VALUE_CHARS: Final = 1_100
"""Keywords longer than 1,024 characters are not indexed, so nothing is sorted by them."""
MAX_MARKS: Final = 200
MAX_BYTES: Final = 64_000
MARK_BYTES: Final = 6
"""Two of a million documents share a mark with two pages' items less than once in a million pagings."""
INT64: Final = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Place:
    """A place between two results."""

    after: tuple[SortValue, ...] | None = None
    """Sort values of the last one shown; None: begin at the top."""
    shown: tuple[str, ...] = ()
    """Marks of what was shown already and stands behind `after`."""
    view: str | None = None
    """The view of the index to read; None: the index as it is."""


def mark_of(name: str) -> str:
    """Give the short mark by which a document's id, or a speaker's name, is remembered as shown."""
    digest = hashlib.blake2b(name.encode(), digest_size=MARK_BYTES).digest()
    return base64.urlsafe_b64encode(digest).decode()


def encode_cursor(fingerprint: str, place: Place) -> str:
    """Write the cursor of the search *fingerprint* at *place*."""
    text, packed = _pack_view(place.view)
    parts = [fingerprint, place.after, place.shown, text]
    whole = json.dumps(parts, separators=(",", ":")).encode() + b"\n" + packed
    return base64.urlsafe_b64encode(zlib.compress(whole, 9)).decode().rstrip("=")


def decode_cursor(cursor: str, fingerprint: str, kinds: Sequence[type]) -> Place:
    """
    Read a cursor back into a place.

    *kinds* are the types of the sort values, in order; a float may have been written as an int.

    Raises:
        BadCursorError: it is damaged, or belongs to another search than *fingerprint*.
    """
    try:
        whole = _inflated(base64.b64decode(_padded(cursor), altchars=b"-_", validate=True))
        line, _, packed = whole.partition(b"\n")
        parts = json.loads(line, parse_constant=_refuse)
    except (ValueError, binascii.Error, zlib.error, RecursionError):
        raise BadCursorError from None
    match parts:
        case [str(found), values, [*marks], str() | None as text] if found == fingerprint:
            return Place(_after(values, kinds), _marks(marks), _unpack_view(text, packed))
        case _:
            raise BadCursorError


def _after(values: object, kinds: Sequence[type]) -> tuple[SortValue, ...] | None:
    if values is None:
        return None
    if not isinstance(values, list) or len(values) != len(kinds):
        raise BadCursorError
    if not all(_fits(value, kind) for value, kind in zip(values, kinds, strict=True)):
        raise BadCursorError
    return tuple(values)


def _marks(found: Iterable[object]) -> tuple[str, ...]:
    marks = [mark for mark in found if isinstance(mark, str)]
    if len(marks) > MAX_MARKS:
        raise BadCursorError
    return tuple(marks)


def _pack_view(view: str | None) -> tuple[str | None, bytes]:
    """Undo OpenSearch's base64, for in its bytes names repeat, which deflates well; other texts stay as they are."""
    if view is None:
        return None, b""
    try:
        raw = base64.urlsafe_b64decode(view)
    except (ValueError, binascii.Error):
        return view, b""
    return ("", raw) if base64.urlsafe_b64encode(raw).decode() == view else (view, b"")


def _unpack_view(text: str | None, packed: bytes) -> str | None:
    return text if text is None or not packed else base64.urlsafe_b64encode(packed).decode()


def _padded(cursor: str) -> bytes:
    return cursor.encode("ascii") + b"=" * (-len(cursor) % 4)


def _inflated(data: bytes) -> bytes:
    """Inflate, but never a few bytes to gigabytes."""
    inflater = zlib.decompressobj()
    whole = inflater.decompress(data, MAX_BYTES)
    if not inflater.eof or inflater.unused_data:
        raise BadCursorError
    return whole


def _fits(value: object, kind: type) -> bool:
    match value:
        case bool():
            return False
        case int():
            return kind in (int, float) and value in INT64
        case float():
            return kind is float
        case str():
            return kind is str and len(value) <= MAX_VALUE_CHARS
        case _:
            return False


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and Infinity, which are not JSON."""
    raise ValueError(constant)
