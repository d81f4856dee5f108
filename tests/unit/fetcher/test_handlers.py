from dataclasses import replace

import pytest

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.identity import page_id_for
from quotewire_fetcher.state import PageState, Record, StateBook
from quotewire_shared.messages import article_id_for
from tests.unit.fetcher.fakes import FEED_URL, SOURCE, MemoryLog, Newsroom, item, passing

MORNING = "Sat, 14 Nov 2026 08:00:00 GMT"
NOON = "Sat, 14 Nov 2026 12:00:00 GMT"


async def test_new_entries_are_published_once_with_what_the_feed_said() -> None:
    room = Newsroom()
    room.feed(item("/a?utm_source=rss", title="Storm", guid="g1", when=MORNING), item("/b"))
    room.web.page("https://news.example/a?utm_source=rss", "<p>A</p>", tdm_reservation="1")
    room.web.page("https://news.example/b", "<p>B</p>")
    for _ in range(3):
        await room.round()
    first, second = room.outlet.articles
    assert first.canonical_url == "https://news.example/a"
    assert first.article_id == article_id_for("https://news.example/a")
    assert first.url == "https://news.example/a?utm_source=rss"
    assert first.feed is not None
    assert (first.feed.title, first.feed.guid, first.feed.language) == ("Storm", "g1", "en")
    assert (first.source_id, first.publisher, first.status, first.charset) == ("news", "News", 200, "utf-8")
    assert (first.rights.robots, first.rights.tdm) == ("allowed", True)
    assert first.first_seen_at == first.fetched_at
    assert second.html == "<p>B</p>"


async def test_a_feed_is_asked_conditionally_once_its_entries_are_safe() -> None:
    room = Newsroom()
    room.feed(item("/a"), etag='"v1"', last_modified="Tue, 24 Nov 2026 10:00:00 GMT")
    await room.feeds.poll(SOURCE)
    keys = [key for key, _ in room.log.records]
    assert keys == [f"page:{page_id_for('https://news.example/a')}", "feed:news"]
    polled = await room.feeds.poll(SOURCE)
    assert polled.code == "unchanged"
    assert room.web.asked[1].etag == '"v1"'
    assert room.web.asked[1].last_modified == "Tue, 24 Nov 2026 10:00:00 GMT"


async def test_a_crash_before_the_pages_are_safe_leaves_no_etag() -> None:
    class Crashing(MemoryLog):
        async def write(self, records: list[Record]) -> None:  # type: ignore[override]
            raise ConnectionError("killed")

    room = Newsroom(Crashing())
    room.feed(item("/a"), etag='"v1"')
    with pytest.raises(ConnectionError):
        await room.feeds.poll(SOURCE)
    assert room.book.feeds == {}
    assert room.book.pages == {}


async def test_memory_survives_a_restart_at_any_record() -> None:
    """Whatever record the crash comes after, the next life publishes every article, and none that was remembered."""
    room = Newsroom()
    room.feed(item("/a"), item("/b"), etag='"v1"')
    room.web.page("https://news.example/a", "<p>A</p>")
    room.web.page("https://news.example/b", "<p>B</p>")
    await room.round()
    for kept in range(len(room.log.records) + 1):
        log = MemoryLog()
        log.records = room.log.records[:kept]
        again = Newsroom(log)
        await again.book.load()
        done = {page.url for page in again.book.pages.values() if page.phase == "done"}
        again.web.replies = dict(room.web.replies)
        await again.round()
        published = {article.url for article in again.outlet.articles}
        assert published | done == {"https://news.example/a", "https://news.example/b"}
        assert not published & done


async def test_more_new_entries_than_a_poll_takes_come_with_the_next() -> None:
    room = Newsroom(max_new_entries=2)
    room.feed(*(item(f"/{n}") for n in range(5)), etag='"v1"')
    for n in range(5):
        room.web.page(f"https://news.example/{n}", f"<p>{n}</p>")
    published = []
    for _ in range(3):
        await room.round()
        published.append(len(room.outlet.articles))
    assert published == [2, 4, 5]
    assert [wanted.etag for wanted in room.web.asked if wanted.url == FEED_URL] == [None, None, None]
    assert (await room.feeds.poll(SOURCE)).code == "unchanged"


async def test_a_changed_page_is_fetched_again_and_published_only_if_it_did_change() -> None:
    room = Newsroom()
    room.feed(item("/a", when=MORNING))
    room.web.page("https://news.example/a", "<p>one</p>")
    await room.round()
    room.clock.now += 3600
    room.feed(item("/a", when=NOON))
    await room.round()
    assert len(room.outlet.articles) == 1
    room.clock.now += 3600
    room.feed(item("/a", when="Sat, 14 Nov 2026 13:00:00 GMT"))
    room.web.page("https://news.example/a", "<p>two</p>")
    await room.round()
    one, two = room.outlet.articles
    assert (one.article_id, one.first_seen_at) == (two.article_id, two.first_seen_at)
    assert two.fetched_at > one.fetched_at
    assert two.html == "<p>two</p>"


async def test_a_page_that_claims_changes_it_did_not_make_is_asked_less_and_less() -> None:
    room = Newsroom()
    room.web.page("https://news.example/a", "<p>one</p>")
    for minute in range(60):
        room.feed(item("/a", when=f"Sat, 14 Nov 2026 08:{minute:02}:00 GMT"))
        await room.round()
        room.clock.now += 60
    assert 3 <= room.web.urls().count("https://news.example/a") <= 6


async def test_a_page_that_is_unmodified_is_not_published_again() -> None:
    room = Newsroom()
    room.web.page("https://news.example/a", "<p>one</p>", etag='"p"')
    for when in (MORNING, NOON):
        room.feed(item("/a", when=when))
        await room.round()
    assert room.web.asked[-1].etag == '"p"'
    assert len(room.outlet.articles) == 1


async def test_one_page_named_by_two_feeds_is_fetched_once() -> None:
    room = Newsroom()
    other = SOURCE.model_copy(update={"id": "other", "url": "https://news.example/feed2"})
    room.feed(item("/a?utm_source=one", when=MORNING))
    room.web.replies[other.url] = replace(room.web.replies[FEED_URL], url=other.url)  # type: ignore[type-var]
    room.web.page("https://news.example/a?utm_source=one", "<p>A</p>")
    await room.round()
    assert not (await room.feeds.poll(other)).pages
    assert len(room.outlet.articles) == 1


async def test_two_addresses_of_one_article_are_published_once() -> None:
    room = Newsroom()
    room.feed(item("/a"), item("/amp/a"))
    body = '<link rel="canonical" href="https://news.example/a"><p>A</p>'
    room.web.page("https://news.example/a", body)
    room.web.page("https://news.example/amp/a", body)
    await room.round()
    await room.round()
    assert [article.canonical_url for article in room.outlet.articles] == ["https://news.example/a"]


async def test_an_article_found_under_its_other_address_first_is_known_under_its_own() -> None:
    room = Newsroom()
    body = '<link rel="canonical" href="/a"><p>A</p>'
    room.feed(item("/amp/a"))
    room.web.page("https://news.example/amp/a", body)
    await room.round()
    room.feed(item("/a"))
    await room.round()
    assert "https://news.example/a" not in room.web.urls()
    assert len(room.outlet.articles) == 1


async def test_a_link_that_changes_at_every_poll_is_known_by_its_guid_and_title() -> None:
    room = Newsroom()
    for session in range(3):
        url = f"https://news.example/a?session={session}"
        room.feed(item(url, title="Storm", guid="g1"))
        room.web.page(url, "<p>A</p>")
        await room.round()
    assert len(room.outlet.articles) == 1


async def test_one_guid_for_all_entries_loses_none() -> None:
    room = Newsroom()
    room.feed(item("/a", title="A", guid="0"), item("/b", title="B", guid="0"))
    room.web.page("https://news.example/a", "<p>A</p>")
    room.web.page("https://news.example/b", "<p>B</p>")
    await room.round()
    assert len(room.outlet.articles) == 2


async def test_a_missing_page_is_buried_once_and_not_asked_again() -> None:
    room = Newsroom()
    room.feed(item("/gone", when=MORNING))
    for _ in range(3):
        await room.round()
    assert room.outlet.buried == [("https://news.example/gone", "http_404")]
    assert room.web.urls().count("https://news.example/gone") == 1


async def test_a_buried_page_gets_another_chance_when_the_publisher_changes_it() -> None:
    room = Newsroom()
    room.feed(item("/a", when=MORNING))
    await room.round()
    room.feed(item("/a", when=NOON))
    room.web.page("https://news.example/a", "<p>A</p>")
    await room.round()
    assert len(room.outlet.articles) == 1


async def test_a_passing_failure_is_tried_again_and_given_up_in_the_end() -> None:
    room = Newsroom()
    room.feed(item("/a"))
    room.web.replies["https://news.example/a"] = passing("read_timeout")
    await room.feeds.poll(SOURCE)
    (page,) = room.book.pending()
    outcomes = []
    while page.phase == "pending":
        outcome, page, _ = await room.pages.fetch(page)
        outcomes.append(outcome)
    assert outcomes == ["postponed", "postponed", "buried"]
    assert room.outlet.buried == [("https://news.example/a", "read_timeout")]


async def test_a_server_that_wants_to_be_left_alone_is() -> None:
    room = Newsroom()
    room.feed(item("/a"))
    room.web.replies["https://news.example/a"] = passing("http_429", retry_after_s=5_000.0)
    await room.feeds.poll(SOURCE)
    (page,) = room.book.pending()
    _, later, _ = await room.pages.fetch(page)
    assert later.next_try_at >= room.clock.now + 5_000
    room.web.replies[FEED_URL] = passing("http_503", retry_after_s=90_000.0)
    assert (await room.feeds.poll(SOURCE)).next_due_at >= room.clock.now + 90_000


async def test_a_failing_feed_is_polled_less_often_and_remembers_why() -> None:
    room = Newsroom()
    room.web.replies[FEED_URL] = FetchRefusedError("gone", code="http_404")
    waits = []
    for _ in range(8):
        polled = await room.feeds.poll(SOURCE)
        waits.append(polled.next_due_at - room.clock.now)
    assert waits[0] < 1_000
    assert 3 * 3600 <= waits[-1] <= 6 * 3600
    assert (room.book.feeds["news"].failures, room.book.feeds["news"].code) == (8, "http_404")
    room.feed()
    assert (await room.feeds.poll(SOURCE)).code == "ok"
    assert room.book.feeds["news"].failures == 0


async def test_a_source_that_moved_is_not_asked_with_its_old_etag() -> None:
    room = Newsroom()
    room.feed(item("/a"), etag='"v1"')
    await room.feeds.poll(SOURCE)
    moved = SOURCE.model_copy(update={"url": "https://news.example/new"})
    await room.feeds.poll(moved)
    assert room.web.asked[-1].etag is None


async def test_kinds_that_are_not_read_yet_fail_with_their_reason() -> None:
    room = Newsroom()
    polled = await room.feeds.poll(SOURCE.model_copy(update={"kind": "sitemap"}))
    assert polled.code == "unsupported_kind"
    assert room.web.asked == []


async def test_memory_forgets_old_pages_that_no_feed_lists() -> None:
    room = Newsroom()
    room.feed(item("/old"), item("/listed"))
    for path in ("/old", "/listed"):
        room.web.page(f"https://news.example{path}", f"<p>{path}</p>")
    await room.round()
    room.feed(item("/listed"))
    await room.round()
    assert await room.book.forget_pages(room.clock.now + 1) == 1
    assert [page.url for page in room.book.pages.values()] == ["https://news.example/listed"]
    rebuilt = StateBook(room.log)
    await rebuilt.load()
    assert rebuilt.pages == room.book.pages
    assert rebuilt.feeds == room.book.feeds


async def test_pending_pages_are_never_forgotten() -> None:
    book = StateBook(MemoryLog())
    page = PageState(page_id="p", url="https://a.example/", source_id="s", phase="pending", first_seen_at=0.0)
    await book.save_pages([page])
    assert await book.forget_pages(10.0**12) == 0


async def test_broken_records_are_passed_over() -> None:
    log = MemoryLog()
    log.records = [
        ("feed:x", b"not json"),
        ("page:y", b'{"page_id": 1}'),
        ("other:z", b"{}"),
        ("feed:gone", None),
    ]
    book = StateBook(log)
    assert not book.ready
    await book.load()
    assert (book.feeds, book.pages, book.ready) == ({}, {}, True)
