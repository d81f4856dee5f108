"""Looks for the dead letters of one article, and tells them as findings."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import dead_letter_topic
from quotewire_shared.tracing.contract import Finding, Query, Stage
from quotewire_shared.tracing.scan import Record, Scan, scan_end, time_of

COMMON: Mapping[str, str] = {
    "invalid_message": "The message does not have the shape that its topic promises; an older or foreign program may "
    "have written it. Look at it with the dead letter's headers, mend the writer, and publish it again.",
    "invalid_header": "A header of the message is not UTF-8; whoever wrote it must be mended.",
    "message_too_large": "The message is over what its topic takes. Raise the topic's max.message.bytes, or leave it.",
    "internal_error": "This is a bug of ours: the reason names the place. Please report it; the message is kept.",
}
"""What to do about the codes that every service may use."""

_FETCHED_AT: Final = re.compile(rb'"fetched_at": ?"([0-9TZ:.+-]{10,40})"')


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter, as its headers tell it."""

    service: str
    code: str
    reason: str
    failed_at: datetime
    process: str
    origin: str
    partition: int
    offset: int
    version_at: datetime | None = None
    """When the page in the letter was read; None where it holds none."""


async def find_letters(
    kafka: KafkaSettings, service: str, query: Query, *, also: Callable[[Record], bool] | None = None
) -> tuple[list[Letter], Scan]:
    """
    Look for dead letters of *service* whose key is one of the query's ids, or that *also* wants.

    Raises:
        KafkaError, OSError or TimeoutError: Kafka does not answer, or the topic is not there.
    """
    keys = {id_.encode() for id_ in query.ids}
    scan = await scan_end(
        kafka,
        kafka.topic(dead_letter_topic(service)),
        wanted=lambda record: record.key in keys or (also is not None and also(record)),
        since=time.time() - query.hours * 3600,
        most=query.records,
        patience_s=query.patience_s,
    )
    return [letter_of(record, service) for record in scan.hits], scan


def letter_of(record: Record, service: str) -> Letter:
    """Read the provenance in the headers of *record*."""
    headers = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}
    try:
        failed_at = datetime.fromisoformat(headers["dlq-failed-at"])
    except (KeyError, ValueError):
        failed_at = time_of(record)
    origin = ""
    if "dlq-topic" in headers:
        origin = (
            f"{headers['dlq-topic']}, partition {headers.get('dlq-partition', '?')}, "
            f"offset {headers.get('dlq-offset', '?')}"
        )
    return Letter(
        service,
        headers.get("dlq-code", "unknown"),
        headers.get("dlq-reason", ""),
        failed_at,
        headers.get("dlq-process", ""),
        origin,
        record.partition,
        record.offset,
        _version_of(record.value or b""),
    )


def _version_of(value: bytes) -> datetime | None:
    # Not by the JSON as a whole: it may be broken, which may be why it lies here.
    match = _FETCHED_AT.search(value)
    try:
        at = datetime.fromisoformat(match[1].decode()) if match else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def tell(letters: Sequence[Letter], stage: Stage, explain: Callable[[str], tuple[str, str]]) -> list[Finding]:
    """Tell *letters* as findings; *explain* gives for a code what it means and what can be done."""
    findings = []
    for letter in letters:
        meaning, advice = explain(letter.code)
        findings.append(
            Finding(
                letter.service,
                stage,
                "dropped",
                f"{meaning} {letter.reason}".strip(),
                at=letter.failed_at,
                version_at=letter.version_at,
                code=letter.code,
                advice=advice or COMMON.get(letter.code),
                facts={
                    "dead_letter": f"{dead_letter_topic(letter.service)}, partition {letter.partition}, "
                    f"offset {letter.offset}",
                    "origin": letter.origin,
                    "process": letter.process,
                    "reason": letter.reason,
                },
            )
        )
    return findings
