"""What a page's markup calls a box is gone before its text is read, and nothing that holds the story."""

import pytest

from quotewire_parser.extraction.body import find_body
from quotewire_parser.extraction.boilerplate import body_lines
from quotewire_parser.extraction.markup import read_markup
from tests.unit.parser.extraction.news import H1, NEWS, TITLE, story, tree_of

TEASER = "Fares rise by four per cent in January, the ferry company told its passengers in a letter."


def body(html: str) -> list[str]:
    tree = tree_of(html)
    _, furniture = read_markup(tree)
    return list(find_body(tree, furniture).paragraphs)


@pytest.mark.parametrize(
    "box",
    [
        f"<div class='c-article__relatedStories'><p>{TEASER}</p></div>",
        f"<div class=te-puede-interesar><p>{TEASER}</p></div>",
        f"<div class='IlgiliHaber'><p>{TEASER}</p></div>",
        f"<section id=disqus_thread><p>{TEASER}</p></section>",
        f"<div class=yorumlar><div class=yorum><p>{TEASER}</p></div></div>",
        f"<div role=complementary><p>{TEASER}</p></div>",
        f"<div aria-hidden=true><p>{TEASER}</p></div>",
        f"<div class=autor-box><p>{TEASER}</p></div>",
        "<p class=bildunterschrift>Die Schleuse bei Niedrigwasser am vergangenen Dienstag, kurz nach acht Uhr.</p>",
        "<div><h3>Lettera del mattino</h3><p>Tutto sul porto, ogni giorno alle sei nella tua casella.</p><form><input type=email name=EMAIL></form></div>",
        "<p>Hier <a href=https://whatsapp.com/channel/x>unserem Kanal folgen und nichts mehr verpassen</a>.</p>",
        "<p><a href=/fares>Ferry fares go up by four per cent in January</a></p>",
        "<ul><li><a href=/1>Ferry fares go up in January</a></li><li><a href=/2>The flood of 2019 in pictures</a></li></ul>",
        "<p><strong>Baca juga:</strong> <a href=/1>Tarif feri naik empat persen mulai bulan Januari tahun depan</a></p>",
        "<section><p><a href=#end-of-podcasts>Pule</a></p><p>Uma tonelada de sal, três pescadores e a busca por um suspeito.</p><p id=end-of-podcasts>Fim</p></section>",
        "<div><p>Previous coverage:</p><ul><li><a href=/1>Deckhands vote for a walkout</a></li><li><a href=/2>The line asks for patience</a></li></ul></div>",
        "<em class=img_desc>The harbour at low tide, photographed from the sluice by a passer-by.</em>",
        "<div data-qa=newsletter-signup-inline><p>Every morning at six, the whole harbour, told by those who work in it.</p></div>",
        "<div><h4>Mais lidas</h4><div>Tarifas sobem em janeiro</div><div>A cheia de 2019</div></div>",
    ],
)  # fmt: skip
def test_boxes_in_many_languages_are_left_out(box: str) -> None:
    assert body(story(*NEWS[:2], box, *NEWS[2:])) == list(NEWS)


@pytest.mark.parametrize(
    "name", ["paywall", "social-body", "has-sidebar comments", "gate", "article-share-content"]
)
def test_the_story_stays_whatever_its_box_is_called(name: str) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in NEWS)
    page = f"<html><head>{TITLE}</head><body>{H1}<div class='{name}'>{paragraphs}</div></body></html>"
    assert body(page) == list(NEWS)


@pytest.mark.parametrize("name", ["content-card", "story-card", "infobox"])
def test_paragraphs_in_boxes_with_a_boxs_name_are_read(name: str) -> None:
    assert body(story(*(f"<div class={name}><p>{line}</p></div>" for line in NEWS))) == list(NEWS)


def test_a_story_below_with_the_same_box_is_another() -> None:
    box = "<div class=story>{}</div>"
    own = "".join(f"<p>{line}</p>" for line in NEWS)
    other = f"<h2><a href=/next>Ferry fares go up</a></h2><p>{TEASER} {TEASER}</p><p>{TEASER}</p>"
    page = (
        f"<html><head>{TITLE}</head><body><div>{box.format(H1 + own)}{box.format(other)}</div></body></html>"
    )
    assert body(page) == list(NEWS)


def test_a_large_box_of_other_pages_goes_where_the_item_is_short() -> None:
    links = "".join(
        f"<p><a href=/{at}>Ferry fares go up in January, part {at}</a></p><p>{TEASER} {TEASER} {at}</p>"
        for at in range(12)
    )
    assert body(story(*NEWS[:2], f"<div class=related-stories>{links}</div>")) == list(NEWS[:2])


def test_a_link_to_the_end_drops_no_paragraph() -> None:
    lines = [f"<p><a href=#end-of-x>{line[:20]}</a>{line[20:]}</p>" for line in NEWS]
    assert body(story(*lines)) == list(NEWS)
    assert body(story(*lines, "<p id=end-of-x></p>")) == list(NEWS)


def test_a_part_that_was_streamed_late_is_read() -> None:
    assert body(story(NEWS[0], f"<div hidden id=S:1><p>{NEWS[1]}</p></div>", *NEWS[2:])) == list(NEWS)


def test_short_lines_above_the_headline_are_no_text() -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in NEWS)
    above = "<div class=x1>Ports</div><p>The morning brief</p>"
    assert body(
        f"<html><head>{TITLE}</head><body><main>{above}{H1}{paragraphs}</main></body></html>"
    ) == list(NEWS)


def test_captions_stay_where_they_are_the_story() -> None:
    slides = "".join(
        f"<figure><img src={at}.jpg><figcaption>{line}</figcaption></figure>" for at, line in enumerate(NEWS)
    )
    assert body(f"<html><head>{TITLE}</head><body><article>{H1}{slides}</article></body></html>") == list(
        NEWS
    )


def test_a_second_article_below_is_another_story() -> None:
    paragraphs = "".join(f"<p>{line} {line}</p>" for line in NEWS)
    other = f"<article><h2>Ferry fares go up</h2><p>{TEASER}</p><p>{TEASER}</p></article>"
    page = f"<html><head>{TITLE}</head><body><article>{H1}{paragraphs}</article>{other}</body></html>"
    assert body(page) == [f"{line} {line}" for line in NEWS]


def test_headings_of_a_live_blog_stand_over_their_entries() -> None:
    entries = "".join(
        f"<div class=lb-entry><div class=lb-time>5:2{at} PM</div><h2 class=lb-head>Update number {at}</h2><div class=lb-body><p>{line}</p></div></div>"
        for at, line in enumerate(NEWS)
    )
    read = body(f"<html><head>{TITLE}</head><body>{H1}<div class=lb-feed>{entries}</div></body></html>")
    expected = [text for at, line in enumerate(NEWS) for text in (f"Update number {at}", line)]
    assert body_lines(read, titles=()) == expected


def test_paragraphs_in_boxes_of_their_own_are_all_read() -> None:
    boxes = "".join(
        f"<div class='RichText lg:w-8/12'><p>{line}</p></div><div class=ad>Anzeige</div>" for line in NEWS
    )
    assert body(f"<html><head>{TITLE}</head><body><article>{H1}{boxes}</article></body></html>") == list(NEWS)
