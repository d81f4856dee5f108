"""The page: quotes first, articles, and one article with every quote and actor marked. HTML without scripts."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from zlib import crc32

import jinja2
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from quotewire_search import links
from quotewire_search.answers import ArticleDetail
from quotewire_search.explaining import explain, in_words
from quotewire_search.highlight import pieces
from quotewire_search.index import SearchIndex
from quotewire_search.links import View
from quotewire_search.marking import paragraphs
from quotewire_search.request import MAX_QUERY_CHARS, SearchRequest
from quotewire_search.words import clean

HUES: Final = 8
INITIALS: Final = 2
EXAMPLES: Final = ("bridge", '"climate change"', "election -poll")


def build_templates() -> jinja2.Environment:
    """Load the templates: everything is escaped, and a misspelt variable is an error."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("quotewire_search"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "pieces": pieces,
        "web_address": links.web_address,
        "speaker_url": links.speaker_url,
        "day": _day,
        "minute": _minute,
        "initials": _initials,
        "hue": lambda name: crc32(name.encode()) % HUES,
        "kind": lambda kind: links.label_of("kind", kind),
    }
    environment.globals |= {"examples": EXAMPLES, "max_query_chars": MAX_QUERY_CHARS}
    return environment


def page_routes(index: SearchIndex, templates: jinja2.Environment, max_text_chars: int) -> APIRouter:
    """Make the routes that show what *index* finds."""
    router = APIRouter(include_in_schema=False)

    async def results(http: Request, view: View) -> Response:
        try:
            request = read_request(http)
        except ValidationError as error:
            return _error(templates, http, 422, "This cannot be asked", in_words(explain(error.errors())))
        page = await (index.quotes(request) if view == "quotes" else index.articles(request))
        more = page.next_cursor
        text = templates.get_template(f"{view}.html").render(
            view=view,
            request=request,
            page=page,
            q=request.q,
            chips=links.chips(view, request),
            facets=links.facet_views(view, request, page.facets),
            hidden=links.hidden_fields(request, but=("q", "sort")),
            tabs=[(name, links.url_of(name, request), name == view) for name in links.PATHS],
            sorts=[
                (sort, links.url_of(view, request, sort=sort), request.by_relevance == (sort == "relevance"))
                for sort in (("relevance", "newest") if request.q else ())
            ],
            more=links.url_of(view, request, cursor=more) if more else None,
            first=links.url_of(view, request) if request.cursor else None,
            without_filters=links.url_of(view, SearchRequest.model_construct(q=request.q)),
            without_words=links.url_of(view, request, q=""),
        )
        return HTMLResponse(text)

    @router.get("/")
    async def quotes_page(http: Request) -> Response:
        return await results(http, "quotes")

    @router.get("/articles")
    async def articles_page(http: Request) -> Response:
        return await results(http, "articles")

    @router.get("/articles/{article_id}")
    async def article_page(article_id: str) -> Response:
        article = await index.article(article_id)
        if article is None:
            raise HTTPException(
                404, "There is no article here. It may have been removed, or the link is cut."
            )
        # A long text takes longer than other visitors should wait.
        return HTMLResponse(await asyncio.to_thread(_article, templates, article, max_text_chars))

    return router


def error_page(templates: jinja2.Environment) -> Callable[[Request, int, str, str], Response]:
    """Make the function that draws error pages."""

    def show(http: Request, status: int, title: str, detail: str) -> Response:
        return _error(templates, http, status, title, detail)

    return show


def read_request(http: Request) -> SearchRequest:
    """
    Read a search from the address; empty fields of a form, and parameters of others, are left out.

    Raises:
        ValidationError: a parameter is wrong.
    """
    fields: dict[str, Any] = {}
    for name in SearchRequest.model_fields:
        values = [value for value in http.query_params.getlist(name) if value.strip()]
        if values:
            fields[name] = values if name in links.LISTS else values[-1]
    return SearchRequest.model_validate(fields)


def _article(templates: jinja2.Environment, article: ArticleDetail, max_chars: int) -> str:
    actors = sorted(article.actors, key=lambda actor: (not actor.named, -len(actor.mentions)))
    return templates.get_template("article.html").render(
        article=article,
        paragraphs=paragraphs(article, max_chars),
        cut=len(article.text) > max_chars,
        actors=actors,
        q="",
    )


def _error(templates: jinja2.Environment, http: Request, status: int, title: str, detail: str) -> Response:
    again = f"{http.url.path}?{http.url.query}" if status == 503 else None  # noqa: PLR2004 - HTTP's own number
    q = clean(http.query_params.get("q", ""))[:MAX_QUERY_CHARS]
    text = templates.get_template("error.html").render(
        status=status, title=title, detail=detail, again=again, q=q
    )
    return HTMLResponse(text, status_code=status)


def _day(moment: datetime) -> str:
    there = moment.astimezone(UTC)
    return f"{there.day} {there:%b %Y}"


def _minute(moment: datetime) -> str:
    return f"{_day(moment)}, {moment.astimezone(UTC):%H:%M} UTC"


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalpha()]
    chosen = words if len(words) <= INITIALS else [words[0], words[-1]]
    return "".join(word[0].upper() for word in chosen) or "?"
