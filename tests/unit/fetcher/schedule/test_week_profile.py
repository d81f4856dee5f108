from quotewire_fetcher.schedule.week_profile import (
    DAY_S,
    EVEN,
    HOUR_S,
    activity,
    busy_hours,
    day_of,
    hour_of,
    hour_steps,
    learn,
)

THURSDAY = 1_795_392_000.0 - 1_795_392_000.0 % (7 * DAY_S)


def test_hours_and_days_are_those_of_utc() -> None:
    assert (hour_of(THURSDAY + 5.5 * HOUR_S), day_of(THURSDAY)) == (5, 3)
    assert day_of(THURSDAY + 4 * DAY_S) == 0


def test_what_was_learned_shows_in_the_hour_of_the_week() -> None:
    times = [
        THURSDAY + week * 7 * DAY_S + 9 * HOUR_S + minute for week in range(4) for minute in range(1, 20)
    ]
    seen = activity(learn("", times, days_since=0), known_days=28)
    assert seen.at(THURSDAY + 9.5 * HOUR_S) > 10 * seen.at(THURSDAY + 21 * HOUR_S)
    assert seen.at(THURSDAY + 9.5 * HOUR_S) > 5 * seen.at(THURSDAY + DAY_S + 9.5 * HOUR_S)
    assert abs(sum(seen.hours) / 24 - 1) < 1e-9
    assert abs(sum(seen.days) / 7 - 1) < 1e-9
    week = seen.mean(THURSDAY, THURSDAY + 7 * DAY_S)
    assert abs(week - 1) < 1e-9
    assert seen.mean(THURSDAY - 900 * DAY_S, THURSDAY) == seen.mean(THURSDAY - 7 * DAY_S, THURSDAY)
    assert seen.mean(THURSDAY, THURSDAY) == seen.at(THURSDAY)


def test_too_young_a_profile_says_nothing_yet() -> None:
    profile = learn("", [THURSDAY + HOUR_S + 1] * 30, days_since=0)
    assert activity(profile, known_days=1) == EVEN
    assert activity(profile, known_days=5).days == EVEN.days
    assert activity(profile, known_days=5).hours != EVEN.hours


def test_dates_without_a_time_say_nothing_of_hours() -> None:
    profile = learn("", [THURSDAY + day * DAY_S for day in range(30)], days_since=0)
    assert activity(profile, known_days=30).hours == EVEN.hours
    assert busy_hours(profile) is None


def test_what_happened_once_is_forgotten() -> None:
    profile = learn("", [THURSDAY + 60.0], days_since=0)
    for _ in range(200):
        profile = learn(profile, [], days_since=1)
    assert profile == ""


def test_a_profile_of_another_version_counts_as_none() -> None:
    assert activity("x", known_days=99) == activity("", known_days=99)
    assert len(learn("%%", [1.0] * 100_000, days_since=0)) == 84


def test_busy_hours_may_span_midnight() -> None:
    late = [THURSDAY + hour * HOUR_S + 5 for hour in (22, 23, 24, 25) for _ in range(20)]
    assert busy_hours(learn("", late, days_since=0)) == (22, 2)


def test_steps_end_at_full_hours() -> None:
    assert hour_steps(1_800.0, 9_000.0) == [(1_800.0, 3_600.0), (3_600.0, 7_200.0), (7_200.0, 9_000.0)]
    assert hour_steps(10.0, 20.0) == [(10.0, 20.0)]
