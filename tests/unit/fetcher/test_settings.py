from ipaddress import ip_network

import pytest

from quotewire_fetcher.settings import FetcherSettings
from quotewire_shared.errors import UsageError
from quotewire_shared.settings import load


def test_lists_are_read_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS", "127.0.0.0/8, ::1/128")
    monkeypatch.setenv("QUOTEWIRE_FETCHER_ALLOWED_PORTS", "80,8081")
    monkeypatch.setenv("QUOTEWIRE_FETCHER_ONCE", "true")
    settings = load(FetcherSettings)
    assert settings.allowed_private_networks == (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    assert settings.allowed_ports == (80, 8081)
    assert settings.once


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_PRIVATE_NETWORKS", "127.0.0.1/8"),
        ("ALLOWED_PORTS", "0"),
        ("ALLOWED_PORTS", "http"),
        ("MAX_PAGE_BYTES", "99999999"),
        ("POLL_FLOOR_S", "9999999"),
        ("CONTACT", "ada@example.org\r\nX-Evil: 1"),
        ("CONCURRENCY", "0"),
    ],
)
def test_bad_values_are_said_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"QUOTEWIRE_FETCHER_{name}", value)
    with pytest.raises(UsageError, match="Bad settings"):
        load(FetcherSettings)


def test_the_user_agent_names_a_contact_and_robots_go_by_its_product() -> None:
    assert FetcherSettings().user_agent_header == "Quotewire/0.1"
    settings = FetcherSettings(user_agent="Gazette/2", contact="https://gazette.example/bot")
    assert settings.user_agent_header == "Gazette/2 (+https://gazette.example/bot)"
    assert settings.robots_token == "Gazette"
