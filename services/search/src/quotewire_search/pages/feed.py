"""Any search as a feed: /feed.atom and /feed.json with the parameters of a search, the newest first."""

import hashlib
from collections.abc import Callable
from typing import Final

import jinja2
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from quotewire_search.explaining import explain, in_words
from quotewire_search.feeds import Feed, article_entry, quote_entry, to_atom, to_json_feed
from quotewire_search.index import SearchIndex
from quotewire_search.links import query_of, url_of
from quotewire_search.narrowing import chips
from quotewire_search.page import read_request
from quotewire_search.queries import Target
from quotewire_search.request import SearchRequest
from quotewire_search.templating import error_page

ENTRIES: Final = 50
"""Entries of a feed, unless `limit` says otherwise: a reader that comes once an hour misses few."""
ATOM: Final = "application/atom+xml; charset=utf-8"
JSON: Final = "application/feed+json"


def feed_routes(index: SearchIndex, templates: jinja2.Environment) -> APIRouter:
    """Make the routes that write what *index* finds as feeds."""
    router = APIRouter()
    show_error = error_page(templates)

    async def answer(http: Request, write: Callable[[Feed], bytes], media_type: str) -> Response:
        try:
            asked = read_request(http)
        except ValidationError as error:
            return show_error(http, 422, "This cannot be asked", in_words(explain(error.errors())))
        target: Target = "articles" if http.query_params.get("of") == "articles" else "quotes"
        feed = await _ask(index, target, asked, str(http.base_url), str(http.url))
        body = write(feed)
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": tag}
        if _knows(http.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=media_type, headers=headers)

    @router.get("/feed.atom")
    async def atom_feed(http: Request) -> Response:
        return await answer(http, to_atom, ATOM)

    @router.get("/feed.json")
    async def json_feed(http: Request) -> Response:
        return await answer(http, to_json_feed, JSON)

    return router


def newest(asked: SearchRequest) -> SearchRequest:
    """Ask for the newest of what *asked* finds, without counts that no feed shows."""
    limit = asked.limit if "limit" in asked.model_fields_set else ENTRIES
    return asked.model_copy(update={"sort": "newest", "facets": "none", "cursor": "", "limit": limit})


def title_of(target: Target, asked: SearchRequest) -> str:
    """Say in words what a feed is of."""
    filters = [f"{chip.name} {chip.value}" for chip in chips(target, asked)]
    told = ", ".join(filter(None, (asked.q, *filters)))
    return f"Quotewire: {target} for {told}" if told else f"Quotewire: all {target}"


async def _ask(index: SearchIndex, target: Target, asked: SearchRequest, base: str, here: str) -> Feed:
    request = newest(asked)
    if target == "quotes":
        entries = tuple(quote_entry(quote, base) for quote in (await index.quotes(request)).items)
    else:
        entries = tuple(article_entry(article, base) for article in (await index.articles(request)).items)
    return Feed(
        title=title_of(target, asked),
        asked=f"{target}?{query_of(asked, sort='', limit='')}",
        self_url=here,
        page_url=base.rstrip("/") + url_of(target, asked, sort="", limit=""),
        entries=entries,
    )


def _knows(validators: str, tag: str) -> bool:
    """Tell whether a reader has this very feed already; validators are compared weakly (RFC 9110, 13.1.2)."""
    bare = tag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") in (bare, "*") for one in validators.split(","))
