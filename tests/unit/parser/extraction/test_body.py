"""The article's own paragraphs are found on every kind of page, in order, and the boxes around them are not."""

import time

import pytest
from hypothesis import given, settings

from quotewire_parser.extraction.body import find_body
from quotewire_parser.extraction.markup import read_markup
from tests.unit.parser.extraction.news import ANY_HTML, H1, HEADLINE, NEWS, TITLE, story, tree_of

PARAGRAPHS = "".join(f"<p>{line}</p>" for line in NEWS)
OTHER = "Fares rise by four per cent in January, the ferry company told its passengers in a letter this week."


def body(html: str) -> list[str]:
    tree = tree_of(html)
    _, furniture = read_markup(tree)
    return list(find_body(tree, furniture).paragraphs)


@pytest.mark.parametrize(
    "content",
    [
        f"<article>{H1}{PARAGRAPHS}</article>",
        f"<main>{H1}{PARAGRAPHS}</main>",
        f"<div role=main>{H1}{PARAGRAPHS}</div>",
        f"<div itemprop=articleBody>{PARAGRAPHS}</div>",
        f"<div id=content>{H1}{PARAGRAPHS}</div>",
        f"<main><article><header>{H1}</header><div class=body>{PARAGRAPHS}</div></article></main>",
        f"<article>{H1}<div>{'<br><br>'.join(NEWS)}</div></article>",
        f"<article>{H1}{''.join(f'<div class=text>{line}</div>' for line in NEWS)}</article>",
        f"<table><tr><td>{H1}{PARAGRAPHS}</td><td><ul><li><a href=/>Home</a></li></ul></td></tr></table>",
        f"{H1}{''.join(f'<p>{line}' for line in NEWS)}",
        f"<article>{H1}<section>{PARAGRAPHS}</section></article>",
        f"<article>{''.join(f'<div><div><p><span>{line}</span></p></div></div>' for line in NEWS)}</article>",
    ],
)
def test_paragraphs_are_found_in_every_layout(content: str) -> None:
    assert body(
        f"<html><head>{TITLE}</head><body><nav><a href=/>Home</a></nav>{content}</body></html>"
    ) == list(NEWS)


@pytest.mark.parametrize(
    "box",
    [
        "<figure><img src=a.jpg><figcaption>The sluice gates at low tide. Photograph: Ana Reu</figcaption></figure>",
        "<figure><img src=a.jpg><p class=caption>Divers at the gate last week, in a storm that took two boats.</p></figure>",
        "<div class=wp-caption><img src=a.jpg><p class=wp-caption-text>Divers at the outer gate on a calm morning.</p></div>",
        "<div class=newsletter-signup><h3>Get our newsletter</h3><p>Sign up for the Morning Tide, all that matters on the coast.</p></div>",
        f"<aside><p>{OTHER}</p></aside>",
        f"<div class=related-articles><h3>Related</h3><p>{OTHER}</p></div>",
        "<div class=author-box><p>Jon Tarn has written about ships and harbours for twenty years and lives in Saltby.</p></div>",
        f"<section id=comments><h3>Comments</h3><div class=comment><p>{OTHER}</p></div></section>",
        "<blockquote class=pull-quote><p>Nobody wants a second one.</p></blockquote>",
        "<p hidden>Hidden words that no reader sees, put here for robots and for nobody else at all.</p>",
        "<p style='display:none'>Hidden words that no reader sees, put here for robots and for nobody else.</p>",
        "<script>var text = 'The gates, the gates, the gates, the gates, the gates, the gates.';</script>",
        "<style>.gate { color: red; content: 'The gates are shut and nobody can leave' }</style>",
        "<form><input name=q><button>Search the Harbour Post for gates and ferries</button></form>",
        "<ul class=share><li><a href=#>Share on Facebook</a></li><li><a href=#>Share on X</a></li></ul>",
        "<p class=byline>By <a rel=author href=/x>Jon Tarn</a></p>",
        "<div class=related><ul><li><a href=/1>Flood of 2019 remembered in Saltby</a></li><li><a href=/2>Fares go up</a></li></ul></div>",
    ],
)  # fmt: skip
def test_boxes_among_the_paragraphs_are_left_out(box: str) -> None:
    assert body(story(*NEWS[:2], box, *NEWS[2:])) == list(NEWS)


def test_the_headline_and_the_standfirst_are_no_paragraphs() -> None:
    assert body(
        story(
            *NEWS,
            before=f"<header>{H1}<p class=standfirst>Divers at work, ferries move to Saltby</p></header>",
        )
    ) == list(NEWS)


def test_cards_of_other_articles_are_left_out() -> None:
    card = f"<article><h3><a href=/ferries>Ferry fares go up</a></h3><p>{OTHER}</p></article>"
    page = f"<html><head>{TITLE}</head><body><main>{H1}<div class=content>{PARAGRAPHS}</div><section>{card * 3}</section></main></body></html>"
    assert body(page) == list(NEWS)


def test_block_quotes_are_kept_in_their_place() -> None:
    quote = "“The divers need nine days of slack water, and there are none in January.”"
    assert body(story(NEWS[0], f"<blockquote>{quote}</blockquote>", NEWS[1])) == [NEWS[0], quote, NEWS[1]]
    assert body(story(NEWS[0], f"<blockquote><p>{quote}</p></blockquote>", NEWS[1])) == [
        NEWS[0],
        quote,
        NEWS[1],
    ]


def test_lists_keep_their_items_and_their_order() -> None:
    items = ["Ferries leave from Saltby", "Fish is landed at the old quay", "Yachts stay where they are"]
    listed = "".join(f"<li>{item}</li>" for item in items)
    for tag in ("ul", "ol"):
        assert body(story(NEWS[0], f"<{tag}>{listed}</{tag}>", *NEWS[1:])) == [NEWS[0], *items, *NEWS[1:]]


def test_subheadings_stay() -> None:
    assert body(story(*NEWS[:2], "<h2>What fishermen say</h2>", *NEWS[2:])) == [
        *NEWS[:2],
        "What fishermen say",
        *NEWS[2:],
    ]


def test_a_row_of_a_table_is_one_line() -> None:
    table = (
        "<table><tr><th>Gate</th><th>Days needed</th></tr><tr><td>Outer gate</td><td>five</td></tr></table>"
    )
    assert body(story(*NEWS, table)) == [*NEWS, "Gate Days needed", "Outer gate five"]


def test_links_and_emphasis_do_not_break_a_sentence() -> None:
    line = "<p>The <a href=/a>harbour of <b>Port Adomi</b></a> will close for <em>nine</em> days, the <a href=/b>authority</a> said.</p>"
    assert (
        body(story(line, *NEWS))[0]
        == "The harbour of Port Adomi will close for nine days, the authority said."
    )


def test_a_time_in_a_sentence_stays_in_it() -> None:
    line = "<p>The gates will be shut on <time datetime=2027-03-01>1 March</time> for the first time since the flood.</p>"
    assert (
        body(story(line, *NEWS))[0] == "The gates will be shut on 1 March for the first time since the flood."
    )


def test_the_marks_that_browsers_draw_around_q_are_in_the_text() -> None:
    lines = body(
        story(
            "<p>“Late,” she said, <q>so <b>late</b></q>, and <q></q> left the quay without a word to the crowd.</p>",
            *NEWS,
        )
    )
    assert lines[0] == "“Late,” she said, “so late”, and “” left the quay without a word to the crowd."


def test_a_line_break_after_a_sentence_ends_the_paragraph_and_one_within_does_not() -> None:
    assert body(story(f"<p>{NEWS[0]}<br>{NEWS[1]}</p>", NEWS[2])) == list(NEWS[:3])
    assert (
        body(story("<p>The harbour of Port Adomi<br>will close for nine days in March.</p>", *NEWS))[0]
        == "The harbour of Port Adomi will close for nine days in March."
    )


def test_turns_of_a_conversation_are_lines_of_their_own() -> None:
    turns = "<p>Q: Why in March<br>A: Because of the tides<br>Mara Ilves: And because of the fish</p>"
    assert body(story(NEWS[0], turns, *NEWS[1:]))[1:4] == [
        "Q: Why in March",
        "A: Because of the tides",
        "Mara Ilves: And because of the fish",
    ]


def test_invisible_characters_and_odd_spaces_are_tidied() -> None:
    line = "<p>The har&shy;bour&nbsp;of Port Adomi will&#8203; close for nine days,   Ilves said on\nTuesday.</p>"
    assert (
        body(story(line, *NEWS))[0]
        == "The harbour of Port Adomi will close for nine days, Ilves said on Tuesday."
    )


def test_the_entries_of_a_live_blog_are_read_in_their_order() -> None:
    entries = "".join(
        f"<article><h2>{10 + n}:00 Entry {n}</h2><p>{line}</p></article>" for n, line in enumerate(NEWS)
    )
    lines = body(f"<html><head>{TITLE}</head><body><main>{H1}{entries}</main></body></html>")
    assert [line for line in lines if line in NEWS] == list(NEWS)
    assert "10:00 Entry 0" in lines


def test_structured_data_is_never_taken_for_the_visible_text() -> None:
    script = f'<script type=\'application/ld+json\'>{{"@type": "NewsArticle", "articleBody": "{OTHER * 5}"}}</script>'
    assert body(f"<html><head>{script}</head><body><div id=root></div></body></html>") == []


@pytest.mark.parametrize(
    "html",
    [
        "x",
        "<p></p>",
        "<article></article>",
        f"<title>{HEADLINE}</title>",
        "<script>1</script>",
        "<plaintext>",
    ],
)
def test_a_page_without_an_article_has_no_body_or_its_only_words(html: str) -> None:
    assert body(html) in ([], ["x"])


def test_two_thousand_nested_articles_are_read_within_seconds() -> None:
    started = time.monotonic()
    body("<article><h2><a href=/x>a</a></h2>" * 500 + PARAGRAPHS + "</article>" * 500)
    assert time.monotonic() - started < 20


def test_an_article_of_many_thousand_paragraphs_is_read_whole() -> None:
    many = [
        f"Gate number {n} of the harbour will be shut on Tuesday, the port authority said."
        for n in range(3_000)
    ]
    assert body(story(*many)) == many


def test_thousands_of_line_breaks_are_read_within_seconds() -> None:
    started = time.monotonic()
    lines = body(story(f"<p>{'the gate<br>' * 20_000}</p>"))
    assert "the gate the gate" in lines[0]
    assert time.monotonic() - started < 20


@settings(deadline=None)
@given(ANY_HTML)
def test_any_page_gives_clean_lines(html: str) -> None:
    assert all(line == " ".join(line.split()) != "" for line in body(f"<p>x</p>{html}"))
