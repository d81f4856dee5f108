"""Every reading page as one router, and what their templates may call."""

import jinja2
from fastapi import APIRouter

from quotewire_search.index import SearchIndex
from quotewire_search.links import url_of
from quotewire_search.marking import Cover
from quotewire_search.pages.article import article_routes
from quotewire_search.pages.citation import citation_routes
from quotewire_search.pages.compare import compare_routes
from quotewire_search.pages.feed import feed_routes
from quotewire_search.pages.help import help_routes
from quotewire_search.pages.sources import duration, source_routes
from quotewire_search.pages.speaker import speaker_routes
from quotewire_search.pages.versions import version_routes
from quotewire_search.request import SearchRequest


def reading_routes(index: SearchIndex, templates: jinja2.Environment, max_text_chars: int) -> APIRouter:
    """Make the routes that show what *index* holds; *templates* learn what these pages call."""
    templates.filters |= {
        "percent": percent,
        "duration": duration,
        "outlet_url": outlet_url,
        "starts": _start,
    }
    router = APIRouter(include_in_schema=False)
    for part in (
        article_routes(index, templates, max_text_chars),
        version_routes(index, templates),
        citation_routes(index),
        speaker_routes(index, templates),
        compare_routes(index, templates),
        source_routes(index, templates),
        help_routes(templates),
        feed_routes(index, templates),
    ):
        router.include_router(part)
    return router


def percent(share: float) -> str:
    """Write a share of one: 93%."""
    return f"{share:.0%}"


def outlet_url(publisher: str) -> str:
    """Write the address of every quote in *publisher*."""
    return url_of("quotes", SearchRequest.model_construct(publisher=(publisher,)))


def _start(covers: tuple[Cover, ...]) -> int:
    """Tell where the shortest mention of an actor begins that a segment is part of."""
    found = [cover for cover in covers if cover.part == "actor"]
    return min(found, key=lambda cover: cover.end - cover.start).start if found else -1
