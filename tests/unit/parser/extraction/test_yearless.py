"""A day without its year gets that of a page made shortly before it was read; an old copy tells none."""

from datetime import UTC, datetime

import pytest

from quotewire_parser.extraction.yearless import is_yearless, with_year

SEEN_AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
PAGE = "<time datetime=2026-11-29T10:00>x</time>"


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("23 Nov, 14:05", "2026-11-23 14:05"),
        ("14:05, 23 ноября", "2026-11-23 14:05"),
        ("Nov 23, 2:05 pm", "2026-11-23 2:05 pm"),
        ("Mo, 23. November 14:05 Uhr", "2026-11-23 Mo, 14:05 Uhr"),
        ("23.11. 14:05", "2026-11-23 14:05"),
        ("11月23日 14:05", "2026-11-23 14:05"),
        ("31 Dec, 14:05", "2025-12-31 14:05"),
        ("11/24(火) 10:02", "2026-11-24 10:02"),
    ],
)
def test_the_last_such_day_is_meant(line: str, whole: str) -> None:
    assert with_year(line, html=PAGE, seen_at=SEEN_AT) == whole


@pytest.mark.parametrize(
    "line",
    [
        "23 Nov 2026, 14:05",
        "23 Nov",
        "14:05",
        "The gates shut on 23 Nov, 14:05",
        "23 Gates, 14:05",
        "x" * 50,
        "",
    ],
)
def test_other_lines_are_no_such_day(line: str) -> None:
    assert not is_yearless(line)
    assert with_year(line, html=PAGE, seen_at=SEEN_AT) is None


@pytest.mark.parametrize(
    "html", ["<p>x", "<time datetime=2024-11-29>x</time>", "<b data-x=2027-11-29>", "2026-02-31 2026-11-31"]
)
def test_a_page_that_does_not_say_when_it_was_made_tells_no_year(html: str) -> None:
    assert with_year("23 Nov, 14:05", html=html, seen_at=SEEN_AT) is None


def test_a_day_that_no_year_has_is_none() -> None:
    assert with_year("30 Feb, 14:05", html=PAGE, seen_at=SEEN_AT) is None


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("11/24(火) 10:02", "2026-11-24 10:02"),
        ("11月24日(월) 10:02", "2025-11-24 10:02"),
        ("11月24日（日）10:02", "2024-11-24 10:02"),
        ("11月31日（日）10:02", None),
        ("11/24 10:02", None),
    ],
)
def test_a_weekday_tells_the_year_of_an_old_copy(line: str, whole: str | None) -> None:
    assert with_year(line, html="<p>x", seen_at=SEEN_AT) == whole
