"""Citations to take along: /articles/{id}/cite?format=text|bibtex|csl, of the article or of one quote in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from quotewire_search.citing import (
    Citation,
    CitationFormat,
    as_bibtex,
    as_csl,
    as_text,
    citation_key,
)
from quotewire_search.index import SearchIndex
from quotewire_search.pages.article import NO_ARTICLE


@dataclass(frozen=True, slots=True)
class Form:
    """How a citation is written and what it is called."""

    write: Callable[[Citation], str]
    media_type: str
    ending: str


FORMS: Final[Mapping[CitationFormat, Form]] = {
    "text": Form(as_text, "text/plain; charset=utf-8", "txt"),
    "bibtex": Form(as_bibtex, "application/x-bibtex; charset=utf-8", "bib"),
    "csl": Form(as_csl, "application/vnd.citationstyles.csl+json", "json"),
}


def citation_routes(index: SearchIndex) -> APIRouter:
    """Make the route that cites what *index* holds."""
    router = APIRouter()

    @router.get("/articles/{article_id}/cite")
    async def cite(article_id: str, format: str = "text", quote: str = "") -> Response:  # noqa: A002 - the parameter's name in the address
        form = next((form for name, form in FORMS.items() if name == format), None)
        if form is None:
            raise HTTPException(422, "Citations come in three formats. Write format=text, bibtex or csl.")
        article = await index.article(article_id)
        if article is None:
            raise HTTPException(404, NO_ARTICLE)
        one = next((found for found in article.quotes if found.id == quote), None)
        if quote and one is None:
            raise HTTPException(404, "This article has no such quote. Its quotes are q1, q2 …")
        cited = Citation.of_article(article, one)
        name = f"{citation_key(cited)}.{form.ending}"
        return Response(
            form.write(cited).encode("utf-8", "replace"),
            media_type=form.media_type,
            # Outlets are hostile text, but a key is letters, digits and hyphens only.
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return router
