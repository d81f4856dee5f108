import ipaddress

import pytest

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.net.addresses import AddressPolicy

PUBLIC = AddressPolicy((), (80, 443))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.0.170", "192.88.99.1", "198.18.0.1", "192.0.2.1",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fc00::1", "fec0::1", "ff02::1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001::1",
        "2001:db8::1", "3fff::1", "100::1", "fd00:ec2::254", "168.63.129.16", "100.100.100.200", "::ffff:169.254.169.254",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not PUBLIC.permits(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.0.81", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_permitted(address: str) -> None:
    assert PUBLIC.permits(ipaddress.ip_address(address))


def test_a_named_network_is_opened_and_no_other() -> None:
    policy = AddressPolicy((ipaddress.ip_network("127.0.5.0/24"),), (80,))
    assert policy.permits(ipaddress.ip_address("127.0.5.9"))
    assert policy.permits(ipaddress.ip_address("::ffff:127.0.5.9"))
    assert not policy.permits(ipaddress.ip_address("127.0.6.9"))
    assert not policy.permits(ipaddress.ip_address("::1"))


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    with pytest.raises(FetchRefusedError) as caught:
        PUBLIC.check_addresses("mixed.example", ["8.8.8.8", "10.0.0.1"])
    assert caught.value.reason_code == "blocked_address"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://news.example/a", "blocked_scheme"),
        ("file:///etc/passwd", "blocked_scheme"),
        ("https://news.example:22/a", "blocked_port"),
        ("http://news.example:99999/a", "bad_url"),
        ("http://user@news.example/a", "bad_url"),
        ("http:///a", "bad_url"),
        ("http://[::1/a", "bad_url"),
        ("http://news.example/" + "a" * 3000, "bad_url"),
        ("http://printer.local/", "blocked_address"),
        ("http://Metadata.Google.Internal./", "blocked_address"),
        ("http://localhost/", "blocked_address"),
        ("http://router.home.arpa/", "blocked_address"),
    ],
)
def test_addresses_that_must_not_be_looked_up_are_refused(url: str, code: str) -> None:
    with pytest.raises(FetchRefusedError) as caught:
        PUBLIC.check_url(url)
    assert caught.value.reason_code == code


def test_local_names_are_looked_up_where_a_private_network_is_open() -> None:
    AddressPolicy((ipaddress.ip_network("10.0.0.0/8"),), (80,)).check_url("http://press.internal/")
