"""HTML of any kind becomes a tree or a refusal, and what a reader sees becomes one line."""

import time

import pytest
from hypothesis import given

from quotewire_parser.extraction.tree import marks, parse_html, tidy, visible_text, without_forbidden
from quotewire_parser.refusals import PageTooDeepError
from tests.unit.parser.extraction.news import ANY_HTML, ANY_TEXT, tree_of


@pytest.mark.parametrize(
    "html", ["", " \n\t", "\x00\x00", "<!-- only a comment -->", "<?xml version='1.0'?>"]
)
def test_a_page_with_nothing_in_it_has_no_tree_or_no_text(html: str) -> None:
    tree = parse_html(html)
    assert tree is None or visible_text(tree) == ""


def test_a_page_of_300_000_nested_tags_is_refused_within_seconds() -> None:
    started = time.monotonic()
    with pytest.raises(PageTooDeepError) as caught:
        parse_html("<div>" * 300_000 + "deep")
    assert caught.value.reason_code == "page_too_deep"
    assert time.monotonic() - started < 20


def test_text_below_a_thousand_open_tags_is_still_read() -> None:
    assert visible_text(tree_of("<div>" * 1_000 + "deep")) == "deep"


def test_a_long_row_of_unclosed_tags_is_no_depth() -> None:
    assert visible_text(tree_of("<p>a" * 50_000)).startswith("a a a")


def test_the_charset_that_a_page_claims_is_ignored() -> None:
    assert visible_text(tree_of("<meta charset=iso-8859-1><p>Ilvés “said”")) == "Ilvés “said”"


def test_an_xml_declaration_with_another_charset_is_ignored() -> None:
    assert visible_text(tree_of("<?xml version='1.0' encoding='utf-16'?><html><p>Ilvés")) == "Ilvés"


def test_comments_are_no_text() -> None:
    assert visible_text(tree_of("<p>a<!-- <p>b</p> -->c</p>")) == "ac"


@pytest.mark.parametrize("tag", ["script", "style", "noscript", "template", "svg", "iframe", "select"])
def test_what_a_reader_does_not_see_is_no_text(tag: str) -> None:
    assert visible_text(tree_of(f"<body><p>a</p><{tag}>b</{tag}><p>c</p></body>")) == "a c"


def test_the_tail_of_an_unseen_element_is_seen() -> None:
    assert visible_text(tree_of("<p>a <script>x</script>b</p>")) == "a b"


def test_the_tail_of_the_element_itself_is_not_its_text() -> None:
    element = tree_of("<p><b>a</b> tail</p>").find(".//b")
    assert element is not None
    assert visible_text(element) == "a"


def test_blocks_are_held_apart_and_inline_tags_are_not() -> None:
    assert visible_text(tree_of("<div>One</div><div>Two</div>")) == "One Two"
    assert visible_text(tree_of("<p>sl<b>ui</b>ce</p>")) == "sluice"
    assert visible_text(tree_of("<p>a<br>b</p>")) == "a b"


def test_forbidden_characters_become_a_mark_and_nul_nothing() -> None:
    assert without_forbidden("a\x00b\x0cc\x1b[31m\ud800\uffff") == "ab\ufffdc\ufffd[31m\ufffd\ufffd"


def test_curly_quotation_marks_of_windows_are_read_as_such() -> None:
    for page in ("<p>\x93Late,\x94 she said\x85", "<p>&#147;Late,&#148; she said&#133;"):
        assert visible_text(tree_of(page)) == "“Late,” she said…"


def test_characters_that_references_bring_back_are_forbidden_too() -> None:
    assert tidy("a\x1b\x07\x81\ud800b") == "a\ufffd\ufffd\ufffd\ufffdb"
    assert "\x1b" not in visible_text(tree_of("<p>a&#27;[31m&#1;b"))


def test_a_nul_does_not_end_the_page() -> None:
    assert visible_text(tree_of("<p>before\x00</p><p>after</p>")) == "before after"


def test_tidying_joins_white_space_and_drops_what_has_no_shape() -> None:
    assert tidy("  sa\u00adid\u200b \n\t she\u00a0\u3000said\ufeff ") == "said she said"


def test_marks_are_what_the_author_calls_an_element() -> None:
    element = tree_of("<p class='Big Lead' id=X data-testid=Y data-component=Z>a").find(".//p")
    assert element is not None
    assert marks(element) == "big lead x y z"


@given(ANY_HTML)
def test_any_html_is_a_tree_whose_text_is_one_clean_line(html: str) -> None:
    tree = parse_html(html)
    text = "" if tree is None else visible_text(tree)
    assert text == tidy(text)
    assert text == without_forbidden(text)
    text.encode()


@given(ANY_TEXT)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
