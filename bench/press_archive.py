"""
An invented press archive of any size, as the parser would publish it: for measuring search.

Every block of 200 articles with 1,000 quotes is made from its own number alone, so that several processes can make
blocks side by side and the archive is the same every time. Whatever has a frequency in the real world (words, speakers,
outlets, quotes in an article) has Zipf's or a like one here. One article in ten is a syndicated copy.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from bench.press_archive_page import Page
from bench.press_archive_people import Outlet, cast
from bench.press_archive_words import Dice, english, foreign
from quotewire_shared.messages import ArticleParsed, article_id_for

ARTICLES_PER_BLOCK, QUOTES_PER_BLOCK = 200, 1_000
COPY_SHARE = 0.1
ENGLISH_SHARE = 0.85
UNDATED_SHARE = 0.03
EVENNESS = 1.2
"""Of quotes among articles (Dirichlet): some have none, few have twenty."""
END = datetime(2026, 11, 30, tzinfo=UTC)
MONTHS = 12
SPAN = timedelta(days=MONTHS * 365.25 / 12)
SECTIONS = (
    "News",
    "Politics",
    "Business",
    "World",
    "Sport",
    "Culture",
    "Health",
    "Science",
    "Courts",
    "Opinion",
)


def blocks_for(quotes: int) -> int:
    """Tell how many blocks hold *quotes* quotes at least."""
    return -(-quotes // QUOTES_PER_BLOCK)


def block(number: int, blocks: int, *, seed: int = 7, seen_at: datetime | None = None) -> list[ArticleParsed]:
    """
    Make block *number* (from 0) of *blocks*, which together cover the two years before END in order of time.

    Args:
        number: Which one; from *blocks* on they repeat no earlier one, and lie after END.
        blocks: How many the archive has.
        seed: Another seed is another archive with the same cast.
        seen_at: When its articles were all first seen, instead of their place in the archive.
    """
    dice = np.random.default_rng((seed, number))
    copies = _copies(dice)
    counts = _counts(dice, copies)
    articles: list[ArticleParsed] = []
    for place in range(ARTICLES_PER_BLOCK):
        share = (number + (place + dice.random()) / ARTICLES_PER_BLOCK) / blocks
        moment = seen_at or (END - SPAN + SPAN * share)
        source = copies.get(place)
        name = f"{seed}-{number * ARTICLES_PER_BLOCK + place}"
        articles.append(
            _article(dice, name, moment, counts[place])
            if source is None
            else _copy(dice, articles[source], name, moment)
        )
    return articles


def _copies(dice: Dice) -> dict[int, int]:
    """Choose which places of a block are copies, and of which earlier place; no copy is copied."""
    copies: dict[int, int] = {}
    for place in range(1, ARTICLES_PER_BLOCK):
        source = int(dice.integers(place))
        if dice.random() < COPY_SHARE and source not in copies:
            copies[place] = source
    return copies


def _counts(dice: Dice, copies: dict[int, int]) -> list[int]:
    """Share out the block's quotes, copies included, so that their sum is exact."""
    shares = dice.dirichlet(np.full(ARTICLES_PER_BLOCK, EVENNESS))
    counts: list[int] = dice.multinomial(QUOTES_PER_BLOCK, shares).tolist()
    for place, source in copies.items():
        counts[place] = counts[source]
    free = [
        place for place in range(ARTICLES_PER_BLOCK) if place not in copies and place not in copies.values()
    ]
    while surplus := sum(counts) - QUOTES_PER_BLOCK:
        place = free[int(dice.integers(len(free)))]
        counts[place] = max(counts[place] - (1 if surplus > 0 else -1), 0)
    return counts


def _article(dice: Dice, name: str, moment: datetime, quote_count: int) -> ArticleParsed:
    language = "en" if dice.random() < ENGLISH_SHARE else ("de", "fr", "es")[int(dice.integers(3))]
    page = Page(dice, english() if language == "en" else foreign(language))
    page.write(quote_count)
    return ArticleParsed.model_construct(
        **_place(dice, name, cast().outlets[language].draw(dice), moment),
        parser_version="bench-1",
        parser_revision=1,
        content_hash=hashlib.sha256(name.encode()).hexdigest(),
        title=page.title,
        standfirst=page.standfirst,
        authors=(page.author,),
        language=language,
        section=SECTIONS[int(dice.integers(len(SECTIONS)))],
        text=page.text,
        word_count=len(page.text.split()),
        near_duplicate_signature=f"{int(dice.integers(2**63)):016x}",
        language_support="full" if language == "en" else "basic",
        actors=page.actors,
        quotes=page.quotes,
        provenance={"title": "jsonld", "text": "html", "published_at": "jsonld"},
    )


def _copy(dice: Dice, article: ArticleParsed, name: str, moment: datetime) -> ArticleParsed:
    """Let another outlet print *article*, word for word."""
    outlet = cast().outlets[article.language or "en"].draw(dice)
    return article.model_copy(update=_place(dice, name, outlet, moment))


def _place(dice: Dice, name: str, outlet: Outlet, moment: datetime) -> dict[str, Any]:
    """Give where and when an article appears."""
    url = f"https://{outlet.id}.example/{moment:%Y/%m/%d}/story-{name}"
    undated = dice.random() < UNDATED_SHARE
    return {
        "article_id": article_id_for(url),
        "url": url,
        "canonical_url": url,
        "source_id": outlet.id,
        "publisher": outlet.name,
        "fetched_at": moment,
        "first_seen_at": moment,
        "published_at": None if undated else moment - timedelta(minutes=float(dice.exponential(40.0))),
    }
