from datetime import timedelta

import pytest

from quotewire_fetcher.discovery.add_source import Wishes, country_of, discover, proposals
from quotewire_fetcher.discovery.candidates import Candidate, FoundBy
from quotewire_fetcher.discovery.discovery import Discovery
from quotewire_fetcher.discovery.discovery_choice import Finding, judge
from quotewire_fetcher.discovery.feed_facts import Facts
from quotewire_fetcher.discovery.trial import Trial
from quotewire_fetcher.documents.feeds import FeedKind
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.failures import FetchFailedError
from quotewire_fetcher.schedule.rhythm import Bounds
from quotewire_fetcher.sources.columns import clean, table
from tests.unit.fetcher.newsstand import NOW, Newsstand, alternate, rss


def finding(
    url: str,
    *,
    kind: FeedKind = "rss",
    title: str | None = "A feed",
    final: str | None = None,
    found_by: FoundBy = "declared",
    per_day: float = 10.0,
    pages: str = "abc",
    days_old: float = 0.0,
) -> Finding:
    facts = Facts(
        kind, len(pages), NOW - timedelta(days=days_old), per_day, title, "en-GB", None, None, 0, 0, cut=False
    )
    return Finding(Candidate(url, found_by), final or url, "ok", facts=facts, pages=frozenset(pages))


def found(*findings: Finding, site: str | None = "Harbour Post | News from the coast") -> Discovery:
    return Discovery("https://harbour.example/", site, "en", tuple(judge(findings, NOW)), len(findings))


def test_sources_are_named_after_the_site_without_its_slogan() -> None:
    feed, news = proposals(
        found(
            finding("https://harbour.example/feed"),
            finding("https://harbour.example/n.xml", kind="newssitemap"),
        ),
        Wishes(group="coast"),
    )
    assert (feed.id, feed.name, feed.publisher, feed.kind) == (
        "harbour-post",
        "Harbour Post",
        "Harbour Post",
        "rss",
    )
    assert (news.id, news.name, news.kind) == (
        "harbour-post-news-sitemap",
        "Harbour Post, news sitemap",
        "newssitemap",
    )
    assert {source.group for source in (feed, news)} == {"coast"}
    assert {source.home for source in (feed, news)} == {"https://harbour.example/"}


def test_wishes_win_over_what_was_found() -> None:
    (source,) = proposals(
        found(finding("https://harbour.example/feed")), Wishes("Mine", "g", "pt-BR", "BR", None)
    )
    assert (source.id, source.name, source.language, source.country) == ("mine", "Mine", "pt-BR", "BR")


def test_a_feed_by_its_own_address_is_named_after_itself_or_its_host() -> None:
    given = finding("https://www.harbour.example/feed", found_by="given", title="The Feed – all")
    assert proposals(found(given, site=None), Wishes())[0].name == "The Feed"
    nameless = finding("https://www.harbour.example/feed", found_by="given", title=None)
    assert proposals(found(nameless, site=None), Wishes())[0].id == "harbour-example"


def test_a_redirect_to_a_file_host_does_not_become_the_address() -> None:
    cdn = finding("https://harbour.example/feed", final="https://cdn.example/x?signature=1")
    assert proposals(found(cdn), Wishes())[0].url == "https://harbour.example/feed"
    moved = finding("http://harbour.example/feed", final="https://www.harbour.example/feed/")
    assert proposals(found(moved), Wishes())[0].url == "https://www.harbour.example/feed/"


def test_rdf_is_written_as_rss() -> None:
    assert proposals(found(finding("https://harbour.example/r", kind="rdf")), Wishes())[0].kind == "rss"


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("news.example.co.uk", "GB"),
        ("a.de", "DE"),
        ("a.tv", None),
        ("a.com", None),
        ("127.0.0.1", None),
        ("[::1]", None),
    ],
)
def test_a_country_is_told_by_endings_that_are_a_countrys_own(host: str, country: str | None) -> None:
    assert country_of(f"https://{host}/feed") == country


def test_the_busier_feed_wins_and_podcasts_do_not() -> None:
    judged = judge(
        [
            finding("https://harbour.example/a/feed", per_day=2.0, pages="ab"),
            finding("https://harbour.example/b/feed", per_day=20.0, pages="cd"),
            finding("https://harbour.example/podcast/feed", per_day=50.0, pages="ef"),
        ],
        NOW,
    )
    assert [found.note for found in judged] == [
        "a part of the site; add it by its address if you want it",
        "main feed",
        "podcast",
    ]


async def test_an_address_without_a_scheme_is_tried_without_tls_where_there_is_none() -> None:
    stand = Newsstand()
    stand.answers["https://harbour.example"] = FetchFailedError("refused", code="connect_failed")
    stand.page("http://harbour.example", head=alternate("/feed"))
    stand.put("http://harbour.example/feed", rss(["a", "b"], site="http://harbour.example"))
    trial = Trial(
        stand, FeedReader(100), None, stand.named_sitemaps, Bounds(60.0, 21_600.0, 900.0), 100_000, 50
    )
    secure = await discover(trial, "https://harbour.example", kind=None, try_http=False)
    assert (secure.code, secure.chosen) == ("connect_failed", ())
    plain = await discover(trial, "https://harbour.example", kind=None, try_http=True)
    assert [chosen.url for chosen in plain.chosen] == ["http://harbour.example/feed"]


def test_tables_line_up_also_with_wide_characters() -> None:
    lines = table([("朝日", "1"), ("ab", "100")], ("NAME", ">COUNT"))
    assert lines == ["NAME  COUNT", "朝日      1", "ab      100"]


def test_text_of_strangers_is_one_short_line() -> None:
    assert "\x1b" not in clean("\x1b[2J", 10)
    assert len(clean("x" * 50, 10)) == 10
