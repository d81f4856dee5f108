"""One article: its text with every quote and actor marked, and beside it who says what, and how sure that is."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import jinja2
from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, Response

from quotewire_search.answers import ArticleDetail
from quotewire_search.citing import Citation, as_text
from quotewire_search.index import SearchIndex
from quotewire_search.marking import paragraphs
from quotewire_search.pages.runs import into_runs
from quotewire_shared.messages import Actor, Quote, Rights

NO_ARTICLE: Final = "There is no article here. It may have been removed, or the link is cut."


@dataclass(frozen=True, slots=True)
class Said:
    """A quote as it is told beside the text."""

    quote: Quote
    who: str | None
    """The speaker's name, or the mention at the quote where no actor is known."""
    actor: Actor | None
    citation: str

    @property
    def number(self) -> str:
        """Give its place in the article: 3 for q3."""
        return self.quote.id[1:]

    @property
    def mention(self) -> str | None:
        """Give the words that stand for the speaker at the quote, where they are others than the name."""
        text = self.quote.speaker.text if self.quote.speaker else None
        return text if text and text != self.who else None


def article_routes(index: SearchIndex, templates: jinja2.Environment, max_text_chars: int) -> APIRouter:
    """Make the route that shows one article of *index*, at most *max_text_chars* of its text."""
    router = APIRouter()

    @router.get("/articles/{article_id}")
    async def article_page(article_id: str) -> Response:
        article, versions = await asyncio.gather(index.article(article_id), index.versions(article_id))
        if article is None:
            raise HTTPException(404, NO_ARTICLE)
        # A long text takes longer than other visitors should wait.
        changes = max(len(versions.items) - 1, 0)
        return HTMLResponse(await asyncio.to_thread(_draw, templates, article, max_text_chars, changes))

    return router


def said_in(article: ArticleDetail) -> dict[str, Said]:
    """Tell of each quote who says it and how it is cited; in reading order."""
    actors = {actor.id: actor for actor in article.actors}
    return {quote.id: _said(article, quote, actors) for quote in article.quotes}


def reserved(rights: Rights) -> list[str]:
    """Say in words what the publisher reserves."""
    told = {
        "allowed": "robots.txt allows reading this page",
        "disallowed": "robots.txt forbids reading this page",
        "unknown": "nothing is known of robots.txt",
    }
    found = [told[rights.robots]]
    if rights.tdm is not None:
        found.append(f"text and data mining is {'reserved' if rights.tdm else 'not reserved'}")
    if rights.noai is not None:
        found.append(f"use by AI is {'reserved' if rights.noai else 'not reserved'}")
    return found


def _draw(templates: jinja2.Environment, article: ArticleDetail, max_chars: int, changes: int) -> str:
    said = said_in(article)
    return templates.get_template("article.html").render(
        here="articles",
        article=article,
        paragraphs=into_runs(paragraphs(article, max_chars)),
        cut=len(article.text) > max_chars,
        said=said,
        actors=sorted(article.actors, key=lambda actor: (not actor.named, -len(actor.mentions))),
        first_mentions={actor.mentions[0].start for actor in article.actors if actor.mentions},
        citation=as_text(Citation.of_article(article)),
        rights=reserved(article.rights),
        changes=changes,
    )


def _said(article: ArticleDetail, quote: Quote, actors: Mapping[str, Actor]) -> Said:
    speaker = quote.speaker
    return Said(
        quote=quote,
        who=(speaker.name or speaker.text) if speaker else None,
        actor=actors.get(speaker.actor_id) if speaker and speaker.actor_id else None,
        citation=as_text(Citation.of_article(article, quote)),
    )
