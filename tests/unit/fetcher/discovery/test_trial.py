import json
from collections.abc import Sequence

import pytest

from quotewire_fetcher.discovery.feed_facts import age_text, rate_per_day
from quotewire_fetcher.discovery.trial import Report, Trial
from quotewire_fetcher.discovery.trial_report import as_json, long_form, told
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from quotewire_fetcher.net.patience import PatientWeb
from quotewire_fetcher.schedule.rhythm import Bounds
from quotewire_fetcher.sources.source import Source
from tests.unit.fetcher.newsstand import NOW, Newsstand, alternate, rss, sitemap, sitemap_index

URL = "https://harbour.example/feed"
STORIES = [f"story-{number}" for number in range(24)]


@pytest.fixture
def stand() -> Newsstand:
    return Newsstand()


async def tried(stand: Newsstand, url: str = URL, **more: object) -> Report:
    source = Source.model_validate({"id": "harbour", "name": "Harbour", "url": url} | more)
    trial = Trial(
        stand, FeedReader(1_000), None, stand.named_sitemaps, Bounds(60.0, 21_600.0, 900.0), 1_000_000, 50,
        clock=NOW.timestamp,
    )  # fmt: skip
    return await trial.run(source)


def text(*reports: Report) -> str:
    return "\n".join(line for report in reports for line in long_form(report, NOW))


async def test_a_good_feed_is_told_with_what_it_holds_and_when_it_would_be_polled(stand: Newsstand) -> None:
    stand.put(URL, rss(STORIES, extra="<ttl>30</ttl>"), etag='"1"')
    report = await tried(stand)
    assert report.good
    said = text(report)
    assert "harbour: ok: rss, 24 entries, newest 2026-11-30 12:00 UTC (0 min ago), 25 a day" in said
    assert "ETag honoured: the second request was answered 304" in said
    assert "TTL:        30 min" in said
    assert "Next poll in" in said
    assert "because" in said
    assert report.next_s is not None
    assert report.next_s >= 1_800
    assert "- Story story-0  https://harbour.example/story-0" in said


async def test_the_second_request_carries_the_validators(stand: Newsstand) -> None:
    stand.put(URL, rss(STORIES), etag='"lies"', last_modified="Mon, 30 Nov 2026 10:00:00 GMT")
    report = await tried(stand)
    assert (stand.asked[1].etag, stand.asked[1].last_modified) == ('"lies"', "Mon, 30 Nov 2026 10:00:00 GMT")
    assert report.repeat == "ignored"
    assert "ETag and Last-Modified ignored" in text(report)


async def test_a_feed_without_validators_is_asked_once(stand: Newsstand) -> None:
    stand.put(URL, rss(STORIES))
    report = await tried(stand)
    assert (report.repeat, len(stand.asked)) == ("none", 1)


async def test_a_missing_feed_is_told_with_what_to_do(stand: Newsstand) -> None:
    report = await tried(stand)
    assert not report.good
    said = text(report)
    assert "harbour: http_404: The server answered 404." in said
    assert "`quotewire sources add` with the front page" in said
    assert "Next poll in" in said


async def test_a_pause_that_the_server_wants_is_in_the_next_poll(stand: Newsstand) -> None:
    stand.answers[URL] = FetchFailedError("later", code="http_503", retry_after_s=7_200.0)
    report = await tried(stand)
    assert report.next_s is not None
    assert report.next_s >= 7_200


async def test_a_homepage_is_told_with_the_feeds_of_its_site(stand: Newsstand) -> None:
    home = "https://harbour.example/"
    stand.page(home, head=alternate("/feed"))
    stand.put(URL, rss(STORIES))
    report = await tried(stand, home)
    assert report.good
    assert ["+", URL, "rss", "24"] in [line.split()[:4] for line in long_form(report, NOW)]
    assert stand.urls.count(home) == 1


async def test_a_homepage_without_feeds_is_bad(stand: Newsstand) -> None:
    stand.page("https://harbour.example/")
    report = await tried(stand, "https://harbour.example/")
    assert report.code == "not_a_feed"


async def test_a_sitemap_index_is_told_with_its_budget(stand: Newsstand) -> None:
    url = "https://harbour.example/sitemap_index.xml"
    stand.put(url, sitemap_index([f"https://harbour.example/map-{number}.xml" for number in range(80)]))
    report = await tried(stand, url)
    assert report.budget == (50, 80)
    assert "sitemapindex, 80 sitemaps" in text(report)


async def test_a_news_sitemap_is_read(stand: Newsstand) -> None:
    url = "https://harbour.example/news.xml"
    stand.put(url, sitemap(STORIES, news=True))
    assert "newssitemap, 24 entries" in text(await tried(stand, url))


async def test_many_sources_are_a_table_with_the_reasons_below(stand: Newsstand) -> None:
    stand.put(URL, rss(STORIES, title="A \x1b[31m title"), etag='"1"')
    good, bad = await tried(stand), await tried(stand, "https://harbour.example/none")
    lines = told([good, good, good, bad], NOW)
    assert lines[0].split() == (
        ["ID", "RESULT", "KIND", "ENTRIES", "NEWEST", "A", "DAY", "TTL", "304", "HUB", "ROBOTS", "NEXT", "IN"]
    )
    assert lines[1].split()[:5] == ["harbour", "ok", "rss", "24", "0"]
    assert lines[-2] == "harbour: http_404: The server answered 404."
    assert lines[-1] == "3 of 4 sources are good."
    assert "\x1b" not in text(good)


async def test_json_has_everything_and_names_units(stand: Newsstand) -> None:
    stand.put(URL, rss(STORIES), etag='"1"')
    said = json.loads(json.dumps(as_json(await tried(stand))))
    assert said["code"] == "ok"
    assert said["entries"] == 24
    assert said["per_day"] == 25.04 or said["per_day"] > 20
    assert said["conditional"] == "honoured"
    assert said["next_poll_s"] > 0
    assert said["first"][0] == {"title": "Story story-0", "url": "https://harbour.example/story-0"}


async def test_a_host_that_wants_a_pause_is_waited_for_and_not_for_ever() -> None:
    from quotewire_fetcher.failures import NotYetError  # noqa: PLC0415
    from quotewire_fetcher.net.web import Answer, Wanted  # noqa: PLC0415

    slept: list[float] = []

    class Paused:
        async def get(self, wanted: Wanted) -> Answer:
            if sum(slept) < 30:
                raise NotYetError("harbour.example", 10.0)
            return Answer(wanted.url, 200, {}, b"")

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    wanted = Wanted(URL, max_bytes=10)
    await PatientWeb(Paused(), sleep=sleep).get(wanted)
    assert slept == [10.0, 10.0, 10.0]
    slept.clear()
    with pytest.raises(FetchFailedError, match="left alone for 10 s more") as caught:
        await PatientWeb(Paused(), sleep=sleep, patience_s=15.0).get(wanted)
    assert caught.value.reason_code == "host_paused"


async def test_rates_are_counted_over_the_last_month_up_to_now(stand: Newsstand) -> None:
    async def entries(document: str) -> Sequence[object]:
        return (await FeedReader(1_000).read(document.encode(), URL)).entries

    busy = await entries(rss(STORIES))
    assert rate_per_day(busy, NOW) == pytest.approx(24 / (23 / 24))  # type: ignore[arg-type]
    quiet = await entries(rss(["a", "b"], days_old=10))
    assert rate_per_day(quiet, NOW) == pytest.approx(0.2, rel=0.02)  # type: ignore[arg-type]
    assert rate_per_day((), NOW) is None


def test_ages_are_told_in_the_unit_that_fits() -> None:
    from datetime import timedelta  # noqa: PLC0415

    ages = [timedelta(minutes=5), timedelta(hours=5), timedelta(days=5), timedelta(days=-1)]
    assert [age_text(NOW - age, NOW) for age in ages] == ["5 min", "5 h", "5 d", "0 min"]
    assert age_text(None, NOW) == "?"


async def test_a_refused_source_is_reported_not_raised(stand: Newsstand) -> None:
    stand.answers[URL] = FetchRefusedError("robots.txt disallows it.", code="robots_disallowed")
    assert "leave it out" in text(await tried(stand))
