"""The outlets: how much of each is here, whether it still comes, and when it was silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import jinja2
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from quotewire_search.explaining import explain, in_words
from quotewire_search.index import SearchIndex
from quotewire_search.links import query_of, url_of
from quotewire_search.page import read_request
from quotewire_search.people import SourceSummary
from quotewire_search.request import SearchRequest
from quotewire_search.templating import error_page

HEIGHT: Final = 20
LEAST: Final = 2
MINUTE_S: Final = 60
HOUR_S: Final = 60 * MINUTE_S
DAY_S: Final = 24 * HOUR_S
FEW: Final = 2
"""From this many on, the larger unit is told: 119 minutes, then 2 hours."""
HEALTH: Final = {
    "live": "comes as usual",
    "late": "silent for over three times its usual gap",
    "silent": "silent for over ten times its usual gap",
}


@dataclass(frozen=True, slots=True)
class Day:
    """One bar of a month; the box is one wide for each day and 20 high, y counts down from the top."""

    left: int
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet as it is shown."""

    source: SourceSummary
    url: str
    articles_url: str
    feed: str
    health: str
    """What its health means, in words."""
    days: tuple[Day, ...]
    told: str
    """What the bars show, in words."""


def source_routes(index: SearchIndex, templates: jinja2.Environment) -> APIRouter:
    """Make the route that lists the outlets of *index*."""
    router = APIRouter()
    show_error = error_page(templates)

    @router.get("/sources")
    async def sources_page(http: Request) -> Response:
        try:
            request = read_request(http)
        except ValidationError as error:
            return show_error(http, 422, "This cannot be asked", in_words(explain(error.errors())))
        page = await index.sources(request)
        text = templates.get_template("sources.html").render(
            here="sources",
            page=page,
            outlets=[outlet(source) for source in page.items],
            counts=[(health, sum(one.health == health for one in page.items)) for health in HEALTH],
            meanings=HEALTH,
            more=f"/sources?{query_of(request, cursor=page.next_cursor)}" if page.next_cursor else None,
            first=f"/sources?{query_of(request)}" if request.cursor else None,
        )
        return HTMLResponse(text)

    return router


def outlet(source: SourceSummary) -> Outlet:
    """Draw one outlet, and write its links."""
    theirs = SearchRequest.model_construct(publisher=(source.publisher,))
    return Outlet(
        source=source,
        url=url_of("quotes", theirs),
        articles_url=url_of("articles", theirs),
        feed=f"of=articles&{query_of(theirs)}",
        health=HEALTH.get(source.health, source.health),
        days=bars(source.days),
        told=f"{sum(source.days):,} articles in the last {len(source.days)} days, "
        f"{sum(1 for count in source.days if not count)} of them without any",
    )


def bars(days: Sequence[int]) -> tuple[Day, ...]:
    """Draw articles a day; the fullest day is as high as the box, a day without any has no bar."""
    highest = max(days, default=0) or 1
    found = []
    for left, count in enumerate(days):
        if count:
            height = round(max(HEIGHT * count / highest, LEAST), 2)
            found.append(Day(left, round(HEIGHT - height, 2), height))
    return tuple(found)


def duration(seconds: float) -> str:
    """Write a stretch of time in its largest fitting unit: 45 minutes, 3 hours, 2 days."""
    for unit_s, name in ((DAY_S, "days"), (HOUR_S, "hours"), (MINUTE_S, "minutes")):
        if seconds >= FEW * unit_s:
            return f"{seconds / unit_s:.0f} {name}"
    return "1 minute" if seconds >= MINUTE_S else "less than a minute"
