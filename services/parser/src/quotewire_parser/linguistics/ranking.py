"""
Which candidate is meant: the one with the largest weighted sum of its features.

The weights were learned (a conditional logit model, McFadden 1974) by `python -m training.resolver` from the speakers
that are marked in Wikinews' training part and tests/corpus: see data/resolver.json.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from quotewire_parser.linguistics.actors import Entity
from quotewire_parser.linguistics.candidates import READ, Candidate, Question
from quotewire_parser.linguistics.evidence import Features

CAUTION = 0.5
"""By cross-validation on the training texts no fewer right answers than with 0, and a quarter fewer wrong ones."""

Weights = dict[str, float]


@cache
def _table() -> dict[str, Weights]:
    source = files("quotewire_parser.linguistics") / "data" / "resolver.json"
    table: dict[str, Weights] = json.loads(source.read_text("utf-8"))
    return table


def weights_of(sort: str, *, read: bool) -> Weights:
    """Give the weights for one sort of question, where a model *read* the text or not; what is not there weighs nothing."""
    return _table()[key_of(sort, read=read)]


def key_of(sort: str, *, read: bool) -> str:
    """Name the weights of a sort of question in the file."""
    return f"{sort}, read" if read else sort


def best(question: Question, candidates: Sequence[Candidate]) -> Entity | None:
    """
    Give who is meant most probably; of equals the first. None: somebody who was not seen before.

    A noun ("the pilot") must fit somebody clearly better than nobody: a wrong speaker is worse than an unnamed one.
    """
    weights = weights_of(question.sort, read=was_read(candidates))
    ahead = CAUTION if question.sort == "person" else 0.0
    return max(candidates, key=lambda row: weigh(weights, row[1]) + (ahead if row[0] is None else 0.0))[0]


def was_read(candidates: Sequence[Candidate]) -> bool:
    """Tell whether a model said what it thinks of the candidates."""
    return any(READ in features for _, features in candidates)


def weigh(weights: Weights, features: Features) -> float:
    """Sum the features up."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())
