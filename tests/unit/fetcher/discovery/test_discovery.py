import pytest

from quotewire_fetcher.discovery.discovery import MAX_REQUESTS, Discovery, Finder
from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.failures import FetchFailedError, FetchRefusedError
from tests.unit.fetcher.newsstand import NOW, Newsstand, alternate, rss, sitemap, sitemap_index

HOME = "https://harbour.example/"
STORIES = [f"story-{number}" for number in range(20)]
SPORT = [f"sport-{number}" for number in range(10)]


@pytest.fixture
def stand() -> Newsstand:
    return Newsstand()


async def find(stand: Newsstand, url: str = HOME, kind: str | None = None) -> Discovery:
    said: list[str] = []
    finder = Finder(
        stand, FeedReader(1_000), stand.named_sitemaps, 1_000_000, say=said.append, now=lambda: NOW, kind=kind
    )
    found = await finder.find(url)
    assert len(said) == found.requests == len(stand.asked)
    assert len(stand.urls) == len(set(stand.urls))
    return found


def chosen(found: Discovery) -> list[str]:
    return [finding.url for finding in found.chosen]


def notes(found: Discovery) -> dict[str, str]:
    return {
        finding.candidate.url.removeprefix(HOME): finding.note or finding.code for finding in found.findings
    }


async def test_the_main_feed_is_chosen_and_comments_dead_and_category_feeds_are_not(stand: Newsstand) -> None:
    stand.page(
        HOME,
        head=alternate("/comments/feed", "Comments")
        + alternate("/sport/feed", "Sport")
        + alternate("/feed", "Harbour Post")
        + alternate("/old/feed", "Archive")
        + alternate("/atom.xml", "Atom"),
    )
    stand.put(f"{HOME}feed", rss(STORIES))
    stand.put(f"{HOME}atom.xml", rss(STORIES))
    stand.put(f"{HOME}sport/feed", rss(STORIES[:5]))
    stand.put(f"{HOME}old/feed", rss(["x", "y"], days_old=400))
    stand.put(f"{HOME}comments/feed", rss(["c1", "c2"], title="Comments on Harbour Post"))
    found = await find(stand)
    assert chosen(found) == [f"{HOME}feed"]
    said = notes(found)
    assert said["feed"] == "main feed"
    assert said["comments/feed"] == "readers' comments"
    assert said["sport/feed"] == f"a part of {HOME}feed"
    assert said["atom.xml"] == f"the same entries as {HOME}feed"
    assert said["old/feed"].startswith("dead: nothing new since 2025")


async def test_a_news_sitemap_that_robots_names_is_chosen_beside_the_feed(stand: Newsstand) -> None:
    stand.page(HOME, head=alternate("/feed"))
    stand.put(f"{HOME}feed", rss(STORIES))
    stand.sitemaps = [f"{HOME}sitemap.xml", f"{HOME}image-sitemap.xml", f"{HOME}news.xml"]
    stand.put(f"{HOME}news.xml", sitemap(STORIES, news=True))
    stand.put(f"{HOME}sitemap.xml", sitemap(STORIES + SPORT, news=False))
    found = await find(stand)
    assert chosen(found) == [f"{HOME}feed", f"{HOME}news.xml"]
    assert notes(found)["sitemap.xml"] == "all pages, old and new; the chosen ones are enough"
    assert f"{HOME}rss" not in stand.urls  # enough was found: no path is guessed


async def test_a_news_sitemap_is_found_through_an_index(stand: Newsstand) -> None:
    stand.page(HOME)
    stand.sitemaps = [f"{HOME}sitemap_index.xml"]
    children = [f"{HOME}post-sitemap{number}.xml" for number in range(50)]
    stand.put(f"{HOME}sitemap_index.xml", sitemap_index([*children, f"{HOME}news-today.xml"]))
    stand.put(f"{HOME}news-today.xml", sitemap(STORIES, news=True))
    found = await find(stand)
    assert chosen(found) == [f"{HOME}news-today.xml"]
    assert not set(children) & set(stand.urls)


async def test_usual_paths_are_asked_where_the_page_says_nothing_and_no_more_than_needed(
    stand: Newsstand,
) -> None:
    stand.page(HOME)
    stand.put(f"{HOME}rss.xml", rss(STORIES))
    found = await find(stand)
    assert chosen(found) == [f"{HOME}rss.xml"]
    assert f"{HOME}feed" in stand.urls
    assert f"{HOME}atom.xml" not in stand.urls


async def test_a_page_that_lists_feeds_is_read_for_them(stand: Newsstand) -> None:
    stand.page(HOME, '<a href="/rss">Our feeds</a>')
    stand.page(f"{HOME}rss", '<a href="/rss/sport.xml">Sport</a> <a href="/rss/all.xml">All</a>')
    stand.put(f"{HOME}rss/all.xml", rss(STORIES))
    stand.put(f"{HOME}rss/sport.xml", rss(SPORT))
    found = await find(stand)
    assert chosen(found) == [f"{HOME}rss/all.xml"]


async def test_an_address_that_is_a_feed_is_all_there_is(stand: Newsstand) -> None:
    stand.put(f"{HOME}sport/feed", rss(SPORT))
    found = await find(stand, f"{HOME}sport/feed")
    assert chosen(found) == [f"{HOME}sport/feed"]
    assert len(stand.asked) == 1


async def test_a_site_with_only_a_sitemap_is_read_by_it(stand: Newsstand) -> None:
    stand.page(HOME)
    stand.put(f"{HOME}sitemap.xml", sitemap(STORIES, news=False))
    found = await find(stand)
    assert chosen(found) == [f"{HOME}sitemap.xml"]


async def test_a_front_page_that_refuses_programs_does_not_hide_the_feed(stand: Newsstand) -> None:
    stand.answers[HOME] = FetchRefusedError("no", code="http_403")
    stand.put(f"{HOME}feed", rss(STORIES))
    found = await find(stand)
    assert (found.code, chosen(found)) == ("http_403", [f"{HOME}feed"])


async def test_a_site_that_cannot_be_reached_is_asked_once(stand: Newsstand) -> None:
    stand.answers[HOME] = FetchFailedError("no such name", code="dns_failed")
    found = await find(stand)
    assert (found.code, found.requests, found.findings) == ("dns_failed", 1, ())


async def test_pages_that_answer_everything_are_taken_for_no_feeds_within_the_budget(
    stand: Newsstand,
) -> None:
    links = "".join(f'<a href="/rss/{number}">x</a>' for number in range(200))

    class Everything(dict[str, object]):
        def get(self, key: str, _default: object = None) -> object:
            stand.page(key, links)
            return self[key]

    stand.answers = Everything()  # type: ignore[assignment]
    found = await find(stand)
    assert not found.chosen
    assert found.requests <= MAX_REQUESTS


async def test_what_leads_to_one_place_is_looked_at_once(stand: Newsstand) -> None:
    stand.page(HOME, head=alternate("/feed") + alternate("/feed/index"))
    stand.put(f"{HOME}feed", rss(STORIES), final=f"{HOME}feed/all")
    stand.put(f"{HOME}feed/index", rss(STORIES), final=f"{HOME}feed/all")
    found = await find(stand)
    assert [finding.code for finding in found.findings[:2]] == ["ok", "redirected"]
    assert chosen(found) == [f"{HOME}feed/all"]


async def test_only_a_wanted_kind_is_chosen(stand: Newsstand) -> None:
    stand.page(HOME, head=alternate("/feed"))
    stand.put(f"{HOME}feed", rss(STORIES))
    stand.sitemaps = [f"{HOME}news.xml"]
    stand.put(f"{HOME}news.xml", sitemap(STORIES, news=True))
    found = await find(stand, kind="newssitemap")
    assert chosen(found) == [f"{HOME}news.xml"]
    assert notes(found)["feed"] == "not of kind newssitemap"


async def test_an_empty_feed_is_not_chosen(stand: Newsstand) -> None:
    stand.page(HOME, head=alternate("/feed"))
    stand.put(f"{HOME}feed", rss([]))
    found = await find(stand)
    assert notes(found)["feed"] == "empty"


@pytest.mark.parametrize(
    ("index", "child", "wanted"),
    [
        ("news-index.xml", "news-1.xml", "news-index.xml"),
        ("sitemap_index.xml", "news-sitemap.xml", "news-sitemap.xml"),
        ("sitemap_index.xml", "news-2026-11-30.xml", "sitemap_index.xml"),
    ],
)
async def test_an_index_is_chosen_where_its_children_are_others_tomorrow(
    stand: Newsstand, index: str, child: str, wanted: str
) -> None:
    stand.page(HOME)
    stand.sitemaps = [f"{HOME}{index}"]
    stand.put(f"{HOME}{index}", sitemap_index([f"{HOME}{child}"]))
    stand.put(f"{HOME}{child}", sitemap(STORIES, news=True))
    found = await find(stand)
    assert chosen(found) == [f"{HOME}{wanted}"]
    assert all(finding.note for finding in found.findings)
    assert f"{HOME}sitemap-news.xml" not in stand.urls


async def test_odd_sitemap_lines_of_robots_do_no_harm(stand: Newsstand) -> None:
    stand.page(HOME)
    stand.sitemaps = ["http://[bad/", "/news.xml", "", "gopher://x.example/", "http://a.example:99999/"]
    stand.put(f"{HOME}news.xml", sitemap(STORIES, news=True))
    assert chosen(await find(stand)) == [f"{HOME}news.xml"]


async def test_an_address_that_is_neither_page_nor_feed_is_told_with_its_reason(stand: Newsstand) -> None:
    stand.put(f"{HOME}data", "{}", content_type="application/json")
    found = await find(stand, f"{HOME}data")
    assert [finding.code for finding in found.findings] == ["not_a_feed"]
    assert not found.chosen
    assert found.requests == 1


async def test_a_page_about_feeds_that_is_no_feed_itself_is_read_for_them(stand: Newsstand) -> None:
    stand.page(HOME, '<a href="/about-us">RSS</a>')
    stand.page(f"{HOME}about-us", head=alternate("/all"))
    stand.put(f"{HOME}all", rss(STORIES))
    assert chosen(await find(stand)) == [f"{HOME}all"]


async def test_a_host_that_wants_a_long_pause_is_left_alone(stand: Newsstand) -> None:
    stand.page(HOME, head=alternate("/feed") + alternate("/other"))
    stand.answers[f"{HOME}feed"] = FetchFailedError("later", code="host_paused")
    found = await find(stand)
    assert [finding.code for finding in found.findings] == ["host_paused"]


async def test_what_is_named_by_its_own_address_is_chosen_whatever_it_is(stand: Newsstand) -> None:
    stand.put(f"{HOME}old/feed", rss(["x", "y"], days_old=400))
    found = await find(stand, f"{HOME}old/feed")
    assert chosen(found) == [f"{HOME}old/feed"]
    assert found.findings[0].note.startswith("dead")
    stand.asked.clear()
    stand.put(f"{HOME}sitemap_index.xml", sitemap_index([f"{HOME}news.xml"]))
    assert chosen(await find(stand, f"{HOME}sitemap_index.xml")) == [f"{HOME}sitemap_index.xml"]
    stand.asked.clear()
    assert chosen(await find(stand, f"{HOME}sitemap_index.xml", kind="rss")) == []


async def test_a_host_that_goes_down_meanwhile_is_not_asked_again_and_others_are(stand: Newsstand) -> None:
    stand.page(HOME, head=alternate("https://feeds.example/rss") + alternate("/feed") + alternate("/rss"))
    stand.answers["https://feeds.example/rss"] = FetchFailedError("down", code="connect_failed")
    stand.answers[f"{HOME}feed"] = FetchFailedError("down", code="connect_failed")
    found = await find(stand)
    assert stand.urls == [HOME, "https://feeds.example/rss", f"{HOME}feed"]
    assert not found.chosen
