"""One builder per message: a valid one, with what a test cares about replaced."""

from datetime import UTC, datetime
from typing import Any

from aiokafka import ConsumerRecord

from quotewire_shared.messages import ArticleFetched, ArticleParsed, article_id_for

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def article_fetched(url: str = "https://harbour-post.example/a", **fields: Any) -> ArticleFetched:
    """Build a fetched page."""
    return ArticleFetched.model_validate(
        {
            "article_id": article_id_for(url),
            "url": url,
            "final_url": url,
            "canonical_url": url,
            "source_id": "harbour-post",
            "fetched_at": NOON,
            "first_seen_at": NOON,
            "html": None if "text" in fields else "<p>Hello.</p>",
            **fields,
        }
    )


def article_parsed(url: str = "https://harbour-post.example/a", **fields: Any) -> ArticleParsed:
    """Build a parsed article."""
    return ArticleParsed.model_validate(
        {
            "article_id": article_id_for(url),
            "parser_version": "test-1",
            "parser_revision": 1,
            "content_hash": "0" * 64,
            "url": url,
            "canonical_url": url,
            "source_id": "harbour-post",
            "fetched_at": NOON,
            "first_seen_at": NOON,
            "text": "Hello.",
            "word_count": 1,
            **fields,
        }
    )


def record(
    value: bytes | None,
    *,
    topic: str = "articles.fetched.v1",
    offset: int = 0,
    key: bytes | None = b"k",
    headers: tuple[tuple[str, bytes | None], ...] = (),
) -> ConsumerRecord[bytes, bytes]:
    """Build a Kafka record as a consumer gets it."""
    return ConsumerRecord(
        topic=topic,
        partition=0,
        offset=offset,
        timestamp=1_700_000_000_000,
        timestamp_type=0,
        key=key,
        value=value,
        checksum=None,
        serialized_key_size=len(key or b""),
        serialized_value_size=len(value or b""),
        headers=headers,
    )
