import string
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from w3lib.url import canonicalize_url

from quotewire_fetcher.naming.identity import (
    canonical_url,
    domain_of,
    host_of,
    is_front_page,
    is_same_page,
    page_id_for,
    site_of,
)

TEXT = st.text(
    alphabet=string.ascii_letters + string.digits + "/%&=?#;:@+~._- é漢%25%2F%zz[]'\"<>", max_size=60
)
HOSTS = [
    *(
        "News.Example",
        "127.0.0.1",
        "[::1]",
        "münchen.example",
        "a.b.example.",
        "m.news.example",
        "amp.m.news.example",
    ),
    *("de.m.news.example", "cdn.ampproject.org", "www.google.com", "news-example.turbopages.org", "0x7f.1"),
    *("a.blogspot.com", "www.bing-amp.com", "yandex.ru"),
]
PATHS = [
    *(
        "",
        "amp/",
        "c/s/",
        "c/s/cdn.ampproject.org/c/s/m.news.example/",
        "amp/s/www.google.com/amp/s/",
        "v/s/a.example/",
    ),
    *(
        "turbo/a.example/s/",
        "tag/amp/",
        "a/amp",
        "a.amp.html",
        "a;jsessionid=1",
        "index.html",
        "/(S(abcdefghij12))/b/",
        "../",
    ),
]
QUERIES = [
    *(
        "",
        "?utm_source=x",
        "?b=2&a=1",
        "?ut%6D_x=1",
        "?a=%E9&b",
        "?&&a=b=c&fbclid=1",
        "?amp",
        "?outputType=AMP&id=3",
    ),
    *("?m=1", "?a=1&amp;utm_source=2", "?x=%2B+%20", "?ref=rss&ref=7", "?id=%26amp;"),
]


@st.composite
def urls(draw: st.DrawFn) -> str:
    scheme = draw(st.sampled_from(["http", "https", "HTTP", "HttpS"]))
    host, port = draw(st.sampled_from(HOSTS)), draw(st.sampled_from(["", ":80", ":443", ":8080"]))
    path = (
        draw(st.sampled_from(PATHS)) + draw(TEXT) + draw(st.sampled_from(["", "/amp", ".amp", "/index.php"]))
    )
    return f"{scheme}://{host}{port}/{path}{draw(st.sampled_from(QUERIES))}"


@given(urls())
@example("https://a.example/?a=%26amp;b")
@example("https://a.example/a///b/..//../c")
def test_normalising_an_address_twice_changes_nothing(url: str) -> None:
    try:
        once = canonical_url(url)
    except ValueError:
        return
    assert canonical_url(once) == once


@given(st.text(max_size=40))
def test_any_text_is_normalised_or_refused(text: str) -> None:
    for url in (text, f"https://{text}", f"https://a.example/{text}"):
        try:
            once = canonical_url(url)
        except ValueError:
            continue
        assert canonical_url(once) == once


SIMPLE = st.lists(st.sampled_from([*"aZ09._~-,:@!$&'()*+=/", "%C3", "%a9", "%Fe"]), max_size=30).map("".join)


@given(
    SIMPLE,
    st.lists(st.tuples(st.text("abXY09._~-", min_size=1, max_size=4), st.text("abXY09._~-", max_size=4))),
)
def test_the_short_way_gives_what_w3lib_gives(path: str, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={value}" for name, value in pairs)
    url = urlunsplit(("https", "a.example", f"/x{path}", query, ""))
    ours = urlsplit(canonical_url(url))
    theirs = urlsplit(str(canonicalize_url(url)))
    assert ours.query == theirs.query
    if "//" not in path:
        assert ours.path == theirs.path


IDS = [
    "id",
    "p",
    "article",
    "storyId",
    "newsid",
    "nid",
    "cid",
    "sid",
    "ref",
    "source",
    "page",
    "s",
    "v",
    "a",
    "mode",
    "m",
]


@given(st.sampled_from(IDS), st.integers(0, 10**12), urls())
def test_a_parameter_that_may_name_the_article_is_never_lost(name: str, value: int, url: str) -> None:
    parts = urlsplit(url)
    query = f"{parts.query}&{name}={value}" if parts.query else f"{name}={value}"
    if name == "m" and "blogspot" in url:
        return
    try:
        pairs = parse_qsl(urlsplit(canonical_url(urlunsplit(parts._replace(query=query)))).query)
    except ValueError:
        return
    assert (name, str(value)) in pairs


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
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/a?&&b=1&", "https://news.example/a?b=1"),
        ("https://news.example/a?b=1&amp;c=2", "https://news.example/a?b=1&c=2"),
        ("https://news.example//a///b", "https://news.example/a/b"),
        ("https://news.example/web/https://a.example/b", "https://news.example/web/https://a.example/b"),
        ("https://news.example/%7ea/%c3%a9?q=%c3%a9", "https://news.example/~a/%C3%A9?q=%C3%A9"),
        ("https://news.example/a?q=b%20c+d", "https://news.example/a?q=b+c+d"),
        ("https://news.example/a+b", "https://news.example/a+b"),
        ("https://news.example/a#!/b", "https://news.example/a"),
        ("https://news.example/a/index.html", "https://news.example/a/"),
        ("https://news.example/index.php?id=7", "https://news.example/index.php?id=7"),
        ("https://news.example/a\\b", "https://news.example/a/b"),
        ("http://127.1:8080/a", "http://127.0.0.1:8080/a"),
        ("http://[::FFFF:7f00:1]/a", "http://127.0.0.1/a"),
        ("http://[0:0::1]/a", "http://[::1]/a"),
        ("https://аpple.example/a", "https://xn--pple-43d.example/a"),
    ],
)
def test_spellings_of_one_address_end_the_same(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "query",
    [
        *(
            "utm_source=a&utm_medium=b",
            "UTM_Campaign=a",
            "ut%6d_source=a",
            "gclid=1&gad_source=1",
            "yclid=1",
            "ysclid=1",
        ),
        *(
            "mc_cid=1&mc_eid=2",
            "_hsenc=1",
            "at_medium=RSS&at_campaign=KARANGA",
            "xtor=RSS-1",
            "wt_mc=a.b",
            "cmpid=x",
        ),
        *(
            "spm=1.2",
            "share_token=a",
            "hmsr=a",
            "n_media=1",
            "_openstat=a",
            "PHPSESSID=0123456789abcdef",
            "jsessionid=1",
        ),
        *(
            "sid=0123456789abcdef0123456789abcdef",
            "ref=rss",
            "source=homepage",
            "maca=de-rss-de-all-1119-rdf",
        ),
        *(
            "amp",
            "amp=1",
            "outputType=amp",
            "_amp=true",
            "usqp=mq331AQ",
            "mobile=1",
            "ito=1490",
            "ns_mchannel=rss",
        ),
    ],
)
def test_trackers_sessions_and_devices_are_no_part_of_a_name(query: str) -> None:
    assert canonical_url(f"https://news.example/a?{query}&id=7") == "https://news.example/a?id=7"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://cdn.ampproject.org/c/s/news.example/a?id=1", "https://news.example/a?id=1"),
        (
            "https://news-example.cdn.ampproject.org/v/s/news.example/a/amp/?amp_js_v=0.1",
            "https://news.example/a/",
        ),
        ("https://news-example.cdn.ampproject.org/c/news.example/a", "http://news.example/a"),
        ("https://www.google.com/amp/s/amp.news.example/a", "https://www.news.example/a"),
        ("https://www.google.co.uk/amp/s/news.example/a", "https://news.example/a"),
        ("https://www.bing-amp.com/c/s/news.example/a", "https://news.example/a"),
        ("https://news-example.turbopages.org/news.example/s/a", "https://news.example/a"),
        ("https://yandex.ru/turbo/news.example/s/a", "https://news.example/a"),
        (
            "https://cdn.ampproject.org/i/s/news.example/a.png",
            "https://cdn.ampproject.org/i/s/news.example/a.png",
        ),
        ("https://ampproject.example/c/s/news.example/a", "https://ampproject.example/c/s/news.example/a"),
        ("https://news.example/a/amp", "https://news.example/a"),
        ("https://news.example/a/amp/", "https://news.example/a/"),
        ("https://news.example/amp/a", "https://news.example/a"),
        ("https://news.example/news/amp/uk-123", "https://news.example/news/uk-123"),
        ("https://news.example/a.amp.html", "https://news.example/a.html"),
        ("https://news.example/a.amp", "https://news.example/a"),
        ("https://news.example/tag/amp", "https://news.example/tag/amp"),
        ("https://news.example/amp", "https://news.example/amp"),
        ("https://news.example/champ/camp-amp", "https://news.example/champ/camp-amp"),
        ("https://m.news.example/a", "https://www.news.example/a"),
        ("https://mobile.news.co.uk/a", "https://www.news.co.uk/a"),
        ("https://m.sport.news.example/a", "https://sport.news.example/a"),
        ("https://de.m.news.example/a", "https://de.news.example/a"),
        ("https://m.example/a", "https://m.example/a"),
        ("https://m.co.uk/a", "https://m.co.uk/a"),
        ("https://mm.news.example/a", "https://mm.news.example/a"),
        ("https://a.blogspot.com/2026/11/b.html?m=1", "https://a.blogspot.com/2026/11/b.html"),
        ("https://news.example/?m=202611", "https://news.example/?m=202611"),
        ("https://news.example/a;jsessionid=1F?id=2", "https://news.example/a?id=2"),
        ("https://news.example/(S(abcdefghij0123456789klmn))/a.aspx", "https://news.example/a.aspx"),
    ],
)
def test_variants_get_the_name_of_the_page_they_are_variants_of(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/?q=%E9", "https://news.example/?q=%E8"),
        ("https://news.example/?id=1", "https://news.example/?id=2"),
        ("https://news.example/a?ref=7", "https://news.example/a?ref=8"),
        ("https://news.example/a?source=1", "https://news.example/a"),
        ("https://news.example/a?sid=123456", "https://news.example/a"),
        ("https://news.example/A", "https://news.example/a"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example:8443/a", "https://news.example/a"),
        ("https://sport.news.example/a", "https://news.example/a"),
    ],
)
def test_other_pages_keep_other_names(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url",
    [
        *("", "ftp://a.example/x", "mailto:a@b.example", "https://", "javascript:x", "/a", "http://[::1"),
        *(
            "http://a b.example/",
            "http://a%20b.example/",
            "http://a.example:99999/",
            "http://evil.example\\@good.example/",
        ),
        f"http://{'a' * 300}.example/",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_url(url)


def test_a_page_id_ignores_tracking() -> None:
    assert page_id_for("https://a.example/x?utm_medium=feed") == page_id_for("https://A.example/x")


def test_hosts_and_sites_are_named() -> None:
    assert host_of("https://WWW.News.Example:8080/a") == "www.news.example"
    assert host_of("http://[broken") == ""
    assert host_of("http://2130706433/") == host_of("127.0.0.1:8080") == "127.0.0.1"
    assert site_of("https://www.news.example/a") == "news.example"


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("https://news.example/", True),
        ("https://news.example", True),
        ("https://news.example/?utm_source=x", True),
        ("https://news.example/index.html#top", True),
        ("https://news.example/?p=1", False),
        ("https://news.example/a", False),
        ("http://[broken", False),
    ],
)
def test_front_pages_are_told(url: str, front: bool) -> None:
    assert is_front_page(url) is front


def test_addresses_that_differ_in_spelling_alone_are_the_same_page() -> None:
    assert is_same_page("http://www.news.example/a/?utm_source=x", "https://news.example/a")
    assert is_same_page("https://m.news.example/a/amp", "https://news.example/a")
    assert not is_same_page("https://news.example/a", "https://news.example/b")
    assert not is_same_page("https://[broken", "https://[broken")


def test_a_domain_is_what_somebody_registered() -> None:
    assert domain_of("https://WWW.News.Co.Uk./a") == "news.co.uk"
    assert domain_of(f"https://www.news.example/{'a' * 5_000}") == "news.example"
