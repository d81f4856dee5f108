import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
import typer
from typer.testing import CliRunner, Result

from quotewire_fetcher.commands import register
from quotewire_shared.errors import QuotewireError, UsageError
from tests.unit.fetcher.fakes import item
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
        f'[[source]]\nid = "good"\nname = "Good"\nurl = "{site.url("/good")}"\nkind = "rss"\n'
        f'[[source]]\nid = "bad"\nname = "Bad"\nurl = "{site.url("/bad")}"\n'
        f'[[source]]\nid = "map"\nname = "Map"\nurl = "{site.url("/map")}"\nkind = "sitemap"\n'
    )
    monkeypatch.setenv("QUOTEWIRE_FETCHER_SOURCES_FILE", str(path))
    monkeypatch.setenv("QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("QUOTEWIRE_FETCHER_ALLOWED_PORTS", str(site.port))
    monkeypatch.setenv("QUOTEWIRE_FETCHER_HOST_DELAY_S", "0")
    return path


def test_sources_are_listed(sources: Path, site: Site) -> None:
    result = run("sources", "list")
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == f"good  rss       Good  {site.url('/good')}"
    lines = run("sources", "list", "--json", "--file", str(sources)).output.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["good", "bad", "map"]


def test_a_good_source_is_shown_with_its_entries(sources: Path) -> None:
    result = run("sources", "test", "good")
    assert result.exit_code == 0
    assert "good: ok: 1 entries, newest 2026-11-14 08:00 UTC, 1 without an address" in result.output
    assert "Storm  https://news.example/a" in result.output


def test_all_sources_are_tried_and_the_failures_named(sources: Path) -> None:
    result = run("sources", "test", "--all")
    assert isinstance(result.exception, QuotewireError)
    assert "2 of 3 sources failed" in str(result.exception)
    assert "bad: http_404" in result.output
    assert "map: unsupported_kind" in result.output


def test_an_address_that_no_file_lists_can_be_tried(sources: Path, site: Site) -> None:
    result = run("sources", "test", site.url("/good"))
    assert "unlisted-1: ok: 1 entries" in result.output
    mixed = run("sources", "test", site.url("/good"), "good")
    assert "2 of 2 sources are good" in mixed.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sources", "test"), "Name sources"),
        (("sources", "test", "good", "--all"), "Name sources"),
        (("sources", "test", "nobody"), "There is no source 'nobody'"),
        (("sources", "test", "http://"), "is not an address"),
        (("sources", "list", "--file", "none.toml"), "There is no sources file"),
        (("import", ".", "--base-url", "news.example"), "--base-url must begin"),
    ],
)
def test_wrong_usage_is_said_in_one_line(sources: Path, words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert isinstance(result.exception, UsageError)
    assert said in str(result.exception)
    assert "\n" not in str(result.exception)
