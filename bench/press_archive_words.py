"""Words for invented articles: frequencies by Zipf's law, over the newsroom's own words and made-up ones behind them."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Generic, TypeVar

import numpy as np

from quotewire_deploy.newsroom.outlet import load_outlets
from quotewire_deploy.newsroom.story import load_editions

Dice = np.random.Generator
Item = TypeVar("Item")

WORDS = 40_000
"""Different English words of the archive, about as many as a newspaper uses in some months."""
FOREIGN_WORDS = 12_000
COMMON = 300
"""The first so many words ("the", "said", "year") belong to every subject."""
TOPICS = 60
TOPIC_SHARE = 0.25
"""Share of an article's words that belong to its subject."""

# fmt: off
ONSETS = ("b", "br", "c", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "v")
# fmt: on
VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
ENDS = ("", "", "n", "r", "s", "l", "t", "nd", "st", "m")
ACCENTED = ("á", "é", "ö", "ü", "ñ", "ø")
ACCENT_SHARE = 0.12


class Zipf(Generic[Item]):
    """Draws items so that the one of rank r (from 1) comes in proportion to 1 / (r + shift) ** exponent."""

    def __init__(self, items: Sequence[Item], *, shift: float, exponent: float = 1.0) -> None:
        """
        Order *items* by rank, the commonest first.

        Source: Mandelbrot's form of the law; a shift of 2.7 fits words, a larger one flattens the head.
        """
        self.items = items
        weights = (np.arange(1, len(items) + 1) + shift) ** -exponent
        self._shares = np.cumsum(weights) / weights.sum()

    def ranks(self, dice: Dice, count: int) -> list[int]:
        """Draw *count* positions in `items`."""
        drawn: list[int] = np.searchsorted(self._shares, dice.random(count)).tolist()
        return drawn

    def draw(self, dice: Dice) -> Item:
        """Draw one item."""
        return self.items[self.ranks(dice, 1)[0]]


class Vocabulary:
    """The words of one language, and of each subject in it."""

    def __init__(self, words: Sequence[str]) -> None:
        """Take *words*, the commonest first."""
        self.words = words
        self._general = Zipf(words, shift=2.7, exponent=1.05)
        self._special = Zipf(range((len(words) - COMMON) // TOPICS), shift=5.0)

    def draw(self, dice: Dice, count: int, topic: int) -> list[str]:
        """Draw *count* words of an article about *topic* (0 to TOPICS - 1)."""
        special = dice.random(count) < TOPIC_SHARE
        general = self._general.ranks(dice, count)
        steps = self._special.ranks(dice, count)
        return [
            self.words[COMMON + TOPICS * step + topic] if is_special else self.words[rank]
            for is_special, rank, step in zip(special.tolist(), general, steps, strict=True)
        ]


@cache
def english() -> Vocabulary:
    """Give the newsroom's words, by how often it uses them, and made-up ones up to WORDS."""
    counts: Counter[str] = Counter()
    languages = {outlet.id: outlet.language for outlet in load_outlets()}
    for edition in load_editions():
        if (edition.first.language or languages[edition.first.outlet]) != "en":
            continue
        counts.update(re.findall(r"[a-z]{1,20}", " ".join(edition.first.paragraphs).lower()))
    known = sorted(counts, key=lambda word: (-counts[word], word))
    return Vocabulary([*known, *made_up(random.Random("english"), WORDS - len(known), set(known))])


@cache
def foreign(language: str) -> Vocabulary:
    """Give words that look like no English ones, some with accents, other ones for each *language*."""
    return Vocabulary(made_up(random.Random(language), FOREIGN_WORDS, set(), accents=True))


def made_up(dice: random.Random, count: int, taken: set[str], *, accents: bool = False) -> list[str]:
    """Make *count* different words out of syllables, the short ones first; adds them to *taken*."""
    words: list[str] = []
    while len(words) < count:
        syllables = 1 + (len(words) > count // 40) + (dice.random() < 0.5)  # noqa: PLR2004 - a coin
        word = "".join(
            dice.choice(ONSETS)
            + dice.choice(ACCENTED if accents and dice.random() < ACCENT_SHARE else VOWELS)
            + dice.choice(ENDS)
            for _ in range(syllables)
        )
        if word not in taken:
            taken.add(word)
            words.append(word)
    return words
