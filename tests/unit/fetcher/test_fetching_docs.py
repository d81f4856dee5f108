"""What docs/fetching.md promises of the code is so: reason codes, settings, and the figures that it names."""

import re
from pathlib import Path

import pytest

from quotewire_fetcher.reporting.reasons import known_codes, reason_for
from quotewire_fetcher.settings import FetcherSettings

PAGE = Path(__file__).parents[3] / "docs" / "fetching.md"
TEXT = PAGE.read_text()
CODES = "### Reason codes"


def _rows() -> dict[str, str]:
    """Give the rows of the table of reason codes, by code."""
    table = TEXT.partition(CODES)[2]
    return {match[1]: match[0] for match in re.finditer(r"^\| `([a-z_0-9]+)` \| .*$", table, re.MULTILINE)}


@pytest.mark.parametrize("code", sorted(known_codes()))
def test_each_reason_code_stands_in_the_table_in_the_words_of_the_program(code: str) -> None:
    reason = reason_for(code)
    assert _rows().get(code) == f"| `{code}` | {reason.meaning} | {reason.advice} |"


def test_the_table_names_no_code_that_the_program_does_not_know() -> None:
    metrics = {code for code in _rows() if code.startswith("quotewire_")}
    assert set(_rows()) - metrics == known_codes()


def test_each_setting_that_the_page_names_is_one() -> None:
    prefix = "QUOTEWIRE_FETCHER_"
    known = {f"{prefix}{name.upper()}" for name in FetcherSettings.model_fields}
    named = set(re.findall(rf"{prefix}[A-Z_]*[A-Z]", TEXT))
    short = {f"{prefix}{name}" for name in re.findall(r"`…_([A-Z_]+)`", TEXT)}
    assert len(named | short) > 20  # the pattern still finds them
    assert (named | short) <= known


def test_the_defaults_that_the_page_names_are_those_of_the_program() -> None:
    settings = FetcherSettings()
    assert (settings.host_delay_s, settings.max_crawl_delay_s, settings.address_connections) == (1.0, 30.0, 1)
    assert (settings.retries, settings.retry_base_s, settings.retry_cap_s) == (5, 30.0, 3600.0)
    assert (settings.poll_interval_s, settings.poll_floor_s, settings.poll_ceiling_s) == (
        900.0,
        60.0,
        21600.0,
    )
    assert (settings.connect_timeout_s, settings.read_timeout_s, settings.deadline_s) == (10.0, 15.0, 30.0)
    assert (settings.max_page_bytes, settings.max_feed_bytes) == (5 * 2**20, 8 * 2**20)
    assert (settings.concurrency, settings.max_redirects, settings.max_new_entries_per_poll) == (32, 5, 200)
    assert settings.looks_after_s == (3600.0, 10800.0, 32400.0, 97200.0)
    assert (settings.robots_ttl_s, settings.state_keep_days) == (6 * 3600.0, 45.0)


def test_the_pages_that_it_leads_to_are_there() -> None:
    links = re.findall(r"\]\(([a-z-]+\.md)\)", TEXT)
    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
