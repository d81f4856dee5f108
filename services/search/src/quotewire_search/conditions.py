"""The parameters beside `q` as conditions of the query language, so that there is one way from either to OpenSearch."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from quotewire_search.language.tree import Field, FieldName, Node, Phrase, Words, any_of

if TYPE_CHECKING:
    from quotewire_search.request import SearchRequest


def conditions_of(asked: "SearchRequest") -> tuple[Node, ...]:
    """List what the parameters of *asked* demand; a whole name means this spelling only, as a facet counts it."""
    wanted: list[tuple[FieldName, Node | None]] = [
        ("speaker", _name(asked.speaker)),
        ("role", _name(asked.role)),
        ("about", _name(asked.about)),
        ("kind", any_of([Words(value) for value in asked.kind])),
        ("stance", any_of([Words(value) for value in asked.stance])),
        ("outlet", _labels(asked.publisher)),
        ("lang", any_of([Words(value) for value in asked.language])),
        ("country", _labels(asked.country)),
        ("section", _labels(asked.section)),
        ("source", _labels(asked.source_id)),
        ("since", Words(asked.since) if asked.since else None),
        ("until", Words(asked.until) if asked.until else None),
    ]
    return tuple(
        Field(name, value, exactly=isinstance(value, Phrase)) for name, value in wanted if value is not None
    )


def whole_name(text: str) -> str | None:
    """Give the name in "quotation marks", or None where *text* is not enclosed in them."""
    inner = text[1:-1].strip()
    enclosed = text.startswith('"') and text.endswith('"')
    return inner if enclosed and inner and '"' not in inner else None


def _name(text: str) -> Node | None:
    if not text:
        return None
    whole = whole_name(text)
    return Phrase(whole) if whole else Words(text)


def _labels(values: Iterable[str]) -> Node | None:
    return any_of([Phrase(value) for value in values])
