"""Heads of answers: whatever stands in them, it means something or is refused; nothing else is raised."""

import time
from contextlib import suppress
from email.utils import formatdate

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quotewire_fetcher.failures import FetchRefusedError
from quotewire_fetcher.net.addresses import AddressPolicy
from quotewire_fetcher.net.answers import (
    MAX_RETRY_AFTER_S,
    check_head,
    content_type_of,
    is_validator,
    next_url,
    plain_headers,
    refusal,
    retry_after_s,
)
from quotewire_fetcher.net.names import literal_address
from quotewire_fetcher.net.web import Wanted

URL = "https://news.example/a?b=1"
WANTED = Wanted(URL, max_bytes=100, content_types=frozenset({"text/html"}))
POLICY = AddressPolicy((), (80, 443))
NASTY = st.text(max_size=60) | st.sampled_from(
    ["", " ", "\0", "//", "///", "http://[", "http://[::1", "http://a:b/", "http://\u2100/", "\\\\evil", "?", "#", "http:a", "//[v1.x]/"]
)  # fmt: skip


@given(NASTY)
def test_a_redirect_leads_to_an_address_or_is_refused(location: str) -> None:
    code, target = "", URL
    try:
        target = next_url(URL, location)
        POLICY.check_url(target)
    except FetchRefusedError as error:
        code = error.reason_code
    assert code in {"", "bad_redirect", "bad_url", "blocked_scheme", "blocked_port", "blocked_address"}
    assert code or (target.startswith(("http://", "https://")) and not set(target) & set(" \r\n\t"))


@given(NASTY)
@example("Thu, 01 Jan 1970 00:00:00 -0000")
@example("Thu, 99 Foo 99999 99:99:99 GMT")
@example("9" * 400)
def test_a_wish_to_be_left_alone_is_a_time_or_nothing(value: str) -> None:
    wait_s = retry_after_s(value)
    assert wait_s is None or 0.0 <= wait_s <= MAX_RETRY_AFTER_S


def test_a_date_without_a_zone_is_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    wait_s = retry_after_s(formatdate(time.time() + 600).replace("+0000", "-0000"))
    monkeypatch.undo()
    time.tzset()
    assert wait_s is not None
    assert 590 <= wait_s <= 600


@given(st.lists(st.tuples(st.binary(max_size=20), st.binary(max_size=40)), max_size=5), NASTY, NASTY)
def test_any_headers_can_be_read(raw: list[tuple[bytes, bytes]], kind: str, length: str) -> None:
    plain_headers(raw)
    for value in (kind, f"{kind}, text/html; q", f"text/{kind}"):
        assert content_type_of(value) == content_type_of(value).lower()
    with suppress(FetchRefusedError):
        check_head({"content-type": kind, "content-length": length}, WANTED)


def test_headers_are_plain_text_without_cookies_and_without_what_cannot_be_sent_back() -> None:
    raw = [
        (b"Set-Cookie", b"a=1"), (b"X-A", b"1"), (b"x-a", b"2"), (b"X-Name", "Zoë".encode()), (b"X-Old", b"Zo\xeb"),
        (b"ETag", b'"caf\xc3\xa9"'), (b"Last-Modified", b"Tue, 24 Nov 2026 10:00:00 GMT"),
    ]  # fmt: skip
    assert plain_headers(raw) == {
        "x-a": "1, 2",
        "x-name": "Zoë",
        "x-old": "Zoë",
        "last-modified": "Tue, 24 Nov 2026 10:00:00 GMT",
    }


@given(st.text(max_size=20))
def test_a_validator_can_be_sent(value: str) -> None:
    assert not is_validator(value) or value.encode("ascii").isascii()
    assert not is_validator(value + "\r\nX: y")


@given(st.text(max_size=30))
@example("127.0.0.1 x")
@example("0\x00")
def test_any_host_is_a_literal_or_a_name(host: str) -> None:
    literal = literal_address(host)
    assert literal is None or literal_address(literal) == literal


@pytest.mark.parametrize("status", range(400, 600))
def test_every_error_has_its_code(status: int) -> None:
    assert refusal(status, {}).reason_code == f"http_{status}"
