"""How well a page is read: the figures of the scorecard, as the field counts them."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quotewire_shared.messages import ArticleParsed
from tests.quality.pages.golden import Golden

SHINGLE = 4
"""Words of a shingle; the measure of the article extraction benchmark (Scrapinghub, 2020)."""
POOR = 0.5
_WORD = re.compile(r"\w+")
# Scripts without spaces between words: each character is one.
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What some reader took from a page."""

    title: str | None
    authors: tuple[str, ...]
    published: datetime | None
    language: str | None
    text: str
    standfirst: str | None = None
    section: str | None = None

    @classmethod
    def of(cls, article: ArticleParsed) -> "Reading":
        """Take it from the parser's article."""
        return cls(
            article.title,
            article.authors,
            article.published_at,
            article.language,
            article.text,
            article.standfirst,
            article.section,
        )


@dataclass(slots=True)
class PageScore:
    """Sums over pages; `figures` gives the means."""

    pages: int = 0
    sums: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    counts: Counter[str] = field(default_factory=Counter)
    f1_of: dict[str, float] = field(default_factory=dict)

    def figures(self) -> dict[str, float]:
        """Give every figure by name, from 0 to 1."""
        precision, recall = (self._mean(name) for name in ("precision", "recall"))
        made = {"text F1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0}
        made["text F1 of at least .5"] = self._mean("fair")
        for name in (
            "title",
            "authors",
            "date, 24 h",
            "date, minute",
            "date not wrong",
            "language",
            "standfirst",
            "section",
        ):
            if self.counts[name]:
                made[name] = self._mean(name)
        return made

    def _mean(self, name: str) -> float:
        return self.sums[name] / self.counts[name] if self.counts[name] else 0.0

    def note(self, name: str, value: float) -> None:
        """Count *value* for the mean called *name*."""
        self.sums[name] += value
        self.counts[name] += 1


def score(pages: Iterable[Golden], read: Callable[[Golden], Reading | None]) -> PageScore:
    """Read every page and count; None is a page that could not be read."""
    card = PageScore()
    for page in pages:
        found = read(page) or Reading(None, (), None, None, "")
        card.pages += 1
        precision, recall = overlap(found.text, page.text)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        card.f1_of[page.name] = f1
        card.note("precision", precision)
        card.note("recall", recall)
        card.note("fair", f1 >= POOR)
        if page.title:
            card.note("title", same_title(found.title, page.title))
        if page.authors or found.authors:
            card.note("authors", authors_f1(found.authors, page.authors))
        if page.published:
            near = found.published is not None and abs(found.published - page.published) < timedelta(hours=24)
            card.note("date, 24 h", near)
            exact = found.published is not None and abs(found.published - page.published) < timedelta(
                minutes=1
            )
            card.note("date, minute", exact)
        card.note("date not wrong", not _is_wrong(found.published, page.published))
        card.note("language", found.language == page.language)
        if page.standfirst or found.standfirst:
            card.note("standfirst", same_title(found.standfirst, page.standfirst or ""))
        if page.section:
            card.note("section", same_title(found.section, page.section))
    return card


def overlap(found: str, wanted: str) -> tuple[float, float]:
    """Give precision and recall of *found* by shingles of four words, counted as often as they occur."""
    ours, gold = shingles(found), shingles(wanted)
    common = sum((ours & gold).values())
    if not gold:
        return (1.0, 1.0) if not ours else (0.0, 0.0)
    return common / ours.total() if ours else 0.0, common / gold.total()


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words of *text*; a shorter text is one run."""
    words = _WORD.findall(_UNSPACED.sub(r" \g<0> ", text.casefold()))
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))


def same_title(found: str | None, wanted: str) -> bool:
    """Compare without regard to case, spaces and punctuation."""
    return bool(found) and _WORD.findall((found or "").casefold()) == _WORD.findall(wanted.casefold())


def authors_f1(found: tuple[str, ...], wanted: tuple[str, ...]) -> float:
    """Give the F1 of names, without regard to case; 1 where there is none and none was found."""
    ours, gold = {name.casefold() for name in found}, {name.casefold() for name in wanted}
    return 2 * len(ours & gold) / (len(ours) + len(gold)) if ours or gold else 1.0


def _is_wrong(found: datetime | None, wanted: datetime | None) -> bool:
    if found is None:
        return False
    return wanted is None or abs(found - wanted) >= timedelta(hours=24)
