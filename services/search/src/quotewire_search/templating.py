"""How pages are drawn: the templates, what they may call, and how times and names are written for readers."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from quotewire_search import links
from quotewire_search.answers import QuoteItem
from quotewire_search.bars import day_of
from quotewire_search.citing import OPENING, Citation, as_text
from quotewire_search.highlight import pieces
from quotewire_search.narrowing import label_of
from quotewire_search.request import MAX_QUERY_CHARS
from quotewire_search.words import clean

SECTIONS: Final = (
    ("quotes", "Quotes", "/"),
    ("articles", "Articles", "/articles"),
    ("speakers", "Speakers", "/speakers"),
    ("compare", "Compare", "/compare"),
    ("sources", "Sources", "/sources"),
    ("help", "Help", "/help"),
)
"""The navigation: name (a page says which is `here`), label, address."""
BOOSTED: Final = ("quotes", "articles", "speakers")
"""Sections that htmx may swap in; the others load styles of their own."""
HTMX: Final = {
    "allowEval": False,
    "allowScriptTags": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    # Pages hold news that may be withdrawn: going back asks the server instead of the browser's storage.
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "scrollIntoViewOnBoost": False,
    # Error pages are pages: they say what to do next.
    "responseHandling": [{"code": ".*", "swap": True}],
}
UNAVAILABLE: Final = 503


def build_templates(*, api_needs_token: bool = False) -> jinja2.Environment:
    """
    Load the templates: everything is escaped, and a misspelt variable is an error.

    Args:
        api_needs_token: Links to the API (exports, JSON) say that they ask for a token, which the page does not.
    """
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
        "speaker_page": links.speaker_page,
        "said_in": links.said_in,
        "day": day,
        "minute": minute,
        "clock": clock,
        "number": number,
        "bare": bare,
        "citation": lambda quote: as_text(Citation.of_quote(quote)),
        "kind": lambda kind: label_of("kind", kind),
        "language": lambda code: label_of("language", code),
    }
    # What base.html needs; a page gives its own where it has something to say.
    environment.globals |= {
        "max_query_chars": MAX_QUERY_CHARS,
        "htmx_config": json.dumps(HTMX),
        "boosted": BOOSTED,
        "tabs": SECTIONS,
        "here": "",
        "q": "",
        "api_needs_token": api_needs_token,
    }
    return environment


def error_page(templates: jinja2.Environment) -> Callable[[Request, int, str, str], Response]:
    """Make the function that draws error pages."""

    def show(http: Request, status: int, title: str, detail: str) -> Response:
        again = f"{http.url.path}?{http.url.query}" if status == UNAVAILABLE else None
        asked: dict[str, Any] = {"q": clean(http.query_params.get("q", ""))[:MAX_QUERY_CHARS]}
        text = templates.get_template("error.html").render(
            status=status, title=title, detail=detail, again=again, **asked
        )
        return HTMLResponse(text, status_code=status)

    return show


def day(moment: datetime) -> str:
    """Write the day in UTC: 24 Nov 2026."""
    return day_of(moment.astimezone(UTC))


def minute(moment: datetime) -> str:
    """Write day and minute: 24 Nov 2026, 08:00 UTC."""
    return f"{day(moment)}, {moment.astimezone(UTC):%H:%M} UTC"


def clock(moment: datetime) -> str:
    """Write the minute alone: 08:00."""
    return f"{moment.astimezone(UTC):%H:%M}"


def number(count: int) -> str:
    """Write a count with its thousands apart."""
    return f"{count:,}"


def bare(quote: QuoteItem) -> bool:
    """Tell whether a quote needs quotation marks: all of it is somebody's words, and it brought none along."""
    return quote.kind == "direct" and quote.text[:1] not in OPENING
