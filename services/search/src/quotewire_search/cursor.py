"""Where a page of results ended, as an opaque string: unpadded base64url of JSON `[fingerprint, [sort values]]`."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Final, NoReturn

from quotewire_search.errors import BadCursorError

SortValue = str | int | float
MAX_VALUE_CHARS: Final = 200
INT64: Final = range(-(2**63), 2**63)


def encode_cursor(fingerprint: str, values: Sequence[SortValue]) -> str:
    """Write the cursor of the search *fingerprint* after the hit with the sort *values*."""
    text = json.dumps([fingerprint, list(values)], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, fingerprint: str, kinds: Sequence[type]) -> list[SortValue]:
    """
    Read a cursor back into sort values.

    *kinds* are the types of the values, in order; a float may have been written as an int.

    Raises:
        BadCursorError: it is damaged, or belongs to another search than *fingerprint*.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True), parse_constant=_refuse)
    except (ValueError, binascii.Error, RecursionError):
        raise BadCursorError from None
    match parts:
        case [str(found), [*values]] if found == fingerprint and len(values) == len(kinds):
            pairs = zip(values, kinds, strict=True)
        case _:
            raise BadCursorError
    if not all(_fits(value, kind) for value, kind in pairs):
        raise BadCursorError
    return list(values)


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
