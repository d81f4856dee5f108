import random

import pytest

from quotewire_fetcher.schedule.rhythm import (
    Bounds,
    FeedHistory,
    Next,
    after_failure,
    after_success,
    next_poll,
)
from quotewire_fetcher.schedule.rhythm_words import duration, explain
from quotewire_fetcher.schedule.week_profile import DAY_S, HOUR_S, learn

SATURDAY = 1_795_219_200.0  # 2026-11-21 00:00 UTC
BOUNDS = Bounds(floor_s=60.0, ceiling_s=6 * HOUR_S, usual_s=900.0)


def coming(wait_s: float, why: str = "") -> Next:
    return Next(wait_s, why, wait_s, wait_s)


def known(*, found_at: float = SATURDAY - HOUR_S, lied_at: float = 0.0) -> FeedHistory:
    """A feed of ten entries a working day, from six to sixteen o'clock, watched for four weeks."""
    days = range(28)
    times = [
        SATURDAY - day * DAY_S + hour * HOUR_S + 60.0
        for day in days
        for hour in range(6, 16)
        if (SATURDAY - day * DAY_S) // DAY_S % 7 not in (2, 3)
    ]
    return FeedHistory(
        since=int(SATURDAY - 28 * DAY_S),
        at=int(SATURDAY),
        found_at=int(found_at),
        slow=110.0,
        profile=learn("", times, days_since=0),
        polls=700,
        hits=0.2,
        lied_at=int(lied_at),
    )


def test_a_feed_is_explained_in_two_sentences() -> None:
    text = explain(known(), coming(1_380, "about 0.2 new entries are expected by then"), SATURDAY)
    assert text == (
        "7.1 new entries a day, mostly 06:00–14:00 UTC, few on Sat and Sun, 20% of polls find something. "
        "Next poll in 23 min because about 0.2 new entries are expected by then."
    )


def test_a_new_feed_is_said_to_be_new() -> None:
    assert explain(FeedHistory(), coming(0.0), SATURDAY) == "Due now."
    history = after_success(FeedHistory(), now=SATURDAY, new_at=[])
    assert explain(history, coming(900), SATURDAY).startswith("Polled once so far, too new to say")


def test_silence_is_said() -> None:
    assert "the last one 3 days ago" in explain(known(found_at=SATURDAY - 3 * DAY_S), coming(60), SATURDAY)


def test_a_parked_feed_says_since_when_and_why() -> None:
    history = known()
    for day in range(8):
        history = after_failure(history, now=SATURDAY + day * DAY_S, code="http_404")
    now = SATURDAY + 7 * DAY_S
    due = next_poll(history, now=now, bounds=BOUNDS, own_interval_s=None, rng=random.Random(1))
    text = explain(history, due, now)
    assert "because it is parked and tried once a day (http_404)." in text
    assert text.endswith("Parked since 2026-11-28: it has only failed since 2026-11-21.")


def test_a_lying_etag_is_told() -> None:
    assert "read in full each time" in explain(known(lied_at=SATURDAY), coming(60), SATURDAY + DAY_S)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(45, "45 s"), (1_380, "23 min"), (5.5 * HOUR_S, "5.5 h"), (6 * HOUR_S, "6 h"), (72 * HOUR_S, "3 days")],
)
def test_durations_are_written_as_people_say_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words
