"""Help: the query language with examples that are links, reading, keys, feeds, and taking results along."""

from typing import Final

import jinja2
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from quotewire_search.links import url_of
from quotewire_search.request import SearchRequest

WORDS: Final = (
    ("port strike", "both words, in any order and in whatever form: “strikes at two ports” too"),
    ('"water meters"', "these words side by side"),
    ("landslide OR levee", "one of them at least; OR is written large"),
    ("teachers -strike", "the first without the second"),
    ("strik*", "every word that begins so: strike, strikes, striking; three letters at least"),
    ("(ferry OR port) -strike", "parentheses hold together what belongs together"),
)
FIELDS: Final = (
    ("speaker:hallmann", "said by somebody of this name; any part of it will do"),
    ('speaker:"Jörg Hallmann"', "said by somebody whose whole name this is"),
    ("role:minister", "said by somebody who is called so"),
    ("about:nordstern", "speaks about this person, organisation or place"),
    ("kind:direct", "word for word; mixed is partly so, indirect is reported"),
    ("stance:deny", "as the news says it: claim, deny, warn, accuse, promise, ask, demand …"),
    ('outlet:"Cono Sur Wire"', "in this outlet"),
    ("lang:en", "in this language, by its two letters"),
    ("country:denmark", "by a speaker of this country, where the article gives it"),
    ("section:politics", "in this section of the outlet"),
    ("since:2026-11-20", "on this day or later; a month (2026-11) or a year will do"),
    ("until:2026-11-24", "on this day or earlier"),
    ("speaker:(hallmann OR iribarne) house", "fields take groups, and stand beside words"),
)
KEYS: Final = (
    (
        "Tab",
        "goes from link to link; in an article also from quote to quote, and what is known of it appears",
    ),
    ("Enter", "follows a link; on a quote’s number it gives the quote’s own address"),
    ("Esc", "closes what a mark in an article tells"),
    ("Shift + ← →", "on the bars over time, chooses a range; Enter applies it"),
)


def help_routes(templates: jinja2.Environment) -> APIRouter:
    """Make the route that shows how to ask."""
    router = APIRouter()

    @router.get("/help")
    async def help_page() -> Response:
        text = templates.get_template("help.html").render(
            here="help",
            words=[(q, _url(q), meaning) for q, meaning in WORDS],
            fields=[(q, _url(q), meaning) for q, meaning in FIELDS],
            keys=KEYS,
        )
        return HTMLResponse(text)

    return router


def _url(q: str) -> str:
    return url_of("quotes", SearchRequest.model_construct(q=q))
