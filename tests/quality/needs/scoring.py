"""The figures that the needs are held by: recall@10, and how often the first result is right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from tests.quality.needs.asking import Outcome

LEAST_RECALL: Final = 1.0
LEAST_FIRST: Final = 0.9


@dataclass(frozen=True, slots=True)
class Figures:
    """How well some needs were answered; shares are of 1."""

    needs: int
    recall: float
    """Mean share of the right answers among the first ten."""
    first: float
    """Share of needs whose first result is right."""
    unwanted: int
    """Answers that came and must not."""


def figures(asked: Sequence[Outcome]) -> Figures:
    """Count over *asked*, which is not empty."""
    return Figures(
        needs=len(asked),
        recall=fmean(outcome.recall for outcome in asked),
        first=fmean(outcome.first_is_right for outcome in asked),
        unwanted=sum(len(outcome.unwanted) for outcome in asked),
    )


def by(asked: Sequence[Outcome], kind: Callable[[Outcome], str]) -> dict[str, Figures]:
    """Count for each *kind* of need, in the order in which the kinds occur."""
    kinds = dict.fromkeys(map(kind, asked))
    return {name: figures([outcome for outcome in asked if kind(outcome) == name]) for name in kinds}


def is_perfect(outcome: Outcome) -> bool:
    """Tell whether nothing is missing, nothing is wrong, and the first is right."""
    return outcome.first_is_right and not outcome.missing and not outcome.unwanted


def is_kept(asked: Sequence[Outcome]) -> bool:
    """Tell whether the promise of the search issue holds."""
    counted = figures(asked)
    return counted.recall >= LEAST_RECALL and counted.first >= LEAST_FIRST and not counted.unwanted
