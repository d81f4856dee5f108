"""Sources as text: a TOML table, a JSON object, an OPML document."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree

from quotewire_fetcher.sources.source import FEED_KINDS, Source

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def values_of(source: Source) -> dict[str, Any]:
    """Give what is said of *source*, in the order in which a person would write it; what is usual is left out."""
    order = (
        "id",
        "name",
        "publisher",
        "url",
        "kind",
        "language",
        "country",
        "group",
        "home",
        "poll_interval_s",
        "enabled",
    )
    said = source.model_dump(mode="json", exclude_defaults=True)
    return {key: said[key] for key in order if key in said}


def toml_table(source: Source) -> str:
    """Write *source* as a `[[source]]` table; ends with a line end."""
    lines = [f"{key} = {_toml_value(value)}" for key, value in values_of(source).items()]
    return "\n".join(["[[source]]", *lines, ""])


def toml_list(sources: Iterable[Source]) -> str:
    """Write *sources* as a TOML document."""
    return "\n".join(toml_table(source) for source in sources)


def json_list(sources: Iterable[Source]) -> str:
    """Write *sources* as a JSON list."""
    return json.dumps([values_of(source) for source in sources], ensure_ascii=False, indent=2) + "\n"


def opml_document(sources: Sequence[Source], *, title: str = "Quotewire sources") -> str:
    """
    Write *sources* as OPML 2.0: an outline for each group around those of its feeds.

    Groups stand in the order of their first source, sources without a group at the top level. What OPML has no word
    for stands in attributes of ours (quotewireId and others), which readers pass over.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _xml_text(title)
    body = etree.SubElement(root, "body")
    folders: dict[str, Any] = {}
    for source in sources:
        parent = body
        if source.group:
            if source.group not in folders:
                name = _xml_text(source.group)
                folders[source.group] = etree.SubElement(body, "outline", text=name, title=name)
            parent = folders[source.group]
        parent.append(_outline(source))
    text: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return text.decode()


def _outline(source: Source) -> Any:
    said = {
        # Readers know no other type than rss, and take it for any feed.
        "type": "rss",
        "text": source.name,
        "title": source.name,
        "xmlUrl": source.url,
        "htmlUrl": source.home,
        "language": source.language,
        "country": source.country,
        "publisher": source.publisher,
        "quotewireId": source.id,
        "quotewireKind": source.kind,
        "quotewirePollIntervalS": source.poll_interval_s and _toml_value(source.poll_interval_s),
        "quotewireEnabled": None if source.enabled else "false",
    }
    if source.kind not in FEED_KINDS:
        said["type"] = source.kind
    return etree.Element("outline", {key: _xml_text(value) for key, value in said.items() if value})


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    # A JSON string is a TOML basic string, but for DEL, which TOML wants escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _xml_text(text: str) -> str:
    return _NOT_XML.sub("", text)
