"""The invented press archive is what the parser could have published, the same every time, with the world's frequencies."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from bench.press_archive import (
    ARTICLES_PER_BLOCK,
    COPY_SHARE,
    END,
    QUOTES_PER_BLOCK,
    SPAN,
    block,
    blocks_for,
)
from bench.press_archive_people import OUTLETS, SPEAKERS, cast
from bench.press_archive_words import WORDS, Zipf, english, foreign
from quotewire_shared.messages import ArticleParsed, text_of

BLOCKS = 10


@pytest.fixture(scope="module")
def articles() -> list[ArticleParsed]:
    return [*block(0, BLOCKS), *block(BLOCKS - 1, BLOCKS)]


def test_a_block_is_the_same_every_time_and_no_other_block(articles: list[ArticleParsed]) -> None:
    assert block(BLOCKS - 1, BLOCKS) == articles[ARTICLES_PER_BLOCK:]
    assert block(0, BLOCKS, seed=8)[0].text != articles[0].text
    assert len({article.article_id for article in articles}) == len(articles)


def test_every_block_has_exactly_its_quotes(articles: list[ArticleParsed]) -> None:
    for start in range(0, len(articles), ARTICLES_PER_BLOCK):
        made = articles[start : start + ARTICLES_PER_BLOCK]
        assert sum(len(article.quotes) for article in made) == QUOTES_PER_BLOCK


def test_the_number_of_quotes_is_rounded_up_to_blocks() -> None:
    assert [blocks_for(quotes) for quotes in (1, 1_000, 1_001, 1_000_000)] == [1, 1, 2, 1_000]


def test_articles_are_messages_that_the_parser_may_publish(articles: list[ArticleParsed]) -> None:
    for article in articles:
        assert ArticleParsed.model_validate(article.model_dump(mode="json")) == article


def test_every_offset_is_true(articles: list[ArticleParsed]) -> None:
    for article in articles:
        names = {actor.id: actor.name for actor in article.actors}
        for quote in article.quotes:
            assert text_of(quote.spans, article.text) == quote.text
            assert quote.cue is not None
            assert article.text[quote.cue.start : quote.cue.end] == quote.cue.text
            if quote.speaker is not None:
                assert article.text[quote.speaker.start : quote.speaker.end] == quote.speaker.text
                assert names[quote.speaker.actor_id or ""] == quote.speaker.name
        for actor in article.actors:
            for mention in actor.mentions:
                assert article.text[mention.start : mention.end] in (actor.name, *actor.aliases)


def test_time_goes_on_from_article_to_article_within_two_years(articles: list[ArticleParsed]) -> None:
    moments = [article.first_seen_at for article in articles]
    assert all(earlier < later for earlier, later in pairwise(moments))
    assert moments[0] >= END - SPAN
    assert moments[-1] <= END


def test_live_articles_are_seen_when_they_are_told_to_be() -> None:
    now = datetime(2026, 12, 1, 8, tzinfo=UTC)
    live = block(0, 1, seed=3, seen_at=now)
    assert {article.first_seen_at for article in live} == {now}
    assert all(article.published_at is None or article.published_at <= now for article in live)


def test_one_article_in_ten_is_a_copy_at_another_address(articles: list[ArticleParsed]) -> None:
    signatures = Counter(article.near_duplicate_signature for article in articles)
    copies = len(articles) - len(signatures)
    assert copies / len(articles) == pytest.approx(COPY_SHARE, abs=0.05)
    twins = [article for article in articles if signatures[article.near_duplicate_signature] > 1]
    assert len({article.text for article in twins}) < len({article.url for article in twins}) == len(twins)


def test_an_article_has_about_350_words_and_quotes_are_uneven(articles: list[ArticleParsed]) -> None:
    words = [article.word_count for article in articles]
    assert 300 < sum(words) / len(words) < 450
    counts = sorted(len(article.quotes) for article in articles)
    assert counts[0] == 0
    assert counts[-1] >= 15


def test_what_is_said_has_every_kind_and_mostly_a_speaker(articles: list[ArticleParsed]) -> None:
    quotes = [quote for article in articles for quote in article.quotes]
    kinds = Counter(quote.kind for quote in quotes)
    assert kinds["direct"] > kinds["indirect"] > kinds["mixed"] > 0
    assert 0.02 < sum(quote.speaker is None for quote in quotes) / len(quotes) < 0.12
    stances = Counter(quote.cue.stance for quote in quotes if quote.cue)
    assert 0.6 < stances["neutral"] / len(quotes) < 0.85
    assert len(stances) > 5


def test_english_words_are_the_newsrooms_first_and_then_made_up_ones() -> None:
    words = english().words
    assert len(words) == len(set(words)) == WORDS
    assert words[0] == "the"
    assert "minister" in words[:COMMON_ENOUGH]
    assert set(foreign("de").words).isdisjoint(foreign("fr").words[:20])


COMMON_ENOUGH = 2_000


def test_the_cast_is_large_has_roles_and_no_name_twice() -> None:
    speakers = cast().speakers.items
    assert len({speaker.name for speaker in speakers}) == len(speakers) == SPEAKERS
    assert sum(len(outlets.items) for outlets in cast().outlets.values()) == OUTLETS
    assert 0.5 < sum(speaker.role is not None for speaker in speakers) / len(speakers) < 0.9
    assert sum(not speaker.named for speaker in speakers) > 0


def test_draws_follow_zipfs_law() -> None:
    law = Zipf(range(1_000), shift=0.0)
    counts = Counter(law.ranks(np.random.default_rng(1), 50_000))
    assert counts[0] / counts[1] == pytest.approx(2, rel=0.1)
    assert counts[0] / counts[9] == pytest.approx(10, rel=0.2)


def test_the_most_quoted_speaker_has_about_one_quote_in_a_hundred() -> None:
    counts = Counter(cast().speakers.ranks(np.random.default_rng(2), 100_000))
    assert 0.005 < counts.most_common(1)[0][1] / 100_000 < 0.02
    assert len(counts) > 20_000
