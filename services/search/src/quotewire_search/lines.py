"""
Documents as lines, of NDJSON and of CSV: what the export writes, in the terminal and in the API.

Article text comes from anywhere. In a terminal it could move the cursor, recolour, retitle or answer for the user, and
in a spreadsheet it could be run: no control character of any kind is written, nor one that turns the direction of
writing, and no cell begins as a formula does.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any, Final

import orjson

from quotewire_search.queries import Target
from quotewire_shared.documents import quote_document_id

UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""C0 and C1 controls, line separators, bidi controls, noncharacters, surrogates."""
FORMULA: Final = ("=", "+", "-", "@")
"""A cell that begins so is a formula to a spreadsheet (OWASP, "CSV Injection")."""

QUOTE_COLUMNS: Final = (
    "id",
    "published_at",
    "publisher",
    "speaker",
    "role",
    "kind",
    "stance",
    "text",
    "article_title",
    "url",
)
ARTICLE_COLUMNS: Final = (
    "article_id",
    "published_at",
    "publisher",
    "title",
    "standfirst",
    "authors",
    "language",
    "quote_count",
    "word_count",
    "url",
)

Document = Mapping[str, Any]


def plain(text: str) -> str:
    """Replace everything that a terminal might obey by a space."""
    if text.isprintable() and "  " not in text and text == text.strip():
        return text  # nearly all texts, in a tenth of the time
    return " ".join(UNSAFE.sub(" ", text).split())


def json_text(value: Any, *, indent: int | None = None) -> str:
    """Write *value* as JSON; what a terminal might obey is written as escapes, so nothing is lost."""
    return UNSAFE.sub(_escaped, json.dumps(value, ensure_ascii=False, indent=indent))


def json_lines(target: Target, documents: Iterable[Document]) -> str:
    """Write stored documents as NDJSON, each with all its fields; a quote with its `id` before them."""
    return "".join(f"{_json_line(_with_id(target, document))}\n" for document in documents)


def csv_header(target: Target) -> str:
    """Write the first line of CSV: the names of the columns."""
    return csv_rows([columns(target)])


def csv_lines(target: Target, documents: Iterable[Document]) -> str:
    """Write stored documents as CSV (RFC 4180, but lines end in LF), without the header."""
    names = columns(target)
    return csv_rows([_with_id(target, document).get(name) for name in names] for document in documents)


def csv_rows(rows: Iterable[Sequence[Any]]) -> str:
    """Write *rows* as CSV; a cell that a spreadsheet would run begins with an apostrophe."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def columns(target: Target) -> tuple[str, ...]:
    """Name the columns of *target* in CSV."""
    return QUOTE_COLUMNS if target == "quotes" else ARTICLE_COLUMNS


def cell(value: Any) -> str:
    """Write one value of CSV; a list is joined by semicolons."""
    if isinstance(value, list | tuple):
        return cell("; ".join(map(str, value)))
    text = "" if value is None else plain(str(value))
    # A number is no formula: only text can be one.
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _json_line(document: Document) -> str:
    try:
        return UNSAFE.sub(_escaped, orjson.dumps(document).decode())
    except TypeError:  # a lone surrogate, or what is no plain dict
        return json_text(dict(document))


def _with_id(target: Target, document: Document) -> Document:
    if target == "articles" or "id" in document:
        return document
    return {"id": quote_document_id(document["article_id"], document["position"]), **document}


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    return char if char == "\n" else f"\\u{ord(char):04x}"
