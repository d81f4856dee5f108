"""Which cue governs some words, and which source a cue has: small attention heads over the pieces of a window."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewire_parser.tagger.crf import Floats
from quotewire_parser.tagger.tags import DISTANCES, POINTER_SIZE

_NEAR = 8
_FAR = 512


@dataclass(frozen=True, slots=True)
class Pointers:
    """Biases of the heads: by distance (heads x buckets), and for pointing at nothing (heads)."""

    distance: Floats
    nothing: Floats

    @classmethod
    def of(cls, facts: dict[str, Any]) -> "Pointers":
        """Build them from what training wrote."""
        return cls(np.array(facts["distance"], np.float32), np.array(facts["nothing"], np.float32))

    def chances(self, head: int, rows: NDArray[np.int64], queries: Floats, keys: Floats) -> Floats:
        """
        Give the log-probabilities (rows x pieces) that *rows* point at each piece; column 0 ([CLS]) means nothing.

        *queries* and *keys* are the model's outputs for one window, pieces x (heads x 64).
        """
        part = part_of(head)
        scores = queries[rows, part] @ keys[:, part].T / math.sqrt(POINTER_SIZE)
        bias = self.distance[head][buckets(np.arange(len(keys))[None, :] - rows[:, None])]
        bias[:, 0] = self.nothing[head]
        scores = scores + bias
        top = scores.max(1, keepdims=True)
        result: Floats = scores - top - np.log(np.exp(scores - top).sum(1, keepdims=True))
        return result


def part_of(head: int) -> slice:
    """Tell which columns of queries and keys belong to *head*."""
    return slice(head * POINTER_SIZE, (head + 1) * POINTER_SIZE)


def buckets(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort signed distances into 32 buckets: each of 0 to 7 by itself, then by logarithm up to 512; half of them left."""
    half = DISTANCES // 2
    size = np.abs(distance)
    far = _NEAR + (np.log(np.maximum(size, 1) / _NEAR) / math.log(_FAR / _NEAR) * (half - _NEAR)).astype(
        np.int64
    )
    bucket = np.where(size < _NEAR, size, np.minimum(half - 1, far))
    return np.where(distance >= 0, bucket, bucket + half)
