"""The results pages: quotes, articles and speakers that fit a search. HTML that needs no script."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final, get_args

import jinja2
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from quotewire_search import links
from quotewire_search.answers import Notice, Page
from quotewire_search.bars import Chart, chart
from quotewire_search.errors import ExpiredCursorError
from quotewire_search.explaining import explain, in_words
from quotewire_search.history import Timeline
from quotewire_search.index import SearchIndex
from quotewire_search.links import View, query_of, url_of
from quotewire_search.narrowing import chips, facet_views, filters_alone, words_alone
from quotewire_search.paging import notices_of
from quotewire_search.people import SpeakerOrder
from quotewire_search.queries import Target
from quotewire_search.request import FACETS, SearchRequest, Sort
from quotewire_search.templating import SECTIONS, error_page

EXAMPLES: Final = (
    ("drought", "a word"),
    ('"net profit"', "a phrase"),
    ("role:minister strike", "what ministers said of it"),
    ("flood OR quake", "either word"),
    ("strike -cocoa", "one word without another"),
)
SORTS: Final = {"relevance": "Best match", "newest": "Newest", "oldest": "Oldest"}
ORDERS: Final[dict[SpeakerOrder, str]] = {"quotes": "Most quoted", "name": "By name"}
SPEAKERS_AT_ONCE: Final = 50
BEGUN_AGAIN: Final = Notice(
    message="That page was not looked at for five minutes, and the results as they stood are gone. "
    "These are the first ones as they are now."
)


def page_routes(index: SearchIndex, templates: jinja2.Environment) -> APIRouter:
    """Make the routes that show what *index* finds."""
    router = APIRouter(include_in_schema=False)
    show_error = error_page(templates)

    async def results(http: Request, view: View) -> Response:
        try:
            request = read_request(http)
        except ValidationError as error:
            return show_error(http, 422, "This cannot be asked", in_words(explain(error.errors())))
        order: SpeakerOrder = "name" if http.query_params.get("order") == "name" else "quotes"
        page, timeline = await asyncio.gather(
            _find_anew(index, view, request, order),
            index.timeline(target_of(view), request),
        )
        shown = Results(view, request, order, page, timeline)
        return HTMLResponse(templates.get_template(f"{view}.html").render(shown.context()))

    @router.get("/")
    async def quotes_page(http: Request) -> Response:
        return await results(http, "quotes")

    @router.get("/articles")
    async def articles_page(http: Request) -> Response:
        return await results(http, "articles")

    @router.get("/speakers")
    async def speakers_page(http: Request) -> Response:
        return await results(http, "speakers")

    return router


def read_request(http: Request) -> SearchRequest:
    """
    Read a search from the address; empty fields of a form, and parameters of others, are left out.

    Raises:
        ValidationError: a parameter is wrong.
    """
    fields: dict[str, Any] = {}
    for name, field in SearchRequest.model_fields.items():
        values = [value for value in http.query_params.getlist(name) if value.strip()]
        if values:
            fields[name] = values if isinstance(field.default, tuple) else values[-1]
    return SearchRequest.model_validate(fields)


def target_of(view: View) -> Target:
    """Tell what *view* counts: speakers are found among their quotes."""
    return "articles" if view == "articles" else "quotes"


@dataclass(frozen=True, slots=True)
class Results:
    """What a results page shows."""

    view: View
    request: SearchRequest
    order: SpeakerOrder
    page: Page
    timeline: Timeline

    def context(self) -> dict[str, Any]:
        """Give the templates all they need; no address is put together there."""
        view, request, more = self.view, self.request, self.page.next_cursor
        kept = {"order": "name"} if view == "speakers" and self.order == "name" else {}
        of = target_of(view)
        return {
            "view": view,
            "here": view,
            "path": links.PATHS[view],
            "request": request,
            "page": self.page,
            "q": request.q,
            "examples": [(q, url_of(view, SearchRequest.model_construct(q=q)), why) for q, why in EXAMPLES],
            "tabs": self._tabs(),
            "notices": [
                (notice.message, notice.suggestion, url_of(view, request, q=notice.suggestion or ""))
                for notice in self._notices()
            ],
            "chips": chips(view, request),
            "facets": facet_views(view, request, self.page.facets),
            "hidden": links.hidden_fields(request, but=("q",)),
            "names": links.hidden_fields(request, but=("speaker", "role", "about")),
            "chart": self._chart(),
            "of": of,
            "dates": links.hidden_fields(request, but=("since", "until")),
            "any_time": url_of(view, request, since="", until="") if request.since or request.until else None,
            "sorts": self._sorts(),
            "more": url_of(view, request, cursor=more, **kept) if more else None,
            "first": url_of(view, request, **kept) if request.cursor else None,
            "itself": url_of(view, request, **kept),
            "without_filters": url_of(view, SearchRequest.model_construct(q=words_alone(request.q))),
            "without_words": url_of(view, request, q=filters_alone(request.q)),
            "feeds": f"of={of}&{query_of(request, sort='')}".rstrip("&"),
            "exported": query_of(request, sort="", limit=""),
        }

    def _notices(self) -> tuple[Notice, ...]:
        """Tell of the list, and where the bars or the list are not complete, once."""
        late = notices_of(partial=self.page.partial or self.timeline.partial)
        return tuple(dict.fromkeys((*self.page.notices, *late)))

    def _tabs(self) -> list[tuple[str, str, str]]:
        """Keep the search on the way from quotes to articles to speakers."""
        views = links.PATHS.keys()
        return [
            (name, label, url_of(name, self.request) if name in views else url)
            for name, label, url in SECTIONS
        ]

    def _chart(self) -> Chart | None:
        def narrowed(since: str, until: str) -> str:
            return url_of(self.view, self.request, since=since, until=until)

        drawn = chart(self.timeline, narrowed)
        return drawn if drawn.worth_drawing else None

    def _sorts(self) -> list[tuple[str, str, bool]]:
        """List the orders to choose from: (label, address, whether it is this one)."""
        if self.view == "speakers":
            return [
                (
                    said,
                    url_of("speakers", self.request, order="" if order == "quotes" else order),
                    order == self.order,
                )
                for order, said in ORDERS.items()
            ]
        names = [name for name in SORTS if name in get_args(Sort) and (name != "relevance" or self.request.q)]
        now = "relevance" if self.request.by_relevance else self.request.sort or "newest"
        usual = "relevance" if self.request.q else "newest"
        return [
            (
                SORTS[name],
                url_of(self.view, self.request, sort="" if name == usual else name),
                name == now,
            )
            for name in names
        ]


async def _find_anew(index: SearchIndex, view: View, request: SearchRequest, order: SpeakerOrder) -> Page:
    """Ask for a page of results; for the first one, and say so, where the one asked for is gone."""
    try:
        return await _find(index, view, request, order)
    except ExpiredCursorError:
        first = await _find(index, view, request.model_copy(update={"cursor": ""}), order)
        return first.model_copy(update={"notices": (*first.notices, BEGUN_AGAIN)})


async def _find(index: SearchIndex, view: View, request: SearchRequest, order: SpeakerOrder) -> Page:
    """Ask for a page of results with its facets, which the API leaves out where a cursor is given."""
    asked = request if request.facets else request.model_copy(update={"facets": ",".join(FACETS)})
    match view:
        case "quotes":
            return await index.quotes(asked)
        case "articles":
            return await index.articles(asked)
        case "speakers":
            if "limit" not in request.model_fields_set:
                asked = asked.model_copy(update={"limit": SPEAKERS_AT_ONCE})
            return await index.speakers(asked, order)
