"""What a run left behind: the hosts' record, the deployment's topics, and what its processes cost."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quotewire_shared.messages import Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import ARTICLES_FETCHED, FETCHER_STATE, dead_letter_topic, in_lane
from tests.e2e.stack import read_all
from tests.hostile_web.record import Record, read_record

_MARKER = re.compile(r"hw:[^\s\"<>]+#v\d+")


@dataclass(frozen=True, slots=True)
class Published:
    """An article as it was published."""

    article_id: str
    marker: str | None
    """Which version of which page it is; None: nobody's."""
    url: str
    canonical_url: str
    source_id: str
    lane: str
    body: str = ""
    rights: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter of the fetcher."""

    code: str
    urls: frozenset[str]
    """Every address that it names: the one asked for, and what redirects led to."""
    reason: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that was killed."""

    agent: str
    """What its User-Agent contains."""
    at: float
    """Monotonic clock."""
    concurrency: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process cost."""

    name: str
    peak_mb: float
    stall_s: float | None = None
    """Longest stall of its event loop by its own metric; None: it has none."""
    slowest_health_s: float = 0.0
    """Longest wait for its /health."""
    waited_s: float = 0.0
    """Longest time that it was ready to run and got no processor, within one look of the watcher."""


@dataclass
class Evidence:
    """All of it."""

    record: Record
    published: list[Published] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    feeds: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Source id → its record in the state topic."""
    killed: list[Ended] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)


async def gather(kafka: KafkaSettings, record: Path) -> Evidence:
    """Read the topics and the record as they are now."""
    found = Evidence(read_record(record))
    for lane in Lane:
        if lane is Lane.REPLAY:
            continue
        for entry in await read_all(kafka, kafka.topic(in_lane(ARTICLES_FETCHED, lane))):
            found.published.append(published(entry.value or b"{}", lane.value))
    for entry in await read_all(kafka, kafka.topic(dead_letter_topic("fetcher"))):
        found.letters.append(letter(entry.value or b"", entry.headers))
    for entry in await read_all(kafka, kafka.topic(FETCHER_STATE)):
        kind, _, name = (entry.key or b"").decode().partition(":")
        if kind == "feed":
            found.feeds[name] = json.loads(entry.value) if entry.value else {}
    return found


def published(value: bytes, lane: str) -> Published:
    """Read a record of an article topic."""
    message = json.loads(value)
    body = message.get("html") or message.get("text") or ""
    marker = _MARKER.search(body)
    return Published(
        message["article_id"],
        marker[0] if marker else None,
        message["url"],
        message["canonical_url"],
        message["source_id"],
        lane,
        body,
        message.get("rights") or {},
    )


def letter(value: bytes, headers: Iterable[tuple[str, bytes | None]]) -> Letter:
    """Read a dead letter."""
    named = {name: (content or b"").decode() for name, content in headers}
    try:
        request = json.loads(value)
    except ValueError:
        request = {}
    urls = {
        named.get("dlq-url"),
        request.get("url"),
        request.get("asked_url"),
        *(request.get("redirects") or ()),
    }
    return Letter(
        named.get("dlq-code", ""),
        frozenset(url for url in urls if url),
        named.get("dlq-reason", "")[:200],
        str(request.get("source_id", "")),
    )
