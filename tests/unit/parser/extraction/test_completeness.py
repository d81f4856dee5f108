"""How much of an article is there: by price, stated length, notices and the way the text ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.completeness import asks_for_money, is_paywall_notice, judge
from quotewire_shared.messages import Completeness
from tests.unit.parser.extraction.news import ANY_TEXT, NEWS, story, tree_of

FREE, PAID, UNSAID = Claims("jsonld", free=True), Claims("jsonld", free=False), Claims("meta")


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to continue reading", "Sign in to read the rest of this story", "Log in to access this article", "Register to unlock",
        "To continue reading, please subscribe", "This article is for subscribers", "This content is only available to members",
        "Already a subscriber? Sign in", "You have reached your limit of free articles", "You’ve read 3 free stories this month",
        "Unlock this article", "Article réservé aux abonnés", "Contenido exclusivo para suscriptores", "Nur für Abonnenten",
    ],
)  # fmt: skip
def test_a_line_that_asks_for_money_is_a_notice(line: str) -> None:
    assert is_paywall_notice(line)


@pytest.mark.parametrize(
    "line", [*NEWS, "Subscribe", "Readers may subscribe at the quay.", "She signed in at the gate.", ""]
)
def test_other_lines_are_no_notice(line: str) -> None:
    assert not is_paywall_notice(line)


def test_a_whole_paragraph_is_no_notice() -> None:
    assert not is_paywall_notice("Subscribe to continue reading. " + "The gates were shut. " * 30)


def test_a_notice_anywhere_in_the_page_is_seen_and_one_in_a_script_is_not() -> None:
    assert asks_for_money(
        tree_of(story(*NEWS, after="<div class=wall>Subscribe to <b>continue</b> reading</div>"))
    )
    assert not asks_for_money(tree_of(story(*NEWS, after="<script>'Subscribe to continue reading'</script>")))


@pytest.mark.parametrize(
    ("words", "claims", "notice", "last", "expected"),
    [
        (300, (UNSAID,), False, "The end.", Completeness.FULL),
        (30, (UNSAID,), False, "The end.", Completeness.FULL),  # short news is news
        (300, (FREE,), False, "The end.", Completeness.FULL),
        (300, (PAID,), False, "The end.", Completeness.FULL),  # priced, but all of it was there
        (50, (PAID,), False, "The end.", Completeness.TEASER),
        (50, (UNSAID, PAID), False, "The end.", Completeness.TEASER),
        (50, (UNSAID,), True, "The end.", Completeness.TEASER),
        (300, (UNSAID,), True, "The end.", Completeness.PARTIAL),
        (700, (UNSAID,), True, "The end.", Completeness.FULL),  # the notice is laid over the whole text
        (50, (UNSAID,), False, "and then the gates…", Completeness.TEASER),
        (300, (UNSAID,), False, "and then the gates [...]", Completeness.PARTIAL),
        (300, (UNSAID,), False, "and then the gates... Read more", Completeness.PARTIAL),
        (300, (Claims("jsonld", words=1_000),), False, "The end.", Completeness.PARTIAL),
        (300, (Claims("jsonld", words=320),), False, "The end.", Completeness.FULL),
        (300, (Claims("jsonld", words=320, free=False),), True, "The end.", Completeness.FULL),
        (50, (Claims("jsonld", words=1_000, free=False),), True, "The end.", Completeness.TEASER),
        (0, (), False, "", Completeness.FULL),
    ],
)
def test_completeness_is_judged_by_what_the_page_shows_and_says(
    words: int, claims: tuple[Claims, ...], notice: bool, last: str, expected: Completeness
) -> None:
    assert judge(["First.", last], words, claims, notice=notice) is expected


def test_an_article_without_paragraphs_is_judged_too() -> None:
    assert judge([], 0, (), notice=True) is Completeness.TEASER


@given(st.lists(ANY_TEXT, max_size=5), st.integers(0, 10_000), st.booleans())
def test_any_lines_are_judged(lines: list[str], words: int, notice: bool) -> None:
    assert judge(lines, words, (Claims("meta", words=5),), notice=notice) in Completeness
