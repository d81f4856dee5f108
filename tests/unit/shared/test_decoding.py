import json

import pytest

from quotewire_shared.decoding import Received, decode
from quotewire_shared.errors import PermanentError
from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched
from tests.factories import article_fetched, record


def test_a_good_record_becomes_its_message_with_headers_as_text() -> None:
    message = article_fetched()
    decoded = decode(
        record(message.model_dump_json().encode(), headers=(("traceparent", b"00-x"),)), ArticleFetched
    )
    assert isinstance(decoded, Received)
    assert decoded.message == message
    assert decoded.headers == {"traceparent": "00-x"}


@pytest.mark.parametrize(
    ("value", "headers", "code", "reason"),
    [
        (b"not json", (), "invalid_message", "Invalid JSON"),
        (b"", (), "invalid_message", "Invalid JSON"),
        (b"\xff\xfe", (), "invalid_message", "Invalid JSON"),
        (b"[]", (), "invalid_message", "ArticleFetched message"),
        (b"{}", (), "invalid_message", "article_id: Field required"),
        (None, (), "invalid_message", "null"),
        (b"{}", (("x", b"\xff"),), "invalid_header", "not UTF-8"),
        (b'{"html": "\\ud800"}', (), "invalid_message", "Invalid JSON"),
    ],
)
def test_a_bad_record_is_named_by_code_and_reason(
    value: bytes | None, headers: tuple[tuple[str, bytes], ...], code: str, reason: str
) -> None:
    error = decode(record(value, headers=headers), ArticleFetched)
    assert isinstance(error, PermanentError)
    assert error.reason_code == code
    assert reason in str(error)


def test_a_null_header_value_does_no_harm() -> None:
    value = article_fetched().model_dump_json().encode()
    assert isinstance(decode(record(value, headers=(("x", None),)), ArticleFetched), Received)


def test_a_page_over_the_limit_has_its_own_code() -> None:
    message = article_fetched().model_dump(mode="json") | {"html": "x" * (MAX_PAGE_BYTES + 1)}
    value = json.dumps(message).encode()
    error = decode(record(value), ArticleFetched)
    assert isinstance(error, PermanentError)
    assert error.reason_code == "page_too_large"
