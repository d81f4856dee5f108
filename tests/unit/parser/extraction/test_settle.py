"""Of many claims one is believed for each field, and it is said whose."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.settle import LONGEST_LABEL, Facts, settle
from tests.factories import article_fetched
from tests.unit.parser.extraction.news import ADDRESS, ANY_TEXT, HEADLINE, SEEN_AT


def facts(
    *claims: Claims, url: str = ADDRESS, publisher: str | None = None, headings: tuple[str, ...] = ()
) -> Facts:
    return settle(article_fetched(url, publisher=publisher), claims, headings=headings)


def test_nothing_is_made_up() -> None:
    assert facts() == Facts(None, None, (), None, None, None, None, None, {})


def test_the_first_source_with_a_credible_value_is_believed_and_named() -> None:
    found = facts(
        Claims(
            "jsonld",
            titles=("{{title}}",),
            authors=("admin",),
            published=("1970-01-01",),
            sections=("https://x.example",),
        ),
        Claims(
            "meta",
            titles=(f"{HEADLINE} - Harbour Post",),
            authors=("Jon Tarn",),
            publishers=("Harbour Post",),
        ),
        Claims("html", published=("2026-11-20",), sections=("Ports",)),
    )
    assert (found.title, found.authors, found.section, found.publisher) == (
        HEADLINE,
        ("Jon Tarn",),
        "Ports",
        "Harbour Post",
    )
    assert found.published_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert found.provenance == {
        "title": "meta",
        "authors": "meta",
        "publisher": "meta",
        "published_at": "html",
        "section": "html",
    }


@pytest.mark.parametrize("lie", ["2099-01-01", "1970-01-01T00:00:00Z", "{{date}}", ""])
def test_a_template_or_future_date_gives_way_to_the_address(lie: str) -> None:
    found = facts(Claims("jsonld", published=(lie,)), url="https://harbour-post.example/2026/11/19/gates")
    assert found.published_at == datetime(2026, 11, 19, tzinfo=UTC)
    assert found.provenance["published_at"] == "heuristic"


def test_a_change_before_the_publication_is_no_change() -> None:
    found = facts(Claims("meta", published=("2026-11-20",), modified=("2026-11-19",)))
    assert found.modified_at is None
    assert "modified_at" not in found.provenance


def test_a_change_without_a_publication_is_kept() -> None:
    assert facts(Claims("meta", modified=("2026-11-19",))).modified_at == datetime(2026, 11, 19, tzinfo=UTC)


def test_the_outlet_is_no_author_and_no_section_whoever_says_so() -> None:
    found = facts(
        Claims("jsonld", authors=("The Harbour Post", "harbour-post.example"), sections=("HARBOUR POST",)),
        publisher="Harbour Post",
    )
    assert (found.authors, found.section) == ((), None)


def test_the_publisher_that_the_source_states_comes_before_the_pages() -> None:
    found = facts(Claims("meta", publishers=("HP Media",)), publisher="Harbour Post")
    assert (found.publisher, found.provenance["publisher"]) == ("Harbour Post", "feed")


def test_a_template_is_no_label_and_no_standfirst() -> None:
    found = facts(
        Claims(
            "meta",
            publishers=("{{ site.name }}",),
            sections=("{% block section %}",),
            descriptions=("{{ page.dek }} x",),
        )
    )
    assert (found.publisher, found.section, found.standfirst) == (None, None, None)


def test_a_sentence_is_no_publisher_and_no_section() -> None:
    long = "x" * (LONGEST_LABEL + 1)
    found = facts(Claims("meta", publishers=(long,), sections=(long,)))
    assert (found.publisher, found.section) == (None, None)


def test_the_visible_standfirst_comes_before_descriptions() -> None:
    found = facts(
        Claims("jsonld", descriptions=("Best gates 2026",)), Claims("html", descriptions=("Divers at work",))
    )
    assert (found.standfirst, found.provenance["standfirst"]) == ("Divers at work", "html")


@pytest.mark.parametrize("description", ["Word", "", "x " * 600])
def test_a_word_and_a_whole_article_are_no_standfirst(description: str) -> None:
    assert facts(Claims("meta", descriptions=(description,))).standfirst is None


def test_a_title_cut_short_is_taken_whole_from_another_source() -> None:
    assert (
        facts(Claims("meta", titles=("Harbour to close for…",)), Claims("html", titles=(HEADLINE,))).title
        == HEADLINE
    )


def test_the_pages_heading_shows_where_a_title_ends() -> None:
    assert (
        facts(Claims("html", titles=(f"{HEADLINE} | Ports | Coast",)), headings=(HEADLINE,)).title == HEADLINE
    )


@pytest.mark.parametrize(
    ("address", "absolute"),
    [
        ("/gate.jpg", "https://www.harbour-post.example/gate.jpg"),
        ("//img.example/gate.jpg", "https://img.example/gate.jpg"),
        ("https://img.example/gate.jpg", "https://img.example/gate.jpg"),
        ("javascript:alert(1)", None),
        ("data:image/png;base64,AAAA", None),
        ("http://[bad", None),
        ("https://x.example/" + "a" * 3_000, None),
    ],
)
def test_an_image_has_a_web_address_or_is_none(address: str, absolute: str | None) -> None:
    assert facts(Claims("meta", images=(address,))).image_url == absolute


def test_the_next_image_is_taken_where_the_first_is_no_address() -> None:
    assert (
        facts(Claims("meta", images=("data:x", "/gate.jpg"))).image_url
        == "https://www.harbour-post.example/gate.jpg"
    )


@given(st.lists(ANY_TEXT, max_size=3).map(tuple))
def test_any_claims_are_settled_and_every_fact_has_a_source(texts: tuple[str, ...]) -> None:
    claim = Claims(
        "meta", titles=texts, descriptions=texts, authors=texts, published=texts, modified=texts, sections=texts, images=texts, publishers=texts
    )  # fmt: skip
    found = facts(claim, Claims("feed", published=(SEEN_AT.isoformat(),)))
    for name in (
        "title",
        "standfirst",
        "authors",
        "published_at",
        "modified_at",
        "section",
        "image_url",
        "publisher",
    ):
        assert bool(getattr(found, name)) == (name in found.provenance)


def test_a_list_of_categories_and_a_title_tell_the_section() -> None:
    assert facts(Claims("jsonld", sections=("Ports, Sea, Local",))).section == "Ports"
    assert facts(Claims("meta", sections=("Uncategorized", "Sea"))).section == "Sea"
    titles = Claims("html", titles=(HEADLINE, f"{HEADLINE} - Ports - Harbour Post"))
    assert facts(titles, headings=(HEADLINE,)).section == "Ports"
    assert facts(titles, Claims("meta", publishers=("Ports",)), headings=(HEADLINE,)).section is None


def test_what_only_machines_are_told_is_no_standfirst() -> None:
    told = (
        Claims("jsonld", descriptions=("Divers at work",)),
        Claims("meta", descriptions=("Divers at work",)),
    )
    assert facts(*told).standfirst is None
    assert facts(*told, Claims("feed", descriptions=("A short summary",))).standfirst == "A short summary"


def test_a_whole_name_that_readers_see_comes_before_a_login() -> None:
    seen = Claims("html", authors=("By Jon Tarn",), bylines=("By Jon Tarn",))
    assert facts(Claims("jsonld", authors=("Jtarn",)), seen).authors == ("Jon Tarn",)
    assert facts(Claims("jsonld", authors=("Suharto",))).authors == ("Suharto",)
    assert facts(Claims("jsonld", authors=("홍길동",)), seen).authors == ("홍길동",)


@pytest.mark.parametrize(
    ("byline", "text", "authors"),
    [
        ("By Jon Tarn, Port Adomi", "The salt works at Port Adomi will close.", ("Jon Tarn",)),
        (
            "By Jon Tarn, Ana Reu",
            "The salt works at Port Adomi will close, said Ana Reu.",
            ("Jon Tarn", "Ana Reu"),
        ),
        ("By Jon Tarn, Ana Reu", "By Jon Tarn, Ana Reu The salt works will close.", ("Jon Tarn", "Ana Reu")),
        ("By Jon Tarn, Ana Reu", "", ("Jon Tarn", "Ana Reu")),
        ("By Jon Tarn", "The salt works at Port Adomi will close.", ("Jon Tarn",)),
        (", Ana Reu", "The salt works at Port Adomi will close.", ("Ana Reu",)),
    ],
)
def test_what_follows_a_name_and_is_a_place_in_the_text_is_nobody(
    byline: str, text: str, authors: tuple[str, ...]
) -> None:
    claims = (Claims("html", authors=(byline,), bylines=(byline,)),)
    assert settle(article_fetched(ADDRESS), claims, sample=text).authors == authors
