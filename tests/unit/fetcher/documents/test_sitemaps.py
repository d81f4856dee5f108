from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.documents.feeds import FeedEntry, SitemapRef
from quotewire_fetcher.documents.sitemaps import ROTATE_EVERY_S, choose_children, digest_of, split_by_age
from tests.unit.fetcher.document_samples import NOW

AT = NOW.timestamp()
HOUR = 3600.0


def ref(path: str, hours_ago: float | None = None) -> SitemapRef:
    return SitemapRef(f"https://news.example/{path}", None if hours_ago is None else AT - hours_ago * HOUR)


def read_already(*refs: SitemapRef) -> dict[str, float | None]:
    return {digest_of(one.url): one.changed_at for one in refs}


def entry(published: datetime | None, updated: datetime | None = None) -> FeedEntry:
    return FeedEntry("https://news.example/1", None, None, published, updated, (), None, None)


def paths(refs: list[SitemapRef]) -> list[str]:
    return [one.url.removeprefix("https://news.example/") for one in refs]


def test_all_are_read_the_first_time_the_latest_change_first() -> None:
    children = [ref("a", 50), ref("b", 1), ref("c"), ref("d", 2)]
    assert paths(choose_children(children, {}, budget=10, now=AT)) == ["b", "d", "a", "c"]


def test_what_is_read_and_unchanged_is_left_out() -> None:
    known = read_already(ref("a", 5), ref("b", 5))
    assert paths(choose_children([ref("a", 5), ref("b", 4), ref("c", 90)], known, budget=10, now=AT)) == [
        "b",
        "c",
    ]


def test_a_child_that_goes_back_in_time_is_not_read_again() -> None:
    assert choose_children([ref("a", 9)], read_already(ref("a", 5)), budget=10, now=AT) == []


def test_a_child_that_begins_to_tell_its_time_is_read() -> None:
    assert paths(choose_children([ref("a", 9)], read_already(ref("a")), budget=10, now=AT)) == ["a"]


def test_the_budget_is_kept() -> None:
    assert paths(choose_children([ref(str(n), n) for n in range(9)], {}, budget=2, now=AT)) == ["0", "1"]
    assert choose_children([ref("a")], {}, budget=0, now=AT) == []


def test_a_time_in_the_future_does_not_push_the_others_away() -> None:
    assert paths(choose_children([ref("lie", -900), ref("a", 1)], {}, budget=1, now=AT)) == ["a"]


def test_without_times_names_of_news_and_of_this_month_come_first() -> None:
    children = [
        ref("2019-01.xml"),
        ref("2026-1.xml"),
        ref("posts-2026-11.xml"),
        ref("news.xml"),
        ref("pages.xml"),
    ]
    chosen = paths(choose_children(children, {}, budget=2, now=AT))
    assert chosen == ["posts-2026-11.xml", "news.xml"]


def test_children_that_never_tell_a_time_are_read_again_in_turn() -> None:
    children = [ref(f"part-{n}.xml") for n in range(23)] + [ref("news.xml")]
    known = read_already(*children)
    seen: set[str] = set()
    for poll in range(30):
        chosen = paths(choose_children(children, known, budget=50, now=AT + poll * ROTATE_EVERY_S))
        assert chosen[0] == "news.xml"
        assert len(chosen) == 5
        seen.update(chosen)
    assert len(seen) == 24


def test_an_address_that_comes_twice_is_read_once() -> None:
    assert len(choose_children([ref("a", 1), ref("a", 2)], {}, budget=9, now=AT)) == 1


@given(
    st.lists(st.builds(ref, st.text("abc/2026-", max_size=8), st.none() | st.floats(-1e4, 1e5)), max_size=40),
    st.integers(0, 60),
)
def test_a_choice_is_part_of_what_is_there(children: list[SitemapRef], budget: int) -> None:
    chosen = choose_children(children, read_already(*children[::2]), budget=budget, now=AT)
    assert len(chosen) <= budget
    assert len({one.url for one in chosen}) == len(chosen)
    assert set(chosen) <= set(children)


def test_recent_entries_are_live_and_the_archive_is_not() -> None:
    fresh, old = entry(NOW - timedelta(days=2)), entry(NOW - timedelta(days=4))
    touched = entry(datetime(2016, 1, 1, tzinfo=UTC), NOW)
    undated, changed = entry(None), entry(None, NOW - timedelta(hours=1))
    live, older = split_by_age([fresh, old, touched, undated, changed], AT)
    assert live == [fresh, changed]
    assert older == [old, touched, undated]
    assert split_by_age([old], AT, live_days=5) == ([old], [])
