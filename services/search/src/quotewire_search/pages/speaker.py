"""One speaker: who they are in the news, when and by whom they are quoted, what they speak about, what they said last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import jinja2
from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from quotewire_search.answers import Facet
from quotewire_search.bars import chart
from quotewire_search.index import SearchIndex
from quotewire_search.links import exact_name, query_of, url_of
from quotewire_search.narrowing import label_of
from quotewire_search.people import RoleSpan, SpeakerDetail
from quotewire_search.request import MAX_FILTER_CHARS, SearchRequest

LEAST: Final = 1.5
"""Width of the shortest bar, in hundredths of the whole time: one day must still be seen."""
TERMS: Final = 16


@dataclass(frozen=True, slots=True)
class Share:
    """A value with its count, as a link and as a bar of at most 100."""

    label: str
    count: int
    url: str
    width: float


@dataclass(frozen=True, slots=True)
class Span:
    """A role on the speaker's time, which is 100 wide."""

    role: RoleSpan
    left: float
    width: float
    url: str


def speaker_routes(index: SearchIndex, templates: jinja2.Environment) -> APIRouter:
    """Make the route that shows one speaker of *index*."""
    router = APIRouter()

    @router.get("/speakers/{name:path}")
    async def speaker_page(name: str) -> Response:
        found = await index.speaker(name) if len(name) <= MAX_FILTER_CHARS else None
        if found is None:
            raise HTTPException(
                404,
                "Nobody of this name is quoted here. Look in the list of speakers, or search for a part of the name.",
            )
        return HTMLResponse(templates.get_template("speaker.html").render(context(found)))

    return router


def context(speaker: SpeakerDetail) -> dict[str, Any]:
    """Give the template all it needs; no address is put together there."""
    theirs = SearchRequest.model_construct(speaker=exact_name(speaker.name))

    def narrowed(**changes: Any) -> str:
        return url_of("quotes", theirs, **changes)

    drawn = chart(speaker.timeline, lambda since, until: narrowed(since=since, until=until))
    return {
        "here": "speakers",
        "speaker": speaker,
        "chart": drawn if drawn.worth_drawing else None,
        "roles": spans(
            speaker.roles,
            speaker.first_at,
            speaker.last_at,
            lambda role: narrowed(role=exact_name(role)),
        ),
        "lists": [
            (title, shares(facet, link, name), facet.other)
            for title, facet, link, name in (
                ("Who quotes them", speaker.publishers, lambda one: narrowed(publisher=one), "publisher"),
                (
                    "Whom and what they name",
                    speaker.about,
                    lambda one: narrowed(about=exact_name(one)),
                    "about",
                ),
                ("How they are quoted", speaker.kinds, lambda one: narrowed(kind=one), "kind"),
                ("How the news says it", speaker.stances, lambda one: narrowed(stance=one), "stance"),
            )
        ],
        "terms": [(term, narrowed(q=term.term)) for term in speaker.terms[:TERMS]],
        "all_quotes": narrowed(),
        "side": query_for(speaker.name),
        "feed": f"of=quotes&{query_of(theirs)}",
        "exported": query_of(theirs),
    }


def query_for(name: str) -> str:
    """Ask for everything that *name* said, in the query language."""
    return 'speaker:"{}"'.format(name.replace('"', " "))


def shares(
    facet: Facet, link: Callable[[str], str], name: str = "", *, whole: int | None = None
) -> list[Share]:
    """Turn a facet's values into links with bars, measured by the commonest value or, where it is given, by *whole*."""
    highest = whole or max((value.count for value in facet.values), default=1) or 1
    return [
        Share(
            label_of(name, value.value),
            value.count,
            link(value.value),
            round(min(100 * value.count / highest, 100), 1),
        )
        for value in facet.values
    ]


def spans(
    roles: Sequence[RoleSpan], first: datetime, last: datetime, link: Callable[[str], str]
) -> list[Span]:
    """Lay roles on the time from *first* to *last*."""
    whole = max((last - first).total_seconds(), 1.0)

    def place(moment: datetime) -> float:
        return min(max(100 * (moment - first).total_seconds() / whole, 0.0), 100.0)

    found = []
    for role in roles:
        left = min(place(role.first_at), 100 - LEAST)
        found.append(
            Span(role, round(left, 2), round(max(place(role.last_at) - left, LEAST), 2), link(role.role))
        )
    return found
