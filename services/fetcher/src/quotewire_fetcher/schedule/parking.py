"""How long a feed that fails is left alone: doubled waits, then parked and tried more and more rarely, but for ever."""

from quotewire_fetcher.schedule.week_profile import DAY_S

BACKOFF_CAP_S = DAY_S
PARK_AFTER_S = 7 * DAY_S
"""A feed that did nothing but fail for so long is parked."""
GONE = "http_410"
"""This code parks a feed at once: the publisher says that it will not come back."""
MOST_RETRY_AFTER_S = 30 * DAY_S
"""A server may ask for a longer pause, but a feed is never given up on its word."""

_PARKED = ((14 * DAY_S, DAY_S, "once a day"), (70 * DAY_S, 3.5 * DAY_S, "twice a week"))
_PARKED_LAST = (7 * DAY_S, "once a week")
"""Up to which age of parking it is tried how often: two weeks daily, eight weeks twice a week, then weekly."""
_SPREAD = 0.1


def is_parked(code: str, failing_s: float) -> bool:
    """Tell whether a feed that has failed for *failing_s*, the last time with *code*, is parked now."""
    return code == GONE or failing_s >= PARK_AFTER_S


def wait_while_failing(failures: int, *, floor_s: float, usual_s: float) -> tuple[float, float]:
    """
    Give the shortest and longest wait after *failures* in a row, in seconds; to be drawn evenly.

    Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 (full jitter). A tenth is always waited, so
    that a run of unlucky draws is no hot loop.
    """
    longest_s = min(usual_s * 2.0 ** min(failures, 30), max(BACKOFF_CAP_S, usual_s))
    shortest_s = max(floor_s, longest_s / 10)
    return shortest_s, max(longest_s, shortest_s)


def wait_while_parked(parked_s: float) -> tuple[float, float, str]:
    """Give the shortest and longest wait of a feed that has been parked for *parked_s*, and in words how often."""
    every_s, words = next(
        ((every_s, words) for until_s, every_s, words in _PARKED if parked_s < until_s), _PARKED_LAST
    )
    return every_s * (1 - _SPREAD), every_s * (1 + _SPREAD), words
