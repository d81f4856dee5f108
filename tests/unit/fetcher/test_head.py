import time

import pytest

from quotewire_fetcher.head import Head, rights_of, scan_head

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
        ('<body><link rel="canonical" href="/x">', None),
        ('<link rel="canonical" href="/x"><link rel="canonical" href="/y">', None),
        ('<link rel="canonical" href="/x"><link rel="canonical" href="/x">', "/x"),
        ('<link rel="canonical" href="">', None),
        ("no page at all", None),
    ],
)
def test_the_declared_address_is_found(page: str, canonical: str | None) -> None:
    assert scan_head(page).canonical == canonical


def test_reservations_are_found_in_the_page_and_the_headers() -> None:
    head = scan_head('<meta name="robots" content="index, noai"><meta name="TDM-Reservation" content="1">')
    assert (head.noai, head.tdm_reserved) == (True, True)
    assert rights_of(head, {}).tdm is True
    rights = rights_of(NOTHING, {"tdm-reservation": "0", "x-robots-tag": "noai, noimageai"})
    assert (rights.robots, rights.tdm, rights.noai) == ("allowed", False, True)
    assert rights_of(NOTHING, {}).noai is None


@pytest.mark.parametrize(
    "page",
    [
        "<" * 5_000_000,
        "<link " * 800_000,
        "<!--" * 1_000_000,
        "<div>" * 300_000,
        '<link rel="' * 400_000,
        "<meta a=" * 500_000,
    ],
)
def test_pages_built_to_stall_a_scan_cost_next_to_nothing(page: str) -> None:
    started = time.perf_counter()
    scan_head(page)
    assert time.perf_counter() - started < 0.5
