"""What Next.js streams to the browser in `self.__next_f.push([1, "…"])`: rows of JSON and of text that refer to each other."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

MOST_ROWS = 5_000
MOST_CHARS = 4_000_000
MOST_DEPTH = 40

_PUSH = re.compile(r"__next_f\s*\.push\(\s*(?=\[)")
_ROW = re.compile(rb"([0-9a-f]{1,8}):")
_TEXT = re.compile(rb"T([0-9a-f]{1,7}),")
_REFERENCE = re.compile(r"\$[L@]?([0-9a-f]{1,8})")


def is_flight(script: str) -> bool:
    """Tell whether *script* pushes such rows."""
    return "__next_f" in script


def flight_values(scripts: Iterable[str]) -> Iterator[Any]:
    """Give the JSON values of all rows in *scripts*, with texts in the place of what refers to them."""
    rows = dict(_rows("".join(_pushed(scripts)).encode("utf-8", "replace")))
    texts = {number: row for number, row in rows.items() if isinstance(row, str)}
    for row in rows.values():
        if not isinstance(row, str):
            yield _resolved(row, texts, MOST_DEPTH)


def _pushed(scripts: Iterable[str]) -> Iterator[str]:
    decoder = json.JSONDecoder(strict=False)
    chars = 0
    for script in scripts:
        for match in _PUSH.finditer(script):
            try:
                pushed, _ = decoder.raw_decode(script, match.end())
            except (ValueError, RecursionError):
                continue
            if len(pushed) > 1 and isinstance(pushed[1], str):
                chars += len(pushed[1])
                if chars > MOST_CHARS:
                    return
                yield pushed[1]


def _rows(stream: bytes) -> Iterator[tuple[str, Any]]:
    """Split *stream* into (number, value); a row of text says how many bytes it has, others end with their line."""
    at = 0
    for _ in range(MOST_ROWS):
        head = _ROW.match(stream, at)
        if head is None:
            line_end = stream.find(b"\n", at)
            if line_end < 0:
                return
            at = line_end + 1
            continue
        number = head[1].decode()
        text = _TEXT.match(stream, head.end())
        if text:
            at = text.end() + int(text[1], 16)
            yield number, stream[text.end() : at].decode("utf-8", "replace")
            continue
        line_end = stream.find(b"\n", head.end())
        line_end = len(stream) if line_end < 0 else line_end
        try:
            value = json.loads(stream[head.end() : line_end])
        except (ValueError, RecursionError):
            value = None  # a module or a hint for the browser
        if isinstance(value, dict | list):
            yield number, value
        at = line_end + 1


def _resolved(value: Any, texts: dict[str, str], depth: int) -> Any:
    if isinstance(value, str):
        found = _REFERENCE.fullmatch(value)
        return texts.get(found[1], value) if found else value
    if depth == 0:
        return None
    if isinstance(value, list):
        return [_resolved(item, texts, depth - 1) for item in value]
    if isinstance(value, dict):
        return {key: _resolved(item, texts, depth - 1) for key, item in value.items()}
    return value
