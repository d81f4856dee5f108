"""Meta tags say many things of an article; the likeliest come first and lies stay claims."""

import pytest
from hypothesis import given

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.metatags import MOST_VALUES, read_metatags
from tests.unit.parser.extraction.news import ANY_HTML, tree_of


def claims(*tags: str) -> Claims:
    return read_metatags(tree_of(f"<head>{''.join(f'<{tag}>' for tag in tags)}</head><body>x"))


def test_each_field_is_read_from_its_tags() -> None:
    found = claims(
        "meta property=og:title content='Gates to close'",
        "meta property=og:description content='Divers at work'",
        "meta name=author content='Jon Tarn'",
        "meta property=article:published_time content=2026-11-20",
        "meta property=article:modified_time content=2026-11-21",
        "meta property=article:section content=Ports",
        "meta property=og:image content=/gate.jpg",
        "meta property=og:site_name content='Harbour Post'",
        "meta property=og:locale content=en_GB",
    )
    assert found == Claims(
        "meta",
        titles=("Gates to close",),
        descriptions=("Divers at work",),
        authors=("Jon Tarn",),
        published=("2026-11-20",),
        modified=("2026-11-21",),
        sections=("Ports",),
        images=("/gate.jpg",),
        publishers=("Harbour Post",),
        languages=("en_GB",),
    )


def test_a_page_without_meta_tags_claims_nothing() -> None:
    assert claims() == Claims("meta")


def test_names_are_read_in_any_case_and_from_any_of_the_three_attributes() -> None:
    assert claims("meta NAME=' OG:Title ' content=A").titles == ("A",)
    assert claims("meta http-equiv=Content-Language content=de").languages == ("de",)


def test_opengraph_is_believed_before_the_rest_whatever_its_place() -> None:
    found = claims(
        "meta name=twitter:title content=T",
        "meta name=headline content=H",
        "meta property=og:title content=O",
    )
    assert found.titles == ("O", "T", "H")


def test_several_tags_of_one_name_name_several_authors() -> None:
    assert claims("meta name=author content='Jon Tarn'", "meta name=author content='Ana Reu'").authors == (
        "Jon Tarn",
        "Ana Reu",
    )


def test_two_kinds_of_author_tags_are_not_mixed() -> None:
    found = claims(
        "meta name=author content='Jon Tarn'", "meta name=byl content='By Jon Tarn of the Harbour Post'"
    )
    assert found.authors == ("Jon Tarn",)


def test_an_authors_profile_is_no_name() -> None:
    found = claims(
        "meta property=article:author content=https://social.example/jontarn",
        "meta name=author content='Jon Tarn'",
    )
    assert found.authors == ("Jon Tarn",)


def test_an_address_is_no_publisher() -> None:
    assert claims("meta name=dc.publisher content=https://harbour-post.example").publishers == ()


@pytest.mark.parametrize(
    "tag",
    [
        "meta property=og:title",
        "meta property=og:title content=''",
        "meta content=x",
        "meta property=og:title content=' '",
    ],
)
def test_an_empty_tag_claims_nothing(tag: str) -> None:
    assert claims(tag) == Claims("meta")


@pytest.mark.parametrize(
    ("tier", "free"), [("locked", False), ("Premium", False), ("free", None), ("metered", None)]
)
def test_only_a_locked_tier_says_that_readers_pay(tier: str, free: bool | None) -> None:
    assert claims(f"meta property=article:content_tier content={tier}").free is free


def test_the_first_tier_decides() -> None:
    assert (
        claims(
            "meta property=article:content_tier content=free",
            "meta property=article:content_tier content=locked",
        ).free
        is None
    )


def test_an_image_link_counts_after_the_meta_tags() -> None:
    assert claims("link rel=image_src href=/b.jpg", "meta property=og:image content=/a.jpg").images == (
        "/a.jpg",
        "/b.jpg",
    )


def test_a_thousand_tags_of_one_name_are_cut() -> None:
    assert len(claims(*(f"meta property=og:title content=t{n}" for n in range(1_000))).titles) == MOST_VALUES
    assert len(claims(*(f"meta name=author content=t{n}" for n in range(1_000))).authors) == MOST_VALUES


@given(ANY_HTML)
def test_any_page_gives_claims(html: str) -> None:
    assert read_metatags(tree_of(f"<p>x</p>{html}")).source == "meta"


def test_a_twitter_card_names_all_who_sign_in_the_sites_language() -> None:
    head = (
        "<meta name=twitter:label1 content='Écrit par'><meta name=twitter:data1 content='Jon Tarn, Ana Reu'>"
    )
    assert read_metatags(tree_of(f"<head>{head}</head><body>x")).bylines == ("Jon Tarn, Ana Reu",)


def test_names_of_dates_and_authors_that_outlets_make_up_are_understood() -> None:
    head = "<meta name=content_PublishedDate content='2026-11-24 18:05:07'><meta name=altiplano-autor content='Jon Tarn'>"
    found = read_metatags(tree_of(f"<head>{head}</head><body>x"))
    assert (found.published, found.authors) == (("2026-11-24 18:05:07",), ("Jon Tarn",))


def test_an_object_in_one_tag_is_read_as_its_fields() -> None:
    page = '{"title": "Gates", "pub_date": "2026-11-20T18:05Z", "authors": ["Jon Tarn", 7, ""], "section": "Ports", "type": "post"}'
    found = claims(f"meta name=parsely-page content='{page}'")
    assert (found.titles, found.published, found.authors, found.sections) == (
        ("Gates",),
        ("2026-11-20T18:05Z",),
        ("Jon Tarn",),
        ("Ports",),
    )


@pytest.mark.parametrize("page", ["{", "[]", '{"type": "index", "title": "Ports"}', "[" * 5_000])
def test_an_object_that_is_none_or_no_articles_claims_nothing(page: str) -> None:
    assert claims(f"meta name=parsely-page content='{page}'") == claims()


def test_names_of_sections_that_outlets_make_up_are_understood() -> None:
    assert claims("meta name=content_category content=Ports", "meta name=x:topic content=Sea").sections == (
        "Ports",
        "Sea",
    )
