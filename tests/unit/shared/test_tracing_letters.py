"""Dead letters as findings."""

from datetime import UTC, datetime

from quotewire_shared.tracing.letters import letter_of, tell
from quotewire_shared.tracing.scan import Scan, partition_of, time_of
from tests.factories import article_fetched, record

HEADERS: tuple[tuple[str, bytes | None], ...] = (
    ("dlq-code", b"no_text"),
    ("dlq-reason", b"Nothing there."),
    ("dlq-failed-at", b"2026-11-30T10:00:00+00:00"),
    ("dlq-process", b"host:1"),
    ("dlq-topic", b"articles.fetched.v1"),
    ("dlq-partition", b"3"),
    ("dlq-offset", b"7"),
)


def test_a_letter_says_why_when_and_where_it_came_from() -> None:
    letter = letter_of(record(b"{}", headers=HEADERS), "parser")
    assert (letter.code, letter.reason) == ("no_text", "Nothing there.")
    assert letter.failed_at == datetime(2026, 11, 30, 10, tzinfo=UTC)
    assert letter.origin == "articles.fetched.v1, partition 3, offset 7"


def test_a_letter_tells_which_version_of_the_page_it_holds() -> None:
    page = article_fetched()
    letter = letter_of(record(page.model_dump_json().encode(), headers=HEADERS), "parser")
    assert letter.version_at == page.fetched_at
    assert letter_of(record(b'{"fetched_at":"tomorrow-ish"}'), "parser").version_at is None


def test_a_letter_without_its_headers_is_still_told() -> None:
    bare = record(None)
    letter = letter_of(bare, "indexer")
    assert (letter.code, letter.origin, letter.failed_at) == ("unknown", "", time_of(bare))


def test_a_letter_becomes_a_finding_with_what_can_be_done() -> None:
    letter = letter_of(record(b"{}", headers=HEADERS), "parser")
    (finding,) = tell([letter], "parsed", lambda code: ("No article.", f"Do about {code}."))
    assert (finding.outcome, finding.code, finding.advice) == ("dropped", "no_text", "Do about no_text.")
    assert finding.text == "No article. Nothing there."
    assert "parser.dlq" in finding.facts["dead_letter"]


def test_codes_of_every_service_have_common_advice() -> None:
    letter = letter_of(record(b"{}", headers=(("dlq-code", b"internal_error"),)), "parser")
    (finding,) = tell([letter], "parsed", lambda _: ("Broken.", ""))
    assert "bug of ours" in (finding.advice or "")


def test_a_scan_says_how_far_it_looked() -> None:
    since = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
    assert str(Scan("parser.dlq", (), 0, None)) == "no records of that time in parser.dlq"
    assert (
        str(Scan("parser.dlq", (), 1_200, since)) == "1,200 records of parser.dlq since 2026-11-27 08:30 UTC"
    )
    assert str(Scan("parser.dlq", (), 1, since)).startswith("1 record of")
    assert "time was over" in str(Scan("parser.dlq", (), 1, since, ended=False))


def test_a_key_lies_where_kafkas_own_partitioner_puts_it() -> None:
    from aiokafka.partitioner import DefaultPartitioner  # noqa: PLC0415 - only here

    for number in range(50):
        key = f"outlet-{number}.example".encode()
        assert partition_of(key, 6) == DefaultPartitioner()(key, list(range(6)), [])
