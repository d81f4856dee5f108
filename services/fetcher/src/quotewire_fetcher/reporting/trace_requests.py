"""Finds the fetch requests for one page: who asked for it and when, and whether that still waits."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError

from quotewire_fetcher.memory.state import PageState
from quotewire_fetcher.naming.identity import page_id_for
from quotewire_shared.lifeline import offsets
from quotewire_shared.messages import FetchRequest
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import FETCH_LANES, FETCH_REQUESTS, group_for, in_lane
from quotewire_shared.tracing.contract import Query
from quotewire_shared.tracing.notebook import Notebook
from quotewire_shared.tracing.scan import Record, Scan, scan_end, time_of

MOST_TOLD = 10
"""Requests that are told one by one; a page may be named at every poll of many feeds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for the page."""

    request: FetchRequest
    at: datetime
    topic: str
    partition: int
    before: int | None
    """Requests that are read before it; None: it was read."""


@dataclass(frozen=True, slots=True)
class Requests:
    """All of them that were found, oldest first, and how far was looked."""

    asked: list[Asked]
    scans: list[Scan]


async def find_requests(kafka: KafkaSettings, query: Query, domains: Collection[str]) -> Requests:
    """
    Look for requests for the page of *query* in the partitions of *domains*, or in all where none is known.

    Raises:
        KafkaError, OSError or TimeoutError: Kafka does not answer, or there is no such topic.
    """
    found: list[Asked] = []
    scans = []
    group = kafka.group(group_for("fetcher", FETCH_REQUESTS))
    for lane in FETCH_LANES:
        topic = kafka.topic(in_lane(FETCH_REQUESTS, lane))
        requests: dict[tuple[int, int], FetchRequest] = {}

        def wanted(record: Record, requests: dict[tuple[int, int], FetchRequest] = requests) -> bool:
            request = _read(record.value)
            if request is None or not _is_for(request, query):
                return False
            requests[record.partition, record.offset] = request
            return True

        scan = await scan_end(
            kafka,
            topic,
            wanted=wanted,
            keys=[domain.encode() for domain in domains],
            since=time.time() - query.hours * 3600,
            most=query.records,
            patience_s=query.patience_s,
        )
        scans.append(scan)
        if not scan.hits:
            continue
        _, committed = await offsets(kafka, topic, group)
        stands = {part.partition: offset for part, offset in committed.items()}
        for hit in scan.hits:
            behind = hit.offset - stands.get(hit.partition, 0)
            found.append(
                Asked(
                    requests[hit.partition, hit.offset],
                    time_of(hit),
                    topic,
                    hit.partition,
                    behind if behind >= 0 else None,
                )
            )
    return Requests(sorted(found, key=lambda asked: asked.at), scans)


def tell_requests(book: Notebook, found: Requests, pages: Sequence[PageState]) -> None:
    """Tell who asked for the page; where no request is left, what the page's record remembers."""
    for asked in found.asked[:1] + found.asked[1:][-MOST_TOLD:]:
        request = asked.request
        if asked.before is None:
            came = f", by a redirect from {request.asked_url}" if request.asked_url else ""
            book.note(
                "named",
                "done",
                f"Source {request.source_id} named it ({request.lane.value} lane){came}.",
                at=asked.at,
                facts={"source_id": request.source_id, "lane": request.lane.value, "url": request.url},
            )
        else:
            book.note(
                "requested",
                "waiting",
                f"Source {request.source_id} named it; {asked.before:,} requests are read before it in {asked.topic}, "
                f"partition {asked.partition}. If that number does not fall, see whether a fetcher runs.",
                at=asked.at,
                facts={"source_id": request.source_id, "requests_before": asked.before},
            )
    told = {asked.request.source_id for asked in found.asked}
    for page in pages[:1]:
        if page.source_id not in told:
            book.note(
                "named",
                "done",
                f"Source {page.source_id} named it.",
                at=datetime.fromtimestamp(page.first_seen_at, UTC),
                facts={"source_id": page.source_id, "lane": page.lane.value, "url": page.named_url},
            )


def _read(value: bytes | None) -> FetchRequest | None:
    try:
        request = FetchRequest.model_validate_json(value or b"")
    except ValidationError:
        return None
    return request if request.kind == "page" else None


def _is_for(request: FetchRequest, query: Query) -> bool:
    if query.url is not None and query.url in (request.url, request.asked_url):
        return True
    try:
        return page_id_for(request.url) in query.ids
    except ValueError:
        return False
