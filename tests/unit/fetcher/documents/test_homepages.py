import pytest

from quotewire_fetcher.failures import FetchRefusedError
from tests.unit.fetcher.document_samples import HOME, read

HTML = """<!doctype html><html lang="pt-BR"><head><title>Jornal &amp; Cia</title><base href="https://cdn.example/">
<!-- <link rel="alternate" type="application/rss+xml" href="/comment.xml"> -->
<link rel="alternate" type="application/rss+xml" title="All" href="https://news.example/rss.xml">
<link href='/atom' rel='ALTERNATE home' type='application/atom+xml; charset=utf-8'>
<link rel=alternate type=application/feed+json href=/feed.json><link rel="alternate" type="application/json" href="/wp-json">
<link rel="alternate" hreflang="en" href="/en/"><link rel="stylesheet" type="application/rss+xml" href="/x.css">
</head><body></body></html>"""


@pytest.mark.parametrize(
    "prefix",
    ["", "<!-- hello -->\n", f"<!--{'x' * 9_000}-->", "Warning <b>x</b>", '<?xml version="1.0"?>', "\ufeff"],
)
def test_a_homepage_tells_the_feeds_that_it_declares(prefix: str) -> None:
    page = read(prefix + HTML, base_url=HOME)
    assert (page.kind, page.title, page.language, page.entries) == ("page", "Jornal & Cia", "pt-BR", ())
    assert page.links == (
        "https://news.example/rss.xml",
        "https://cdn.example/atom",
        "https://cdn.example/feed.json",
    )


def test_a_piece_of_html_is_a_page_where_the_server_says_so() -> None:
    piece = '<link rel="alternate" type="application/rss+xml" href="/rss"><p>Hello'
    assert read(piece, base_url=HOME, content_type="text/html").links == ("https://news.example/rss",)
    with pytest.raises(FetchRefusedError) as caught:
        read(piece, base_url=HOME, content_type="application/xml")
    assert caught.value.reason_code == "not_a_feed"


def test_a_homepage_in_its_own_charset_is_read() -> None:
    page = '<html><head><meta charset="windows-1251"><title>Новости</title></head></html>'.encode("cp1251")
    assert read(page, base_url=HOME).title == "Новости"


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/all.xml",
        "https://news.example/rss",
        "https://news.example/feed/",
        "https://news.example/feeds/sport?x=1",
        "https://news.example/index.RDF",
        "https://news.example/f.json",
    ],
)
def test_html_at_the_address_of_a_feed_is_no_feed(address: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        read(HTML, base_url=address)
    assert caught.value.reason_code == "not_a_feed"
    assert read(HTML, base_url=address, kind="page").kind == "page"


def test_html_is_no_feed_where_the_source_is_said_to_be_one() -> None:
    with pytest.raises(FetchRefusedError) as caught:
        read(HTML, base_url=HOME, kind="rss")
    assert caught.value.reason_code == "not_a_feed"
