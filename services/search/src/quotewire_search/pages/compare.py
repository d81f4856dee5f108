"""Two to five speakers or searches side by side, over the same time and on one scale."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

import jinja2
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from quotewire_search.bars import Chart, chart
from quotewire_search.comparing import FEWEST, MOST
from quotewire_search.comparing import sides as sides_of
from quotewire_search.explaining import explain, in_words
from quotewire_search.index import SearchIndex
from quotewire_search.links import exact_name, hidden_fields, query_of, url_of
from quotewire_search.page import read_request
from quotewire_search.pages.speaker import TERMS, Share, query_for, shares
from quotewire_search.request import SearchRequest
from quotewire_search.significance import Asked, Side, Term
from quotewire_search.templating import error_page

SUGGESTED: Final = 12
LISTS: Final = (
    ("Outlets", "publisher", "publisher"),
    ("Whom and what they name", "about", "about"),
    ("How the news says it", "stance", "stance"),
    ("Kinds of quote", "kind", "kind"),
)
"""Title, facet, and the parameter that narrows to a value of it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One side of a comparison as it is shown."""

    label: str
    asked: str
    total: int
    share: float
    """Its part of the largest side, in hundredths."""
    url: str
    without: str
    """Address of the comparison without this side."""
    chart: Chart
    lists: tuple[tuple[str, list[Share]], ...]
    terms: tuple[tuple[Term, str], ...]
    notices: tuple[tuple[str, str | None, str], ...]
    """What is to be known of this side: a message, what was probably meant, and the comparison with that."""


def compare_routes(index: SearchIndex, templates: jinja2.Environment) -> APIRouter:
    """Make the route that compares what *index* holds."""
    router = APIRouter()
    show_error = error_page(templates)

    @router.get("/compare")
    async def compare_page(http: Request) -> Response:
        wanted = [text.strip() for text in http.query_params.getlist("of") if text.strip()]
        wanted = list(dict.fromkeys(wanted))
        try:
            common = read_request(http).model_copy(update={"q": "", "cursor": "", "facets": "", "sort": None})
            asked = sides_of(common, wanted[:MOST])
        except ValidationError as error:
            return show_error(http, 422, "This cannot be asked", in_words(explain(error.errors())))
        sides = (await index.compare(asked)).items if len(asked) >= FEWEST else ()
        top = await index.speakers(common.model_copy(update={"limit": SUGGESTED, "facets": "none"}))
        columns = [
            _column(sides, place, asked[place], partial(_compared, wanted, place, common))
            for place in range(len(sides))
        ]
        text = templates.get_template("compare.html").render(
            here="compare",
            columns=columns,
            fields=_fields(wanted[:MOST]),
            too_many=len(wanted) > MOST,
            hidden=hidden_fields(common),
            suggested=[
                (speaker.name, address([*wanted, query_for(speaker.name)], common))
                for speaker in top.items
                if speaker.named is not False and query_for(speaker.name) not in wanted
            ]
            if len(wanted) < MOST
            else [],
        )
        return HTMLResponse(text)

    return router


def address(wanted: Sequence[str], common: SearchRequest) -> str:
    """Write the address of a comparison."""
    return "/compare?" + "&".join(filter(None, (urlencode({"of": wanted}, doseq=True), query_of(common))))


def _fields(wanted: Sequence[str]) -> list[tuple[str, str]]:
    """List the fields of the form: what is compared, and room for one more."""
    count = min(max(len(wanted) + 1, FEWEST), MOST)
    return [(f"Side {place + 1}", wanted[place] if place < len(wanted) else "") for place in range(count)]


def _compared(wanted: Sequence[str], place: int, common: SearchRequest, other: str = "") -> str:
    """Write the address of the comparison with *other* at *place*, or without that side."""
    return address([*wanted[:place], *filter(None, [other]), *wanted[place + 1 :]], common)


def _column(sides: Sequence[Side], place: int, asked: Asked, compared: Callable[..., str]) -> Column:
    side = sides[place]
    peak = max((bucket.count for one in sides for bucket in one.timeline.buckets), default=0)
    largest = max((one.total for one in sides), default=0) or 1

    def narrowed(**changes: Any) -> str:
        return url_of("quotes", asked.request, **changes)

    def narrow(name: str) -> Callable[[str], str]:
        return lambda value: narrowed(**{name: exact_name(value) if name == "about" else value})

    return Column(
        label=side.label,
        asked=asked.request.q,
        total=side.total,
        share=round(100 * side.total / largest, 1),
        url=narrowed(),
        without=compared(),
        # Drawn on the scale of all sides; what is told of its highest bar is its own.
        chart=replace(
            chart(side.timeline, lambda since, until: narrowed(since=since, until=until), peak=peak),
            peak=max((bucket.count for bucket in side.timeline.buckets), default=0),
        ),
        lists=tuple(
            (
                title,
                shares(side.facets[facet], narrow(field), facet, whole=side.total)
                if facet in side.facets
                else [],
            )
            for title, facet, field in LISTS
        ),
        terms=tuple((term, narrowed(q=f"({asked.request.q}) {term.term}")) for term in side.terms[:TERMS]),
        notices=tuple(
            (notice.message, notice.suggestion, compared(notice.suggestion or "")) for notice in side.notices
        ),
    )
