"""Which entries of a document are asked for."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.documents.feeds import FeedEntry
from quotewire_fetcher.selection import FUTURE_TOLERANCE_S, select

NOW = 1_795_000_000.0


def entry(
    path: str, *, guid: str | None = None, title: str | None = None, changed: float | None = None
) -> FeedEntry:
    moment = None if changed is None else datetime.fromtimestamp(changed, UTC)
    return FeedEntry(
        url=f"https://news.example{path}",
        guid=guid,
        title=title,
        published_at=None,
        updated_at=moment,
        authors=(),
        summary=None,
        language=None,
    )


def test_what_was_listed_before_is_not_asked_for_again() -> None:
    first = select([entry("/a"), entry("/b", guid="g", title="B")], {}, now=NOW, limit=9)
    assert [one.url[-2:] for one in first.wanted] == ["/a", "/b"]
    again = select(
        [entry("/a?utm_source=x"), entry("/elsewhere", guid="g", title="B"), entry("/c")],
        first.seen,
        now=NOW,
        limit=9,
    )
    assert [one.url[-2:] for one in again.wanted] == ["/c"]


def test_an_entry_that_is_listed_twice_counts_once() -> None:
    assert len(select([entry("/a"), entry("/a#top")], {}, now=NOW, limit=9).wanted) == 1


def test_a_later_time_of_change_is_asked_for_and_one_in_the_future_is_not() -> None:
    seen = select([entry("/a", changed=NOW - 100)], {}, now=NOW, limit=9).seen
    assert not select([entry("/a", changed=NOW - 100)], seen, now=NOW, limit=9).wanted
    assert select([entry("/a", changed=NOW - 50)], seen, now=NOW, limit=9).wanted
    late = NOW + FUTURE_TOLERANCE_S + 60
    assert not select([entry("/a", changed=late)], seen, now=NOW, limit=9).wanted


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 10))
def test_whatever_the_limit_everything_is_asked_for_once_in_the_end(numbers: list[int], limit: int) -> None:
    entries = [entry(f"/{number}") for number in numbers]
    seen: dict[bytes, float | None] = {}
    asked: list[str] = []
    for _ in range(31):
        chosen = select(entries, seen, now=NOW, limit=limit)
        assert len(chosen.wanted) <= limit
        asked += [one.url for one in chosen.wanted]
        seen = chosen.seen
        if chosen.complete:
            break
    assert sorted(asked) == sorted({one.url for one in entries})
    assert not select(entries, seen, now=NOW, limit=limit).wanted
