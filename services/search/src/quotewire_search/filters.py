"""
The filters of a SearchRequest as OpenSearch clauses, for either index. No I/O.

A quote is its own document in one index and nested in its article in the other, under slightly other names; `Fields`
says which. Inside an article all conditions on a quote must hold for one and the same quote.
"""

from dataclasses import dataclass
from typing import Any, Final

from quotewire_search.moments import parse_moment
from quotewire_search.request import SearchRequest

Clause = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fields:
    """Where the facts of a quote stand in an index; the role of a nested quote's speaker is on the actor."""

    speaker: str
    aliases: str | None
    kind: str
    stance: str


IN_QUOTES: Final = Fields(speaker="speaker", aliases="speaker_aliases", kind="kind", stance="stance")
IN_ARTICLES: Final = Fields(
    speaker="quotes.speaker.name", aliases=None, kind="quotes.kind", stance="quotes.cue.stance"
)


def document_filters(request: SearchRequest) -> list[Clause]:
    """Filter by what both kinds of document have: outlet, language, source, time."""
    clauses: list[Clause] = []
    if request.publisher:
        clauses.append({"terms": {"publisher.folded": list(request.publisher)}})
    if request.language:
        clauses.append({"terms": {"language": list(request.language)}})
    if request.source_id:
        clauses.append({"terms": {"source_id": list(request.source_id)}})
    return [*clauses, *_times(request)]


def quote_filters(request: SearchRequest, fields: Fields) -> list[Clause]:
    """Filter by what one quote has: speaker, kind, stance."""
    clauses: list[Clause] = []
    if request.speaker:
        clauses.append(_speaker(request.speaker, fields))
    if request.kind:
        clauses.append({"terms": {fields.kind: list(request.kind)}})
    if request.stance:
        clauses.append({"terms": {fields.stance: list(request.stance)}})
    return clauses


def any_of(clauses: list[Clause]) -> Clause:
    """Accept what fits one of *clauses* at least."""
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def all_words(field: str, words: str) -> Clause:
    """Demand every word of *words* in *field*, in any order."""
    return {"match": {field: {"query": words, "operator": "and"}}}


def phrase(field: str, words: str) -> Clause:
    """Demand *words* in *field*, side by side."""
    return {"match_phrase": {field: words}}


def whole_name(text: str) -> str | None:
    """Give the name in "quotation marks", or None where *text* is not enclosed in them."""
    inner = text[1:-1].strip()
    enclosed = text.startswith('"') and text.endswith('"')
    return inner if enclosed and inner and '"' not in inner else None


def about_in_articles(name: str) -> Clause:
    """Accept articles with an actor called *name*."""
    whole = whole_name(name)
    if whole:
        wanted = [
            {"term": {"actors.name.folded": whole}},
            {"term": {"actors.aliases.folded": whole}},
        ]
    else:
        wanted = [all_words("actors.name", name), all_words("actors.aliases", name)]
    return {"nested": {"path": "actors", "query": any_of(wanted)}}


def about_in_quotes(name: str) -> Clause:
    """
    Accept quotes about *name*: in the words, in the headline, or in the paragraph where somebody else speaks.

    A quote's document does not list the actors around it; the paragraph names its speaker too, hence the exception.
    """
    bare = whole_name(name) or name
    spoken_by = any_of([all_words("speaker", bare), all_words("speaker_aliases", bare)])
    beside = {"bool": {"must": [phrase("context.exact", bare)], "must_not": [spoken_by]}}
    return any_of([phrase("text.exact", bare), phrase("article_title.exact", bare), beside])


def role_in_quotes(role: str) -> Clause:
    """Accept quotes whose speaker has this role."""
    return phrase("role", role.strip('"')) if whole_name(role) else all_words("role", role)


def role_in_articles(role: str) -> Clause:
    """Accept articles with an actor of this role."""
    words = phrase if whole_name(role) else all_words
    return {"nested": {"path": "actors", "query": words("actors.role", role)}}


def _speaker(name: str, fields: Fields) -> Clause:
    whole = whole_name(name)
    if whole:
        return {"term": {f"{fields.speaker}.folded": whole}}
    either = [all_words(fields.speaker, name)]
    if fields.aliases:
        either.append(all_words(fields.aliases, name))
    return any_of(either)


def _times(request: SearchRequest) -> list[Clause]:
    if not (request.since or request.until):
        return []
    bounds: dict[str, str] = {}
    if request.since:
        bounds["gte"] = parse_moment(request.since).start.isoformat()
    if request.until:
        bounds["lt"] = parse_moment(request.until).end.isoformat()
    return [
        any_of(
            [
                {"range": {"published_at": bounds}},
                {"bool": {"must_not": [UNDATED_EXCEPT], "filter": [{"range": {"first_seen_at": bounds}}]}},
            ]
        )
    ]


UNDATED_EXCEPT: Final[Clause] = {"exists": {"field": "published_at"}}
