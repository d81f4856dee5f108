"""Structured data is read in all its shapes; broken, endless or lying data harms nothing."""

import json
import time
from typing import Any

import pytest
from hypothesis import given

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.jsonld import read_jsonld
from tests.unit.parser.extraction.news import ADDRESS, ANY_JSON, ANY_TEXT, HEADLINE, NEWS, jsonld, tree_of

ARTICLE: dict[str, Any] = {"@type": "NewsArticle", "headline": HEADLINE}


def claims(*scripts: Any, headings: tuple[str, ...] = ()) -> Claims:
    tags = "".join(script if isinstance(script, str) else jsonld(script) for script in scripts)
    return read_jsonld(tree_of(f"<head>{tags}</head><body>x"), urls=(ADDRESS,), headings=headings)


def raw(text: str) -> str:
    return f"<script type='application/ld+json'>{text}</script>"


def test_every_field_of_an_article_is_read() -> None:
    found = claims(
        ARTICLE
        | {
            "@context": "https://schema.org",
            "description": "Divers at work",
            "author": [
                {"@type": "Person", "name": "Jon Tarn"},
                {"@type": "Organization", "name": "Harbour Post"},
            ],
            "datePublished": "2026-11-20",
            "dateModified": "2026-11-21",
            "articleSection": ["Ports", "Coast"],
            "image": {"@type": "ImageObject", "url": "/gate.jpg"},
            "publisher": {"@type": "NewsMediaOrganization", "name": "Harbour Post"},
            "inLanguage": "en-GB",
            "isAccessibleForFree": "False",
            "wordCount": "95",
            "articleBody": "\n\n".join(NEWS),
        }
    )
    assert found == Claims(
        "jsonld",
        titles=(HEADLINE,),
        descriptions=("Divers at work",),
        authors=("Jon Tarn",),
        published=("2026-11-20",),
        modified=("2026-11-21",),
        sections=("Ports", "Coast"),
        images=("/gate.jpg",),
        publishers=("Harbour Post",),
        languages=("en-GB",),
        free=False,
        words=95,
        body="\n\n".join(NEWS),
    )


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        [ARTICLE],
        [[ARTICLE]],
        {"@graph": [{"@type": "Organization"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        ARTICLE | {"@type": ["Thing", "ReportageNewsArticle"]},
        ARTICLE | {"@type": "http://schema.org/NewsArticle"},
        ARTICLE | {"@type": "schema:LiveBlogPosting"},
    ],
)
def test_an_article_is_found_in_every_shape(value: Any) -> None:
    assert claims(value).titles == (HEADLINE,)


@pytest.mark.parametrize(
    "value", [{"@type": "Product", "headline": "x"}, [], {}, None, 5, "text", {"headline": "x"}]
)
def test_what_is_no_article_claims_nothing(value: Any) -> None:
    assert claims(value) == Claims("jsonld")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ARTICLE)[:-1] + ",}",
        f"<![CDATA[{json.dumps(ARTICLE)}]]>",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        f"<!-- {json.dumps(ARTICLE)} -->",
        json.dumps(ARTICLE) + ";",
        json.dumps(ARTICLE).replace("Harbour to", "Harbour\n\tto"),
        json.dumps(ARTICLE).replace("Harbour", "&#72;arbour"),
    ],
)
def test_data_that_is_nearly_json_is_read(text: str) -> None:
    assert claims(raw(text)).titles == (HEADLINE,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{not json}",
        "[" * 100_000,
        "NaN",
        "9" * 5_000,
        '{"@type": "NewsArticle", "headline": ',
        "\ufffd",
    ],
)
def test_broken_data_claims_nothing_and_the_next_script_is_read(text: str) -> None:
    assert claims(raw(text)) == Claims("jsonld")
    assert claims(raw(text), ARTICLE).titles == (HEADLINE,)


def test_other_scripts_are_not_read() -> None:
    assert claims(f"<script>{json.dumps(ARTICLE)}</script>") == Claims("jsonld")
    assert claims(
        f"<script type='Application/LD+JSON; charset=utf-8'>{json.dumps(ARTICLE)}</script>"
    ).titles == (HEADLINE,)


OTHER = {
    "@type": "NewsArticle",
    "headline": "Ferry fares go up",
    "url": "https://www.harbour-post.example/other",
}


def test_of_several_articles_the_one_at_this_address_is_meant() -> None:
    own = ARTICLE | {"url": ADDRESS.replace("https://www.", "http://") + "/?utm=1#top"}
    assert claims([OTHER, own]).titles == (HEADLINE,)
    assert claims([OTHER, ARTICLE | {"mainEntityOfPage": {"@type": "WebPage", "@id": ADDRESS}}]).titles == (
        HEADLINE,
    )


def test_else_the_one_with_the_pages_heading_is_meant_and_else_the_first() -> None:
    assert claims([OTHER, ARTICLE], headings=(HEADLINE.upper(),)).titles == (HEADLINE,)
    assert claims([OTHER, ARTICLE]).titles == ("Ferry fares go up",)


def test_people_are_found_behind_references() -> None:
    graph = {
        "@graph": [
            ARTICLE | {"author": {"@id": "#jon"}},
            {"@type": "Person", "@id": "#jon", "name": "Jon Tarn"},
        ]
    }
    assert claims(graph).authors == ("Jon Tarn",)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Jon Tarn", ("Jon Tarn",)),
        (["Jon Tarn", "Ana Reu"], ("Jon Tarn", "Ana Reu")),
        ({"name": ["Jon Tarn", "Ana Reu"]}, ("Jon Tarn", "Ana Reu")),
        ({"@type": "NewsMediaOrganization", "name": "Harbour Post"}, ()),
        ("https://social.example/jontarn", ()),
        (None, ()),
        ([None, 5.5, {}, {"name": None}, {"name": {}}], ()),
    ],
)
def test_authors_are_named_in_many_ways(author: Any, names: tuple[str, ...]) -> None:
    assert claims(ARTICLE | {"author": author}).authors == names


def test_the_page_around_the_article_fills_in_what_it_lacks() -> None:
    page = {
        "@type": "WebPage",
        "datePublished": "2026-11-20",
        "inLanguage": "en",
        "isAccessibleForFree": False,
    }
    found = claims([page, ARTICLE])
    assert (found.published, found.languages, found.free) == (("2026-11-20",), ("en",), False)


def test_a_body_in_html_loses_its_tags_and_keeps_its_paragraphs() -> None:
    body = claims(ARTICLE | {"articleBody": f"<p>{NEWS[0]}</p><p>{NEWS[1]}<br/>{NEWS[2]}</p>"}).body
    assert body is not None
    assert [line for line in body.splitlines() if line] == list(NEWS[:3])


def test_a_body_in_escaped_html_is_read_too() -> None:
    body = claims(ARTICLE | {"articleBody": "&lt;p&gt;Ilves &amp;amp; sons&lt;/p&gt;"}).body
    assert body is not None
    assert body.strip() == "Ilves & sons"


def test_a_body_with_a_less_than_sign_is_no_html() -> None:
    assert claims(ARTICLE | {"articleBody": "It took < 3 days, a < b"}).body == "It took < 3 days, a < b"


def test_the_entries_of_a_live_blog_are_its_body() -> None:
    blog = {
        "@type": "LiveBlogPosting",
        "headline": HEADLINE,
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "headline": "10:40", "articleBody": NEWS[0]},
            None,
            {"articleBody": NEWS[1]},
        ],
    }
    found = claims(blog)
    assert (found.titles, found.body) == ((HEADLINE,), f"{NEWS[0]}\n\n{NEWS[1]}")


@pytest.mark.parametrize(
    ("value", "free"),
    [
        (True, True),
        (False, False),
        ("True", True),
        ("false", False),
        ("http://schema.org/False", False),
        ("no", False),
        (None, None),
        ("maybe", None),
        ([], None),
    ],
)
def test_the_price_is_told_in_many_ways(value: Any, free: bool | None) -> None:
    assert claims(ARTICLE | {"isAccessibleForFree": value}).free is free


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (95, 95),
        ("95", 95),
        ("95 words", None),
        (-1, None),
        (10**9, None),
        ("٩٥", None),
        ([], None),
        (1.5, None),
    ],
)
def test_only_a_plausible_word_count_is_believed(value: Any, words: int | None) -> None:
    assert claims(ARTICLE | {"wordCount": value}).words == words


def test_an_article_that_refers_to_itself_for_ever_ends() -> None:
    loop = {
        "@graph": [
            ARTICLE
            | {
                "@id": "#a",
                "mainEntityOfPage": {"@id": "#a"},
                "author": {"@id": "#a"},
                "image": {"@id": "#a"},
            }
        ]
    }
    assert claims(loop).titles == (HEADLINE,)


def test_endless_listings_are_read_within_seconds() -> None:
    started = time.monotonic()
    claims([{"@type": "NewsArticle", "headline": f"h{n}", "author": ["a"] * 40} for n in range(20_000)])
    assert time.monotonic() - started < 5


@given(ANY_JSON)
def test_any_json_gives_claims_of_plain_texts(value: Any) -> None:
    found = claims(
        [
            value,
            {
                "@type": "NewsArticle",
                "headline": value,
                "author": value,
                "image": value,
                "liveBlogUpdate": value,
            },
        ]
    )
    for texts in (
        found.titles,
        found.authors,
        found.images,
        found.publishers,
        found.published,
        found.languages,
    ):
        assert all(isinstance(text, str) and text == " ".join(text.split()) for text in texts)


@given(ANY_TEXT)
def test_any_script_is_read_or_ignored(text: str) -> None:
    claims(raw(text))


def test_dates_and_author_are_saved_out_of_broken_data() -> None:
    broken = (
        '{"@type":"NewsArticle","headline":"The "gates" close","datePublished":"2026-11-20T08:00:00+02:00",'
        '"author":{"@type":"Person","name":"Jon Tarn"},}'
    )
    found = claims(raw(broken))
    assert (found.published, found.authors) == (("2026-11-20T08:00:00+02:00",), ("Jon Tarn",))


def test_contributors_sign_after_the_authors() -> None:
    article = {
        "@type": "Article",
        "headline": HEADLINE,
        "author": {"name": "Jon Tarn"},
        "contributor": [{"name": "Ana Reu"}],
    }
    assert claims(article).authors == ("Jon Tarn", "Ana Reu")


def trail(*names: str) -> dict[str, Any]:
    items = [{"@type": "ListItem", "position": at, "name": name} for at, name in enumerate(names, start=1)]
    return {"@type": "BreadcrumbList", "itemListElement": [*reversed(items), "x"]}


@pytest.mark.parametrize(
    ("names", "sections"),
    [
        (("Home", "News", "Ports", HEADLINE), ("Ports", "News")),
        (("Harbour Post", "Ports"), ("Harbour Post", "Ports")),
        (("Home",), ()),
        ((), ()),
    ],
)
def test_a_path_through_the_site_names_the_section(names: tuple[str, ...], sections: tuple[str, ...]) -> None:
    assert claims(ARTICLE, trail(*names)).sections == sections


def test_the_articles_own_section_comes_before_its_path() -> None:
    assert claims(ARTICLE | {"articleSection": "Sea"}, trail("Home", "Ports", "x")).sections == (
        "Sea",
        "Ports",
    )


def test_a_live_blog_began_when_its_coverage_did() -> None:
    live = {"@type": "LiveBlogPosting", "headline": HEADLINE, "coverageStartTime": "2026-11-20T08:00Z"}
    assert claims(live).published == ("2026-11-20T08:00Z",)


def test_a_person_in_two_parts_is_one_name() -> None:
    assert claims(ARTICLE | {"author": {"givenName": "Jon", "familyName": "Tarn"}}).authors == ("Jon Tarn",)
