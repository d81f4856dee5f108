"""Back-off with jitter: how long to wait before trying again."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """
    Exponential back-off with full jitter.

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: full jitter spreads retries best.
    """

    base_s: float = 0.5
    cap_s: float = 30.0

    def delay_s(self, attempt: int) -> float:
        """Draw the wait before try number *attempt* (1 for the first retry): up to base·2ⁿ, never over the cap."""
        ceiling = min(self.cap_s, self.base_s * 2 ** min(attempt, 16))
        # At least a tenth of it, so that a run of unlucky draws is no hot loop.
        return random.uniform(ceiling / 10, ceiling)  # noqa: S311 - jitter, not cryptography
