import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.identity import (
    believed_canonical,
    canonical_url,
    host_of,
    is_front_page,
    page_id_for,
    site_of,
)

TEXT = st.text(
    alphabet=string.ascii_letters + string.digits + "/%&=?#;:@+~._- é漢%25%2F%zz[]'\"<>", max_size=60
)


@st.composite
def urls(draw: st.DrawFn) -> str:
    scheme = draw(st.sampled_from(["http", "https", "HTTP", "HttpS"]))
    host = draw(st.sampled_from(["News.Example", "127.0.0.1", "[::1]", "münchen.example", "a.b.example."]))
    port = draw(st.sampled_from(["", ":80", ":443", ":8080"]))
    path = draw(TEXT)
    query = draw(
        st.sampled_from(["", "?utm_source=x", "?b=2&a=1", "?ut%6D_x=1", "?a=%E9&b", "?&&a=b=c&fbclid=1"])
    )
    return f"{scheme}://{host}{port}/{path}{query}"


@given(urls())
def test_normalising_an_address_twice_changes_nothing(url: str) -> None:
    try:
        once = canonical_url(url)
    except ValueError:
        return
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://News.Example:80/A/../b?utm_source=rss&id=7#top", "http://news.example/b?id=7"),
        ("https://news.example:443", "https://news.example/"),
        ("https://news.example/a?fbclid=1&gclid=2", "https://news.example/a"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("  https://news.example/a\n", "https://news.example/a"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
    ],
)
def test_spellings_of_one_address_end_the_same(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


def test_addresses_in_an_old_charset_stay_apart() -> None:
    assert canonical_url("https://news.example/?q=%E9") != canonical_url("https://news.example/?q=%E8")


@pytest.mark.parametrize(
    "url", ["", "ftp://a.example/x", "mailto:a@b.example", "https://", "javascript:x", "/a", "http://[::1"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_url(url)


def test_a_page_id_ignores_tracking() -> None:
    assert page_id_for("https://a.example/x?utm_medium=feed") == page_id_for("https://A.example/x")


@pytest.mark.parametrize(
    ("declared", "believed"),
    [
        (None, "https://www.news.example/a"),
        ("https://news.example/b", "https://news.example/b"),
        ("/c?utm_source=x", "https://www.news.example/c"),
        ("https://other.example/b", "https://www.news.example/a"),
        ("https://www.news.example/", "https://www.news.example/a"),
        ("https://[broken", "https://www.news.example/a"),
        ("data:text/html,x", "https://www.news.example/a"),
    ],
)
def test_a_declared_address_is_believed_only_for_the_same_site(declared: str | None, believed: str) -> None:
    assert believed_canonical(declared, "https://www.news.example/a") == believed


def test_hosts_and_sites_are_named() -> None:
    assert host_of("https://WWW.News.Example:8080/a") == "www.news.example"
    assert host_of("http://[broken") == ""
    assert site_of("https://www.news.example/a") == "news.example"
    assert is_front_page("https://news.example/")
    assert not is_front_page("https://news.example/?p=1")
