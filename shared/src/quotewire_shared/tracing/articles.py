"""Looks for the records of one article in the topics of all lanes, which are keyed by its id."""

import time
from collections.abc import Sequence

from quotewire_shared.messages import Lane
from quotewire_shared.settings import KafkaSettings
from quotewire_shared.topics import in_lane
from quotewire_shared.tracing.contract import Query
from quotewire_shared.tracing.scan import Record, Scan, scan_end


async def find_articles(
    kafka: KafkaSettings, topic: str, query: Query
) -> tuple[list[Record], Sequence[Scan]]:
    """
    Look for records of the query's ids in *topic* (short name), in every lane; gives them oldest first.

    Raises:
        KafkaError, OSError or TimeoutError: Kafka does not answer, or a topic is not there.
    """
    keys = {id_.encode() for id_ in query.ids}
    scans = [
        await scan_end(
            kafka,
            kafka.topic(in_lane(topic, lane)),
            wanted=lambda record: record.key in keys,
            keys=keys,
            since=time.time() - query.hours * 3600,
            most=query.records,
            patience_s=query.patience_s,
        )
        for lane in Lane
    ]
    hits = sorted((hit for scan in scans for hit in scan.hits), key=lambda hit: hit.timestamp)
    return hits, scans


def in_words(scans: Sequence[Scan]) -> str:
    """Say how far was looked, leaving out the lanes that were empty."""
    return "; ".join(str(scan) for scan in scans if scan.scanned) or str(scans[0])
