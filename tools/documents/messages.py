"""docs/messages.md: every field of every message, from the models."""

from collections.abc import Iterator
from typing import Any

from quotewire_shared.messages import ArticleFetched, ArticleParsed, Message
from quotewire_shared.topics import ARTICLES_FETCHED, ARTICLES_PARSED

MESSAGES: tuple[type[Message], ...] = (ArticleFetched, ArticleParsed)
TOPICS = {ArticleFetched: ARTICLES_FETCHED, ArticleParsed: ARTICLES_PARSED}

HEAD = """# Messages

Made from `shared/src/quotewire_shared/messages.py` by `make docs`; do not edit.

JSON, UTF-8, compressed by Kafka (zstd). The key is `article_id`. Unknown fields are ignored; a breaking change is a new
topic version. Offsets are code points of `text`, half-open: `text[start:end]` is exactly what is claimed.
Lanes: the plain topic is live; `.backfill` and `.replay` carry the same messages and never delay it.
"""


def render() -> str:
    """Write the page."""
    parts = [HEAD]
    for message in MESSAGES:
        schema = message.model_json_schema(mode="serialization")
        parts.append(f"## {message.__name__} on `{TOPICS[message]}`\n\n{message.__doc__}\n")
        parts.append(_table(schema))
        for name, definition in schema.get("$defs", {}).items():
            if "properties" in definition and f"### {name}" not in "\n".join(parts):
                parts.append(f"### {name}\n\n{definition.get('description', '')}\n")
                parts.append(_table(definition))
    return "\n".join(parts).rstrip() + "\n"


def _table(schema: dict[str, Any]) -> str:
    return "\n".join(["| field | type | meaning |", "|---|---|---|", *_rows(schema)]) + "\n"


def _rows(schema: dict[str, Any]) -> Iterator[str]:
    for name, field in schema["properties"].items():
        yield f"| `{name}` | {_kind(field)} | {field.get('description', '')} |"


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_kind(option) for option in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}"
    if field.get("type") == "object":
        return f"map to {_kind(field.get('additionalProperties', {}))}"
    return f"{field.get('type', 'any')}" + (f" ({field['format']})" if "format" in field else "")
