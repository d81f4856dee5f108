"""
Lists of addresses to fetch requests: text with an address a line, or CSV with a column of them.

In a text, empty lines and lines that begin with "#" are passed over. An address that was named before (in the same
list, in any spelling) is asked for once.
"""

import csv
import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.imports.import_entries import (
    SOURCE_ID,
    Broken,
    Candidate,
    Entry,
    Options,
    PassedOver,
    is_file_name,
    opened,
    settled_address,
    unreadable,
)
from quotewire_fetcher.imports.import_lines import Line, lines_of
from quotewire_fetcher.requests import request_for_page
from quotewire_shared.messages import FetchRequest, Lane

MAX_LINE_BYTES = 64 * 1024
COLUMNS = ("url", "link", "address", "loc", "uri")
"""Names of the column that is read, in any case; the first of these that a table has."""
_DELIMITERS = ",;\t|"
_LOOKED_AT_LINES = 1_000
"""A list is told from a text by so many lines."""


def read_urls(path: Path, options: Options) -> Iterator[Entry]:
    """Give what the list at *path* holds, line by line; never raises for what it reads."""
    seen: set[bytes] = set()
    try:
        with opened(path, options.meter) as (raw, _modified_at):
            lines = lines_of(raw, max_bytes=MAX_LINE_BYTES)
            found = _of_table(lines) if _is_table(path) else _of_text(lines)
            for number, address, flaw in found:
                where = f"{path}:{number}"
                yield Broken(where, "bad_line", flaw) if flaw else _entry(where, address, seen, options)
    except ValueError as error:
        yield Broken(str(path), "bad_line", str(error))
    except OSError as error:
        yield unreadable(path, error)


def is_url_list(path: Path, options: Options) -> bool:
    """Tell whether all that the text at *path* says is addresses; False where it cannot be read."""
    addresses = 0
    try:
        with opened(path, options.meter) as (raw, _modified_at):
            for line in lines_of(raw, max_bytes=MAX_LINE_BYTES):
                if line.number > _LOOKED_AT_LINES:
                    break
                text = line.data.strip()
                if line.flaw is not None or (text and not _may_be_in_list(text)):
                    return False
                addresses += text[:1] not in (b"", b"#")
    except (OSError, ValueError):
        return False
    return addresses > 0


def _entry(where: str, address: str, seen: set[bytes], options: Options) -> Entry:
    try:
        canonical = settled_address(address)
    except FetchRefusedError as error:
        return Broken(where, error.reason_code, str(error))
    if is_file_name(canonical):
        return Broken(where, "bad_url", f"{address!r} is not an http address")
    name = hashlib.sha256(canonical.encode()).digest()[:16]
    if name in seen:
        return PassedOver(where, "named_before", "an earlier line names the same page")
    seen.add(name)
    return Candidate(where, partial(_request, address, options))


def _request(address: str, options: Options) -> FetchRequest:
    return request_for_page(
        address,
        source_id=options.source_id or SOURCE_ID,
        publisher=options.publisher,
        lane=Lane.BACKFILL,
        now=options.now.timestamp(),
    )


def _may_be_in_list(text: bytes) -> bool:
    if text.startswith(b"#"):
        return True
    return text.lower().startswith((b"http://", b"https://")) and len(text.split()) == 1


def _of_text(lines: Iterator[Line]) -> Iterator[tuple[int, str, str | None]]:
    for line in lines:
        text = line.data.decode("utf-8", "replace").strip()
        if line.flaw is not None or (text and not text.startswith("#")):
            yield line.number, text, line.flaw


def _of_table(lines: Iterator[Line]) -> Iterator[tuple[int, str, str | None]]:
    first = next((line for line in lines if line.data.strip() or line.flaw), None)
    if first is None:
        return
    header = _text(first)
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
    except csv.Error as error:
        raise ValueError(f"its first line is no table's: {error}") from None
    column = next((names.index(name) for name in COLUMNS if name in names), None)
    if column is None:
        raise ValueError(f"its first line names no column {', '.join(COLUMNS[:-1])} or {COLUMNS[-1]}")
    flaws: list[tuple[int, str, str | None]] = []
    rows = csv.reader(_texts(lines, flaws), delimiter=delimiter)
    while True:
        number = first.number + rows.line_num + 1
        try:
            cells = next(rows, None)
        except csv.Error as error:
            flaws.append((number, "", str(error)))
            cells = []
        yield from flaws
        flaws.clear()
        if cells is None:
            return
        if cells:
            short = None if column < len(cells) else "the line has too few columns"
            yield number, "" if short else cells[column].strip(), short


def _texts(lines: Iterator[Line], flaws: list[tuple[int, str, str | None]]) -> Iterator[str]:
    """Give whole lines; flawed ones are put aside, and an empty one keeps their place."""
    for line in lines:
        if line.flaw is not None:
            flaws.append((line.number, "", line.flaw))
        yield _text(line) + "\n"


def _text(line: Line) -> str:
    # A carriage return within a line is an error for the csv module.
    return line.data.decode("utf-8", "replace").replace("\r", " ")


def _is_table(path: Path) -> bool:
    return path.name.lower().removesuffix(".gz").endswith((".csv", ".tsv"))
