import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.naming.domains import normal_host, registrable
from quotewire_fetcher.naming.identity import domain_of, host_of


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.bbc.co.uk", "bbc.co.uk"),
        ("a.b.github.io", "b.github.io"),
        ("one.blogspot.com", "one.blogspot.com"),
        ("blogspot.com", "blogspot.com"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("localhost:8080", "localhost"),
        ("a.news.example", "news.example"),
        ("www.食狮.公司.cn", "xn--85x722f.xn--55qx5d.cn"),
        ("https://BÜCHER.de:8443/a", "xn--bcher-kva.de"),
        ("http://news。example/", "news.example"),
        ("127.1", "127.0.0.1"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("http://１２７.1/", "127.0.0.1"),
        ("127.0.0.9:8080", "127.0.0.9"),
        ("http://[::ffff:127.0.0.1]:80/", "127.0.0.1"),
        ("[::1]", "::1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("http://[fe80::1%25eth0]/", "fe80::1"),
        ("1.2.3.999", "1.2.3.999"),
        ("ex_ample.com", "ex_ample.com"),
        ("", ""),
        ("http://[broken", ""),
        ("http://a%20b.example/", ""),
        ("a" * 300, ""),
        ("a" * 2_000, ""),
    ],
)
def test_a_host_has_one_owner(host: str, domain: str) -> None:
    assert domain_of(host) == domain


@given(st.text(max_size=60))
def test_naming_an_owner_never_fails_and_owners_own_themselves(text: str) -> None:
    for url in (text, f"http://{text}/a", f"//{text}"):
        assert domain_of(domain_of(url)) == domain_of(url)
        assert domain_of(host_of(url)) == domain_of(url)


@given(st.ip_addresses(v=4))
def test_every_spelling_of_an_ipv4_address_is_one_host(address: object) -> None:
    dotted = str(address)
    number = int.from_bytes(socket.inet_aton(dotted), "big")
    for text in (dotted, str(number), hex(number), f"::ffff:{dotted}"):
        assert normal_host(text) == dotted
    assert registrable(dotted) == dotted


@given(st.text(alphabet="aB.-_é漢ß0x1%:[]", max_size=20))
def test_a_normal_host_is_already_normal(text: str) -> None:
    try:
        host = normal_host(text)
    except ValueError:
        return
    assert normal_host(host) == host
