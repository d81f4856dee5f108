"""A batch of messages becomes a batch of outcomes, each in its place."""

from datetime import UTC, datetime

from quotewire_indexer.handlers import write_batch
from quotewire_shared.errors import PermanentError
from tests.contract.in_memory_index import InMemoryIndex
from tests.factories import article_parsed


def codes(outcomes: list[PermanentError | None]) -> list[str | None]:
    return [outcome.reason_code if outcome else None for outcome in outcomes]


async def test_what_cannot_be_converted_spoils_nothing_else() -> None:
    index = InMemoryIndex()
    quote = {
        "id": "q2",
        "kind": "direct",
        "spans": [{"start": 0, "end": 1}],
        "text": "H",
        "confidence": 1,
        "rule": "t",
    }
    outcomes = await write_batch(
        index,
        [
            article_parsed("https://a.example/1"),
            article_parsed("https://a.example/2", first_seen_at=datetime(1066, 10, 14, tzinfo=UTC)),
            article_parsed("https://a.example/3", quotes=[quote]),
            article_parsed("https://a.example/4", fetched_at=datetime(1969, 1, 1, tzinfo=UTC)),
            article_parsed("https://a.example/5"),
        ],
    )
    assert codes(outcomes) == [None, "implausible_first_seen_at", "invalid_message", "index_rejected", None]
    assert len(await index.articles()) == 2


async def test_a_batch_of_bad_messages_only_is_answered_too() -> None:
    bad = article_parsed(first_seen_at=datetime(1, 1, 1, tzinfo=UTC))
    assert codes(await write_batch(InMemoryIndex(), [bad])) == ["implausible_first_seen_at"]
