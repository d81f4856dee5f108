from hypothesis import given, settings
from hypothesis import strategies as st

from quotewire_fetcher.schedule.freshness import OLDEST, after_look, next_look

HOUR_S = 3_600.0
AFTER_S = (HOUR_S, 3 * HOUR_S, 9 * HOUR_S, 27 * HOUR_S)


def looks_at(changes: set[int]) -> list[float]:
    """Follow a page that was fetched at 0; the looks with these numbers find a change. Gives hours."""
    at: list[float] = []
    fetched_at, looks, changed_at = 0.0, 0, None
    while (when := next_look(fetched_at, 0.0, looks, changed_at, after_s=AFTER_S)) is not None:
        changed = len(at) in changes
        at.append(when / HOUR_S)
        fetched_at, looks = when, after_look(looks, changed=changed)
        changed_at = when if changed else changed_at
        assert len(at) < 200
    return at


def test_a_page_that_never_changes_is_looked_at_four_times() -> None:
    assert looks_at(set()) == [1, 3, 9, 27]


def test_a_change_starts_the_looks_half_anew() -> None:
    assert looks_at({0}) == [1, 4, 10, 28]
    assert looks_at({1}) == [1, 3, 6, 12, 30]


def test_a_page_that_is_never_the_same_twice_is_left_after_two_days() -> None:
    at = looks_at(set(range(1_000)))
    assert at[-1] <= 2 * 27
    assert len(at) < 20


def test_no_offsets_mean_no_looks() -> None:
    assert next_look(0.0, 0.0, 0, None, after_s=()) is None


def test_a_page_that_was_fetched_late_skips_the_looks_that_are_over() -> None:
    assert next_look(5 * HOUR_S, 0.0, 0, None, after_s=AFTER_S) == 9 * HOUR_S
    assert next_look(60 * HOUR_S, 0.0, 0, None, after_s=AFTER_S) is None


@settings(deadline=None)  # machines are noisy
@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(-1, 9), st.one_of(st.none(), st.floats(0, 1e6)))
def test_a_look_always_lies_ahead_of_the_last_fetch(
    first_seen_at: float, waited_s: float, looks: int, changed_after_s: float | None
) -> None:
    fetched_at = first_seen_at + waited_s
    changed_at = None if changed_after_s is None else first_seen_at + changed_after_s
    when = next_look(fetched_at, first_seen_at, looks, changed_at, after_s=AFTER_S)
    assert when is None or fetched_at < when <= first_seen_at + OLDEST * AFTER_S[-1]
