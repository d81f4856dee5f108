"""
Article text -> paragraphs of segments that know which quotes and actors cover them. Pure.

Quotes and mentions may overlap in any way (an actor inside a quote, a quote over two paragraphs). HTML elements cannot;
so the text is cut at every boundary, and each piece carries all that it belongs to.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from quotewire_shared.documents import ArticleDocument
from quotewire_shared.messages import Actor, Quote

PARAGRAPH: Final = re.compile(r"\n{2,}")
Part = Literal["quote", "cue", "speaker", "actor"]


@dataclass(frozen=True, slots=True)
class Cover:
    """One stretch of text, half-open, and what it is part of."""

    start: int
    end: int
    part: Part
    quote: Quote | None = None
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text between two boundaries."""

    text: str
    covers: tuple[Cover, ...] = ()
    anchors: tuple[str, ...] = field(default=())
    """Ids of the quotes that begin here."""

    def quote(self) -> Quote | None:
        """Give the quote it is part of: the one that began last, where several overlap."""
        found = [cover.quote for cover in self.covers if cover.part == "quote"]
        return found[-1] if found else None

    def cue_of(self) -> Quote | None:
        """Give the quote whose cue or speaker's mention it is part of."""
        found = [cover.quote for cover in self.covers if cover.part in ("cue", "speaker")]
        return found[-1] if found else None

    def actor(self) -> Actor | None:
        """Give the actor mentioned here: the shortest mention, where several overlap."""
        found = [cover for cover in self.covers if cover.part == "actor"]
        return min(found, key=lambda cover: cover.end - cover.start).actor if found else None


def paragraphs(article: ArticleDocument, max_chars: int) -> list[list[Segment]]:
    """Cut the first *max_chars* characters of the article's text into paragraphs of segments, in order."""
    text = article.text[:max_chars]
    segments = _segments(text, _covers(article, len(text)))
    return _into_paragraphs(segments)


def _covers(article: ArticleDocument, length: int) -> list[Cover]:
    found: list[Cover] = []
    for quote in article.quotes:
        found += [Cover(span.start, span.end, "quote", quote=quote) for span in quote.spans]
        if quote.cue:
            found.append(Cover(quote.cue.start, quote.cue.end, "cue", quote=quote))
        if quote.speaker and quote.speaker.start is not None and quote.speaker.end is not None:
            found.append(Cover(quote.speaker.start, quote.speaker.end, "speaker", quote=quote))
    for actor in article.actors:
        found += [Cover(span.start, span.end, "actor", actor=actor) for span in actor.mentions]
    return [cover for cover in found if cover.start < min(cover.end, length)]


def _segments(text: str, covers: Iterable[Cover]) -> list[Segment]:
    starting: dict[int, list[Cover]] = defaultdict(list)
    ending: dict[int, list[Cover]] = defaultdict(list)
    for cover in covers:
        starting[cover.start].append(cover)
        ending[min(cover.end, len(text))].append(cover)
    cuts = sorted({0, len(text), *starting, *ending})
    active: dict[int, Cover] = {}
    anchored: set[str] = set()
    segments = []
    for start, end in pairwise(cuts):
        for cover in ending[start]:
            active.pop(id(cover), None)
        anchors = []
        for cover in starting[start]:
            active[id(cover)] = cover
            if cover.part == "quote" and cover.quote and cover.quote.id not in anchored:
                anchored.add(cover.quote.id)
                anchors.append(cover.quote.id)
        segments.append(Segment(text[start:end], tuple(active.values()), tuple(anchors)))
    return segments


def _into_paragraphs(segments: Iterable[Segment]) -> list[list[Segment]]:
    done: list[list[Segment]] = [[]]
    for segment in segments:
        anchors = segment.anchors
        for number, text in enumerate(PARAGRAPH.split(segment.text)):
            if number:
                done.append([])
            if text or anchors:
                done[-1].append(Segment(text, segment.covers, anchors))
                anchors = ()
    return [paragraph for paragraph in done if paragraph]
