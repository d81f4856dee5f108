"""Appetisers for other pages go by their shape; headings of the article stay, linked or not."""

import pytest

from tests.unit.parser.extraction.news import NEWS, lines_of, story

TEXT = "The ferry company told its passengers in a letter that fares will rise by four per cent."


def card(number: int, name: str = "b-item") -> str:
    return f"<div class={name}><a href=/{number}><img></a><h4><a href=/{number}>Ferry fares go up in January, part {number}</a></h4><p>{TEXT}</p></div>"


@pytest.mark.parametrize(
    "box",
    [
        card(1),
        card(1) + card(2) + card(3),
        f"<section><h2>More on this</h2>{card(1)}{card(2)}</section>",
        f"<div class=x><a href=/1><h4>Ferry fares go up in January</h4><p>{TEXT}</p></a></div>",
        f"<div><a href=/1><div>Ferry fares go up in January</div><p>{TEXT}</p></a></div>",
        "".join(
            f"<div class=row><a href=/{at}>Ferry fares go up in January, part {at}</a><p>{TEXT}</p></div>" for at in range(3)
        ),
    ],
)  # fmt: skip
def test_a_headline_that_is_a_link_with_a_line_below_is_a_card(box: str) -> None:
    text = [f"{line} {line}" for line in NEWS]
    assert lines_of(story(*text[:3], box, *text[3:])) == text
    assert lines_of(story(*text, after=box)) == text


@pytest.mark.parametrize("count", [8, 30])
def test_a_short_item_stands_among_longer_cards(count: int) -> None:
    boxes = "".join(card(at) for at in range(count))
    page = story(*NEWS[:2], after=f"<section><h2>Latest</h2>{boxes}</section>")
    assert lines_of(page) == list(NEWS[:2])


def test_paragraphs_in_boxes_with_links_in_them_stay() -> None:
    boxes = [
        f"<div class=text><p>{line[:30]}<a href=/{at}>{line[30:60]}</a>{line[60:]}</p></div>"
        for at, line in enumerate(NEWS)
    ]
    assert lines_of(story(*boxes)) == list(NEWS)
    boxes = [
        f"<div class=text><p><a href=/{at}>{line[:30]}</a>{line[30:]}</p></div>"
        for at, line in enumerate(NEWS)
    ]
    assert lines_of(story(*boxes)) == list(NEWS)


def test_a_list_whose_items_begin_with_links_stays() -> None:
    items = "".join(
        f"<li class=x><a href=/{at}>{line[:30]}</a>{line[30:]}</li>" for at, line in enumerate(NEWS[1:])
    )
    assert lines_of(story(NEWS[0], f"<ul>{items}</ul>")) == list(NEWS)


def test_items_that_begin_with_a_bold_headline_are_cards() -> None:
    items = "".join(
        f"<li><a href=/{at}><strong>Ferry fares go up in January, part {at}</strong></a> {TEXT} {at}</li>"
        for at in range(9)
    )
    assert lines_of(story(*NEWS[:2], after=f"<ul>{items}</ul>")) == list(NEWS[:2])


@pytest.mark.parametrize(
    "own",
    [
        "<link rel=canonical href=https://port.example/live/gates>",
        "<meta property=og:url content=https://port.example/live/gates/>",
    ],
)
def test_headings_that_lead_to_the_page_itself_stay(own: str) -> None:
    entries = "".join(
        f"<div class=entry><h3><a href=/live/gates?post={at}>Update number {at}, from the quay</a></h3><p>{line}</p></div>"
        for at, line in enumerate(NEWS)
    )
    page = story(f"{NEWS[0]} {NEWS[1]}", f"{NEWS[2]} {NEWS[3]}", entries, head=own)
    assert [line for line in lines_of(page) if line in NEWS] == list(NEWS)


def test_linked_headings_between_paragraphs_stay() -> None:
    blocks = [
        f"<h3><a href=https://inn-{at}.example>{at}. The inn of the outer islands</a></h3><p>{line}</p>"
        for at, line in enumerate(NEWS)
    ]
    assert [line for line in lines_of(story(*blocks)) if line in NEWS] == list(NEWS)


def test_a_page_of_boxes_keeps_them() -> None:
    boxes = [
        f"<div class=entry><h3><a href=/{at}>The harbour of Port Adomi, part {at}</a></h3><p>{line}</p></div>"
        for at, line in enumerate(NEWS)
    ]
    assert [line for line in lines_of(story(*boxes)) if line in NEWS] == list(NEWS)


def test_a_heading_with_a_place_on_the_page_stays() -> None:
    blocks = [
        f"<div class=entry><h3><a href=#b{at}>Update number {at}</a></h3><p>{line}</p></div>"
        for at, line in enumerate(NEWS)
    ]
    assert [line for line in lines_of(story(*blocks)) if line in NEWS] == list(NEWS)
