import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import structlog
import typer
from typer.testing import CliRunner, Result

from quotewire_fetcher.commands import register
from quotewire_fetcher.sources.source import load_sources
from quotewire_shared.errors import QuotewireError, UsageError
from tests.unit.fetcher.fakes import item
from tests.unit.fetcher.newsstand import alternate
from tests.unit.fetcher.site import Site, answer


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def run(*words: str) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def sources(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    site.pages["/good"] = answer(
        f"<rss><channel>{item('/a', title='Storm', when='Sat, 14 Nov 2026 08:00:00 GMT')}<item><title>x</title></item>"
        "</channel></rss>"
    )
    path = tmp_path / "sources.toml"
    path.write_text(
        f'# mine\n[[source]]\nid = "good"\nname = "Good"\nurl = "{site.url("/good")}"\nkind = "rss"\ngroup = "Coast"\n'
        f'language = "pt-BR"\ncountry = "BR"\n'
        f'[[source]]\nid = "bad"\nname = "Bad"\nurl = "{site.url("/bad")}"\n'
        f'[[source]]\nid = "off"\nname = "Off"\nurl = "{site.url("/off")}"\nenabled = false\n'
    )
    monkeypatch.setenv("QUOTEWIRE_FETCHER_SOURCES_FILE", str(path))
    monkeypatch.setenv("QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("QUOTEWIRE_FETCHER_ALLOWED_PORTS", str(site.port))
    monkeypatch.setenv("QUOTEWIRE_FETCHER_HOST_DELAY_S", "0")
    return path


def test_sources_are_listed(sources: Path, site: Site) -> None:
    result = run("sources", "list")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].split() == ["ID", "KIND", "GROUP", "LANG", "COUNTRY", "NAME", "ADDRESS"]
    assert lines[1].split() == ["good", "rss", "Coast", "pt-BR", "BR", "Good", site.url("/good")]
    assert "Off (not enabled)" in lines[3]
    lines = run("sources", "list", "--json", "--file", str(sources)).output.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["good", "bad", "off"]


@pytest.mark.parametrize("words", [("--group", "coast"), ("--language", "pt"), ("--country", "br")])
def test_the_list_is_narrowed(sources: Path, words: tuple[str, str]) -> None:
    lines = run("sources", "list", "--json", *words).output.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["good"]


def test_a_good_source_is_shown_with_its_entries(sources: Path) -> None:
    result = run("sources", "test", "good")
    assert result.exit_code == 0
    assert "good: ok: rss, 1 entries, newest 2026-11-14 08:00 UTC" in result.output
    assert "1 without an address" in result.output
    assert "robots.txt: allowed" in result.output
    assert "Storm  https://news.example/a" in result.output


def test_all_sources_are_tried_and_the_failures_named(sources: Path) -> None:
    result = run("sources", "test", "--all")
    assert isinstance(result.exception, QuotewireError)
    assert "1 of 2 sources failed" in str(result.exception)
    assert "bad: http_404" in result.stdout
    assert "[2/2]" in result.stderr
    assert "off" not in result.stdout


def test_results_are_told_as_json(sources: Path) -> None:
    result = run("sources", "test", "good", "bad", "--json")
    assert result.exit_code == 1
    said = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(report["id"], report["code"], report["robots"]) for report in said] == [
        ("good", "ok", "allowed"),
        ("bad", "http_404", "allowed"),
    ]


def test_an_address_that_no_file_lists_can_be_tried(sources: Path, site: Site) -> None:
    result = run("sources", "test", site.url("/good"))
    assert "unlisted-1: ok: rss, 1 entries" in result.output
    mixed = run("sources", "test", site.url("/good"), "good")
    assert "2 of 2 sources are good" in mixed.output


@pytest.fixture
def home(site: Site) -> str:
    site.pages["/"] = answer(
        f"<html lang='en'><head><title>Good Post | News</title>{alternate('/good')}{alternate('/feed')}</head></html>"
    )
    site.pages["/feed"] = answer(f"<rss><channel><title>F</title>{item('/n')}{item('/m')}</channel></rss>")
    site.pages["/robots.txt"] = answer(f"Sitemap: {site.url('/map-news.xml')}\n", kind="text/plain")
    site.pages["/map-news.xml"] = answer(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/n</loc><news:news>'
        "<news:title>N</news:title><news:publication_date>2026-11-29T10:00:00Z</news:publication_date></news:news></url>"
        "</urlset>"
    )
    return site.url("/")


def test_the_feeds_of_a_site_are_shown_and_not_written(sources: Path, site: Site, home: str) -> None:
    before = sources.read_text()
    result = run("sources", "add", home)
    assert result.exit_code == 0, result.output
    assert f"+  {site.url('/feed')}" in result.stdout
    assert f"+  {site.url('/map-news.xml')}" in result.stdout
    assert 'id = "good-post"' in result.stdout
    assert "Nothing was written. The same with --yes adds 2" in result.stdout
    assert sources.read_text() == before
    assert site.most_at_once == 1


def test_the_feeds_of_a_site_are_added_at_the_end_of_the_file(sources: Path, site: Site, home: str) -> None:
    before = sources.read_text()
    result = run("sources", "add", home, "--yes", "--group", "Harbours", "--country", "ie")
    assert result.exit_code == 0, result.output
    assert sources.read_text().startswith(before)
    feed, news = load_sources(sources)[-2:]
    assert (feed.id, feed.url, feed.kind) == ("good-post", site.url("/feed"), "rss")
    assert (feed.publisher, feed.home, feed.group, feed.country) == ("Good Post", home, "Harbours", "IE")
    assert (news.id, news.kind) == ("good-post-news-sitemap", "newssitemap")
    again = run("sources", "add", home, "--yes")
    assert isinstance(again.exception, QuotewireError)
    assert f"{site.url('/feed')} is already listed as 'good-post'" in again.stdout


def test_what_robots_forbids_is_not_asked_for(sources: Path, site: Site, home: str) -> None:
    site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /feed\nDisallow: /map", kind="text/plain")
    result = run("sources", "add", home)
    assert "robots_disallowed" in result.stdout
    assert not {"/feed", "/map-news.xml"} & set(site.asked)


def test_an_address_without_a_scheme_is_completed(sources: Path, site: Site, home: str) -> None:
    result = run("sources", "add", home.removeprefix("http://"))
    assert result.exit_code == 0, result.output
    assert f"+  {site.url('/feed')}" in result.stdout


def test_hosts_are_tried_at_once_and_the_sources_of_one_after_another(sources: Path, site: Site) -> None:
    both = threading.Barrier(2, timeout=20)
    feed = site.pages["/good"]

    def together(handler: BaseHTTPRequestHandler) -> None:
        both.wait()  # breaks unless the other host is asked meanwhile
        feed(handler)

    site.pages["/together"] = together
    urls = [site.url("/together", "127.0.0.2"), site.url("/together", "127.0.0.3")]
    result = run("sources", "test", *urls)
    assert "2 of 2 sources are good" in result.stdout
    site.most_at_once = 0
    run("sources", "test", *[site.url(f"/{number}") for number in range(6)])
    assert site.most_at_once == 1


def test_an_address_that_is_a_feed_is_added_as_such(sources: Path, site: Site, home: str) -> None:
    result = run("sources", "add", site.url("/feed"), "--yes", "--name", "My Feed", "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert said["written"] is True
    assert [source["id"] for source in said["sources"]] == ["my-feed"]
    assert load_sources(sources)[-1].url == site.url("/feed")


def test_a_site_without_feeds_is_an_error(sources: Path, site: Site) -> None:
    site.pages["/"] = answer("<html></html>")
    result = run("sources", "add", site.url("/"))
    assert isinstance(result.exception, QuotewireError)
    assert "No feed or sitemap was found" in str(result.exception)


def test_a_source_is_removed(sources: Path) -> None:
    assert run("sources", "remove", "good").exit_code == 0
    assert [source.id for source in load_sources(sources)] == ["bad"]


def test_a_list_of_a_reader_is_imported_and_exported(sources: Path, tmp_path: Path) -> None:
    opml = tmp_path / "reader.opml"
    opml.write_text(
        "<opml><body><outline text='Sea'><outline text='Tide' xmlUrl='https://tide.example/feed'/>"
        "<outline text='Old' xmlUrl='gopher://old.example'/></outline></body></opml>"
    )
    shown = run("sources", "import", str(opml), "--dry-run")
    assert "Nothing was written. The same without --dry-run adds 1" in shown.stdout
    done = run("sources", "import", str(opml))
    assert "1 added" in done.stdout
    assert "'Old'" in done.stderr
    assert load_sources(sources)[-1].group == "Sea"
    again = run("sources", "import", str(opml))
    assert again.exit_code == 0
    assert "0 added" in again.stdout
    written = tmp_path / "out.json"
    assert run("sources", "export", str(written)).exit_code == 0
    assert [source["id"] for source in json.loads(written.read_text())] == ["good", "bad", "off", "tide"]
    assert "<outline" in run("sources", "export", "-").stdout
    assert "[[source]]" in run("sources", "export", "--toml", "-").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sources", "test"), "Name sources"),
        (("sources", "test", "good", "--all"), "Name sources"),
        (("sources", "test", "nobody"), "There is no source 'nobody'"),
        (("sources", "test", "http://"), "is not an address"),
        (("sources", "test", "--group", "none"), "No source fits"),
        (("sources", "list", "--file", "none.toml"), "There is no sources file"),
        (("sources", "add", "http://"), "is not an address"),
        (("sources", "remove", "nobody"), "has no source 'nobody'"),
        (("sources", "import", "none.opml"), "There is no sources file none.opml"),
        (("sources", "export", "-", "--json", "--toml"), "Give one of"),
        (("import", ".", "--base-url", "news.example"), "--base-url must begin"),
    ],
)
def test_wrong_usage_is_said_in_one_line(sources: Path, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert isinstance(result.exception, UsageError)
    assert said in str(result.exception)
    assert "\n" not in str(result.exception)
