"""Pages of speakers follow one another without a gap, though the first is live and the others are of a view."""

from quotewire_search.cursor import Place
from quotewire_search.speakers import Ranked, page_of, total_of

RANKED: Ranked = [("B", 9), ("A", 5), ("C", 5), ("D", 1), ("E", 1)]


def all_pages(first: Ranked, later: Ranked, limit: int) -> list[str]:
    names, place = page_of(first, Place(), limit, None)
    seen = list(names)
    while place:
        names, place = page_of(later, place, limit, "view")
        seen += names
    return seen


def test_every_speaker_comes_once_in_order() -> None:
    for limit in range(1, 7):
        assert all_pages(RANKED, RANKED, limit) == ["B", "A", "C", "D", "E"]


def test_who_rises_or_arrives_between_two_pages_is_neither_skipped_nor_repeated() -> None:
    risen: Ranked = [("E", 20), ("B", 9), ("N", 7), ("A", 5), ("C", 5), ("D", 1)]
    for limit in range(1, 6):
        seen = all_pages(RANKED, risen, limit)
        assert len(seen) == len(set(seen))
        assert set(seen) >= {"A", "B", "C", "D", "E"}


def test_over_the_limit_the_total_is_an_estimate_and_says_so() -> None:
    answer = {"aggregations": {"ranked": {"sum_other_doc_count": 3}, "different": {"value": 31_000}}}
    total, notices = total_of(answer, 20_000)
    assert total == 31_000
    assert "sort=name" in notices[0].message
    assert total_of({}, 5) == (5, ())
