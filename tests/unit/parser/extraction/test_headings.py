"""The headline is an h1 that is no logo, else what repeats the page's stated title; a kicker is no part of it."""

import pytest

from quotewire_parser.extraction.headings import find_headings, heading_text
from tests.unit.parser.extraction.news import H1, HEADLINE, TITLE, tree_of


def headline(body: str, head: str = TITLE) -> str | None:
    tree = tree_of(f"<html><head>{head}</head><body>{body}</body></html>")
    found = find_headings(tree)
    return heading_text(found[0], tree) if found else None


@pytest.mark.parametrize(
    "logo",
    [
        "<h1 class=logo>Harbour Post</h1>",
        "<h1><a href=/>Harbour Post</a></h1>",
        "<a href=https://harbour-post.example/><h1>Harbour Post</h1></a>",
        "<h1 id=site-title>Harbour Post</h1>",
    ],
)
def test_the_sites_logo_is_no_headline(logo: str) -> None:
    assert headline(f"{logo}{H1}") == HEADLINE
    assert headline(f"{logo}<h2>{HEADLINE}</h2>") == HEADLINE


@pytest.mark.parametrize(
    "element",
    [
        f"<h2>{HEADLINE}</h2>",
        f"<div class=ttl><b>{HEADLINE}</b></div>",
        f"<td class=contentheading>{HEADLINE}</td>",
        f"<span role=heading aria-level=1>{HEADLINE}</span>",
        f"<p class=article-title>{HEADLINE}</p>",
    ],
)
def test_without_h1_what_repeats_the_stated_title_is_the_headline(element: str) -> None:
    assert headline(f"<h3>Other news of the day</h3>{element}") == HEADLINE


def test_an_element_called_headline_is_one_where_nothing_is_stated() -> None:
    assert headline(f"<div class=article-headline>{HEADLINE}</div>", head="") == HEADLINE


@pytest.mark.parametrize(
    "inner",
    [
        f"<span class=a-headline__topline>Ports</span> <span>{HEADLINE}</span>",
        f"<span class=kicker>Ports</span>{HEADLINE}",
        f"<span style='color:red'>Ports:</span> <span>{HEADLINE}</span>",
    ],
)
def test_a_kicker_inside_the_headline_is_cut(inner: str) -> None:
    assert headline(f"<h1>{inner}</h1>") == HEADLINE


def test_emphasis_at_the_start_of_a_headline_is_no_kicker() -> None:
    assert (
        headline("<h1><em>Titanic</em> sails again</h1>", head="<title>Titanic sails again</title>")
        == "Titanic sails again"
    )


def test_a_page_without_any_headline_has_none() -> None:
    assert headline("<p>x</p>") is None


@pytest.mark.parametrize(
    "inner",
    [
        f"{HEADLINE} <span class=x>Premium</span>",
        f"{HEADLINE}<button>Save</button>",
        f"<span data-x=overline>Ports</span><span data-x=title>{HEADLINE}</span>",
    ],
)
def test_a_label_that_no_stated_title_has_is_cut(inner: str) -> None:
    assert headline(f"<h1>{inner}</h1>", f"<meta property=og:title content='{HEADLINE}'>") == HEADLINE


@pytest.mark.parametrize("stated", [HEADLINE, "Harbour to close for nine - Post"])
def test_the_end_of_a_headline_is_no_label(stated: str) -> None:
    body = "<h1>Harbour to close <em>for nine days in March</em></h1>"
    assert headline(body, f"<meta property=og:title content='{stated}'>") == HEADLINE


def test_an_h1_that_names_a_part_of_the_site_gives_way() -> None:
    assert headline(f"<h1>World</h1><h2>{HEADLINE}</h2>") == HEADLINE
    assert headline("<h1>World</h1><h2>Ferries sail from Saltby</h2>") == "World"


def test_a_short_headline_in_ideographs_is_one() -> None:
    assert (
        headline("<h2>塩田、来年3月に閉鎖</h2>", "<title>浜新聞｜塩田、来年3月に閉鎖</title>")
        == "塩田、来年3月に閉鎖"
    )
