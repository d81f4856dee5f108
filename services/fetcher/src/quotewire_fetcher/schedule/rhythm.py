"""
When a feed is polled next, learned from what it published; no I/O.

Source of the rule: entries are taken for a Poisson process whose rate changes with the hour of the week, as measured on
10,000 RSS feeds by Sia, Cho and Cho, "Efficient Monitoring Algorithm for Fast News Alerts", IEEE TKDE 2007. An entry waits
half a polling interval on average. Where the number of polls is given, the sum of all waits, Σ rate·interval/2 with
Σ 1/interval fixed, is least where each interval goes with 1/√rate. To poll in proportion to the rate would starve slow
feeds; to poll all alike would waste polls on them. So the interval is the geometric mean of the usual interval and of
the time in which half a new entry is expected.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotewire_fetcher.schedule.parking import (
    MOST_RETRY_AFTER_S,
    is_parked,
    wait_while_failing,
    wait_while_parked,
)
from quotewire_fetcher.schedule.week_profile import DAY_S, HOUR_S, Activity, activity, hour_steps, learn

TARGET = 0.5
"""New entries that a poll at the usual interval should find; below it, the interval is longer than usual."""
JITTER = 0.1
"""Share by which waits are spread, so that feeds of one start do not stay in step."""
FAST_S = 6 * HOUR_S
SLOW_S = 21 * DAY_S
"""Counts fade to a third in such a time: the fast one follows a busy day, the slow one knows the feed."""
LOOK_BACK_S = 60 * DAY_S
"""Entries of a first document that are older say nothing about today's rate."""
DOUBT_ENTRIES = 2.0
"""Entries at the usual rate that every feed is credited with before anything is known."""
SILENCE = 3.0
"""Missing as many expected entries happens by chance in one pause of twenty; from there on, waits grow."""
MOST_STRETCH = 3.0
LEAST_DATES = 3
FUTURE_TOLERANCE_S = HOUR_S

PROBE_AFTER = 50
PROBE_EVERY_S = DAY_S
NO_PROBE_BEFORE = 12
"""An unconditional poll comes after so many conditional ones and so much time, and not among the first polls."""
LIES_FOR_S = 7 * DAY_S


@dataclass(frozen=True, slots=True)
class Bounds:
    """Shortest, longest and usual time between two polls, in seconds."""

    floor_s: float
    ceiling_s: float
    usual_s: float


@dataclass(frozen=True, slots=True)
class Next:
    """When to poll next, seconds from now, and why then; any time from `earliest_s` to `latest_s` is as good."""

    wait_s: float
    why: str
    earliest_s: float
    latest_s: float


@dataclass(frozen=True, slots=True)
class FeedHistory:
    """What is known of a feed's ways; about 300 bytes of JSON. Times are seconds since 1970, 0: never."""

    since: int = 0
    """From when on its entries are counted."""
    at: int = 0
    """Last good poll."""
    found_at: int = 0
    """Last new entry: its own time where it tells one, else that of the poll."""
    slow: float = 0.0
    fast: float = 0.0
    """New entries, faded with `SLOW_S` and `FAST_S`."""
    fast_s: float = 0.0
    """Seconds of mean activity that `fast` was counted in, faded alike."""
    profile: str = ""
    """`week_profile`."""
    polls: int = 0
    """Good polls."""
    hits: float = 0.0
    """Share of the last 50 or so of them that found something new."""
    same: int = 0
    """Polls in a row that were answered 304."""
    ttl_s: int = 0
    """The publisher's wish; 0: none."""
    asked: int = 0
    """Good polls since the last unconditional probe."""
    probed_at: int = 0
    lied_at: int = 0
    """When it was last seen to change behind validators that stayed the same."""
    failures: int = 0
    """Polls in a row that failed."""
    code: str = ""
    """Why the last one did."""
    failed_at: int = 0
    """The first of them."""
    parked_at: int = 0
    keep_until: int = 0
    """Not to be asked before, by the server's wish."""

    def etag_lies(self, now: float) -> bool:
        """Tell whether its validators are not to be believed now."""
        return self.lied_at > 0 and now - self.lied_at < LIES_FOR_S


def next_poll(
    history: FeedHistory, *, now: float, bounds: Bounds, own_interval_s: float | None, rng: random.Random
) -> Next:
    """
    Say when to poll next, right after a poll that ended at *now*.

    A pause that the server asked for is kept; while it fails, waits double; the operator's own interval wins over what
    was learned; the publisher's wish (TTL) is never undercut up to the ceiling.
    """
    if history.failures:
        return _after_failures(history, now, bounds, rng)
    if own_interval_s is not None:
        return _drawn(own_interval_s, "the interval is set for this source", bounds, rng)
    if not history.since or not history.at:
        wait_s, why = bounds.usual_s, "nothing is known of it yet"
    else:
        wait_s, why = _learned(history, now, bounds)
    if history.ttl_s > wait_s:
        least_s = min(float(history.ttl_s), bounds.ceiling_s)
        return _drawn(least_s, "the publisher wishes no shorter interval", bounds, rng, least_s=least_s)
    return _drawn(wait_s, why, bounds, rng)


def after_success(
    history: FeedHistory,
    *,
    now: float,
    new_at: Sequence[float | None],
    entries_at: Sequence[float | None] = (),
    unchanged: bool = False,
    ttl_s: float | None = None,
) -> FeedHistory:
    """
    Learn from a good poll.

    Args:
        history: what was known before.
        now: time of the poll.
        new_at: an item for each entry that is new; its publication time, where it tells one.
        entries_at: publication times of all entries; a first poll learns from them.
        unchanged: whether the answer was 304.
        ttl_s: the document's wish; kept over a 304.
    """
    after = replace(
        history,
        at=int(now),
        polls=history.polls + 1,
        same=history.same + 1 if unchanged else 0,
        asked=history.asked + 1,
        ttl_s=history.ttl_s if unchanged else int(min(max(ttl_s or 0.0, 0.0), LOOK_BACK_S)),
        failures=0,
        code="",
        failed_at=0,
        parked_at=0,
        keep_until=0,
    )
    if not history.since:
        return _begin(after, now, entries_at)
    fresh = [when for when in new_at if when is None or when >= history.at - DAY_S]
    times = [min(when, now) for when in fresh if when is not None and when <= now + FUTURE_TOLERANCE_S]
    gap_s = max(now - history.at, 0.0)
    keep = math.exp(-gap_s / FAST_S)
    busy = _activity(history, now).mean(now - gap_s, now)
    hit = 1.0 if fresh else 0.0
    return replace(
        after,
        found_at=max(history.found_at, int(max(times, default=now))) if fresh else history.found_at,
        slow=round(history.slow * math.exp(-gap_s / SLOW_S) + len(fresh), 3),
        fast=round(history.fast * keep + len(fresh), 3),
        fast_s=round(history.fast_s * keep + busy * FAST_S * (1 - keep)),
        profile=learn(history.profile, times, days_since=_days_between(history.at, now)),
        hits=round(history.hits + (hit - history.hits) / min(after.polls, 50), 3),
    )


def after_failure(
    history: FeedHistory, *, now: float, code: str, retry_after_s: float | None = None
) -> FeedHistory:
    """Note that a poll failed with *code*; the server wants to be left alone for *retry_after_s*."""
    failed_at = history.failed_at or int(now)
    parked = is_parked(code, now - failed_at)
    keep_s = min(retry_after_s, MOST_RETRY_AFTER_S) if retry_after_s else 0.0
    return replace(
        history,
        failures=history.failures + 1,
        code=code,
        failed_at=failed_at,
        parked_at=history.parked_at or (int(now) if parked else 0),
        keep_until=math.ceil(now + keep_s) if keep_s else 0,
    )


def wants_unconditional(history: FeedHistory, now: float) -> bool:
    """Tell whether the next poll is to be made without validators, to find out whether they tell the truth."""
    return history.etag_lies(now) or (
        history.polls >= NO_PROBE_BEFORE
        and history.asked >= PROBE_AFTER
        and now - history.probed_at >= PROBE_EVERY_S
    )


def after_probe(history: FeedHistory, changed_despite_same_validators: bool, *, now: float) -> FeedHistory:
    """Note what an unconditional poll at *now* showed; a server that lies is asked so for a week from then."""
    lied_at = int(now) if changed_despite_same_validators else history.lied_at
    return replace(history, asked=0, probed_at=int(now), lied_at=lied_at)


def rate_per_s(history: FeedHistory, now: float, usual_s: float) -> tuple[float, float]:
    """
    Estimate new entries a second, over a mean week and just now.

    A feed that is hardly known is taken for one that fits *usual_s*, and what happens just now is weighed against what
    the feed is known for (both are posterior means under a gamma prior).
    """
    known_s = max(now - history.since, 0.0)
    counted_s = SLOW_S * (1 - math.exp(-known_s / SLOW_S))
    slow = history.slow * math.exp(-max(now - history.at, 0.0) / SLOW_S)
    doubt_s = DOUBT_ENTRIES * usual_s / TARGET
    usually = (slow + DOUBT_ENTRIES) / (counted_s + doubt_s)
    return usually, (history.fast + usually * FAST_S) / (history.fast_s + FAST_S)


def _begin(history: FeedHistory, now: float, entries_at: Sequence[float | None]) -> FeedHistory:
    """Learn from the entries that a first document lists."""
    told = [min(when, now) for when in entries_at if when is not None and when <= now + FUTURE_TOLERANCE_S]
    newest_first = sorted(told, reverse=True)
    start = replace(history, since=int(now))
    if len(newest_first) < LEAST_DATES or newest_first[0] - newest_first[-1] < HOUR_S:
        return start  # no dates, or the time of its making on each entry
    # The oldest fifth is left out: an announcement of last year stays on top of many feeds.
    oldest = max(newest_first[min(int(len(newest_first) * 0.8), len(newest_first) - 1)], now - LOOK_BACK_S)
    times = [when for when in newest_first if when > oldest]
    faded = sum(math.exp(-(now - when) / SLOW_S) for when in times)
    return replace(
        start,
        since=int(oldest),
        found_at=int(newest_first[0]),
        slow=round(faded, 3),
        profile=learn("", times, days_since=0),
    )


def _learned(history: FeedHistory, now: float, bounds: Bounds) -> tuple[float, str]:
    """Give the wait that the feed's own rate asks for."""
    usually, lately = rate_per_s(history, now, bounds.usual_s)
    busy = _activity(history, now)
    stretch = _stretch(history, now, usually, busy)
    # Each moment adds its share of an interval; where the shares reach one, the poll is due.
    missing, end, expected = stretch, now, 0.0
    for begin, stop in hour_steps(now, now + bounds.ceiling_s):
        speed = math.sqrt(lately * busy.at(begin) / (TARGET * bounds.usual_s))
        end = min(stop, begin + missing / speed)
        expected += lately * busy.at(begin) * (end - begin)
        missing -= speed * (stop - begin)
        if missing <= 0:
            break
    return end - now, _reason(expected, stretch, longest=missing > 0)


def _stretch(history: FeedHistory, now: float, usually: float, busy: Activity) -> float:
    silent_s = now - history.found_at if history.found_at else 0.0
    expected = usually * silent_s
    if expected > SILENCE:
        expected *= busy.mean(history.found_at, now)
    return min(max(expected / SILENCE, 1.0), MOST_STRETCH)


def _reason(expected: float, stretch: float, *, longest: bool) -> str:
    if longest:
        return "it publishes rarely and this is the longest interval"
    if stretch > 1:
        return "it has been silent for longer than it used to be"
    return f"about {expected:.{1 if expected >= 0.1 else 2}f} new entries are expected by then"  # noqa: PLR2004 - digits


def _after_failures(history: FeedHistory, now: float, bounds: Bounds, rng: random.Random) -> Next:
    if history.parked_at:
        earliest_s, latest_s, often = wait_while_parked(now - history.parked_at)
        why = f"it is parked and tried {often}"
    else:
        earliest_s, latest_s = wait_while_failing(
            history.failures, floor_s=bounds.floor_s, usual_s=bounds.usual_s
        )
        why = f"it failed {'once' if history.failures == 1 else f'{history.failures} times in a row'}"
    kept_s = history.keep_until - now
    if kept_s > earliest_s:
        why = "the server asked to be left alone until then"
        earliest_s, latest_s = kept_s, max(latest_s, kept_s * (1 + JITTER))
    return Next(rng.uniform(earliest_s, latest_s), f"{why} ({history.code})", earliest_s, latest_s)


def _drawn(
    wait_s: float, why: str, bounds: Bounds, rng: random.Random, *, least_s: float | None = None
) -> Next:
    middle = min(max(wait_s, bounds.floor_s), bounds.ceiling_s)
    latest = min(middle * (1 + JITTER), bounds.ceiling_s)
    earliest = min(max(middle * (1 - JITTER), bounds.floor_s, least_s or 0.0), latest)
    return Next(rng.uniform(earliest, latest), why, earliest, latest)


def _activity(history: FeedHistory, now: float) -> Activity:
    return activity(history.profile, known_days=(now - history.since) / DAY_S)


def _days_between(before: float, now: float) -> int:
    return max(int(now // DAY_S) - int(before // DAY_S), 0)
