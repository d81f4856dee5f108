"""The memory of one partition."""

from dataclasses import replace

import pytest

from quotewire_fetcher.memory.shelf import Shelf
from quotewire_fetcher.memory.state import FeedState, HostState, PageState, bytes_of, key_of

PENDING = PageState("a" * 32, "https://news.example/a", "news", "pending", 1.0, next_try_at=5.0)
WATCHED = replace(PENDING, phase="done", next_try_at=9.0)
SETTLED = replace(PENDING, phase="done", next_try_at=0.0)
REFUSED = replace(PENDING, phase="refused", next_try_at=0.0, code="http_404")


@pytest.mark.parametrize("before", [PENDING, WATCHED, SETTLED, REFUSED])
@pytest.mark.parametrize("after", [PENDING, WATCHED, SETTLED, REFUSED])
def test_a_page_lies_in_one_place_whatever_it_was_before(before: PageState, after: PageState) -> None:
    shelf = Shelf()
    shelf.put(before)
    shelf.put(after)
    assert len(shelf) == 1
    assert shelf.page(PENDING.page_id) == after
    assert list(shelf.pages()) == [after]
    assert list(shelf.due()) == ([after] if after in (PENDING, WATCHED) else [])
    shelf.drop_page(PENDING.page_id)
    assert (len(shelf), shelf.page(PENDING.page_id), list(shelf.pages())) == (0, None, [])


@pytest.mark.parametrize(
    "state",
    [
        PENDING,
        WATCHED,
        SETTLED,
        FeedState("news", "https://news.example/feed"),
        HostState("news.example", until=9.0),
    ],
)
def test_what_is_read_back_is_what_was_put_until_it_is_removed(
    state: PageState | FeedState | HostState,
) -> None:
    put, read = Shelf(), Shelf()
    put.put(state)
    assert read.apply(key_of(state), bytes_of(state))
    assert (read.feeds, read.hosts, list(read.pages())) == (put.feeds, put.hosts, list(put.pages()))
    assert read.apply(key_of(state), None)
    assert (read.feeds, read.hosts, list(read.pages())) == ({}, {}, [])


@pytest.mark.parametrize(
    ("key", "value"),
    [("feed:x", b"{"), ("page:zz", None), ("page:00", b"{}"), ("host:", b"[]"), ("what:", b"{}"), ("", b"")],
)
def test_a_record_that_makes_no_sense_is_passed_over(key: str, value: bytes | None) -> None:
    assert not Shelf().apply(key, value)
