"""The forms in which a list of sources is written: TOML `[[source]]` tables, a JSON list, OPML. Bytes to tables."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from quotewire_fetcher.sources.opml import read_opml
from quotewire_shared.errors import UsageError

Form = Literal["toml", "json", "opml"]

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Largest file of sources: 200,000 sources take about 30 MB."""

_TABLE_HEAD = re.compile(r"(?m)^[ \t]*\[\[[ \t]*[\"']?source[\"']?[ \t]*\]\]")


@dataclass(frozen=True, slots=True)
class Tables:
    """What a file lists, not yet checked."""

    form: Form
    items: list[Any]
    """A mapping each, if the file is right."""
    place: Callable[[int], str]
    """Says where item number n (from 1) stands, for a person."""
    notices: tuple[str, ...] = ()
    """What was left out, and why."""


def read_tables(path: Path) -> Tables:
    """
    Read the file at *path*; its form is found out from its content.

    Raises:
        UsageError: missing, unreadable or broken; one line that names the file and the place.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UsageError(f"The sources file {path} is over {MAX_FILE_BYTES >> 20} MB. Split it.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            f"There is no sources file {path}. Write one, or set QUOTEWIRE_FETCHER_SOURCES_FILE to yours."
        ) from None
    except OSError as error:
        raise UsageError(f"The sources file {path} cannot be read: {error.strerror}.") from None
    return parse_tables(path, data)


def parse_tables(path: Path, data: bytes) -> Tables:
    """
    Find the tables in *data*, the content of the file at *path*.

    Raises:
        UsageError: broken.
    """
    form = form_of(data)
    if form == "opml":  # knows its own encoding
        read = read_opml(data, str(path))
        return Tables("opml", list(read.tables), lambda number: f"{path}, feed {number}", read.problems)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}, line {line}: not UTF-8. Save the file as UTF-8.") from None
    if form == "json":
        return Tables("json", _json(path, text), lambda number: f"{path}, source {number}")
    return Tables("toml", _toml(path, text), lambda number: _toml_place(path, text, number))


def form_of(data: bytes) -> Form:
    """Tell the form of a file from its first characters; TOML where nothing speaks for another."""
    start = data[:400].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start[:1] == b"<":
        return "opml"
    # "[[source]]" and "[table]" begin like a JSON list, "[{" and "[]" do not begin like TOML.
    is_json = start[:1] in (b"[", b"{") and not re.match(rb"\[{1,2}\s*[A-Za-z]", start)
    return "json" if is_json else "toml"


def table_heads(text: str) -> list[int]:
    """Find where the `[[source]]` lines of the TOML *text* begin, in characters."""
    return [match.start() for match in _TABLE_HEAD.finditer(text)]


def _toml_place(path: Path, text: str, number: int) -> str:
    heads = table_heads(text)
    if number > len(heads):
        return f"{path}, source {number}"
    return f"{path}, line {text.count(chr(10), 0, heads[number - 1]) + 1} (source {number})"


def _toml(path: Path, text: str) -> list[Any]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}. Correct that line.") from None
    except RecursionError:
        raise UsageError(f"{path} is not valid TOML: too deeply nested.") from None
    tables = document.get("source", [])
    if not isinstance(tables, list):
        raise UsageError(f"{path}: `source` must be a list of tables. Write [[source]] with two brackets.")
    return tables


def _json(path: Path, text: str) -> list[Any]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{path} is not valid JSON: {error}. Correct that place.") from None
    except RecursionError:
        raise UsageError(f"{path} is not valid JSON: too deeply nested.") from None
    if not isinstance(document, list):
        raise UsageError(f"{path}: expected a JSON list of objects with name and url.")
    return document
