import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.robots.robots_rules import (
    MAX_CRAWL_DELAY_S,
    MAX_SITEMAPS,
    RobotsRules,
    RobotsText,
    delay_of,
    read_robots,
)


def rules(text: str | bytes, *, cut: bool = False) -> RobotsRules:
    body = text if isinstance(text, bytes) else text.encode()
    return RobotsRules(RobotsText.unpacked(read_robots(body, "Quotewire", cut=cut).packed()))


def allows(text: str | bytes, path: str) -> bool:
    return rules(text).allow(f"https://news.example{path}")


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("User-agent: quoteWIRE\nDisallow: /", True),
        ("User-agent: Quotewire/0.1\nDisallow: /", True),
        ("User-agent: Quotewire news reader\nDisallow: /", True),
        ("user-agent:Quotewire\nDISALLOW:/", True),
        ("User-agent: other\nUser-agent: Quotewire\nDisallow: /", True),
        ("User-agent: Quotewire\n\n\nDisallow: /", True),
        ("User-agent: Quotewire # us\nDisallow: / # all", True),
        ("User-agent: Quotewire\rDisallow: /\r", True),
        ("\ufeffUser-agent: Quotewire\r\nDisallow: /\r\n", True),
        ("User-agent Quotewire\nDisallow /", True),
        ("Useragent: Quotewire\nDisalow: /", True),
        ("User-agent: *\nDisallow: /", True),
        ("User-agent: Quotewire\nSitemap: https://a.example/\nDisallow: /", True),
        ("User-agent: Quote\nDisallow: /", False),
        ("User-agent: Quotewires\nDisallow: /", False),
        ("User-agent: my-Quotewire\nDisallow: /", False),
        ("User-agent: *Quotewire\nDisallow: /", False),
        ("User-agent: other\nDisallow: /", False),
        ("User-agent: Quotewire\nDisallow:", False),
        ("User-agent:\nDisallow: /", False),
        ("User-agent: Quotewire\nUser-agent:\nAllow: /x\nUser-agent: other\nDisallow: /", False),
        ("Disallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Quotewire\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Quotewire\nAllow: /", False),
        ("<!doctype html><html><body>User-agent: *<br>Disallow: /</body></html>", False),
        ("", False),
    ],
)
def test_a_group_is_ours_by_its_product_token(text: str, ours: bool) -> None:
    assert allows(text, "/a") is not ours


@pytest.mark.parametrize(
    ("lines", "path", "allowed"),
    [
        ("Disallow: /a", "/a", False),
        ("Disallow: /a", "/ab", False),
        ("Disallow: /a", "/A", True),
        ("Disallow: /a/\nAllow: /a/b", "/a/b/c", True),
        ("Allow: /a\nDisallow: /a", "/a", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
        ("Disallow: /*/print", "/x/y/print?z", False),
        ("Disallow: /*?", "/x?y", False),
        ("Disallow: /*?", "/x", True),
        ("Disallow: /\nAllow: /$", "/", True),
        ("Disallow: /caf%C3%A9", "/café", False),
        ("Disallow: /café", "/caf%c3%a9", False),
        ("Disallow: /%7Ea", "/~a", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: /a%2fb", "/a%2Fb", False),
        ("Disallow: /a\tb", "/a%20b", False),
        ("Disallow: /", "/robots.txt", False),
        ("Allow: /x\nDisallow: ", "/y", True),
        ("Disallow: /x\n\nUser-agent: Quotewire\nDisallow: /y", "/y", True),
    ],
)
def test_paths_are_matched_by_the_longest_rule(lines: str, path: str, allowed: bool) -> None:
    assert allows(f"User-agent: *\n{lines}\n", path) is (allowed if "Quotewire" not in lines else False)


def test_several_groups_of_one_name_count_together() -> None:
    text = "User-agent: Quotewire\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: quotewire\nDisallow: /b\n"
    assert [allows(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]


def test_paths_in_an_old_charset_are_compared_as_bytes() -> None:
    assert not allows(b"User-agent: *\nDisallow: /caf\xe9\n", "/caf%E9")
    assert not allows("User-agent: *\nDisallow: /a\n".encode("utf-16"), "/a")


@pytest.mark.parametrize(
    ("value", "delay_s"),
    [
        *(("2", 2.0), ("2.5", 2.5), ("2,5", 2.5), ("10s", 10.0), ("10 seconds", 10.0), ("0", 0.0)),
        *(
            ("-1", None),
            ("abc", None),
            ("1/5", None),
            ("nan", None),
            ("inf", None),
            ("1e9", None),
            ("", None),
        ),
        ("999999999", MAX_CRAWL_DELAY_S),
        ("9" * 5_000, None),
    ],
)
def test_a_crawl_delay_is_read_or_ignored(value: str, delay_s: float | None) -> None:
    assert delay_of(value) == delay_s
    assert rules(f"User-agent: *\nCrawl-delay: {value}\n").text.delay_s == delay_s


@pytest.mark.parametrize(
    ("lines", "delay_s"),
    [
        *(("Request-rate: 1/5", 5.0), ("Request-rate: 2/1m", 30.0), ("Request-rate: 1/10s 0800-1600", 10.0)),
        *(("Request-rate: 0/5", None), ("Request-rate: x", None), ("Request-rate: 1/5\nCrawl-delay: 7", 7.0)),
        ("Crawl-delay: 1\nUser-agent: Quotewire\nCrawl-delay: 3", 3.0),
        ("Crawl-delay: 9\nUser-agent: Quotewire\nDisallow: /", None),
    ],
)
def test_the_slowest_pace_of_our_groups_counts(lines: str, delay_s: float | None) -> None:
    assert rules(f"User-agent: *\n{lines}\n").text.delay_s == delay_s


def test_ai_crawlers_are_named_where_a_group_of_their_own_shuts_them_out() -> None:
    text = """
        User-agent: *
        Disallow: /private
        User-agent: gptbot
        User-agent: Google-Extended
        Disallow: /
        User-agent: ClaudeBot/1.0
        Disallow: /paid
        User-agent: PerplexityBot
        Allow: /
        User-agent: Googlebot
        Disallow: /
    """
    said = rules(text)
    assert said.refused_agents("https://news.example/a") == ("GPTBot", "Google-Extended")
    assert said.refused_agents("https://news.example/paid/a") == ("ClaudeBot", "GPTBot", "Google-Extended")
    assert said.allow("https://news.example/a")


@pytest.mark.parametrize(
    ("lines", "path", "reserved"),
    [
        ("Content-Signal: search=yes, ai-train=no", "/a", True),
        ("Content-Signal: search=yes,ai-train=yes, ai-input=no", "/a", True),
        ("Content-Signal: ai-train=yes", "/a", False),
        ("Content-Signal: search=no", "/a", None),
        ("Content-Usage: train-ai=n", "/a", True),
        ("Content-Usage: train-ai=n\nContent-Usage: /free/ train-ai=y", "/free/a", False),
        ("Content-Usage: /paid/ train-ai=n", "/a", None),
        ("Content-Usage: /paid/ train-ai=n", "/paid/a", True),
        ("Content-Usage: nonsense", "/a", None),
        ("Content-Signal: ai-train=no\nUser-agent: Quotewire\nAllow: /", "/a", None),
    ],
)
def test_preferences_for_ai_use_are_read(lines: str, path: str, reserved: bool | None) -> None:
    assert rules(f"User-agent: *\n{lines}\n").ai_reserved(f"https://news.example{path}") is reserved


def test_a_preference_before_any_name_is_for_everyone() -> None:
    text = "Content-Signal: ai-train=no\nUser-agent: Quotewire\nAllow: /"
    assert rules(text).ai_reserved("https://news.example/a") is True


def test_sitemaps_stand_for_the_whole_site_and_are_bounded() -> None:
    text = "Sitemap: https://a.example/1.xml\nUser-agent: x\nSITEMAP: https://a.example/2.xml\nSitemap https://a.example/3"
    assert rules(text).text.sitemaps == tuple(f"https://a.example/{name}" for name in ("1.xml", "2.xml", "3"))
    many = "".join(f"Sitemap: https://a.example/{n}\n" for n in range(2 * MAX_SITEMAPS))
    assert len(rules(many).text.sitemaps) == MAX_SITEMAPS


def test_a_file_of_many_names_and_many_rules_is_read_in_one_pass() -> None:
    names = "".join(f"User-agent: bot{n}\n" for n in range(5_000))
    text = f"{names}User-agent: GPTBot\nUser-agent: CCBot\n" + "Disallow: /x\n" * 10_000
    said = rules(text)
    assert said.allow("https://news.example/x")
    assert said.refused_agents("https://news.example/x") == ("CCBot", "GPTBot")


def test_the_rules_for_ai_crawlers_of_one_file_are_bounded() -> None:
    groups = "".join(
        f"User-agent: {name}\n" + "Disallow: /x\n" * 15_000 for name in ("GPTBot", "CCBot", "ClaudeBot")
    )
    assert len(rules(groups).refused_agents("https://news.example/x")) == 1


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read(body: bytes, cut: bool) -> None:
    said = rules(body, cut=cut)
    said.allow("https://news.example/a?b#c")


LINE = st.sampled_from(
    [
        "User-agent: *",
        "User-agent: Quotewire",
        "user-agent: GPTBot",
        "Disallow: /",
        "Allow: /a",
        "Disallow: /*b$",
        "x: y",
    ]
) | st.builds(
    lambda name, value: f"{name}: {value}",
    st.sampled_from(
        ["Disallow", "Allow", "Crawl-delay", "Content-Usage", "Request-rate", "Sitemap", "User-agent"]
    ),
    st.text(alphabet="/ab*$%#?=:., 0é\x00\x85\u2028", max_size=12),
)


@given(st.lists(LINE, max_size=12), st.text(alphabet="/ab%?#é[]", max_size=12))
def test_any_lines_are_read_and_any_address_is_answered(lines: list[str], path: str) -> None:
    said = rules("\n".join(lines))
    url = f"https://news.example/{path}"
    assert said.allow(url) in (True, False)
    assert said.ai_reserved(url) in (True, False, None)
    said.refused_agents(url)
