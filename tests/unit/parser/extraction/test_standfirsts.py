"""The line under the headline is found by its name, its words or its place; the body's first paragraph is never taken."""

import pytest

from quotewire_parser.extraction.headings import find_headings
from quotewire_parser.extraction.standfirsts import find_standfirst
from quotewire_parser.extraction.tree import visible_text
from tests.unit.parser.extraction.news import H1, NEWS, TITLE, tree_of

LINE = "Divers mend the gates while ferries sail from Saltby"
BODY = f"<div class=body>{''.join(f'<p>{line}</p>' for line in NEWS)}</div>"


def standfirst(html: str, *, head: str = TITLE) -> str | None:
    tree = tree_of(f"<html><head>{head}</head><body>{html}</body></html>")
    headings = find_headings(tree)
    around = frozenset(headings[0].iterancestors()) if headings else frozenset()
    found = find_standfirst(tree, headings, around)
    return None if found is None else visible_text(found)


@pytest.mark.parametrize(
    "line",
    [
        f"<p class=standfirst>{LINE}</p>",
        f"<div data-gu-name=standfirst><div class=x1><p>{LINE}</p></div></div>",
        f"<h2 data-qa=subheadline>{LINE}</h2>",
        f"<p data-dot=ogm-article-perex>{LINE}</p>",
        f"<p class=article__preamble>{LINE}</p>",
        f"<p class=article-ingress>{LINE}</p>",
        f"<h2 class='detail-sapo'>{LINE}</h2>",
        f"<h2 class=bajada-nota>{LINE}</h2>",
        f"<div class=c-chapo>{LINE}</div>",
        f"<h2 class=c-content-head__subtitle>{LINE}</h2>",
        f"<div class=perex>{LINE}</div>",
        f"<h2 class=spot>{LINE}</h2>",
        f"<div class=lead>{LINE}</div>",
        f"<h2 class=x9>{LINE}</h2>",
        f"<header-box><div class=sub-title><span>{LINE}</span><ul><li>Timeline: the night</li></ul></div></header-box>".replace(
            f"<span>{LINE}</span>", f"<p>{LINE}</p>"
        ),
    ],
)  # fmt: skip
def test_it_is_found_by_its_name_in_any_language(line: str) -> None:
    assert standfirst(f"<article>{H1}{line}{BODY}</article>") == LINE


def test_a_hashed_line_in_the_headlines_box_is_found_by_its_place() -> None:
    assert standfirst(f"<article><header>{H1}<p class=css-1>{LINE}</p></header>{BODY}</article>") == LINE


def test_a_line_in_the_headlines_box_that_repeats_the_description_is_found() -> None:
    head = f"{TITLE}<meta name=description content='{LINE[:40]}…'>"
    box = f"<header>{H1}<div>By Jon Tarn</div><div class=x><span class=y>{LINE}</span></div></header>"
    assert standfirst(f"<article>{box}{BODY}</article>", head=head) == LINE


def test_a_teaser_in_the_headlines_own_box_is_no_other_articles() -> None:
    box = f"<div class=top><div>{H1}</div><div class=header-teaser><p>{LINE}</p></div></div>"
    assert standfirst(f"<article>{box}{BODY}</article>") == LINE
    assert standfirst(f"<article>{H1}<div class=page-teaser>{LINE}</div>{BODY}</article>") is None


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>{line}</p>" for line in NEWS),
        "".join(f"<div class=text>{line}</div>" for line in NEWS),
        "".join(f"<div><p>{line}</p></div><div class=ad>Ad</div>" for line in NEWS),
        f"<div>{'<br><br>'.join(NEWS)}</div>",
        f"<div class=wrap><div>{NEWS[0]}</div></div><div class=wall>Subscribe</div>",
    ],
)
def test_the_first_paragraph_is_no_standfirst_though_it_is_the_description(body: str) -> None:
    head = f'{TITLE}<meta name=description content="{NEWS[0]}">'
    assert standfirst(f"<article>{H1}{body}</article>", head=head) is None


@pytest.mark.parametrize(
    "line",
    [
        f"<figure><figcaption class=summary>{LINE}</figcaption></figure>",
        f"<div class=image-caption><p class=lead>{LINE}</p></div>",
        f"<h2 class=x><a href=/other>{LINE}</a></h2>",
        "<h2 class=x>By Jon Tarn</h2>",
        "<p class=subtitle>20 November 2026, 18:05</p>",
        "<h2>What you need to know:</h2>",
        "<h2>Posted on 20 November 2026 by the desk of ports</h2>",
        "<h2>The gates</h2>",
        f"<div class=card><p class=card-description>{LINE}</p></div>",
        f"<h2 class=x>{H1[4:-5]}</h2>",
        f"<h3 class=subtitle>{LINE}</h3><h3 class=subtitle>And then it rained</h3>",
        f"<div class=lead><h1>{LINE}</h1></div>",
        f"<p class=lead>{LINE}<img src=x></p>",
        f"<h2 class=x><div>{LINE}</div></h2>",
    ],
)  # fmt: skip
def test_captions_bylines_dates_links_and_subheads_are_none(line: str) -> None:
    assert standfirst(f"<article>{H1}{line}{BODY}</article>") is None


def test_a_name_counts_only_until_the_body_has_begun() -> None:
    assert (
        standfirst(f"<article>{H1}<section>{NEWS[0]}<p>{NEWS[1]} {NEWS[2]}</p></section><h3 class=subtitle>{LINE}</h3>")
        is None
    )  # fmt: skip


def test_a_page_without_a_headline_has_one_by_name() -> None:
    assert standfirst(f"<p class=standfirst>{LINE}</p>{BODY}", head="") == LINE


def test_far_down_the_page_nothing_is_looked_for() -> None:
    filler = "<span>x</span>" * 200
    assert standfirst(f"<article>{H1}{filler}<p class=standfirst>{LINE}</p>{BODY}</article>") is None
