"""How well actors and quotes are found on annotated articles: the figures, and nothing else."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from quotewire_shared.messages import Actor, Quote
from tests.quality.annotated import Annotated
from tests.quality.matching import Pair, pair_up, source_form

ENTITY_TYPES = ("person", "organization", "place")
SUBSETS: dict[str, frozenset[str]] = {
    "direct": frozenset({"direct"}),
    "direct + mixed": frozenset({"direct", "mixed"}),
    "all speech": frozenset({"direct", "mixed", "indirect"}),
}


class Found(Protocol):
    """What an analysis of a text gives."""

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Actors in order of first mention."""

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Quotes in reading order."""


Read = Callable[[Annotated], Found]


@dataclass(slots=True)
class Tally:
    """Right ones, found ones and wanted ones."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where nothing was wanted and nothing found."""
        total = self.found + self.wanted
        return 2 * self.right / total if total else 1.0


@dataclass(slots=True)
class Scorecard:
    """Counts over the articles of one set."""

    articles: int = 0
    words: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in SUBSETS})
    """Quotes found, whoever was named."""
    spoken: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in SUBSETS})
    """Quotes found and given to the right speaker."""
    entities: Tally = field(default_factory=Tally)
    speakers: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """By form of the source (named, nominal, pronoun, none): found quotes with the right and the wrong speaker."""
    wrong_direct: int = 0
    direct: int = 0

    def figures(self) -> dict[str, float]:
        """Give every figure by name, from 0 to 1."""
        made = {f"quotes {name}": tally.f1 for name, tally in self.words.items()}
        made |= {f"quotes and speaker, {name}": tally.f1 for name, tally in self.spoken.items()}
        for form in ("named", "nominal", "pronoun"):
            total = self.speakers[form, True] + self.speakers[form, False]
            if total:
                made[f"right speaker of found quotes, {form}"] = self.speakers[form, True] / total
        if self.direct:
            made["right or no speaker, direct"] = 1 - self.wrong_direct / self.direct
        if self.entities.wanted:
            made["entities"] = self.entities.f1
        return made


def score(articles: Iterable[Annotated], read: Read) -> Scorecard:
    """Read every article and count."""
    card = Scorecard()
    for article in articles:
        found = read(article)
        card.articles += 1
        pairs, beyond = pair_up(article, found.quotes, found.actors)
        for name, kinds in SUBSETS.items():
            _count(card.words[name], pairs, beyond, kinds, right=lambda pair: pair.found is not None)
            _count(card.spoken[name], pairs, beyond, kinds, right=lambda pair: pair.right_speaker)
        for pair in pairs:
            if pair.found is not None:
                card.speakers[source_form(article, pair.gold), pair.right_speaker] += 1
                if pair.gold.kind == "direct":
                    card.direct += 1
                    named = pair.found.speaker is not None and pair.found.speaker.actor_id is not None
                    card.wrong_direct += named and not pair.right_speaker
        _count_entities(card.entities, article, found)
    return card


def _count(
    tally: Tally,
    pairs: list[Pair],
    beyond: list[Quote],
    kinds: frozenset[str],
    *,
    right: Callable[[Pair], bool],
) -> None:
    """A found quote that matches one of another kind is neither rewarded nor punished."""
    wanted = [pair for pair in pairs if pair.gold.kind in kinds]
    tally.wanted += len(wanted)
    tally.found += sum(pair.found is not None for pair in wanted) + sum(
        quote.kind in kinds for quote in beyond
    )
    tally.right += sum(right(pair) for pair in wanted)


def _count_entities(tally: Tally, article: Annotated, found: Found) -> None:
    """Count names with exact span and type; only articles whose actors list their forms are annotated for it."""
    if not any(actor.forms for actor in article.actors):
        return
    wanted = {(m.start, m.end, m.actor.type) for m in article.mentions() if m.actor.type in ENTITY_TYPES}
    got = {
        (m.start, m.end, actor.type)
        for actor in found.actors
        if actor.named and actor.type in ENTITY_TYPES
        for m in actor.mentions
    }
    tally.wanted += len(wanted)
    tally.found += len(got)
    tally.right += len(wanted & got)
