"""The needs asked of a real index: which right answers come, which comes first, and what comes instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quotewire_search.errors import QueryRefusedError
from quotewire_search.index import SearchIndex
from quotewire_search.request import SearchRequest
from tests.quality.matching import same_name
from tests.quality.needs.catalogue import Answer, Need, View, article_ids, fold

SHOWN: Final = 10
"""Results that a person looks at."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result, as far as an answer can be known by it."""

    article_id: str | None = None
    text: str | None = None
    speaker: str | None = None

    def __str__(self) -> str:
        """Name it in a report."""
        story = next((name for name, known in article_ids().items() if known == self.article_id), None)
        said = f"“{self.text[:70]}”" if self.text else None
        return ", ".join(filter(None, (self.speaker, said, story)))

    def gives(self, answer: Answer) -> bool:
        """Tell whether this result is *answer*."""
        if answer.story is not None and article_ids()[answer.story] != self.article_id:
            return False
        if answer.words is not None and fold(answer.words) not in fold(self.text or ""):
            return False
        return answer.speaker is None or _same_speaker(answer, self.speaker or "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a need."""

    need: Need
    results: tuple[Result, ...]
    total: int
    error: str | None = None

    @property
    def missing(self) -> tuple[Answer, ...]:
        """Right answers that are not among the results shown."""
        return tuple(
            answer for answer in self.need.want if not any(result.gives(answer) for result in self.results)
        )

    @property
    def unwanted(self) -> tuple[Answer, ...]:
        """Answers that came and must not."""
        return tuple(
            answer for answer in self.need.never if any(result.gives(answer) for result in self.results)
        )

    @property
    def recall(self) -> float:
        """Share of the right answers among the results shown."""
        return 1 - len(self.missing) / len(self.need.want)

    @property
    def first_is_right(self) -> bool:
        """Whether the first result is one of those that may be first."""
        return bool(self.results) and any(self.results[0].gives(answer) for answer in self.need.firsts)


async def outcomes(index: SearchIndex, needs: Sequence[Need]) -> list[Outcome]:
    """Ask *index* every need, one after the other."""
    return [await _ask(index, need) for need in needs]


async def _ask(index: SearchIndex, need: Need) -> Outcome:
    request = SearchRequest(q=need.ask, limit=SHOWN, facets="none")
    try:
        results, total = await _results(index, need.view, request)
    except QueryRefusedError as error:
        return Outcome(need, (), 0, str(error))
    return Outcome(need, results, total)


async def _results(index: SearchIndex, view: View, request: SearchRequest) -> tuple[tuple[Result, ...], int]:
    match view:
        case "quotes":
            quotes = await index.quotes(request)
            found = tuple(Result(item.article_id, item.text, item.speaker) for item in quotes.items)
            return found, quotes.total
        case "articles":
            articles = await index.articles(request)
            return tuple(Result(item.article_id) for item in articles.items), articles.total
        case "speakers":
            speakers = await index.speakers(request)
            return tuple(Result(speaker=item.name) for item in speakers.items), speakers.total


def _same_speaker(answer: Answer, found: str) -> bool:
    """Compare names; the parser leaves titles away and gives unnamed speakers with more of their description."""
    wanted, known = fold(answer.speaker or ""), fold(found)
    if answer.parsed_as is not None and (
        known.startswith(fold(answer.parsed_as)) if answer.parsed_as else not known
    ):
        return True
    return bool(known) and (
        same_name(wanted, known) or wanted.endswith(f" {known}") or known.startswith(wanted)
    )
