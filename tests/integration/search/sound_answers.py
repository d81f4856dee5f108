"""What makes an answer sound, whatever was asked: no server error, readable, and nothing of the question alive in it."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from tests.integration.search.raw_requests import HERE, Answer

FOUND: Final = 200
MOVED: Final = 307
"""A path with one slash too many."""
REFUSALS: Final = frozenset({400, 404, 413, 414, 422})
ADDRESSES: Final = frozenset({"href", "src", "action", "formaction", "poster", "data", "hx-get", "hx-post"})
SCHEMES: Final = frozenset({"", "http", "https", "mailto"})
ALIVE: Final = re.compile(r"</?[a-zA-Z]|<[!?]")
COMMENT: Final = "a comment"
PROBLEM: Final = "application/problem+json"

Shape = frozenset[tuple[str, str]]
"""Elements and their attributes, each as (element, attribute); an element alone as (element, "")."""


def shape(page: bytes) -> Shape:
    """Give the elements and attributes that *page* is made of."""
    return _shape(_elements(page))


def faults(answer: Answer, text: str, known: Shape) -> Iterator[str]:
    """Tell what is wrong with *answer* to a question with *text* in it; *known* is what our pages are made of."""
    if answer.status not in {FOUND, MOVED, *REFUSALS}:
        yield f"status {answer.status}"
    if any("\r" in value or "\n" in value for value in answer.headers.values()):
        yield "a header has two lines"
    if answer.status == MOVED:
        if not answer.headers.get("location", "").startswith(f"{HERE}/"):
            yield f"sent to {answer.headers.get('location')}"
        return
    yield from _body_faults(answer, text, known)


def _body_faults(answer: Answer, text: str, known: Shape) -> Iterator[str]:
    try:
        body = answer.body.decode()
    except UnicodeDecodeError as error:
        yield f"the body is no UTF-8: {error}"
        return
    match answer.content_type:
        case "text/html":
            yield from _html_faults(body, text, known)
        case "application/atom+xml" | "application/xml":
            yield from _xml_faults(answer.body)
        case "application/x-ndjson":
            for line in filter(None, body.split("\n")):
                yield from _json_faults(line)
        case "text/csv":
            yield from _csv_faults(body)
        case kind if kind.endswith("json"):
            yield from _json_faults(body)
            if answer.status != FOUND and kind != PROBLEM:
                yield f"a refusal is {kind}"
        case kind:
            yield f"content type {kind!r}"


def _html_faults(body: str, text: str, known: Shape) -> Iterator[str]:
    if ALIVE.search(text) and text in body:
        yield "the text stands in the page as it was sent"
    page = _elements(body.encode())
    new = _shape(page) - known
    if new:
        yield f"the page has what no page has: {sorted(new)}"
    for name, attributes in page:
        for attribute, value in attributes.items():
            if attribute in ADDRESSES and not _is_harmless(value):
                yield f"<{name} {attribute}={value[:80]!r}>"


def _elements(page: bytes) -> list[tuple[str, dict[str, str]]]:
    """Read *page* as a browser does: every element's name with its attributes; comments have none."""
    root = document_fromstring(page, parser=HTMLParser(encoding="utf-8"))
    return [
        (element.tag, {str(name): str(value) for name, value in element.attrib.items()})
        if isinstance(element.tag, str)
        else (COMMENT, {})
        for element in root.iter()
    ]


def _shape(page: list[tuple[str, dict[str, str]]]) -> Shape:
    return frozenset((name, attribute) for name, attributes in page for attribute in ("", *attributes))


def _is_harmless(address: str) -> bool:
    """Accept what stays on the web; browsers ignore white space and controls before and in a scheme."""
    seen = re.sub(r"[\x00-\x20]", "", address)
    try:
        parts = urlsplit(seen)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and not parts.netloc.endswith("evil.example")


def _xml_faults(body: bytes) -> Iterator[str]:
    try:
        etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield f"no XML: {error}"


def _json_faults(body: str) -> Iterator[str]:
    try:
        json.loads(body, parse_constant=_refuse)
    except ValueError as error:
        yield f"no JSON: {error}"


def _csv_faults(body: str) -> Iterator[str]:
    try:
        lines = list(csv.reader(io.StringIO(body, newline=""), strict=True))
    except csv.Error as error:
        yield f"no CSV: {error}"
        return
    if len({len(line) for line in lines}) > 1:
        yield "lines of the CSV differ in length"


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
