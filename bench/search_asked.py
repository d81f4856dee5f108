"""What people ask a search of news, in a realistic mix: names by how often they are quoted, words by how often they occur."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

import numpy as np

from bench.press_archive import block
from bench.press_archive_people import cast
from bench.press_archive_words import Dice, Zipf, english
from quotewire_shared.messages import ArticleParsed

ARTICLES_SHARE = 0.2
"""Of the questions, those that look for articles; the others look for quotes."""
SEED = 11


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the API: its path below /api/v1 and its parameters."""

    path: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def q(self) -> str:
        """The words."""
        return self.params.get("q", "")


class Readers:
    """People who ask; the same seed asks the same."""

    def __init__(self, blocks: int, seed: int = SEED) -> None:
        """Let them know the archive of *blocks* blocks: phrases are taken from the one in its middle."""
        self._dice: Dice = np.random.default_rng(seed)
        self._known: list[ArticleParsed] = block(blocks // 2, blocks)
        self._quoted = [
            said.speaker.name
            for article in self._known
            for said in article.quotes
            if said.speaker and said.speaker.name
        ]
        # Nobody searches for "the" alone: the head of the law is flat. Rare words are asked for more than they occur.
        self._words = Zipf(english().words[20:6_000], shift=60.0, exponent=0.9)
        self._stop_words = english().words[:20]

    def ask(self, count: int) -> list[Asked]:
        """Ask *count* questions of the API with all facets."""
        return [self._one() for _ in range(count)]

    def words(self, count: int) -> list[str]:
        """Give *count* questions that are words only, for the plain match."""
        return [self._plain() for _ in range(count)]

    def speaker(self) -> str:
        """Name somebody who is quoted."""
        return cast().speakers.draw(self._dice).name

    def quoted(self) -> str:
        """Name somebody whom the archive quotes for certain: of all that speak, one in sixteen is only ever named."""
        return self._quoted[int(self._dice.integers(len(self._quoted)))]

    def word(self) -> str:
        """Give one word."""
        return self._words.draw(self._dice)

    def _one(self) -> Asked:
        makers: tuple[tuple[float, Callable[[], dict[str, str]]], ...] = (
            (0.18, lambda: {"q": self.word()}),
            (0.18, lambda: {"q": f"{self.word()} {self.word()}"}),
            (0.05, lambda: {"q": f"{self._common()} {self.word()}"}),
            (0.10, lambda: {"q": f'"{self._phrase()}"'}),
            (0.17, lambda: {"q": self.speaker()}),
            (0.08, lambda: {"speaker": self.speaker()}),
            (0.06, lambda: {"speaker": self.speaker(), "q": self.word()}),
            (0.04, lambda: {"q": f'speaker:"{self.speaker()}" {self.word()}'}),
            (0.03, lambda: {"q": f"{self.word()} OR {self.word()} -{self.word()}"}),
            (0.05, lambda: {"q": self.word(), "since": "2026-09", "stance": "warn"}),
            (0.03, lambda: {"q": self.word(), "publisher": self._outlet(), "sort": "newest"}),
            (0.01, lambda: {"about": self.speaker()}),
            (0.02, dict),
        )
        shares = np.array([share for share, _ in makers])
        make = makers[int(self._dice.choice(len(makers), p=shares / shares.sum()))][1]
        path = "/articles" if self._dice.random() < ARTICLES_SHARE else "/quotes"
        return Asked(path, make())

    def _plain(self) -> str:
        return self.speaker() if self._dice.random() < 0.3 else f"{self.word()} {self.word()}"  # noqa: PLR2004

    def _common(self) -> str:
        return self._stop_words[int(self._dice.integers(len(self._stop_words)))]

    def _phrase(self) -> str:
        """Take three words that stand side by side in an article."""
        text = self._known[int(self._dice.integers(len(self._known)))].text.split("\n\n")[0].split()
        start = int(self._dice.integers(max(len(text) - 3, 1)))
        return " ".join(word.strip(".“”,") for word in text[start : start + 3])

    def _outlet(self) -> str:
        return cast().outlets["en"].draw(self._dice).name


def other_questions(readers: Readers, article_ids: list[str], count: int) -> dict[str, list[Asked]]:
    """Give *count* questions for each of the other routes, by the name of its row."""

    def of(make: Callable[[int], Asked]) -> list[Asked]:
        return [make(number) for number in range(count)]

    return {
        "speakers of a word": of(lambda _: Asked("/speakers", {"q": readers.word()})),
        "one speaker": of(lambda _: Asked(f"/speakers/{quote(readers.quoted(), safe='')}")),
        "sources": of(lambda _: Asked("/sources")),
        "timeline of a word": of(lambda _: Asked("/timeline", {"of": "quotes", "q": readers.word()})),
        "timeline of all": of(lambda _: Asked("/timeline", {"of": "quotes"})),
        "terms of a speaker": of(
            lambda _: Asked("/terms", {"of": "quotes", "speaker": f'"{readers.speaker()}"'})
        ),
        "terms of a word": of(lambda _: Asked("/terms", {"of": "quotes", "q": readers.word()})),
        "compare two speakers": of(
            lambda _: Asked(f'/compare?of=speaker:"{readers.speaker()}"&of=speaker:"{readers.speaker()}"')
        ),
        "one article": of(lambda number: Asked(f"/articles/{article_ids[number % len(article_ids)]}")),
    }
