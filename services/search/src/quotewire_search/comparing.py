"""Two to five speakers or queries side by side: what is asked for each, over one and the same time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from quotewire_search.clauses import Clause
from quotewire_search.cluster import Answer
from quotewire_search.conditions import whole_name
from quotewire_search.explaining import explain, in_words
from quotewire_search.facets import read_terms, terms_of
from quotewire_search.history import Interval
from quotewire_search.request import SearchRequest
from quotewire_search.significance import Asked, Side
from quotewire_search.terms import read_terms as read_special
from quotewire_search.timeline import Reach, reach_aggregations, read_timeline
from quotewire_shared.errors import UsageError

FEWEST: Final = 2
MOST: Final = 5
FACETS: Final = {
    "publisher": "publisher",
    "speaker": "speaker.raw",
    "about": "about.raw",
    "kind": "kind",
    "stance": "stance",
}


@dataclass(frozen=True, slots=True)
class Axis:
    """The time that all sides are drawn over."""

    reach: Reach | None
    interval: Interval
    time_zone: str


def sides(request: SearchRequest, of: Sequence[str]) -> list[Asked]:
    """
    Make one search of each query of *of*, with the filters of *request*; its own words must occur in all of them.

    Raises:
        UsageError: together they are too long or too costly for one search.
    """
    names = SearchRequest.model_fields.keys() - {"q", "cursor", "facets", "sort"}
    filters = request.model_dump(include=set(names), exclude_defaults=True)
    asked = []
    for query in of:
        both = f"({request.q}) ({query})" if request.q else query
        try:
            one = SearchRequest.model_validate({**filters, "q": both})
        except ValidationError as error:
            raise UsageError(
                f"Each side, together with the words for all: {in_words(explain(error.errors()))}"
            ) from None
        asked.append(Asked(_label(query), one))
    return asked


def first_look(query: Clause, size: int) -> Clause:
    """Build the search for a side's total, its facets, and the time that it reaches over."""
    facets = {f"of_{name}": terms_of(field, size) for name, field in FACETS.items()}
    return {"query": query, "size": 0, "track_total_hits": True, "aggs": {**facets, **reach_aggregations()}}


def read_side(
    asked: Asked, look: Answer, over_time: Answer, special: Answer, *, axis: Axis, size: int
) -> Side:
    """Read the answers to the three searches of one side."""
    found = look.get("aggregations", {})
    return Side(
        label=asked.label,
        q=asked.request.q,
        total=look["hits"]["total"]["value"],
        timeline=read_timeline(over_time, axis.reach, axis.interval, axis.time_zone),
        facets={name: read_terms(found.get(f"of_{name}", {}), size) for name in FACETS},
        terms=read_special(special, asked.request).items,
        partial=any(answer.get("timed_out") for answer in (look, over_time, special)),
    )


def _label(query: str) -> str:
    """Name a side: the speaker's name where it asks for one only, else the query."""
    name = query.strip().removeprefix("speaker:")
    return whole_name(name) or name if name != query.strip() and ":" not in name else query.strip()
