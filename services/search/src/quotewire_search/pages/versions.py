"""The versions of an article, each with its differences to the one before; the newest change first."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import jinja2
from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from quotewire_search.differences import Change, Differences, changed_words, differences
from quotewire_search.history import ArticleVersion
from quotewire_search.index import SearchIndex
from quotewire_search.pages.article import NO_ARTICLE

PER_PAGE: Final = 5
"""Changes compared for one page; each may take a second, and other visitors wait."""


@dataclass(frozen=True, slots=True)
class Edit:
    """How a version differs from the one before."""

    number: int
    """Its place among the versions: the first one is 1."""
    version: ArticleVersion
    text: Differences
    title: tuple[Change, ...] = ()
    """Empty where the title is the same."""
    standfirst: tuple[Change, ...] = ()


def version_routes(index: SearchIndex, templates: jinja2.Environment) -> APIRouter:
    """Make the route that shows how an article of *index* changed."""
    router = APIRouter()

    @router.get("/articles/{article_id}/versions")
    async def versions_page(article_id: str, before: str = "") -> Response:
        article, versions = await asyncio.gather(index.article(article_id), index.versions(article_id))
        if article is None:
            raise HTTPException(404, NO_ARTICLE)
        until = _until(before, len(versions.items))
        # Comparing long texts takes longer than other visitors should wait.
        edits = await asyncio.to_thread(edits_of, versions.items[:until])
        text = templates.get_template("versions.html").render(
            here="articles",
            article=article,
            versions=versions.items,
            edits=edits,
            older=edits[-1].number - 1 if edits and edits[-1].number > 2 else None,  # noqa: PLR2004 - version 2 is the first change
        )
        return HTMLResponse(text)

    return router


def edits_of(versions: Sequence[ArticleVersion]) -> list[Edit]:
    """Compare the last few of *versions*, each with the one before; the newest first."""
    start = max(len(versions) - PER_PAGE - 1, 0)
    return [
        Edit(
            number=number,
            version=newer,
            text=differences(older.text, newer.text),
            title=_line(older.title, newer.title),
            standfirst=_line(older.standfirst, newer.standfirst),
        )
        for number, (older, newer) in enumerate(pairwise(versions[start:]), start + 2)
    ][::-1]


def _until(before: str, count: int) -> int:
    """Read which version a page begins with; what is no number of a version is the newest."""
    return (
        min(int(before), count)
        if before.isascii() and before.isdigit() and len(before) < len("1000000")
        else count
    )


def _line(older: str | None, newer: str | None) -> tuple[Change, ...]:
    return () if older == newer else tuple(changed_words(older or "", newer or ""))
