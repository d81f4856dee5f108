"""When a source is polled next: what was learned of it, moved to when its host is free."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from quotewire_fetcher.memory.state import FeedState
from quotewire_fetcher.naming.identity import host_of
from quotewire_fetcher.schedule.rhythm import Bounds, after_failure, after_success, next_poll
from quotewire_fetcher.sources.source import Source
from quotewire_fetcher.websub.subscriptions import PUSHED_POLL_FACTOR

Place = Callable[[str, float, float, float], float]
"""Moves a poll of a host: (host, wanted, earliest, latest) to the time that fits; seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Planner:
    """Fills in a record's next poll."""

    bounds: Bounds
    place: Place = lambda _host, wanted, _earliest, _latest: wanted
    rng: random.Random = random.Random()  # noqa: S311, RUF009 - jitter; one for all is what is wanted

    def after_good(self, source: Source, state: FeedState, now: float, *, soon: bool = False) -> FeedState:
        """Plan the poll after a good one; *soon*: more waits than one poll takes."""
        if state.history.failures:
            state = replace(state, history=after_success(state.history, now=now, new_at=()))
        due_at, why = self._next(source, state, now)
        if state.hub_until is not None and state.hub_until > now:
            due_at = now + min((due_at - now) * PUSHED_POLL_FACTOR, self.bounds.ceiling_s)
            why = "a hub tells what is new; polls only find what it has lost"
        if soon:
            due_at, why = now + self.bounds.floor_s, "more is waiting than one poll takes"
        return replace(
            state,
            next_due_at=due_at,
            why=why,
            polled_at=now,
            ok_at=now,
            failures=0,
            code=None,
            reason=None,
        )

    def after_failure(
        self,
        source: Source,
        state: FeedState,
        now: float,
        *,
        code: str,
        reason: str,
        retry_after_s: float | None,
    ) -> FeedState:
        """Plan the poll after one that failed."""
        history = after_failure(state.history, now=now, code=code, retry_after_s=retry_after_s)
        failed = replace(
            state,
            history=history,
            polled_at=now,
            failures=state.failures + 1,
            code=code,
            reason=reason[:300],
        )
        due_at, why = self._next(source, failed, now)
        return replace(failed, next_due_at=due_at, why=why)

    def _next(self, source: Source, state: FeedState, now: float) -> tuple[float, str]:
        due = next_poll(
            state.history, now=now, bounds=self.bounds, own_interval_s=source.poll_interval_s, rng=self.rng
        )
        host = host_of(source.url)
        return self.place(host, now + due.wait_s, now + due.earliest_s, now + due.latest_s), due.why
