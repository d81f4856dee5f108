"""The article in the data that a page's scripts build it from: __NEXT_DATA__, window.__STATE__ and their like."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from quotewire_parser.extraction.blocks import read_blocks
from quotewire_parser.extraction.flight import flight_values, is_flight
from quotewire_parser.extraction.titles import same_line
from quotewire_parser.extraction.tree import parse_html, tidy

MIN_SCRIPT_CHARS = 300
MIN_BODY_CHARS = 200
MOST_NODES = 50_000
"""Values looked at in one script; applications ship whole sites in their state."""
MOST_DEPTH = 40

_STATE = re.compile(
    r"(?:^|[;\s])(?:window\.|self\.|globalThis\.|var\s+|let\s+|const\s+)?[\w$.\[\]'\"]{2,80}\s*=\s*(?:JSON\.parse\(\s*)?(?=[{\[\"'])"
)
_MOST_STATES = 6
_BODY_KEY = re.compile(
    r"^(?:article_?)?(?:body|content|text|html|full_?text|story|paragraphs|content_?elements|blocks|components|raw_?content|rendered|main_?text"
    r"|description_?html|body_?html|content_?html|article_?body|story_?body|texto|contenido|corpo|conteudo|isi|noi_?dung)$",
    re.IGNORECASE,
)
_TITLE_KEYS = ("headline", "title", "heading", "name", "headlines", "titulo", "titre", "judul", "basic")
_TAG = re.compile(r"<(?:p|br|div|a|strong|em|span|h[1-6]|ul|li|blockquote)\b", re.IGNORECASE)
_SKIPPED = re.compile(
    r"comment|related|recommend|latest|trending|popular|sidebar|footer|header|menu|navigation|next|more|ads?$|promo|seo|author|image|caption",
    re.IGNORECASE,
)
_TEXT_KEYS = (
    "content",
    "text",
    "value",
    "html",
    "body",
    "paragraph",
    "plainText",
    "raw",
    "data",
    "children",
    "items",
    "model",
    "blocks",
)


def read_states(scripts: list[tuple[str, str]], headings: tuple[str, ...]) -> tuple[str, ...]:
    """
    Give the paragraphs of the article in *scripts* (id or type, text); none where no text is in them.

    Of several texts the one beside one of *headings* is taken, else the longest.
    """
    best: tuple[int, int] = (0, 0)
    found: tuple[str, ...] = ()
    for value in _values(scripts):
        for title, body in _bodies(value):
            paragraphs = tuple(_paragraphs(body))
            chars = sum(map(len, paragraphs))
            rank = (int(any(same_line(title, heading) for heading in headings)), chars)
            if chars >= MIN_BODY_CHARS and rank > best:
                best, found = rank, paragraphs
    return found


def scripts_of(tree: HtmlElement) -> list[tuple[str, str]]:
    """List the scripts of *tree* that may hold data, before they are taken out."""
    listed = []
    for script in tree.iter("script"):
        text, kind = script.text or "", (script.get("type") or "").lower()
        if (len(text) >= MIN_SCRIPT_CHARS or is_flight(text)) and "ld+json" not in kind:
            listed.append((kind, text))
    return listed


def _values(scripts: list[tuple[str, str]]) -> Iterator[Any]:
    decoder = json.JSONDecoder(strict=False)
    yield from flight_values(text for _, text in scripts if is_flight(text))
    for kind, text in scripts:
        if is_flight(text):
            continue
        starts = [len(text) - len(text.lstrip())] if "json" in kind or text.lstrip()[:1] in {"{", "["} else []
        if not starts:
            starts = [
                match.end() for match, _ in zip(_STATE.finditer(text), range(_MOST_STATES), strict=False)
            ]
        read_to = 0
        for start in starts:
            if start < read_to:
                continue
            try:
                value, read_to = decoder.raw_decode(text, start)
                yield json.loads(value, strict=False) if isinstance(value, str) else value
            except (ValueError, RecursionError):
                continue


def _bodies(value: Any) -> Iterator[tuple[str, Any]]:
    waiting: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    while waiting and seen < MOST_NODES:
        node, depth = waiting.pop()
        seen += 1
        if isinstance(node, dict):
            title = _title(node)
            for key, inner in node.items():
                if _SKIPPED.search(key):
                    continue
                if _BODY_KEY.match(key) and isinstance(inner, str | list) and len(inner) > 0:
                    yield title, inner
                if isinstance(inner, dict | list) and depth < MOST_DEPTH:
                    waiting.append((inner, depth + 1))
        elif isinstance(node, list) and depth < MOST_DEPTH:
            waiting.extend((inner, depth + 1) for inner in node if isinstance(inner, dict | list))


def _title(node: dict[str, Any]) -> str:
    for key in _TITLE_KEYS:
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("basic") or value.get("rendered") or value.get("text")
        if isinstance(value, str) and value.strip():
            return unescape(value)
    return ""


def _paragraphs(body: Any) -> Iterator[str]:
    """Give the paragraphs of *body*: HTML, text by lines, or a list of parts that hold either."""
    for text in _texts(body):
        if _TAG.search(text) or "<" in text:
            tree = parse_html(f"<div>{text}</div>")
            if tree is not None:
                yield from (block.text for block in read_blocks(tree))
        else:
            yield from (line for line in map(tidy, unescape(text).splitlines()) if line)


def _texts(body: Any) -> Iterator[str]:
    waiting: list[tuple[Any, int]] = [(body, 0)]
    while waiting:
        part, depth = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, list) and depth < MOST_DEPTH:
            # A list of bare words is a list of tags or names; text comes as objects or as whole sentences.
            waiting.extend(
                (inner, depth + 1) for inner in reversed(part) if not isinstance(inner, str) or " " in inner
            )
        elif isinstance(part, dict) and depth < MOST_DEPTH:
            kind = str(part.get("type") or part.get("_type") or part.get("__typename") or "").lower()
            if re.search(
                r"image|video|ad$|related|embed|caption|link_?list|newsletter|gallery|promo|author", kind
            ):
                continue
            key = next(
                (key for key in _TEXT_KEYS if isinstance(part.get(key), str | list | dict) and part[key]),
                None,
            )
            if key is not None:
                waiting.append((part[key], depth + 1))
