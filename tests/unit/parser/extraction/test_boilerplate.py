"""What stands among the paragraphs but is no part of the article goes; what only looks like it stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.extraction.boilerplate import (
    LONGEST_LINE,
    body_lines,
    is_furniture,
    top_lines,
    without_tail,
)
from tests.unit.parser.extraction.news import ANY_TEXT, HEADLINE, NEWS


def kept(*lines: str, authors: tuple[str, ...] = (), publisher: str | None = None) -> list[str]:
    return body_lines(lines, titles=(HEADLINE, None), authors=authors, publisher=publisher)


@pytest.mark.parametrize(
    "line",
    [
        "Read more", "Read more:", "READ MORE: Sluice gates explained", "Read More | Ferry fares go up", "Also read: Ferry fares", "READ ALSO",
        "See also: The flood of 2019", "Watch now", "WATCH: Gates shut in storm", "Related", "Related articles", "Related: Ferry fares",
        "Recommended stories", "Most read", "Trending", "You may also like", "More stories", "More from the Harbour Post", "More on this story",
        "Further reading", "Top stories", "Editor's picks", "Don't miss", "In case you missed it",
        "Sign up for our newsletter", "Sign up here", "Subscribe to the Morning Tide", "Subscribe now", "Register here", "Log in to comment",
        "Newsletter", "Our daily newsletter", "Get the Morning Tide in your inbox", "Download our app", "Get our free app",
        "Follow us on Bluesky", "Follow Jon Tarn on Twitter @jontarn", "Like us on Facebook", "Join our WhatsApp channel",
        "The Harbour Post is on Telegram. Join our channel for alerts.",
        "Share", "Share this article", "Share on Facebook", "Print", "Email", "Tweet", "Copy link", "Save article", "Click here",
        "Advertisement", "ADVERTISEMENT", "Advertisement - scroll to continue", "Sponsored", "Sponsored content", "Promoted by Saltby Ferries",
        "Story continues below", "Article continues below", "Continue reading", "Skip to content", "Loading...", "Loading comments", "Back to top",
        "Image: Ana Reu", "Photo by Ana Reu", "Photograph: Ana Reu/Harbour Post", "Picture credit: Ana Reu", "Foto: Ana Reu", "Image source: Harbour Post",
        "© 2026 Harbour Post", "Copyright 2026 Harbour Post", "All rights reserved", "12 comments", "Comments (3)", "Leave a comment", "View all 12 comments",
        "Tags: ports, floods", "Filed under: Ports", "Topics: Ports", "Listen to this article", "Listen 4 min", "4 min read", "Published 20 November 2026",
        "Last updated 20 November 2026 at 10:00", "We use cookies", "Accept all cookies",
        "Have you got a story? Email us at news@harbour-post.example.", "This article was first published on 20 November 2026.",
        "This story has been updated with a comment from the authority.",
        "Lesen Sie auch: Schleusen", "Lire aussi : les écluses", "Lea también: esclusas", "Leggi anche: le chiuse", "Werbung", "Publicité",
        "***", "—", "• • •", "",
    ],
)  # fmt: skip
def test_labels_boxes_and_links_of_the_page_are_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        *NEWS,
        "Advertising revenue fell by a third.", "Sponsored by the state, it failed.", "Promoted to captain in May.", "Loading stopped at noon.",
        "Register to vote by Friday, the mayor urged.", "The newsletter was shut down.", "Print on demand is booming.", "Share prices fell.",
        "More from the divers is expected on Tuesday.", "Further reading of the bill is due on Monday.", "Related coverage of the port was poor.",
        "Like us, the islanders wait.", "Join us, he told the crew.", "Updated figures put the cost at 12 million.", "Read more books, she told them.",
        "“Sign up for our newsletter,” she said.", "Comments by Ilves angered the crews.", "Photographs show the gate open.",
        "Watch out for the tide.", "Save the quay, the banners said.", "Email is no substitute, Ilves said.", "Tags on 12 crates were missing.",
        "Get the boats out, he shouted.", "Follow the money, he said on Tuesday.", "Q: Who pays?", "What fishermen say", "Yes.", "2019", "No",
        "Got a boat? You pay.", "Continue as before, the authority told crews, and nobody objected to it at the time of the flood.",
    ],
)  # fmt: skip
def test_sentences_that_begin_like_furniture_are_kept(line: str) -> None:
    assert not is_furniture(line)


def test_a_long_paragraph_is_never_furniture() -> None:
    assert not is_furniture("Read more: " + "the gates were shut and " * 20)
    assert is_furniture("Photo: " + "x" * (LONGEST_LINE - 100))


def test_the_headline_again_is_dropped_at_the_top_only() -> None:
    assert kept(HEADLINE.upper() + "!", *NEWS, HEADLINE) == [*NEWS, HEADLINE]


def test_bylines_dates_and_authors_are_dropped_at_the_top() -> None:
    top = (
        "Harbour Post",
        "20 November 2026",
        "Jon Tarn",
        "By Jon Tarn, Maritime Correspondent",
        "Updated Nov. 20, 2026, 8:05 pm",
        "4 min read",
    )
    assert kept(*top, *NEWS, authors=("Jon Tarn",), publisher="Harbour Post") == list(NEWS)


def test_what_an_offer_lists_below_a_notice_is_dropped() -> None:
    offer = ("This article is for subscribers.", "Read on all your devices", "Cancel whenever you like")
    assert kept(*NEWS, *offer) == list(NEWS)
    assert kept(*NEWS[:1], offer[0], *NEWS[1:]) == list(NEWS)


def test_a_paragraph_that_comes_again_is_dropped_and_a_short_line_stays() -> None:
    assert kept(*NEWS, *NEWS) == list(NEWS)
    assert kept("Never again.", *NEWS, "Never again.") == ["Never again.", *NEWS, "Never again."]


def test_hashtags_and_rules_are_no_lines() -> None:
    assert kept(*NEWS, "#harbour #port-adomi", "___") == list(NEWS)


def test_a_day_with_a_time_at_the_top_is_no_line() -> None:
    assert kept("11/24(火) 10:02 配信", *NEWS, authors=()) == list(NEWS)


def test_a_first_paragraph_that_names_its_author_stays() -> None:
    line = "海港网盐浜11月24日电（记者 马宁）盐浜港将于明年三月关闭九天，以便潜水员维修船闸闸门，港务局表示。"
    assert kept(line, *NEWS, authors=("马宁",)) == [line, *NEWS]


def test_a_name_alone_stays_where_it_is_no_authors() -> None:
    assert kept("Mara Ilves", *NEWS, authors=("Jon Tarn",)) == ["Mara Ilves", *NEWS]
    assert kept("Mara Ilves", *NEWS) == ["Mara Ilves", *NEWS]


def test_below_the_top_a_line_that_begins_with_by_stays() -> None:
    assert kept(*NEWS, "By Jon Tarn") == [*NEWS, "By Jon Tarn"]


def test_the_top_ends_at_the_first_paragraph_of_prose_but_not_before_the_fourth_line() -> None:
    assert top_lines([*["short"] * 7, NEWS[0], "short"]) == 7
    assert top_lines([NEWS[0], "short"]) == 4
    assert top_lines(["short"] * 100) == 4
    assert top_lines([]) == 4


@pytest.mark.parametrize(
    "line",
    [
        "Jon Tarn is the maritime correspondent of the Harbour Post.", "Jon Tarn is a reporter based in Saltby.",
        "Jon Tarn is Harbour Post's maritime correspondent.", "Jon Tarn covers ports and ferries.", "Jon Tarn has been a reporter since 2010.",
    ],
)  # fmt: skip
def test_what_is_said_about_the_author_is_dropped_at_the_end(line: str) -> None:
    assert kept(*NEWS, line, authors=("Jon Tarn",)) == list(NEWS)
    assert kept(line, *NEWS, authors=("Jon Tarn",)) == [line, *NEWS]
    assert kept(*NEWS, line) == [*NEWS, line]


def test_an_authors_own_words_at_the_end_are_kept() -> None:
    line = "Jon Tarn is the only one to say “never”."
    assert kept(*NEWS, line, authors=("Jon Tarn",)) == [*NEWS, line]


def test_an_article_of_one_line_is_never_emptied() -> None:
    assert kept("Jon Tarn is a reporter.", authors=("Jon Tarn",)) == ["Jon Tarn is a reporter."]


def test_a_line_twice_in_a_row_is_kept_once() -> None:
    assert kept("Never.", "Never.", NEWS[1], "Never.") == ["Never.", NEWS[1], "Never."]


def test_paywall_notices_and_credits_are_dropped() -> None:
    assert kept(*NEWS, "Subscribe to continue reading", "Ana Reu contributed to this report.") == list(NEWS)


@pytest.mark.parametrize(
    "tail",
    [
        "Read Full Article at Saltby-Times.example",
        "[…] Read the whole story on the Harbour Post",
        "See the original post at Saltby.example",
    ],
)
def test_a_syndicators_link_is_cut_off_the_end_of_a_paragraph(tail: str) -> None:
    assert without_tail(f"{NEWS[0]} {tail}") == NEWS[0]


def test_a_paragraph_without_such_a_link_is_untouched() -> None:
    line = "She read the full report on Tuesday, and then the gates were shut for good, it was said in Saltby that night, by all."
    assert without_tail(line) == line


@given(st.lists(ANY_TEXT | st.sampled_from(NEWS), max_size=12))
def test_what_is_kept_are_lines_that_were_there_in_their_order(lines: list[str]) -> None:
    left = iter([without_tail(line) for line in lines])
    assert all(line in left for line in kept(*lines, authors=("Jon Tarn",), publisher="Harbour Post"))
