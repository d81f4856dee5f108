"""
The conditions of a search as OpenSearch clauses, for either index. No I/O.

A quote is its own document in one index and nested in its article in the other, under slightly other names; `Fields`
says which.
"""

from dataclasses import dataclass
from typing import Final

from quotewire_search.clauses import (
    Clause,
    all_words,
    any_of,
    begins,
    combine,
    contains,
    nested,
    phrase,
    whole,
)
from quotewire_search.language.tree import Field, Leaf, Node, Phrase, Prefix
from quotewire_search.moments import parse_moment
from quotewire_search.naming import (
    ACTOR_IN_ARTICLE,
    SPEAKER_IN_ARTICLE,
    SPEAKER_OF_QUOTE,
    Place,
    about_in_quotes,
    named,
)
from quotewire_search.widening import Widened


@dataclass(frozen=True, slots=True)
class Fields:
    """Where the facts of a quote stand in an index; the role of a nested quote's speaker is on the actor."""

    speaker: str
    kind: str
    stance: str
    place: Place


IN_QUOTES: Final = Fields(speaker="speaker", kind="kind", stance="stance", place=SPEAKER_OF_QUOTE)
IN_ARTICLES: Final = Fields(
    speaker="quotes.speaker.name", kind="quotes.kind", stance="quotes.cue.stance", place=SPEAKER_IN_ARTICLE
)


def of_document(field: Field) -> Clause | None:
    """Write a condition that both kinds of document have: outlet, section, language, source, time; None: another."""
    match field.name:
        case "outlet":
            return combine(field.value, lambda leaf: _labelled("publisher", leaf))
        case "section":
            return combine(field.value, lambda leaf: _labelled("section", leaf))
        case "lang":
            return combine(field.value, lambda leaf: _tokens("language", leaf))
        case "source":
            return combine(field.value, lambda leaf: {"term": {"source_id": _text(leaf)}})
        case "since" | "until":
            return _time(field.name, _text(field.value))
        case _:
            return None


def _of_person(field: Field, prefix: str) -> Clause | None:
    """Write a condition on what somebody is, in fields that begin with *prefix*: role, country; None: another."""
    match field.name:
        case "role":
            return combine(field.value, lambda leaf: _role(f"{prefix}role", leaf))
        case "country":
            return combine(field.value, lambda leaf: _labelled(f"{prefix}country", leaf))
        case _:
            return None


def _of_name(field: Field, place: Place, widened: Widened) -> Clause:
    return combine(
        field.value,
        lambda leaf: named(
            _leaf(leaf), place, widened.of(leaf, exactly=field.exactly), exactly=field.exactly
        ),
    )


def of_quote(field: Field, fields: Fields, widened: Widened) -> Clause:
    """Write a condition on who speaks and how: speaker, kind, stance."""
    if field.name == "speaker":
        return _of_name(field, fields.place, widened)
    path = fields.kind if field.name == "kind" else fields.stance
    return combine(field.value, lambda leaf: _tokens(path, leaf))


def of_quote_document(field: Field, widened: Widened) -> Clause:
    """Write what else a quote's own document tells: role and country of the speaker, and whom it is about."""
    if field.name == "about":
        return combine(
            field.value,
            lambda leaf: about_in_quotes(
                _leaf(leaf), widened.of(leaf, exactly=field.exactly), exactly=field.exactly
            ),
        )
    return _of_person(field, "") or of_quote(field, IN_QUOTES, widened)


def of_actor(field: Field, widened: Widened) -> Clause:
    """Write a condition on one actor of an article: role, country, or a name."""
    return _of_person(field, "actors.") or _of_name(field, ACTOR_IN_ARTICLE, widened)


def about_in_articles(field: Field, widened: Widened) -> Clause:
    """Accept articles with an actor of that name."""
    return nested("actors", of_actor(field, widened))


def _labelled(path: str, leaf: Node) -> Clause:
    """Match a label: whole in quotation marks; else by its words, or their beginnings."""
    text = _text(leaf)
    return whole(path, text) if isinstance(leaf, Phrase) else contains(path, text)


def _tokens(path: str, leaf: Node) -> Clause:
    return {"terms": {path: _text(leaf).lower().split()}}


def _role(path: str, leaf: Node) -> Clause:
    text = _text(leaf)
    match leaf:
        case Prefix():
            return begins(f"{path}.exact", text)
        case Phrase():
            return phrase(path, text)
        case _:
            return all_words(path, text)


def _time(name: str, text: str) -> Clause:
    moment = parse_moment(text)
    bounds = {"gte": moment.start.isoformat()} if name == "since" else {"lt": moment.end.isoformat()}
    return any_of(
        [
            {"range": {"published_at": bounds}},
            {"bool": {"must_not": [DATED], "filter": [{"range": {"first_seen_at": bounds}}]}},
        ]
    )


def _leaf(node: Node) -> Leaf:
    if not isinstance(node, Leaf):
        raise TypeError(f"{node} holds a field within a field.")
    return node


def _text(node: Node) -> str:
    return _leaf(node).text


DATED: Final[Clause] = {"exists": {"field": "published_at"}}
