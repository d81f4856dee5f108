"""The best sequence of tags by a linear-chain CRF (Lafferty et al., ICML 2001), in numpy."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewire_parser.tagger.tags import continues

Floats = NDArray[np.float32]
IMPOSSIBLE = -1e4


@dataclass(frozen=True, slots=True)
class Chain:
    """Scores of going from tag to tag, of starting with a tag and of ending with it; impossible ones are far below all."""

    tags: tuple[str, ...]
    steps: Floats
    starts: Floats
    ends: Floats

    @classmethod
    def of(cls, tags: tuple[str, ...], facts: dict[str, Any]) -> "Chain":
        """Build it from what training wrote (lists `steps`, `starts`, `ends`)."""
        size = range(len(tags))
        bars = np.array(
            [[0 if continues(tags, a, b) else IMPOSSIBLE for b in size] for a in size], np.float32
        )
        bar = np.array([0 if continues(tags, -1, b) else IMPOSSIBLE for b in size], np.float32)
        return cls(
            tags,
            np.array(facts["steps"], np.float32) + bars,
            np.array(facts["starts"], np.float32) + bar,
            np.array(facts["ends"], np.float32),
        )

    def best(self, scores: Floats) -> list[int]:
        """Give the best tags for *scores* (words x tags), by Viterbi."""
        if not len(scores):
            return []
        reach = self.starts + scores[0]
        came_from = np.zeros(scores.shape, dtype=np.int64)
        for t in range(1, len(scores)):
            ways = reach[:, None] + self.steps
            came_from[t] = ways.argmax(0)
            reach = ways.max(0) + scores[t]
        tag = int((reach + self.ends).argmax())
        path = [tag]
        for t in range(len(scores) - 1, 0, -1):
            tag = int(came_from[t, tag])
            path.append(tag)
        return path[::-1]


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words *first* to *last* (the last one included) that bear one tag; *sure* is 0 to 1."""

    tag: str
    first: int
    last: int
    sure: float


def fragments(chain: Chain, scores: Floats) -> list[Fragment]:
    """Give the fragments of the best path; how sure is the mean probability that the scores alone give its tags."""
    path = chain.best(scores)
    shifted = scores - scores.max(1, keepdims=True) if len(scores) else scores
    chances = np.exp(shifted) / np.exp(shifted).sum(1, keepdims=True) if len(scores) else scores
    found: list[tuple[str, int, int]] = []
    for k, tag in enumerate(path):
        name = chain.tags[tag]
        if name.startswith("B"):
            found.append((name[2:], k, k))
        elif name.startswith("I") and found:
            kind, first, _ = found[-1]
            found[-1] = (kind, first, k)
    return [
        Fragment(kind, first, last, float(np.mean([chances[k, path[k]] for k in range(first, last + 1)])))
        for kind, first, last in found
    ]
