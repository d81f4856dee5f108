"""Times in elements made for them are sorted into publication and change; those of other articles are left out."""

import pytest

from quotewire_parser.extraction.headings import find_headings
from quotewire_parser.extraction.stamps import MOST_TIMES, find_times
from tests.unit.parser.extraction.news import H1, NEWS, TITLE, tree_of

OWN = "2026-11-20T18:05Z"


def times(block: str, *, before: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    tree = tree_of(
        f"<html><head>{TITLE}</head><body>{before}<article>{H1}{block}<p>{NEWS[0]}</p></article></body></html>"
    )
    headings = find_headings(tree)
    return find_times(tree, headings, frozenset(headings[0].iterancestors()))


@pytest.mark.parametrize(
    "block",
    [
        f"<p class=meta>By Jon Tarn | <time datetime={OWN}>20 Nov</time></p>",
        f"<ul><li>Ana Reu</li><li><time datetime={OWN}>20 Nov</time></li></ul>",
        f"<li>in <a href=/ports>Ports</a> <time datetime={OWN}>20 Nov</time></li>",
        f"<p><a href=/authors/jon-van-tarn>Jon van Tarn</a> <time datetime={OWN}>20 Nov</time></p>",
    ],
)
def test_a_time_in_a_short_line_is_the_articles(block: str) -> None:
    assert times(block)[0] == (OWN,)


@pytest.mark.parametrize(
    "block",
    [
        f"<li><time datetime={OWN}>20 Nov</time> <a href=/mast>Mast falls on chapel</a></li>",
        f"<div class=x><h3><a href=/mast>Mast falls</a></h3><time datetime={OWN}>20 Nov</time></div>",
        f"<a href=/mast><h3>Mast falls</h3><time datetime={OWN}>20 Nov</time></a>",
        f"<blockquote><time datetime={OWN}>20 Nov</time></blockquote>",
        f"<p>The gates shut on <time datetime={OWN}>that day</time> in the rain, said the woman who saw them</p>",
    ],
)
def test_a_time_of_another_article_or_of_the_story_is_not(block: str) -> None:
    assert times(block) == ((), ())


def test_what_follows_the_headline_comes_before_what_stands_over_it() -> None:
    before = "<div class=top><time class=published datetime=2026-11-29>29 Nov</time><time datetime=2026-11-28>28</time></div>"
    assert times(f"<time datetime={OWN}>20 Nov</time>", before=before)[0] == ("2026-11-29", OWN)
    assert times(f"<time class=published datetime={OWN}>x</time>", before=before)[0] == (
        OWN,
        "2026-11-29",
        "2026-11-28",
    )


@pytest.mark.parametrize(
    "block",
    [
        "<li><i></i> Updated <time class=tnt-date datetime=2026-11-21>x</time></li>",
        "<p>Published <time datetime=2026-11-20>x</time> <b>Aktualisiert:</b> <time datetime=2026-11-21>y</time></p>",
        "<div class=date-modified><time datetime=2026-11-21>x</time></div>",
        "<time class=time-updated datetime=2026-11-21>x</time>",
    ],
)
def test_a_label_before_a_time_says_that_it_is_a_change(block: str) -> None:
    assert times(block)[1] == ("2026-11-21",)


def test_an_archive_of_times_is_not_read_to_its_end() -> None:
    blocks = "".join(f"<div><time class=published datetime=x{n}>x</time></div>" for n in range(500))
    assert len(times(blocks)[0]) == MOST_TIMES


def test_a_page_without_a_headline_has_times_too() -> None:
    tree = tree_of(
        "<body><abbr class=published title=2026-11-20>x</abbr><abbr>y</abbr><time datetime=2026>z</time>"
    )
    assert find_times(tree, (), frozenset()) == (("2026-11-20", "2026"), ())
