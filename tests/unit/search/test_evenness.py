"""Small indices are asked for their counts first, large ones are not."""

from typing import Any

from quotewire_search.evenness import KNOWN_FOR_S, MANY, Evenness


def counted(*counts: int) -> dict[str, Any]:
    buckets = [{"key": f"month {number}", "doc_count": count} for number, count in enumerate(counts)]
    return {"aggregations": {"by_index": {"buckets": buckets}}}


def test_an_alias_is_even_where_every_index_is_large() -> None:
    assert Evenness().learn("quotes", counted(MANY, 5 * MANY))
    assert not Evenness().learn("quotes", counted(MANY - 1, 5 * MANY))
    assert not Evenness().learn("quotes", {}), "nothing was indexed yet"


def test_a_month_that_has_just_begun_makes_no_alias_uneven() -> None:
    year = [4 * MANY] * 12
    assert Evenness().learn("quotes", counted(*year, 500))
    assert Evenness().learn("quotes", counted(300, *year, MANY // 2))
    assert not Evenness().learn("quotes", counted(MANY, MANY // 2)), "a third of all documents"


def test_what_was_learnt_is_asked_again_after_five_minutes() -> None:
    now = 1_000.0
    evenness = Evenness(lambda: now)
    assert evenness.of("quotes") is None
    evenness.learn("quotes", counted(MANY))
    assert evenness.of("quotes") is True
    assert evenness.of("articles") is None
    now += KNOWN_FOR_S
    assert evenness.of("quotes") is None
