from collections.abc import Sequence
from dataclasses import replace

import pytest

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.memory.book import NotOursError, Record, StateBook
from quotewire_fetcher.memory.state import PageState
from quotewire_fetcher.naming.identity import page_id_for
from quotewire_fetcher.net.web import Answer, SiteRights, Verdict
from quotewire_shared.messages import article_id_for
from tests.unit.fetcher.fakes import FEED_URL, SOURCE, MemoryLog, Newsroom, item, passing, received

PAGE_ID = "a" * 32
MORNING = "Sat, 14 Nov 2026 08:00:00 GMT"
NOON = "Sat, 14 Nov 2026 12:00:00 GMT"


async def test_new_entries_are_published_once_with_what_the_feed_said() -> None:
    room = await Newsroom().open()
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


async def test_what_a_site_reserves_is_noted_on_each_article() -> None:
    room = await Newsroom().open()
    room.feed(item("/a"))
    room.web.page("https://news.example/a", "<p>A</p>")
    room.web.rights["https://news.example/a"] = SiteRights(
        Verdict(allowed=True, crawl_delay_s=None, ai_agents_refused=("ccbot", "gptbot")), tdm_reserved=True
    )
    await room.round()
    (article,) = room.outlet.articles
    assert (article.rights.tdm, article.rights.ai) == (True, True)
    assert article.rights.ai_agents == ("ccbot", "gptbot")


async def test_a_feed_is_asked_conditionally_once_its_entries_are_safe() -> None:
    room = await Newsroom().open()
    room.feed(item("/a"), etag='"v1"', last_modified="Tue, 24 Nov 2026 10:00:00 GMT")
    await room.feeds.poll(SOURCE)
    keys = [key for key, _ in room.log.records]
    assert keys == [f"page:{page_id_for('https://news.example/a')}", "feed:news"]
    assert [request.url for request in room.outlet.requests] == ["https://news.example/a"]
    polled = await room.feeds.poll(SOURCE)
    assert polled.code == "unchanged"
    assert room.web.asked[1].etag == '"v1"'
    assert room.web.asked[1].last_modified == "Tue, 24 Nov 2026 10:00:00 GMT"


async def test_a_crash_before_the_pages_are_safe_leaves_no_etag() -> None:
    class Crashing(MemoryLog):
        async def write(self, partition: int, records: Sequence[Record]) -> int:
            raise ConnectionError("killed")

    room = await Newsroom(Crashing()).open()
    room.feed(item("/a"), etag='"v1"')
    with pytest.raises(ConnectionError):
        await room.feeds.poll(SOURCE)
    assert list(room.book.feeds()) == []
    assert list(room.book.pages()) == []


async def test_memory_survives_a_restart_at_any_record() -> None:
    """Whatever record the crash comes after, the next life publishes every article, and none that was remembered."""
    room = await Newsroom().open()
    room.feed(item("/a"), item("/b"), etag='"v1"')
    room.web.page("https://news.example/a", "<p>A</p>")
    room.web.page("https://news.example/b", "<p>B</p>")
    await room.round()
    for kept in range(len(room.log.records) + 1):
        log = MemoryLog()
        log.records, log.parts = room.log.records[:kept], room.log.parts[:kept]
        again = await Newsroom(log).open()
        done = {page.url for page in again.book.pages() if page.phase == "done"}
        again.web.replies = dict(room.web.replies)
        await again.round()
        published = {article.url for article in again.outlet.articles}
        assert published | done == {"https://news.example/a", "https://news.example/b"}
        assert not published & done


async def test_more_new_entries_than_a_poll_takes_come_with_the_next() -> None:
    room = await Newsroom(max_new_entries=2).open()
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
    room = await Newsroom().open()
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
    room = await Newsroom().open()
    room.web.page("https://news.example/a", "<p>one</p>")
    for minute in range(60):
        room.feed(item("/a", when=f"Sat, 14 Nov 2026 08:{minute:02}:00 GMT"))
        await room.round()
        room.clock.now += 60
    assert 3 <= room.web.urls().count("https://news.example/a") <= 6


async def test_a_page_that_is_unmodified_is_not_published_again() -> None:
    room = await Newsroom().open()
    room.web.page("https://news.example/a", "<p>one</p>", etag='"p"')
    for when in (MORNING, NOON):
        room.feed(item("/a", when=when))
        await room.round()
    assert room.web.asked[-1].etag == '"p"'
    assert len(room.outlet.articles) == 1


async def test_one_page_named_by_two_feeds_is_fetched_once() -> None:
    room = await Newsroom().open()
    other = SOURCE.model_copy(update={"id": "other", "url": "https://news.example/feed2"})
    room.feed(item("/a?utm_source=one", when=MORNING))
    room.web.replies[other.url] = replace(room.web.replies[FEED_URL], url=other.url)  # type: ignore[type-var]
    room.web.page("https://news.example/a?utm_source=one", "<p>A</p>")
    await room.round()
    await room.feeds.poll(other)
    assert room.pending() == []
    assert len(room.outlet.articles) == 1


async def test_two_addresses_of_one_article_are_published_once() -> None:
    room = await Newsroom().open()
    room.feed(item("/a"), item("/amp/a"))
    body = '<link rel="canonical" href="https://news.example/a"><p>A</p>'
    room.web.page("https://news.example/a", body)
    room.web.page("https://news.example/amp/a", body)
    await room.round()
    await room.round()
    assert [article.canonical_url for article in room.outlet.articles] == ["https://news.example/a"]


async def test_an_article_found_under_its_other_address_first_is_known_under_its_own() -> None:
    room = await Newsroom().open()
    body = '<link rel="canonical" href="/a"><p>A</p>'
    room.feed(item("/amp/a"))
    room.web.page("https://news.example/amp/a", body)
    await room.round()
    room.feed(item("/a"))
    await room.round()
    assert "https://news.example/a" not in room.web.urls()
    assert len(room.outlet.articles) == 1


async def test_a_link_that_changes_at_every_poll_is_known_by_its_guid_and_title() -> None:
    room = await Newsroom().open()
    for session in range(3):
        url = f"https://news.example/a?session={session}"
        room.feed(item(url, title="Storm", guid="g1"))
        room.web.page(url, "<p>A</p>")
        await room.round()
    assert len(room.outlet.articles) == 1


async def test_one_guid_for_all_entries_loses_none() -> None:
    room = await Newsroom().open()
    room.feed(item("/a", title="A", guid="0"), item("/b", title="B", guid="0"))
    room.web.page("https://news.example/a", "<p>A</p>")
    room.web.page("https://news.example/b", "<p>B</p>")
    await room.round()
    assert len(room.outlet.articles) == 2


async def test_a_missing_page_is_buried_once_and_not_asked_again() -> None:
    room = await Newsroom().open()
    room.feed(item("/gone", when=MORNING))
    for _ in range(3):
        await room.round()
    assert room.outlet.buried == [("https://news.example/gone", "http_404")]
    assert room.web.urls().count("https://news.example/gone") == 1


async def test_a_buried_page_gets_another_chance_when_the_publisher_changes_it() -> None:
    room = await Newsroom().open()
    room.feed(item("/a", when=MORNING))
    await room.round()
    room.feed(item("/a", when=NOON))
    room.web.page("https://news.example/a", "<p>A</p>")
    await room.round()
    assert len(room.outlet.articles) == 1


async def test_a_passing_failure_is_tried_again_and_given_up_in_the_end() -> None:
    room = await Newsroom().open()
    room.feed(item("/a"))
    room.web.replies["https://news.example/a"] = passing("read_timeout")
    await room.feeds.poll(SOURCE)
    (page,) = room.pending()
    outcomes = []
    while page.phase == "pending":
        outcome, page, _ = await room.pages.fetch(page)
        outcomes.append(outcome)
    assert outcomes == ["postponed", "postponed", "buried"]
    assert room.outlet.buried == [("https://news.example/a", "read_timeout")]


async def test_a_server_that_wants_to_be_left_alone_is() -> None:
    room = await Newsroom().open()
    room.feed(item("/a"))
    room.web.replies["https://news.example/a"] = passing("http_429", retry_after_s=5_000.0)
    await room.feeds.poll(SOURCE)
    (page,) = room.pending()
    _, later, _ = await room.pages.fetch(page)
    assert later.next_try_at >= room.clock.now + 5_000
    room.web.replies[FEED_URL] = passing("http_503", retry_after_s=90_000.0)
    assert (await room.feeds.poll(SOURCE)).next_due_at >= room.clock.now + 90_000


async def test_a_failing_feed_is_polled_less_often_and_remembers_why() -> None:
    room = await Newsroom().open()
    room.web.replies[FEED_URL] = FetchRefusedError("gone", code="http_404")
    waits = []
    for _ in range(8):
        polled = await room.feeds.poll(SOURCE)
        waits.append(polled.next_due_at - room.clock.now)
    assert waits[0] < 2_000
    assert 3 * 3600 <= waits[-1] <= 24 * 3600
    failing = room.book.feed("news", FEED_URL)
    assert failing is not None
    assert (failing.failures, failing.code, failing.reason) == (8, "http_404", "gone")
    room.feed()
    assert (await room.feeds.poll(SOURCE)).code == "ok"
    assert [feed.failures for feed in room.book.feeds()] == [0]


async def test_a_source_that_moved_is_not_asked_with_its_old_etag() -> None:
    room = await Newsroom().open()
    room.feed(item("/a"), etag='"v1"')
    await room.feeds.poll(SOURCE)
    moved = SOURCE.model_copy(update={"url": "https://news.example/new"})
    await room.feeds.poll(moved)
    assert room.web.asked[-1].etag is None


async def test_memory_forgets_old_pages() -> None:
    room = await Newsroom().open()
    room.feed(item("/old"))
    room.web.page("https://news.example/old", "<p>old</p>")
    await room.round()
    before = room.clock.now + 1
    room.clock.now += 10
    room.feed(item("/new"), item("/old"))
    room.web.page("https://news.example/new", "<p>new</p>")
    await room.round()
    assert await room.book.forget_pages(before) == 1
    assert [page.url for page in room.book.pages()] == ["https://news.example/new"]
    rebuilt = StateBook(room.log)
    await rebuilt.open([0])
    assert list(rebuilt.pages()) == list(room.book.pages())
    assert list(rebuilt.feeds()) == list(room.book.feeds())


async def test_pages_that_wait_are_never_forgotten() -> None:
    book = StateBook(MemoryLog())
    await book.open([0])
    page = PageState(
        page_id=PAGE_ID, url="https://a.example/", source_id="s", phase="pending", first_seen_at=0.0
    )
    await book.save(page)
    assert await book.forget_pages(10.0**12) == 0


async def test_broken_records_are_passed_over() -> None:
    log = MemoryLog()
    await log.write(
        0,
        [
            ("feed:x", b"not json"),
            (f"page:{PAGE_ID}", b'{"page_id": 1}'),
            ("page:no-hex", None),
            ("other:z", b"{}"),
            ("feed:gone", None),
        ],
    )
    book = StateBook(log)
    await book.open([0])
    assert list(book.feeds()) == []
    assert list(book.pages()) == []
    assert book.owned == {0}


async def test_a_redirect_to_another_domain_is_handed_over_with_its_story() -> None:
    room = await Newsroom().open()
    room.feed(item("/a", title="Storm"))
    target = "https://other.example/a"
    room.web.replies["https://news.example/a"] = Answer(
        "https://news.example/a", 302, {}, b"", moved_to=target
    )
    room.web.page(target, "<p>A</p>")
    await room.round()
    await room.round()
    (article,) = room.outlet.articles
    assert (article.url, article.canonical_url) == ("https://news.example/a", target)
    assert article.feed is not None
    assert article.feed.title == "Storm"
    moved = room.book.page(page_id_for("https://news.example/a"), "https://news.example/a")
    assert moved is not None
    assert (moved.phase, moved.moved_to) == ("moved", target)


async def test_what_a_redirect_led_to_is_buried_under_the_address_that_was_named() -> None:
    room = await Newsroom().open()
    room.feed(item("/a"))
    room.web.replies["https://news.example/a"] = Answer(
        "https://news.example/a", 302, {}, b"", moved_to="http://169.254.169.254/"
    )
    room.web.replies["http://169.254.169.254/"] = FetchRefusedError("private", code="blocked_address")
    await room.round()
    await room.round()
    assert room.outlet.buried == [("https://news.example/a", "blocked_address")]


async def test_a_feed_that_moved_to_another_domain_is_polled_there() -> None:
    room = await Newsroom().open()
    await room.loop.begin(frozenset([0]))
    target = "https://feeds.example/news"
    room.web.replies[FEED_URL] = Answer(FEED_URL, 301, {}, b"", moved_to=target)
    assert (await room.feeds.poll(SOURCE)).code == "moved"
    (request,) = room.outlet.requests
    assert (request.kind, request.url, request.source_id) == ("poll", target, "news")
    (guest,) = [feed for feed in room.book.feeds() if feed.guest_until is not None]
    source = room.roster.get(guest.source_id)
    assert source is not None
    room.web.page(target, f"<rss><channel>{item('/a')}</channel></rss>")
    assert (await room.feeds.poll(source)).code == "ok"
    assert room.outlet.requests[-1].source_id == "news"


async def test_three_roads_to_one_page_are_one_fetch_of_it() -> None:
    room = await Newsroom().open()
    page = "https://news.example/page"
    room.feed(*(item(f"/road/{n}") for n in range(3)), item("/page"))
    room.web.page(page, "<p>A</p>")
    for number in range(3):
        road = f"https://news.example/road/{number}"
        room.web.redirect(road, page)
    await room.round()
    await room.round()
    assert room.web.urls().count(page) == 1
    assert [article.canonical_url for article in room.outlet.articles] == [page]
    assert {page.phase for page in room.book.pages()} == {"done", "moved"}


async def test_roads_to_a_page_that_is_refused_all_end_in_a_dead_letter() -> None:
    room = await Newsroom().open()
    room.feed(*(item(f"/road/{n}") for n in range(3)), item("/page"), item("/road/3"))
    for number in range(4):
        room.web.redirect(f"https://news.example/road/{number}", "https://news.example/page")
    for _ in range(3):
        await room.round()
    assert sorted(url for url, _ in room.outlet.buried) == [
        "https://news.example/page",
        *(f"https://news.example/road/{n}" for n in range(3)),
    ]
    # The last road came when its page was refused already: the letter is written by whoever reads the request.
    late = received(room.outlet.requests[-1])
    assert room.outlet.intake is not None
    (fate,) = await room.outlet.intake.take([late])
    assert isinstance(fate, FetchRefusedError)
    assert "road/3 leads to" in str(fate)


async def test_a_homepage_leads_to_its_feeds() -> None:
    source = SOURCE.model_copy(update={"url": "https://news.example/"})
    room = await Newsroom(sources=[source]).open()
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    room.web.page(source.url, f"<html><head>{link}</head><body>News</body></html>")
    assert (await room.feeds.poll(source)).code == "moved"
    assert [request.url for request in room.outlet.requests] == ["https://news.example/feed"]


async def test_a_page_that_nobody_called_one_is_polled_conditionally() -> None:
    url = "https://news.example/statement"
    source = SOURCE.model_copy(update={"url": url})
    room = await Newsroom(sources=[source]).open()
    room.web.page(url, "<html><p>one</p></html>", etag='"1"')
    codes = [(await room.feeds.poll(source)).code for _ in range(2)]
    assert (codes, len(room.outlet.articles)) == (["ok", "unchanged"], 1)


async def test_a_hub_may_be_named_by_a_header() -> None:
    room = await Newsroom().open()
    room.feed(item("/a"), link='<https://hub.example/>; rel="hub", </feed?all>; rel=self')
    await room.feeds.poll(SOURCE)
    state = room.book.feed("news", FEED_URL)
    assert state is not None
    assert (state.hub_url, state.hub_topic) == ("https://hub.example/", "https://news.example/feed?all")


async def test_a_source_that_is_a_page_is_fetched_as_one_and_looked_at_again() -> None:
    url = "https://news.example/statement"
    source = SOURCE.model_copy(update={"url": url, "kind": "page"})
    room = await Newsroom(sources=[source]).open()
    room.web.page(url, "<p>one</p>")
    for body in ("one", "one", "two"):
        room.web.page(url, f"<p>{body}</p>")
        await room.feeds.poll(source)
        for page in room.pending():
            await room.pages.fetch(page)
        room.clock.now += 7_200
    assert [article.html for article in room.outlet.articles] == ["<p>one</p>", "<p>two</p>"]


async def test_a_published_page_is_looked_at_again_while_it_is_fresh() -> None:
    room = await Newsroom(looks_after_s=(3_600.0, 10_800.0)).open()
    room.feed(item("/a"))
    room.web.page("https://news.example/a", "<p>one</p>")
    await room.round()
    (page,) = room.book.due()
    assert (page.phase, page.due_at) == ("done", room.clock.now + 3_600)
    room.clock.now += 3_600
    room.web.page("https://news.example/a", "<p>corrected</p>")
    assert (await room.pages.fetch(page))[0] == "published"
    room.web.replies["https://news.example/a"] = FetchRefusedError("gone", code="http_410")
    (page,) = room.book.due()
    assert (await room.pages.fetch(page))[2] == "gone_http_410"
    assert list(room.book.due()) == []
    assert room.outlet.buried == []


async def test_two_processes_own_what_the_group_gives_them_and_nothing_else() -> None:
    log = MemoryLog(partitions=2)
    first, second = await Newsroom(log).open(), Newsroom(log)
    page = PageState(
        page_id=PAGE_ID, url="https://news.example/a", source_id="s", phase="pending", first_seen_at=0.0
    )
    await first.book.save(page)
    number = first.book.partition("news.example")
    first.book.close([number])
    with pytest.raises(NotOursError):
        await first.book.save(page)
    await second.book.open([number])
    assert list(second.book.due()) == [page]
    done = replace(page, phase="done", fetched_at=1.0)
    await second.book.save(done)
    second.book.close([number])
    await first.book.open([number])
    assert list(first.book.pages()) == [done]


async def test_a_redirect_to_another_process_s_domain_is_handed_over() -> None:
    room = Newsroom(MemoryLog(partitions=2))
    await room.book.partitions()
    own = room.book.partition("news.example")
    far = next(name for name in (f"other{n}.example" for n in range(50)) if room.book.partition(name) != own)
    await room.book.open([own])
    room.outlet.intake = None
    room.web.redirect("https://news.example/a", f"https://{far}/a")
    page = PageState(
        page_id=page_id_for("https://news.example/a"),
        url="https://news.example/a",
        source_id="news",
        phase="pending",
        first_seen_at=0.0,
    )
    outcome, after, _ = await room.pages.fetch(page)
    assert (outcome, after.moved_to) == ("moved", f"https://{far}/a")
    assert [request.url for request in room.outlet.requests] == [f"https://{far}/a"]
