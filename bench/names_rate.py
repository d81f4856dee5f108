"""
How fast addresses get their names, and what robots.txt files cost: usual ones, and ones that were built to cost much.

Seconds are those of our own process (CPU), as the machine may be shared.
"""

import time
from collections.abc import Callable

from w3lib.url import canonicalize_url

from bench.figures import Table
from quotewire_fetcher.naming.identity import canonical_url, domain_of
from quotewire_fetcher.robots.robots_rules import RobotsRules, read_robots

ADDRESSES = 20_000
HALF_MEGABYTE = 512 * 1024


def measure(addresses: int = ADDRESSES) -> list[Table]:
    """Time *addresses* of each kind, then each robots.txt."""
    return [_names(addresses), _robots()]


def _names(addresses: int) -> Table:
    slug = "harbour-plan-is-dropped-after-long-debate"
    kinds = {
        "plain": [f"https://www.news{n % 5_000}.example/2026/11/30/{slug}-{n}" for n in range(addresses)],
        "with trackers": [
            f"https://www.news{n % 5_000}.example/{slug}?utm_source=rss&id={n}" for n in range(addresses)
        ],
        "escaped letters": [
            f"https://www.news{n % 5_000}.example/%d8%a7%d9%84/{n}?utm_source=rss" for n in range(addresses)
        ],
        "escaped query": [
            f"https://www.news{n % 5_000}.example/a?q=%20a%2fb&id={n}" for n in range(addresses)
        ],
        "mobile AMP": [f"https://m.news{n % 5_000}.example/{slug}-{n}/amp" for n in range(addresses)],
    }
    rows: list[tuple[str | float, ...]] = [
        (
            kind,
            *(
                len(urls) / _seconds(_each, work, urls)
                for work in (canonical_url, canonicalize_url, domain_of)
            ),
        )
        for kind, urls in kinds.items()
    ]
    again = kinds["plain"][:10_000]
    _each(canonical_url, again)
    _each(domain_of, again)
    names_s, domains_s = _seconds(_each, canonical_url, again), _seconds(_each, domain_of, again)
    rows.append(("asked before", len(again) / names_s, "-", len(again) / domains_s))
    return Table(
        "Names of addresses, each a second on one core",
        ("addresses", "canonical_url", "w3lib alone", "domain_of"),
        tuple(rows),
        ("w3lib makes spellings uniform; it knows no trackers, AMP or mobile variants.",),
    )


def _robots() -> Table:
    files = {
        "usual": "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: *\n"
        + "".join(f"Disallow: /section{n}/*.php\n" for n in range(40)),
        "many names": "".join(f"User-agent: bot{n}\nDisallow: /{n}\n" for n in range(16_000)),
        "many rules": "User-agent: *\n" + "".join(f"Disallow: /{n}\n" for n in range(36_000)),
        "names times rules": "".join(f"User-agent: bot{n}\n" for n in range(10_000))
        + "User-agent: *\nUser-agent: GPTBot\n"
        + "Disallow: /x\n" * 20_000,
        "wildcards": "User-agent: *\n" + "".join(f"Disallow: /*{'*a' * 50}{n}$\n" for n in range(4_500)),
    }
    rows: list[tuple[str | float, ...]] = []
    url = f"https://news.example/{'a' * 1_000}/x"
    for name, text in files.items():
        body = text.encode()[:HALF_MEGABYTE]
        read = read_robots(body, "Quotewire", cut=True)
        packed = read.packed()
        rules = RobotsRules(read)
        rows.append(
            (
                name,
                len(body) / 1_024,
                _seconds(_read, body) * 1_000,
                len(packed) / 1_024,
                _seconds(RobotsRules, read) * 1_000,
                _seconds(_ask, rules, url) * 1_000,
            )
        )
    return Table(
        "Cost of robots.txt files",
        ("file", "KiB", "read, ms", "kept, KiB", "made ready, ms", "one question, ms"),
        tuple(rows),
        ("What takes long is done off the event loop.",),
    )


def _each(work: Callable[[str], object], urls: list[str]) -> None:
    for url in urls:
        work(url)


def _read(body: bytes) -> bytes:
    return read_robots(body, "Quotewire", cut=True).packed()


def _ask(rules: RobotsRules, url: str) -> None:
    rules.allow(url)
    rules.refused_agents(url)


def _seconds(work: Callable[..., object], *given: object) -> float:
    started = time.process_time()
    work(*given)
    return max(time.process_time() - started, 1e-6)
