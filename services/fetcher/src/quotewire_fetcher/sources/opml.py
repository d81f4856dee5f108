"""OPML in: the subscription lists of feed readers, versions 1 and 2, also damaged ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from quotewire_fetcher.naming.identity import MAX_URL_CHARS, canonical_url
from quotewire_shared.errors import UsageError

MAX_BYTES = 10 * 1024 * 1024
MAX_OUTLINES = 20_000
MAX_DEPTH = 200
"""Deeper outlines are not looked at; people nest three levels."""

MAX_NAME_CHARS = 200
MAX_GROUP_CHARS = 100

_KINDS = {"rss": "rss", "rdf": "rss", "atom": "atom", "jsonfeed": "jsonfeed", "json": "jsonfeed"}


@dataclass(frozen=True, slots=True)
class OpmlList:
    """The feeds of an OPML file."""

    tables: tuple[dict[str, str], ...]
    """A source each: name, url, and what else is given, under the keys of a sources file."""
    problems: tuple[str, ...]
    """What could not be used, one line each."""
    salvaged: bool
    """Whether the file is no well-formed XML."""


def read_opml(data: bytes, name: str) -> OpmlList:
    """
    Read the OPML *data* of the file called *name*; a damaged file gives what can be read of it.

    Raises:
        UsageError: no OPML at all, over 10 MB, or one that declares XML entities.
    """
    if len(data) > MAX_BYTES:
        raise UsageError(f"{name} is over {MAX_BYTES >> 20} MB, more than is read of an OPML file. Split it.")
    if b"<!entity" in data.replace(b"\x00", b"").lower():
        raise UsageError(f"{name} declares XML entities, which no subscription list needs. Remove them.")
    root, salvaged = _root(data.lstrip(b" \t\r\n"))
    if root is None or _tag(root) != "opml":
        raise UsageError(f"{name} is no OPML file: it does not begin with <opml>.")
    body = next((child for child in root if _tag(child) == "body"), root)
    tables: list[dict[str, str]] = []
    problems: list[str] = []
    known: set[str] = set()
    for number, (outline, group) in enumerate(_outlines(body), start=1):
        if number > MAX_OUTLINES:
            problems.append(f"Only the first {MAX_OUTLINES:,} outlines were read.")
            break
        values = {str(key).lower(): " ".join(str(value).split()) for key, value in outline.attrib.items()}
        if not (url := values.get("xmlurl", "")):
            continue
        label = values.get("text") or values.get("title") or url[:80]
        try:
            identity = canonical_url(url)
        except ValueError:
            problems.append(f"Feed {label[:80]!r}: {url[:200]!r} is no http or https address.")
            continue
        if len(url) > MAX_URL_CHARS:
            problems.append(f"Feed {label[:80]!r}: its address has {len(url):,} characters.")
        elif identity in known:
            problems.append(f"Feed {label[:80]!r}: listed twice: {url[:200]}")
        else:
            known.add(identity)
            tables.append(_table(url, values, group))
    return OpmlList(tuple(tables), tuple(problems), salvaged)


def _table(url: str, values: Mapping[str, str], group: str) -> dict[str, str]:
    """Make a source's table of an outline's attributes; what is too long or odd is left out."""
    home = values.get("htmlurl", "")
    kind = _KINDS.get(values.get("type", "").lower().replace(" ", ""), "")
    # "rss" is what most readers write for any feed: it says nothing. Ours is written as quotewirekind.
    found = {
        "name": (values.get("title") or values.get("text") or _host(url))[:MAX_NAME_CHARS].strip(),
        "url": url,
        "kind": values.get("quotewirekind") or ("" if kind == "rss" else kind),
        "group": (values.get("quotewiregroup") or group)[:MAX_GROUP_CHARS].strip(),
        "home": home if _is_address(home) else "",
        "language": _language(values.get("language", "")),
        "country": values.get("country", "")[:2],
        "publisher": values.get("publisher", "")[:MAX_NAME_CHARS].strip(),
        "id": values.get("quotewireid", ""),
        "poll_interval_s": values.get("quotewirepollintervals", ""),
        "enabled": values.get("quotewireenabled", ""),
    }
    return {key: value for key, value in found.items() if value}


def _root(data: bytes) -> tuple[Any, bool]:
    """Parse *data*; the second value tells whether that took a tolerant parser."""
    safe: dict[str, Any] = {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "remove_comments": True,
        "remove_pis": True,
    }
    for recover in (False, True):
        try:
            return etree.fromstring(data, etree.XMLParser(recover=recover, **safe)), recover
        except (etree.XMLSyntaxError, ValueError, LookupError):
            continue
    return None, True


def _outlines(body: Any) -> Iterator[tuple[Any, str]]:
    """Give every outline with the name of the folder that it lies in, in the order of the file."""
    stack: list[tuple[Iterator[Any], str]] = [(iter(body), "")]
    while stack:
        children, group = stack[-1]
        outline = next(children, None)
        if outline is None:
            stack.pop()
            continue
        if _tag(outline) != "outline":
            continue
        yield outline, group
        if len(outline) and len(stack) < MAX_DEPTH:
            values = {str(key).lower(): str(value) for key, value in outline.attrib.items()}
            is_folder = not values.get("xmlurl")
            name = " ".join((values.get("text") or values.get("title") or "").split())
            stack.append((iter(outline), (name or group) if is_folder else group))


def _tag(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _host(url: str) -> str:
    return url.split("//", 1)[-1].split("/", 1)[0]


def _is_address(text: str) -> bool:
    try:
        canonical_url(text)
    except ValueError:
        return False
    return len(text) <= MAX_URL_CHARS


def _language(text: str) -> str:
    """Keep a language tag; readers write "unknown" and the like."""
    text = text.strip().replace("_", "-")
    first = text.partition("-")[0]
    return text if first.isascii() and first.isalpha() and len(first) in (2, 3) and len(text) <= 35 else ""  # noqa: PLR2004 - lengths of BCP 47
