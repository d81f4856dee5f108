import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.net.web import Verdict
from quotewire_fetcher.pages.head import Head, canonical_in, rights_of, scan_head

NOTHING = Head(None, None, None)


@pytest.mark.parametrize(
    ("page", "canonical"),
    [
        (
            '<head><link rel="canonical" href="https://a.example/x?a=1&amp;b=2"></head>',
            "https://a.example/x?a=1&b=2",
        ),
        ("<link href='/x' rel='Canonical'/>", "/x"),
        ("<link rel=canonical href=https://a.example/x>", "https://a.example/x"),
        ('<link rel="canonical shortlink" href="/x">', "/x"),
        ('<link rel="stylesheet" href="/x.css">', None),
        ('<!-- <link rel="canonical" href="/x"> -->', None),
        ('<script>var a = \'<link rel="canonical" href="/x">\';</script>', None),
        ("<script>document.write('<body>')</script><link rel=canonical href=/x>", "/x"),
        ('<body><link rel="canonical" href="/x">', None),
        ('<link rel="canonical" href="/x"><link rel="canonical" href="/y">', None),
        ('<link rel="canonical" href="/x"><link rel="canonical" href="/x">', "/x"),
        (
            "<link rel=canonical href=https://a.example/x><link rel=canonical href=http://www.a.example/x/?utm_source=b>",
            "https://a.example/x",
        ),
        ('<link rel="canonical" href="">', None),
        ("no page at all", None),
    ],
)
def test_the_declared_address_is_found(page: str, canonical: str | None) -> None:
    assert scan_head(page).canonical == canonical


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ('<https://a.example/x>; rel="canonical"', "https://a.example/x"),
        ("</x>;rel=canonical", "/x"),
        ('</style.css>; rel=preload; as=style, </x>; title="a, b"; rel="shortlink canonical"', "/x"),
        ('</x>; rel="canonical", </y>; rel="canonical"', None),
        ('</x>; rel="alternate"', None),
        ("", None),
        ("<" * 100_000, None),
    ],
)
def test_an_address_declared_in_a_header_is_found(link: str, canonical: str | None) -> None:
    assert canonical_in({"link": link}) == canonical


def test_the_first_open_graph_address_is_found() -> None:
    head = scan_head('<meta property="og:url" content="/x?a=1&amp;b=2"><meta property="og:url" content="/y">')
    assert (head.og_url, head.canonical) == ("/x?a=1&b=2", None)


def test_reservations_are_found_in_the_page_and_the_headers() -> None:
    head = scan_head('<meta name="robots" content="index, noai"><meta name="TDM-Reservation" content="1">')
    assert (head.noai, head.tdm_reserved) == (True, True)
    assert rights_of(head, {}).tdm is True
    rights = rights_of(NOTHING, {"tdm-reservation": "0", "x-robots-tag": "noai, noimageai"})
    assert (rights.robots, rights.tdm, rights.noai) == ("allowed", False, True)
    assert rights_of(NOTHING, {}).noai is None


def test_terms_for_mining_are_found() -> None:
    page = '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://a.example/terms.json">'
    assert scan_head(page).tdm_policy == "https://a.example/terms.json"


@pytest.mark.parametrize(
    ("meta", "noai"),
    [
        ('name="robots" content="NoAI"', True),
        ('name="robots" content="noimageai, noai"', True),
        ('name="GPTBot" content="noai"', True),
        ('content="noai" name="robots"', True),
        ('name="robots" content="index, follow"', None),
        ('name="description" content="noai"', None),
        ('name="robots" content="noaids"', None),
    ],
)
def test_what_a_page_says_to_ai_crawlers_is_found(meta: str, noai: bool | None) -> None:
    assert scan_head(f"<meta {meta}>").noai is noai


@pytest.mark.parametrize(
    ("headers", "noai"),
    [
        ({"x-robots-tag": "noarchive, noai"}, True),
        ({"x-robots-tag": "googlebot: noindex, otherbot: noai"}, True),
        ({"x-robots-tag": "gptbot:noai"}, True),
        ({"x-robots-tag": "unavailable_after: 25 Jun 2027 15:00:00 GMT"}, None),
        ({"content-usage": "train-ai=n"}, True),
        ({"content-signal": "search=yes, ai-train=no"}, True),
        ({"content-usage": "train-ai=y"}, None),
    ],
)
def test_what_a_server_says_to_ai_crawlers_is_found(headers: dict[str, str], noai: bool | None) -> None:
    assert rights_of(NOTHING, headers).noai is noai


@pytest.mark.parametrize(
    ("head", "header", "file", "reserved"),
    [
        (True, "0", False, True),
        (False, "1", True, False),
        (None, "1", False, True),
        (None, "0", True, False),
        (None, "", True, True),
        (None, "2", None, None),
        (None, "1, 1", None, True),
        (None, "", None, None),
    ],
)
def test_for_mining_the_page_counts_before_the_header_and_the_header_before_the_file(
    head: bool | None, header: str, file: bool | None, reserved: bool | None
) -> None:
    rights = rights_of(Head(None, head, None), {"tdm-reservation": header}, tdmrep=file)
    assert rights.tdm is reserved


@pytest.mark.parametrize(
    ("verdict", "ai", "agents"),
    [
        (
            Verdict(allowed=True, crawl_delay_s=None, ai_agents_refused=("CCBot", "GPTBot")),
            True,
            ("CCBot", "GPTBot"),
        ),
        (Verdict(allowed=True, crawl_delay_s=None, ai_agents_refused=(), ai_reserved=True), True, ()),
        (
            Verdict(allowed=True, crawl_delay_s=None, ai_agents_refused=("GPTBot",), ai_reserved=False),
            True,
            ("GPTBot",),
        ),
        (Verdict(allowed=True, crawl_delay_s=None, ai_agents_refused=(), ai_reserved=False), False, ()),
        (Verdict(allowed=True, crawl_delay_s=None), None, ()),
    ],
)
def test_what_robots_txt_says_to_ai_crawlers_is_recorded(
    verdict: Verdict, ai: bool | None, agents: tuple[str, ...]
) -> None:
    rights = rights_of(NOTHING, {}, verdict=verdict)
    assert (rights.robots, rights.ai, rights.ai_agents) == ("allowed", ai, agents)


@given(
    st.lists(
        st.sampled_from(
            ["<meta ", "<link ", "name=robots", " content='noai", "'", ">", "<script>", "<!--", "a"]
        )
    )
)
def test_any_page_is_read(parts: list[str]) -> None:
    scan_head("".join(parts))


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "page",
    [
        "<" * 5_000_000,
        "<link " * 800_000,
        "<!--" * 1_000_000,
        "<div>" * 300_000,
        '<link rel="' * 400_000,
        "<meta a=" * 500_000,
        "<script>" * 500_000,
        "<script><style>" * 300_000,
        f"<script {'a' * 3_990}" * 200,
        "".join(f"<link rel=canonical href=http://a.example/?utm_id={n}>" for n in range(10_000)),
    ],
)
def test_pages_built_to_stall_a_scan_do_not_stall_it(page: str) -> None:
    scan_head(page)
