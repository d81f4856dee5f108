"""What the fetcher tells of one page."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from quotewire_fetcher.memory.seen import entry_key, pack
from quotewire_fetcher.memory.state import AnyState, FeedState, HostState, PageState, bytes_of, key_of
from quotewire_fetcher.memory.state_reader import StateRead
from quotewire_fetcher.reporting.trace_pages import Found, about, sort_in
from quotewire_fetcher.reporting.trace_requests import Asked, Requests, tell_requests
from quotewire_fetcher.reporting.trace_words import tell_article, tell_host, tell_listing, tell_page
from quotewire_fetcher.requests import request_for_page
from quotewire_shared.messages import Lane
from quotewire_shared.tracing.contract import Finding, Query
from quotewire_shared.tracing.notebook import Notebook
from tests.factories import article_fetched, record

NOW = time.time()
URL = "https://harbour-post.example/a"
ID = "ab" * 16


def page(phase: Any, **more: Any) -> PageState:
    values: dict[str, Any] = {
        "page_id": ID,
        "url": URL,
        "source_id": "harbour-post",
        "first_seen_at": NOW - 600,
    }
    return PageState(phase=phase, **values | more)


def told(one: PageState, letters: frozenset[str] = frozenset()) -> list[Finding]:
    book = Notebook("fetcher", Query(URL))
    tell_page(book, one, told=letters)
    return list(book.trail().findings)


def asked(before: int | None, **more: Any) -> Asked:
    request = request_for_page(URL, source_id="harbour-post", publisher=None, lane=Lane.LIVE, now=NOW)
    return Asked(
        request.model_copy(update=more), datetime.fromtimestamp(NOW, UTC), "fetch.requests.v1", 3, before
    )


def requests_told(*some: Asked, pages: tuple[PageState, ...] = ()) -> list[Finding]:
    book = Notebook("fetcher", Query(URL))
    tell_requests(book, Requests(list(some), []), pages)
    return list(book.trail().findings)


def test_a_fetched_page_says_when_it_is_looked_at_again() -> None:
    (finding,) = told(
        page("done", fetched_at=NOW - 60, next_try_at=1_900_000_000.0, redirects=("https://x.example/",))
    )
    assert (finding.stage, finding.outcome) == ("fetched", "done")
    assert "after 1 redirects" in finding.text
    assert "looked at again at 2030-03-17 17:46:40 UTC" in finding.text


def test_a_page_that_is_gone_since_says_so_beside() -> None:
    findings = told(page("done", fetched_at=NOW - 60, code="http_410", reason="Status 410."))
    assert [one.outcome for one in findings] == ["done", "note"]
    assert findings[1].code == "http_410"


@pytest.mark.parametrize(("code", "stage"), [("robots_disallowed", "robots"), ("http_404", "fetched")])
def test_a_refused_page_says_why_and_what_can_be_done(code: str, stage: str) -> None:
    (finding,) = told(page("refused", code=code, reason="Said so.", settled_at=NOW - 5))
    assert (finding.stage, finding.outcome, finding.code) == (stage, "dropped", code)
    assert finding.advice
    assert finding.text.endswith("Said so.")
    assert told(page("refused", code=code), frozenset({code})) == []


def test_a_postponed_page_says_which_try_failed_and_when_the_next_is() -> None:
    (finding,) = told(
        page("pending", attempts=2, code="http_503", reason="Busy.", next_try_at=1_900_000_000.0)
    )
    assert (finding.outcome, finding.code) == ("waiting", "http_503")
    assert "Try 2 failed: The server answered with status 503, an error of the server. Busy." in finding.text
    assert "The next try is at 2030-03-17 17:46:40 UTC." in finding.text
    assert finding.facts["attempts"] == 2


def test_a_page_that_waits_for_its_host_says_so() -> None:
    (finding,) = told(page("pending"))
    assert (finding.outcome, finding.code) == ("waiting", None)
    assert "host's turn" in finding.text


def test_a_page_that_moved_says_where_to() -> None:
    (finding,) = told(page("moved", moved_to="https://other.example/b", settled_at=NOW))
    assert "redirects to https://other.example/b" in finding.text


def test_a_published_article_gives_its_id_its_place_and_what_is_reserved() -> None:
    book = Notebook("fetcher", Query(URL))
    article = article_fetched(URL, rights={"robots": "allowed", "noai": True}, status=200)
    tell_article(book, record(article.model_dump_json().encode(), offset=7))
    trail = book.trail()
    assert trail.ids == (article.article_id,)
    assert trail.places[0].offset == 7
    published, robots = trail.findings
    assert "status 200" in published.text
    assert published.version_at == article.fetched_at
    assert robots.text == "robots.txt: allowed; the publisher reserves noai."


def test_a_published_page_that_cannot_be_read_is_told() -> None:
    book = Notebook("fetcher", Query(URL))
    tell_article(book, record(b"{"))
    assert book.trail().findings[0].outcome == "unknown"


def test_a_host_that_is_left_alone_is_told() -> None:
    book = Notebook("fetcher", Query(URL))
    tell_host(book, HostState("a.example", until=NOW + 3_600, code="http_429", crawl_delay_s=10.0))
    tell_host(book, HostState("b.example", until=NOW - 3_600))
    texts = [one.text for one in book.trail().findings]
    assert "we ask too often" in texts[0]
    assert texts[1:] == ["a.example asks for 10 s between two requests."]


def test_who_asked_for_the_page_is_told_and_whether_that_still_waits() -> None:
    named, waiting = requests_told(asked(None, asked_url="https://short.example/x"), asked(12))
    assert (named.stage, named.outcome) == ("named", "done")
    assert "by a redirect from https://short.example/x" in named.text
    assert (waiting.stage, waiting.outcome) == ("requested", "waiting")
    assert "12 requests are read before it" in waiting.text


def test_where_no_request_is_left_the_record_tells_who_asked() -> None:
    (finding,) = requests_told(pages=(page("done"),))
    assert "harbour-post named it" in finding.text
    assert finding.at == datetime.fromtimestamp(NOW - 600, UTC)
    assert len(requests_told(asked(None), pages=(page("done"),))) == 1


def test_a_page_that_is_named_at_every_poll_is_told_a_few_times() -> None:
    assert len(requests_told(*[asked(None)] * 500)) == 11


def test_the_records_of_a_page_are_picked_out() -> None:
    lists = FeedState("a", "https://a.example/f", seen=pack({entry_key(ID): None}), ok_at=NOW)
    other = FeedState("b", "https://b.example/f", seen=pack({entry_key("x"): None}))
    article = page("done", page_id="cd" * 16, article_id=ID)
    foreign = page("done", page_id="ef" * 16)
    host = HostState("harbour-post.example", crawl_delay_s=1.0)
    every: list[AnyState] = [lists, other, page("done"), article, foreign, host, HostState("post.example")]
    wanted = about({ID}, URL)
    picked = [one for one in every if wanted(key_of(one).encode(), bytes_of(one))]
    assert picked == [lists, page("done"), article, host]
    found = Found()
    records = {(0, key_of(one)): bytes_of(one) for one in picked} | {(1, "page:1"): b"{"}
    for _ in range(2):  # what was found before is not taken twice
        sort_in(found, StateRead(records, 4))
    assert (found.pages, found.feeds, found.hosts) == ([page("done"), article], [lists], [host])


def test_a_feed_whose_list_is_broken_lists_nothing() -> None:
    wanted = about({ID}, None)
    assert not wanted(b"feed:a", b'{"seen":"AAA"}')
    assert not wanted(b"feed:a", b"{")


def test_a_feed_that_lists_the_page_is_told() -> None:
    book = Notebook("fetcher", Query(URL))
    tell_listing(book, FeedState("a", "https://a.example/f", ok_at=NOW))
    assert "Source a lists it" in book.trail().findings[0].text


def test_the_address_of_a_feed_is_recognised() -> None:
    feed = FeedState("a", "https://a.example/f?x=ä", ok_at=NOW)
    assert about({ID}, feed.url)(b"feed:a", bytes_of(feed))
    assert not about({ID}, "https://a.example/")(b"feed:a", bytes_of(feed))
    book = Notebook("fetcher", Query(feed.url))
    tell_listing(book, feed, feed.url)
    assert "sources status a" in (book.trail().findings[0].advice or "")
