"""A page or a text becomes an article with its facts and where each came from, or a refusal with a code."""

import time
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotewire_parser.extract import Extracted, extract
from quotewire_parser.refusals import NoTextError, PageTooDeepError, PageTooLargeError
from quotewire_shared.errors import PermanentError
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, Completeness
from tests.factories import article_fetched
from tests.unit.parser.extraction.news import (
    ADDRESS,
    ANY_HTML,
    ANY_TEXT,
    H1,
    HEADLINE,
    NEWS,
    SEEN_AT,
    TITLE,
    extracted,
    jsonld,
    lines_of,
    story,
)

BODY = "\n\n".join(NEWS)


def from_text(text: str, **fields: object) -> Extracted:
    return extract(article_fetched(ADDRESS, text=text, **fields), min_text_chars=1)


def test_a_whole_page_is_read_with_its_facts_and_their_sources() -> None:
    found = extracted(
        story(
            "<p class=byline>By <a rel=author href=/jon>Jon Tarn</a>, maritime correspondent</p>",
            *NEWS,
            head=TITLE
            + "<meta property=article:section content=Ports><meta property=og:image content=/gate.jpg>",
            before=f"{H1}<p class=standfirst>Divers at work, ferries move</p>",
            after="<time class=published datetime=2026-11-20T08:00:00+02:00>20 Nov</time>",
        )
    )
    assert found.text == BODY
    assert (found.facts.title, found.facts.standfirst, found.facts.authors) == (
        HEADLINE,
        "Divers at work, ferries move",
        ("Jon Tarn",),
    )
    assert found.facts.published_at == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    assert (found.facts.section, found.facts.publisher) == ("Ports", "Harbour Post")
    assert found.facts.image_url == "https://www.harbour-post.example/gate.jpg"
    assert found.completeness is Completeness.FULL
    assert found.languages == ("en",)
    assert found.word_count == 95
    assert found.provenance == {
        "title": "html", "standfirst": "html", "authors": "html", "published_at": "html", "section": "meta", "publisher": "meta",
        "image_url": "meta", "text": "html",
    }  # fmt: skip


def test_headline_read_more_lines_boxes_captions_and_author_lines_are_no_text() -> None:
    page = story(
        f"<p><b>{HEADLINE}</b></p>",
        "20 November 2026",
        "By Jon Tarn",
        NEWS[0],
        "<p><strong>Read more:</strong> <a href=/x>Sluice gates explained</a></p>",
        NEWS[1],
        "<div class=newsletter><p>Sign up for the Morning Tide, our daily letter about the coast and its people.</p></div>",
        "<figure><img src=x><figcaption>The gates at low tide</figcaption></figure>",
        "<p>Advertisement</p>",
        *NEWS[2:],
        "<p>Jon Tarn is the maritime correspondent of the Harbour Post.</p>",
        "<p>Ana Reu contributed to this report.</p>",
        "<p>Follow us on Bluesky</p>",
    )
    found = extracted(page)
    assert found.text == BODY
    assert found.facts.authors == ("Jon Tarn", "Ana Reu")


def test_a_standfirst_with_a_quote_is_given_a_place_in_the_text() -> None:
    page = story(*NEWS, before=f"{H1}<p class=standfirst>‘It is the wrong month,’ say fishermen</p>")
    found = extracted(page)
    assert found.text == "\n\n".join(("‘It is the wrong month,’ say fishermen", *NEWS))
    assert found.facts.standfirst is None
    assert "standfirst" not in found.provenance


def test_an_apostrophe_makes_no_quote_of_a_standfirst() -> None:
    found = extracted(story(*NEWS, before=f"{H1}<p class=standfirst>The port's divers don't rest</p>"))
    assert (found.text, found.facts.standfirst) == (BODY, "The port's divers don't rest")


def test_a_description_that_repeats_the_beginning_or_the_headline_is_no_standfirst() -> None:
    for text in (NEWS[0][:70] + "…", HEADLINE + "!"):
        page = story(*NEWS, head=f'{TITLE}<meta name=description content="{text}">')
        assert extracted(page).facts.standfirst is None


def test_text_that_the_page_builds_by_script_is_taken_from_its_structured_data() -> None:
    data = jsonld({"@type": "NewsArticle", "headline": HEADLINE, "articleBody": BODY})
    found = extracted(f"<html><head>{data}</head><body><div id=root></div></body></html>")
    assert (found.text, found.provenance["text"]) == (BODY, "jsonld")


def test_structured_data_with_tags_gives_paragraphs_too() -> None:
    data = jsonld({"@type": "NewsArticle", "articleBody": "".join(f"<p>{line}</p>" for line in NEWS)})
    assert lines_of(f"<head>{data}</head><body><div id=root></div>") == list(NEWS)


def test_the_visible_text_is_believed_before_structured_data_of_like_length() -> None:
    data = jsonld({"@type": "NewsArticle", "articleBody": " ".join(NEWS).upper()})
    found = extracted(story(*NEWS, head=TITLE + data))
    assert (found.text, found.provenance["text"]) == (BODY, "html")


def test_the_feed_fills_in_what_the_page_does_not_say() -> None:
    feed = {
        "title": "Gates shut",
        "authors": ["Ana Reu"],
        "published_at": SEEN_AT,
        "summary": "A short summary",
        "language": "en-GB",
    }
    found = extracted(f"<body><article>{''.join(f'<p>{line}</p>' for line in NEWS)}</article>", feed=feed)
    assert (found.facts.title, found.facts.authors, found.facts.standfirst) == (
        "Gates shut",
        ("Ana Reu",),
        "A short summary",
    )
    assert found.facts.published_at == SEEN_AT
    assert found.languages == ("en-GB",)
    assert {found.provenance[name] for name in ("title", "authors", "standfirst", "published_at")} == {"feed"}


def test_lying_tags_give_way_to_what_the_page_shows() -> None:
    head = (
        TITLE
        + "<meta name=author content='Harbour Post'><meta property=article:published_time content=2099-01-01>"
        + jsonld(
            {
                "@type": "NewsArticle",
                "headline": "{{title}}",
                "author": "admin",
                "datePublished": "1970-01-01T00:00:00Z",
            }
        )
    )
    found = extracted(
        story("<p class=byline>By Jon Tarn</p>", *NEWS, head=head),
        url="https://harbour-post.example/2026/11/19/gates",
    )
    assert (found.facts.title, found.facts.authors) == (HEADLINE, ("Jon Tarn",))
    assert found.facts.published_at == datetime(2026, 11, 19, tzinfo=UTC)


def test_who_signed_the_text_itself_is_read_where_nothing_else_says_it() -> None:
    found = extracted(story(*NEWS, "(Reporting by Jon Tarn and Ana Reu; Editing by Mo Ek)"))
    assert (found.text, found.facts.authors) == (BODY, ("Jon Tarn", "Ana Reu"))


def test_a_paywalled_beginning_is_a_teaser() -> None:
    page = story(NEWS[0], "<div class=wall><p>Subscribe to continue reading</p></div>")
    found = extracted(page)
    assert (found.text, found.completeness) == (NEWS[0], Completeness.TEASER)


def test_a_plain_text_is_read_with_its_headline_and_byline() -> None:
    found = from_text("\n\n".join((HEADLINE, "By Jon Tarn", *NEWS)))
    assert (found.facts.title, found.facts.authors, found.text) == (HEADLINE, ("Jon Tarn",), BODY)
    assert found.provenance == {"title": "heuristic", "authors": "heuristic", "text": "heuristic"}


def test_a_given_headline_of_a_plain_text_is_not_guessed() -> None:
    found = from_text(f"Ports\n\n{BODY}", feed={"title": HEADLINE})
    assert (found.facts.title, found.text) == (HEADLINE, f"Ports\n\n{BODY}")


def test_a_quote_in_the_first_line_of_a_plain_text_stays_in_the_text() -> None:
    assert from_text(f"{NEWS[1]}\n\n{NEWS[0]}").text.startswith(NEWS[1])


def test_html_in_a_text_message_is_text() -> None:
    assert "<b>" in from_text("The <b>gates</b> of the harbour will be shut, she said on Tuesday.").text


@pytest.mark.parametrize(
    "html",
    [
        "",
        " ",
        "\x00",
        "<html></html>",
        "<p></p>",
        "<title>x</title>",
        "<script>1</script>",
        "<!-- -->",
        "***",
        "<img src=x>",
    ],
)
def test_a_page_without_words_is_refused(html: str) -> None:
    with pytest.raises(NoTextError) as caught:
        extracted(html)
    assert caught.value.reason_code == "no_text"


def test_a_page_with_less_than_the_least_is_refused_with_both_numbers() -> None:
    with pytest.raises(NoTextError, match=r"Only 2 characters of article were found; 40 are the least"):
        extracted("<p>Hi</p>", min_text_chars=40)


def test_a_page_over_five_mebibytes_is_refused() -> None:
    for body in ("x" * (MAX_PAGE_BYTES + 1), "é" * (MAX_PAGE_BYTES // 2 + 1)):
        page = article_fetched(html="<p>x").model_copy(update={"html": body})
        with pytest.raises(PageTooLargeError):
            extract(page, min_text_chars=1)


def test_300_000_nested_tags_are_refused_within_seconds() -> None:
    started = time.monotonic()
    with pytest.raises(PageTooDeepError):
        extracted("<b>" * 300_000 + BODY)
    assert time.monotonic() - started < 20


def test_one_line_of_a_million_characters_is_read() -> None:
    assert len(from_text("gate " * 200_000).text) == 999_999
    assert len(extracted(f"<article><p>{'gate ' * 200_000}</p></article>").text) == 999_999


def test_controls_and_lone_surrogates_leave_a_clean_text() -> None:
    page = article_fetched(html="<p>x").model_copy(
        update={"html": f"<article><p>\x1b[31m{NEWS[0]}\x00\x07\ud800</p><p>{NEWS[1]}</p></article>"}
    )
    assert_clean(extract(page, min_text_chars=1))


def test_controls_that_structured_data_escapes_leave_a_clean_text_too() -> None:
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "a\\ud800b c", "articleBody": "{NEWS[0]}\\ud83d\\u0007"}}</script>'
    assert_clean(extracted(f"<head>{script}</head><body><div id=root></div>"))


def assert_clean(found: Extracted) -> None:
    assert found.text == found.text.strip()
    assert all(unicodedata.category(char) not in {"Cc", "Cs"} or char == "\n" for char in found.text)
    for line in found.text.split("\n\n"):
        assert line == " ".join(line.split()) != ""
    for value in (
        found.facts.title,
        found.facts.standfirst,
        *found.facts.authors,
        found.facts.section,
        found.facts.publisher,
    ):
        assert value is None or all(unicodedata.category(char) not in {"Cc", "Cs"} for char in value)


def outcome(page: ArticleFetched) -> Extracted | str:
    try:
        return extract(page, min_text_chars=1)
    except PermanentError as error:
        return error.reason_code


@settings(deadline=None)
@given(ANY_HTML | ANY_HTML.map(lambda html: story(*NEWS, html)))
def test_any_page_is_a_clean_article_or_a_refusal_and_always_the_same(html: str) -> None:
    page = article_fetched(html="<p>x").model_copy(update={"html": html})
    found = outcome(page)
    if isinstance(found, Extracted):
        assert_clean(found)
    assert outcome(page) == found


@settings(deadline=None)
@given(
    st.lists(ANY_TEXT | st.sampled_from([*NEWS, HEADLINE, "\n", "\n\n"]), max_size=8).map("".join), ANY_TEXT
)
def test_any_text_is_a_clean_article_or_a_refusal_and_always_the_same(text: str, title: str) -> None:
    plain = article_fetched(text="x")
    page = plain.model_copy(update={"text": text, "feed": article_fetched(feed={"title": title}).feed})
    found = outcome(page)
    if isinstance(found, Extracted):
        assert_clean(found)
    assert outcome(page) == found


def test_who_signs_the_last_line_in_brackets_is_the_author() -> None:
    lines = (
        "港務局は火曜日、港を九日間閉鎖すると発表した。潜水士が水門を修理するためである。" * 3,
        "漁師らは不満を述べている。【小野寺千佳】",
    )
    found = extracted(story(*lines))
    assert found.facts.authors == ("小野寺千佳",)
