"""
WARC records out of plain bytes, also out of damaged ones.

A library would be shorter, and was tried: warcio stops at the first byte that is no record, and fastwarc passes over
damage without a word, loses the record behind it and stops for good at a broken gzip member (DECISIONS.md).

Source: ISO 28500:2017 (WARC 1.1); 1.0 and 0.1x differ in nothing that matters here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quotewire_fetcher.imports.warc_stream import ArchiveBytes

MAX_HEADER_BYTES = 1024 * 1024
MAX_BLOCK_BYTES = 16 * 1024 * 1024
"""Longer blocks are passed over unread: a page that may be imported is at most 5 MiB."""
_READ_BYTES = 64 * 1024
_VERSION = re.compile(rb"WARC/\d{1,3}\.\d{1,3}[ \t]*\r?\n")
_LONGEST_VERSION = 32
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_NEXT_IN_BLOCK = re.compile(rb"\n\r?\n(?=WARC/\d{1,3}\.\d{1,3}[ \t]*\r?\n)")
_GAP = b"\r\n \t\x00"


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record."""

    number: int
    """Its place in the file, from 1; damaged ones count too."""
    fields: dict[str, str]
    """Its header, names in lower case."""
    block: bytes
    """What follows the header; empty where it was too long to be read."""
    length: int
    """Bytes that the header promises."""
    flaw: str | None = None
    """What is wrong with its length; None: nothing."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no record."""

    behind: int
    """Number of the record before it; 0: none."""
    reason: str


def records_of(stream: ArchiveBytes) -> Iterator[WarcRecord | Damage]:
    """Give the records of *stream* in order, and say where something was damaged; never raises for what it reads."""
    number = 0
    again = False
    """Whether this stretch was found by a search: then it may be no stretch at all, and what it says is not told."""
    while True:
        told = again
        for found in _Stretch(stream, number).records():
            if isinstance(found, WarcRecord):
                number, told = found.number, False
                yield found
            elif not told:
                told = True
                yield found
        if stream.damage is not None and not told:
            yield Damage(number, stream.damage)
        if not stream.resume():
            return
        again = True


class _Stretch:
    """Undamaged bytes, as far as compression can tell."""

    def __init__(self, stream: ArchiveBytes, number: int) -> None:
        self._stream = stream
        self._number = number
        self._ahead = b""
        self._ended = False

    def records(self) -> Iterator[WarcRecord | Damage]:
        while True:
            dropped = self._to_next_record()
            if dropped:
                yield Damage(self._number, f"{dropped:,} bytes that are no record were passed over")
            if not self._ahead:
                return
            self._number += 1
            fields = self._header()
            if fields is None:
                yield Damage(self._number - 1, "a record's header is broken")
                continue
            length = _length_of(fields)
            if length is None:
                yield Damage(self._number - 1, f"record {self._number} does not say how long it is")
                continue
            yield self._record(fields, length)

    def _record(self, fields: dict[str, str], length: int) -> WarcRecord:
        if length > MAX_BLOCK_BYTES:
            left = self._stream.left()
            if left is not None and length > left + len(self._ahead):
                # Taken at its word it would cost all that follows.
                return WarcRecord(self._number, fields, b"", length, "the file is shorter than it says to be")
            missing = length - self._pass_over(length)
            flaw = f"the file ends {missing:,} bytes before it does" if missing else None
            return WarcRecord(self._number, fields, b"", length, flaw)
        self._fill(length + _LONGEST_VERSION)
        block, behind = self._ahead[:length], self._ahead[length:]
        flaw = None
        if len(block) < length or not _is_boundary(behind):
            # Its length is wrong, or its end is missing: the next record may have begun within it.
            inside = _NEXT_IN_BLOCK.search(self._ahead, 0, length + _LONGEST_VERSION)
            if inside is not None and inside.start() < length:
                block, behind = self._ahead[: inside.start()], self._ahead[inside.end() :]
            if inside is not None or len(block) < length:
                flaw = f"it ends after {len(block):,} of {length:,} bytes"
        self._ahead = behind
        return WarcRecord(self._number, fields, block, length, flaw)

    def _to_next_record(self) -> int:
        """Drop what comes before the next record; gives how many bytes that were, gaps between records not counted."""
        dropped = 0
        while True:
            self._ahead = self._ahead.lstrip(_GAP)
            if not self._ahead:
                if not self._fill(1):
                    return dropped
                continue
            self._fill(_LONGEST_VERSION)
            if _VERSION.match(self._ahead):
                return dropped
            found = _VERSION.search(self._ahead)
            # The tail may be the beginning of a version line that goes on in what was not read yet.
            until = found.start() if found else max(len(self._ahead) - _LONGEST_VERSION, 1)
            dropped += until
            self._ahead = self._ahead[until:]
            if found is None and not self._fill(len(self._ahead) + 1):
                dropped += len(self._ahead)
                self._ahead = b""
                return dropped

    def _header(self) -> dict[str, str] | None:
        """Take the header; None, and only its first line taken, where it has no end."""
        searched = 0
        while (end := _HEADER_END.search(self._ahead, searched)) is None:
            searched = max(len(self._ahead) - 4, 0)
            if len(self._ahead) > MAX_HEADER_BYTES or not self._fill(len(self._ahead) + 1):
                self._ahead = self._ahead[self._ahead.index(b"\n") + 1 :]
                return None
        header, self._ahead = self._ahead[: end.start()], self._ahead[end.end() :]
        return fields_of(header.split(b"\n")[1:])

    def _pass_over(self, length: int) -> int:
        passed = min(length, len(self._ahead))
        self._ahead = self._ahead[passed:]
        while passed < length:
            more = self._stream.read(min(_READ_BYTES, length - passed))
            if not more:
                self._ended = True
                break
            passed += len(more)
        return passed

    def _fill(self, size: int) -> bool:
        """Read until *size* bytes lie ahead; False where the stretch ends before."""
        if len(self._ahead) >= size:
            return True
        pieces, have = [self._ahead], len(self._ahead)
        while have < size and not self._ended:
            more = self._stream.read(_READ_BYTES)
            self._ended = not more
            pieces.append(more)
            have += len(more)
        self._ahead = b"".join(pieces)
        return have >= size


def fields_of(lines: list[bytes]) -> dict[str, str]:
    """
    Read header *lines*: of WARC, and of HTTP within it, where of repeated fields all count.

    Names in lower case; a line that begins with a blank continues the one before; lines that are no field are left out.
    Bytes that are no UTF-8 are read as Latin-1, as HTTP once had it.
    """
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        text = _text_of(line.rstrip(b"\r"))
        if text[:1] in (" ", "\t"):
            if name:
                fields[name] = f"{fields[name]} {text.strip()}".strip()
            continue
        key, colon, value = text.partition(":")
        name = key.strip().lower() if colon else ""
        if name:
            fields[name] = f"{fields[name]}, {value.strip()}" if name in fields else value.strip()
    return fields


def _text_of(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _length_of(fields: dict[str, str]) -> int | None:
    text = fields.get("content-length", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(2**63)) else None


def _is_boundary(behind: bytes) -> bool:
    rest = behind.lstrip(_GAP)
    return not rest or behind.startswith((b"\r\n\r\n", b"\n\n")) or _VERSION.match(rest) is not None
