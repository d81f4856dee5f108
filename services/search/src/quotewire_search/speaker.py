"""One speaker: who a name means, and what the quotes tell of them."""

from typing import Any, Final

from quotewire_search.answers import quote_item
from quotewire_search.clauses import Clause
from quotewire_search.cluster import Answer
from quotewire_search.facets import read_terms, terms_of
from quotewire_search.history import Timeline
from quotewire_search.people import SpeakerDetail
from quotewire_search.queries import order_of
from quotewire_search.request import SearchRequest
from quotewire_search.significance import Term
from quotewire_search.speakers import CARDINALITY, NAME, first_key, reach_of, read_roles
from quotewire_search.stored import readable
from quotewire_search.timeline import reach_aggregations

ROLES: Final = 20
LATEST: Final = 10
OTHER_NAMES: Final = 20
VALUES: Final = 12
MAX_NAME_CHARS: Final = 1_024
"""Longer names are in no index."""


def same_name(name: str) -> Clause:
    """Accept the quotes of the speaker called *name*, in whatever case and accents."""
    return {"term": {"speaker.folded": name}}


def other_name(name: str) -> Clause:
    """Accept the quotes of speakers for whom *name* is another form in the article."""
    return {"term": {"speaker_aliases.folded": name}}


def who_is(query: Clause) -> Clause:
    """Build the search for the name that the most quotes of *query* give their speaker."""
    return {
        "query": {"bool": {"filter": [query]}},
        "size": 0,
        "track_total_hits": False,
        "aggs": {"names": terms_of(NAME, 1)},
    }


def read_name(answer: Answer) -> str | None:
    """Read the answer to `who_is`; None: nobody."""
    return first_key(answer.get("aggregations", {}).get("names", {}))


def portrait(query: Clause) -> Clause:
    """Build the search for what the quotes of *query* tell of their speaker, with the latest of them."""
    roles = {**terms_of("role.raw", ROLES), "aggs": reach_aggregations()}
    return {
        "query": {"bool": {"filter": [query]}},
        "size": LATEST,
        "sort": order_of(SearchRequest(), "quotes").sort,
        "track_total_hits": True,
        "aggs": {
            "names": terms_of(NAME, OTHER_NAMES),
            "aliases": terms_of("speaker_aliases.raw", OTHER_NAMES),
            "type": terms_of("speaker_type", 1),
            "country": terms_of("country", 1),
            "articles": {"cardinality": {"field": "article_id", "precision_threshold": CARDINALITY}},
            "roles": roles,
            "publishers": terms_of("publisher", VALUES),
            "about": terms_of("about.raw", VALUES),
            "kinds": terms_of("kind", VALUES),
            "stances": terms_of("stance", VALUES),
            **reach_aggregations(),
        },
    }


def read_portrait(answer: Answer, timeline: Timeline, terms: tuple[Term, ...]) -> SpeakerDetail | None:
    """Read the answer to `portrait`; None: there is no such quote."""
    found: dict[str, Any] = answer.get("aggregations", {})
    names = [bucket["key"] for bucket in found.get("names", {}).get("buckets", [])]
    if not names:
        return None
    first, last = reach_of(found)
    aliases = [bucket["key"] for bucket in found["aliases"]["buckets"]]
    with readable():
        latest = tuple(quote_item(hit) for hit in answer["hits"]["hits"])
    return SpeakerDetail(
        name=names[0],
        type=first_key(found["type"]),
        other_names=tuple(dict.fromkeys(name for name in [*names, *aliases] if name != names[0])),
        country=first_key(found["country"]),
        quotes=answer["hits"]["total"]["value"],
        articles=found["articles"]["value"],
        first_at=first,
        last_at=last,
        roles=read_roles(found["roles"]["buckets"]),
        publishers=read_terms(found["publishers"], VALUES),
        about=read_terms(found["about"], VALUES),
        kinds=read_terms(found["kinds"], VALUES),
        stances=read_terms(found["stances"], VALUES),
        terms=terms,
        timeline=timeline,
        latest=latest,
        partial=timeline.partial or bool(answer.get("timed_out")),
    )
