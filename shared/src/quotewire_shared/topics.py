"""Every topic name, once, with how it is kept."""

from dataclasses import dataclass, field

from quotewire_shared.messages import Lane

ARTICLES_FETCHED = "articles.fetched.v1"
ARTICLES_PARSED = "articles.parsed.v1"
FETCH_REQUESTS = "fetch.requests.v1"
"""What is to be fetched, by domain. Co-partitioned with the fetcher's state: both have equally many partitions."""
FETCH_LANES = (Lane.LIVE, Lane.BACKFILL)
FETCHER_STATE = "fetcher.state.v1"

SERVICES = ("fetcher", "parser", "indexer")
"""Services that consume or produce messages and so have dead letters."""

DAY_MS = 24 * 3600 * 1000
MAX_RECORD_BYTES = 16 * 1024 * 1024
"""Ceiling of one record on an article topic. A 5 MiB page grows when JSON escapes it; what is larger never gets in."""
MAX_LETTER_BYTES = MAX_RECORD_BYTES + 1024 * 1024
"""Ceiling of a dead letter: the record plus its provenance."""


def in_lane(topic: str, lane: Lane) -> str:
    """Name the topic of *lane*: live has the plain name, the others a suffix."""
    return topic if lane is Lane.LIVE else f"{topic}.{lane.value}"


def group_for(service: str, topic: str) -> str:
    """
    Name the consumer group by which *service* reads *topic*: one group a lane.

    With all lanes in one group, each consumer's start would be a rebalance for the others.
    """
    lane = next((lane for lane in Lane if topic.endswith(f".{lane.value}")), Lane.LIVE)
    return in_lane(service, lane)


def dead_letter_topic(service: str) -> str:
    """Name the dead letters of *service*."""
    return f"{service}.dlq"


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as the bootstrap creates it."""

    name: str
    partitions: int
    config: dict[str, str] = field(default_factory=dict)


def all_topics(partitions: int) -> list[TopicSpec]:
    """List every topic of a deployment; article topics get *partitions* each."""
    articles = {
        "max.message.bytes": str(MAX_RECORD_BYTES),
        "retention.ms": str(7 * DAY_MS),  # the longest outage that a consumer may sleep through
        "compression.type": "producer",
    }
    dead = {
        "max.message.bytes": str(MAX_LETTER_BYTES),
        "retention.ms": str(90 * DAY_MS),
    }
    state = {
        "cleanup.policy": "compact",
        "min.cleanable.dirty.ratio": "0.2",
        "segment.ms": str(DAY_MS),
        "max.message.bytes": str(MAX_RECORD_BYTES),
    }
    return [
        *(
            TopicSpec(in_lane(topic, lane), partitions, articles)
            for topic in (ARTICLES_FETCHED, ARTICLES_PARSED)
            for lane in Lane
        ),
        *(TopicSpec(in_lane(FETCH_REQUESTS, lane), partitions, articles) for lane in FETCH_LANES),
        TopicSpec(FETCHER_STATE, partitions, state),
        *(TopicSpec(dead_letter_topic(service), 1, dead) for service in SERVICES),
    ]
