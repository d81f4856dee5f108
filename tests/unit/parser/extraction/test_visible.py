"""Dates and bylines that stand only in the visible page are read, whatever element they stand in; others are not."""

import pytest

from quotewire_parser.extraction.headings import find_headings
from quotewire_parser.extraction.visible import read_visible
from tests.unit.parser.extraction.news import H1, NEWS, TITLE, story, tree_of

PARAGRAPHS = "".join(f"<p>{line}</p>" for line in NEWS)


def seen(line: str, *, before: str = "", after: str = "") -> tuple[list[str], list[str], list[str]]:
    tree = tree_of(
        f"<html><head>{TITLE}</head><body>{before}<main>{H1}{line}{PARAGRAPHS}</main>{after}</body></html>"
    )
    found = read_visible(tree, find_headings(tree))
    return found.published, found.modified, [*found.signed, *(each.text_content() for each in found.bylines)]


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("<div class=x>24 novembre 2026 à 18h05</div>", ["24 novembre 2026 à 18h05"], []),
        (
            "<div>Veröffentlicht: 24.11.2026, 18:05 Uhr | Aktualisiert: 25.11.2026, 07:48 Uhr</div>",
            ["Veröffentlicht: 24.11.2026, 18:05 Uhr"],
            ["Aktualisiert: 25.11.2026, 07:48 Uhr"],
        ),
        (
            "<span>Giriş: 24.11.2026 18:05</span> <span>Güncelleme: 24.11.2026 19:20</span>",
            ["Giriş: 24.11.2026 18:05"],
            ["Güncelleme: 24.11.2026 19:20"],
        ),
        (
            "<div><span>입력 2026.11.24. 오후 6:05</span><span>수정 2026.11.24. 오후 7:20</span></div>",
            ["입력 2026.11.24. 오후 6:05"],
            ["수정 2026.11.24. 오후 7:20"],
        ),
        ("<div><time>24 de noviembre de 2026</time><span>18:05</span></div>", ["24 de noviembre de 2026 18:05"], []),
        (
            "<div><span>24.11.2026, 18:05 Uhr</span> <span>zuletzt aktualisiert: 19:20 Uhr</span></div>",
            ["24.11.2026, 18:05 Uhr"],
            ["2026-11-24 aktualisiert: 19:20 Uhr"],
        ),
        (
            "<div><a href=/20261124/>18:05 24.11.2026</a> <span class=date-modified>(обновлено: 19:20 24.11.2026)</span></div>",
            ["18:05 24.11.2026"],
            ["обновлено: 19:20 24.11.2026"],
        ),
        ("<p>Published 20 May 2026 Updated 21 May 2026</p>", ["Published 20 May 2026"], ["Updated 21 May 2026"]),
        ("<span class=date data-date='2026-11-25T05:44:12Z'>25.11</span>", [], []),
        (
            "<span class=article-date data-wcmdate='2026-11-25T05:44:12Z'>25.11.26 | 07:44</span>",
            ["2026-11-25T05:44:12Z"],
            [],
        ),
        ("<p>The gates shut on 20 November 2026 after a long storm.</p>", [], []),
        ("<p>Prices: 12.50 to 14.30</p>", [], []),
        ("<aside><div>Published 20 May 2026</div></aside>", [], []),
        ("<div class=related><span>20 May 2026</span></div>", [], []),
    ],
)  # fmt: skip
def test_the_dates_of_a_line_are_told_by_their_labels(
    line: str, published: list[str], modified: list[str]
) -> None:
    assert seen(line)[:2] == (published, modified)


def test_todays_date_in_the_head_of_a_site_is_no_publication() -> None:
    head = "<header><div class=today>Monday, 30 November 2026</div></header>"
    assert seen("", before=head)[0] == []


def test_a_date_above_the_headline_counts_where_it_says_what_it_is() -> None:
    assert seen("", before="<div class=date>Thứ ba, 24/11/2026, 18:05 (GMT+7)</div>")[0] == [
        "Thứ ba, 24/11/2026, 18:05 (GMT+7"
    ]
    assert seen("", before="<dl><dd class=published><i></i> 24 Novemba 2026</dd></dl>")[0] == [
        "24 Novemba 2026"
    ]


def test_a_column_that_holds_the_headline_is_not_elsewhere_whatever_its_name() -> None:
    tree = tree_of(
        f"<head>{TITLE}</head><body><div class=sidebar-1>{H1}<div>24.11.2026 18:05</div>{PARAGRAPHS}</div>"
    )
    assert read_visible(tree, find_headings(tree)).published == ["24.11.2026 18:05"]


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("<span>By Jon Tarn</span>", ["By Jon Tarn"]),
        ("<div>Von Anna Weber</div>", ["Von Anna Weber"]),
        ("<div>Published on 14th November 2026 in People<br>Words: Jon Tarn</div>", ["Words: Jon Tarn"]),
        ("<a href=/autor/jon-tarn>Jon Tarn</a>", ["Jon Tarn"]),
        ("<div>24.11.2026 <a href=/yazar/jon-tarn>Jon Tarn</a></div>", ["Jon Tarn"]),
        ("<div>Jon Tarn</div>", []),
        ("<div>By noon it was over</div>", []),
    ],
)
def test_a_byline_without_a_class_is_found_by_its_words_or_its_link(line: str, signed: list[str]) -> None:
    assert seen(line)[2] == signed


def test_a_signature_at_the_end_of_the_article_is_found() -> None:
    tree = tree_of(
        f"<head>{TITLE}</head><body><main>{H1}{PARAGRAPHS}<p>홍길동 기자 hong@news.example</p></main>"
    )
    assert [each.text_content() for each in read_visible(tree, find_headings(tree)).bylines] == [
        "홍길동 기자 hong@news.example"
    ]


def test_a_page_of_ten_thousand_dated_lines_is_read_in_part() -> None:
    found = read_visible(tree_of(story(*["<div>24.11.2026 18:05</div>"] * 10_000)), ())
    assert 0 < len(found.published) < 200


@pytest.mark.parametrize(
    ("line", "published", "signed"),
    [
        ("<div>By Jon Tarn, 23 November 2026 18:05</div>", ["By Jon Tarn, 23 November 2026 18:05"], ["By Jon Tarn"]),
        ("<div>23/11/2026 18h05 Atualizado há 2 horas</div>", ["23/11/2026 18h05 Atualizado há 2 horas"], []),
        ("<div>2026年11月23日（月）午後6時5分</div>", ["2026年11月23日 午後6時5分"], []),
        ("<div>23 Nov, 14:05</div>", ["23 Nov, 14:05"], []),
        ("<ul><li>Author, Jon Tarn</li></ul>", [], ["Author, Jon Tarn"]),
        (
            "<ul><li><span>Author,</span> Jon Tarn</li><li><span>Role,</span> Gates</li><li>24 November 2026</li></ul>",
            ["24 November 2026"],
            ["Jon Tarn"],
        ),
        ("<div><a href=/x><h5>Fares rise by four per cent</h5><span>By Ana Reu</span></a></div>", [], []),
        ("<div><h3><a href=/x>Fares rise</a></h3><span>By Ana Reu</span></div>", [], []),
    ],
)  # fmt: skip
def test_days_share_their_lines_with_names_and_other_times(
    line: str, published: list[str], signed: list[str]
) -> None:
    assert seen(line) == (published, [], signed)


def test_a_label_says_more_than_the_name_of_its_element() -> None:
    assert seen("<span class=article-date>Updated / Monday, 23 Nov 2026 17:20</span>")[1] == [
        "Monday, 23 Nov 2026 17:20"
    ]
