import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.discovery.candidates import (
    USUAL_FEEDS,
    is_about_comments,
    newsiness,
    part_of_site,
    read_page,
    usual_paths,
)

HOME = "https://harbour.example/"
PAGE = """<!doctype html><html lang="en-GB"><head>
<title>Harbour Post | News from the coast</title><meta property="og:site_name" content="Harbour Post">
<link rel="stylesheet" href="/feed.css"><link rel="alternate" hreflang="de" href="/de/">
<link rel="alternate" type="application/rss+xml" title="Harbour Post" href="/feed/">
<link rel="Alternate" type="application/rss+xml; charset=utf-8" title="Comments" href="/comments/feed/">
<link rel="alternate" type="application/atom+xml" href="https://feeds.other.example/harbour">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="alternate" type="application/json+oembed" href="/oembed?x=1">
<link rel="alternate" type="application/feed+json" href="/feed/">
</head><body>
<a href="/sport/rss.xml">Sport</a> <a href="/feedback">Tell us</a> <a href="feed://harbour.example/all.rss">All</a>
<a href="/about">RSS</a> <a href="https://reader.example/add?feed=x">Add to reader</a> <a href="/icons/rss.png">i</a>
<a href="javascript:void(0)">RSS</a> <a href="http://[bad/rss">RSS</a> <a>RSS</a> <a href="?feed=rss2">RSS 2</a>
</body></html>"""


def test_declared_feeds_are_found_each_once_and_nothing_else() -> None:
    page = read_page(PAGE.encode(), HOME)
    assert [(found.url, found.title) for found in page.declared] == [
        ("https://harbour.example/feed/", "Harbour Post"),
        ("https://harbour.example/comments/feed/", "Comments"),
        ("https://feeds.other.example/harbour", None),
    ]
    assert (page.site_name, page.language) == ("Harbour Post", "en-GB")


def test_links_that_look_like_feeds_of_the_site_are_found() -> None:
    assert [found.url for found in read_page(PAGE.encode(), HOME).linked] == [
        "https://harbour.example/sport/rss.xml",
        "https://harbour.example/all.rss",
        "https://harbour.example/about",
        "https://harbour.example/?feed=rss2",
    ]


def test_a_base_element_is_minded() -> None:
    page = read_page(b"<base href='/en/'><link rel=alternate type=application/rss+xml href=feed>", HOME)
    assert page.declared[0].url == "https://harbour.example/en/feed"


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01", b"plain text", b"<div>" * 300_000, b"<!--", "<a href='/rss'>é".encode("utf-16")],
)
def test_odd_pages_are_read_without_complaint(data: bytes) -> None:
    read_page(data, HOME)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_page(data: bytes) -> None:
    read_page(b"<link rel=alternate type=application/rss+xml href='" + data, HOME)


@pytest.mark.parametrize(
    ("url", "title", "yes"),
    [
        ("https://a.example/comments/feed/", None, True),
        ("https://a.example/feed", "Kommentare zu: Hafen", True),
        ("https://a.example/feed?type=comments", None, True),
        ("https://a.example/feed", "コメント", True),
        ("https://a.example/commentisfree/rss", "Opinion", False),
        ("https://a.example/feed", "Harbour Post", False),
    ],
)
def test_feeds_of_comments_are_told_apart(url: str, title: str | None, *, yes: bool) -> None:
    assert is_about_comments(url, title) is yes


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/feed", 0),
        ("/rss/news.xml", 0),
        ("/feed/?type=rss2", 0),
        ("/en/feed", 0),
        ("/sport/rss.xml", 1),
        ("/category/sport/feed", 2),
        ("/feed?cat=sport", 1),
    ],
)
def test_parts_of_a_site_are_counted_in_the_address(path: str, parts: int) -> None:
    assert part_of_site(f"https://a.example{path}") == parts


def test_sitemaps_of_news_come_before_others_and_those_of_images_last() -> None:
    urls = [
        "https://a.example/image-sitemap.xml",
        "https://a.example/sitemap.xml",
        "https://a.example/news.xml",
    ]
    assert [newsiness(url) for url in urls] == [2, 1, 0]


def test_usual_paths_lie_at_the_root_and_first_below_a_given_path() -> None:
    urls = [found.url for found in usual_paths("https://a.example:8443/en/", USUAL_FEEDS)]
    assert urls[:2] == ["https://a.example:8443/en/feed", "https://a.example:8443/en/rss"]
    assert urls[3] == "https://a.example:8443/feed"
    assert usual_paths("https://a.example/index.html", ["/feed"])[0].url == "https://a.example/feed"
