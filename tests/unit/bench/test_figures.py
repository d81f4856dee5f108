import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figures import Table, Timings, number, percentile

VALUES = st.lists(st.floats(0, 1_000), min_size=1, max_size=50)


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 15), (0.05, 15), (0.3, 20), (0.4, 20), (0.5, 35), (1, 50)]
)
def test_a_percentile_is_the_nearest_rank(share: float, expected: float) -> None:
    assert percentile([50, 20, 15, 40, 35], share) == expected


@given(VALUES, st.floats(0, 1))
def test_a_percentile_was_measured_and_covers_its_share(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) <= share * len(values) + 1e-9


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 1.1), ([1.0], -0.1)])
def test_a_percentile_of_nothing_and_a_share_that_is_none_are_refused(
    values: list[float], share: float
) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0.00"), (0.123, "0.12"), (9.876, "9.88"), (12.34, "12.3"), (123.4, "123"), (61234.5, "61,234")],
)
def test_a_number_shows_what_matters(value: float, written: str) -> None:
    assert number(value) == written


def test_a_rate_is_runs_through_their_seconds() -> None:
    timings = Timings([0.1, 0.2, 0.1])
    assert timings.rate() == pytest.approx(7.5)
    assert timings.ms(0.5) == pytest.approx(100)
    assert timings.ms(0.99) == pytest.approx(200)


def test_a_table_is_aligned_markdown() -> None:
    table = Table(
        "way", ("step", "a/s", "p50 ms"), (("first", 1234.0, 0.5), ("second one", 7.0, "")), ("a note",)
    )
    assert str(table).splitlines() == [
        "way",
        "",
        "| step       |   a/s | p50 ms |",
        "|------------|------:|-------:|",
        "| first      | 1,234 |   0.50 |",
        "| second one |  7.00 |        |",
        "  a note",
    ]
