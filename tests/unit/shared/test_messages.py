from typing import Any

import pytest
from pydantic import ValidationError

from quotewire_shared.messages import MAX_PAGE_BYTES, ArticleFetched, article_id_for
from tests.factories import article_fetched, article_parsed


def test_an_article_id_is_the_first_half_of_the_hash_of_its_canonical_url() -> None:
    assert article_id_for("https://a.example/x") == "39021306bfa34811afd3241f2fb3c3aa"
    assert article_id_for("https://a.example/x") != article_id_for("https://a.example/y")


def test_a_message_ignores_fields_of_a_newer_producer() -> None:
    newer = article_fetched().model_dump(mode="json") | {"mood": "sunny"}
    assert ArticleFetched.model_validate(newer) == article_fetched()


@pytest.mark.parametrize("bodies", [{"html": None, "text": None}, {"html": "<p>", "text": "x"}])
def test_a_page_carries_html_or_text_never_both_nor_neither(bodies: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="exactly one of html and text"):
        article_fetched(**bodies)


def test_the_size_limit_counts_bytes_of_utf8_not_characters() -> None:
    fits = "é" * (MAX_PAGE_BYTES // 2)
    assert article_fetched(html=fits).html == fits
    with pytest.raises(ValidationError, match="over 5 MiB"):
        article_fetched(html=fits + "e")


def test_a_newer_page_outranks_any_parser_and_a_newer_parser_outranks_the_same_page() -> None:
    old = article_parsed(parser_revision=999)
    newer_page = article_parsed(parser_revision=0, fetched_at="2026-11-24T12:00:00.001Z")
    newer_parser = article_parsed(parser_revision=2)
    assert newer_page.document_version > old.document_version
    assert newer_parser.document_version > article_parsed(parser_revision=1).document_version
    assert newer_parser.document_version < 2**63


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        article_fetched(fetched_at="2026-11-24T12:00:00")
