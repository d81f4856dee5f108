"""
What a service can say of one article.

An installed service offers a tracer by the entry point group `quotewire.trace`: a function that takes a `Query` and
gives a `Trail`. Tracers are asked in the order in which an article passes the services, and each knows what those
before it found out: an address becomes ids, an id becomes a place in a topic.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

GROUP = "quotewire.trace"

Stage = Literal["named", "requested", "robots", "fetched", "published", "parsed", "indexed"]
"""The steps of an article, in the order of its life."""
STAGES: tuple[Stage, ...] = ("named", "requested", "robots", "fetched", "published", "parsed", "indexed")

Outcome = Literal["done", "waiting", "dropped", "missing", "unknown", "note"]
"""
What became of a step: done; waiting: it will go on by itself; dropped: given up, with a code; missing: looked for and
not there; unknown: it could not be looked for; note: a fact beside it.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies; *topic* is the full name."""

    topic: str
    partition: int
    offset: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, and how far back."""

    asked: str
    """As the person wrote it."""
    url: str | None = None
    ids: tuple[str, ...] = ()
    """Ids of the page or the article that are known so far."""
    places: tuple[Place, ...] = ()
    """Records of the article that were found so far, oldest first."""
    hours: float = 72.0
    """Topics are searched back to so many hours ago."""
    records: int = 20_000
    """And no further than so many records of each partition."""
    patience_s: float = 20.0
    """Longest time for one topic, in seconds."""

    def and_(self, trail: "Trail") -> "Query":
        """Give this query with what *trail* has found out."""
        places = sorted({*self.places, *trail.places}, key=lambda place: place.at)
        return replace(self, ids=tuple(dict.fromkeys((*self.ids, *trail.ids))), places=tuple(places))


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact of the article's life."""

    service: str
    stage: Stage
    outcome: Outcome
    text: str
    """One or two sentences for a person."""
    at: datetime | None = None
    """When it happened; None where that is not known."""
    version_at: datetime | None = None
    """When the version of the page that it speaks of was read; None where it speaks of none."""
    code: str | None = None
    """Reason code where it was dropped or postponed."""
    advice: str | None = None
    """What a person can do about it."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The same for programs: plain JSON values."""

    @property
    def of(self) -> float:
        """Time by which news of one article is compared, in seconds since 1970: of its version, else its own."""
        at = self.version_at or self.at
        return at.timestamp() if at else 0.0


@dataclass(frozen=True, slots=True)
class Trail:
    """What one service knows of the article."""

    findings: tuple[Finding, ...] = ()
    ids: tuple[str, ...] = ()
    """Ids that the article turned out to have."""
    places: tuple[Place, ...] = ()
    """Where its records lie."""


Tracer = Callable[[Query], Awaitable[Trail]]
