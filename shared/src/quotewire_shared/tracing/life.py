"""Asks every installed service about one article, puts the answers in order, and sums them up."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from importlib.metadata import entry_points
from typing import Any, Final

from aiokafka.errors import KafkaError

from quotewire_shared.errors import QuotewireError, UsageError
from quotewire_shared.topics import SERVICES
from quotewire_shared.tracing.contract import GROUP, STAGES, Finding, Query, Stage, Tracer

ID: Final = re.compile(r"[0-9a-f]{32}")
FIRST_STAGE: Final[Mapping[str, Stage]] = {"fetcher": "named", "parser": "parsed", "indexer": "indexed"}
NEVER_SEEN: Final = (
    "Nothing here has seen it. Check: is the feed that should name it a source (`quotewire sources list`); is that "
    "feed well or quiet (`quotewire sources status ID`); does the feed name this very address (`quotewire sources "
    "test ID`); was it long ago (--hours, --records)."
)


@dataclass(frozen=True, slots=True)
class Life:
    """Everything that is known of one article."""

    query: Query
    findings: tuple[Finding, ...]
    """In the order of their time; those without a time stand at their stage."""

    @property
    def known(self) -> bool:
        """Whether anybody has seen it."""
        return any(finding.outcome in ("done", "waiting", "dropped") for finding in self.findings)

    @property
    def asked_in_vain(self) -> bool:
        """Whether nothing was found because somebody could not be asked."""
        return not self.known and any(finding.outcome == "unknown" for finding in self.findings)


def query_for(asked: str, *, hours: float, records: int, patience_s: float) -> Query:
    """
    Understand what a person asks for.

    Raises:
        UsageError: neither an address nor an id.
    """
    text = asked.strip()
    if text.lower().startswith(("http://", "https://")):
        return Query(text, url=text, hours=hours, records=records, patience_s=patience_s)
    if ID.fullmatch(text.lower()):
        return Query(text, ids=(text.lower(),), hours=hours, records=records, patience_s=patience_s)
    raise UsageError(
        f"{asked[:200]!r} is neither an address (http://…, https://…) nor an id (32 hex digits). Give one of them."
    )


def installed_tracers() -> dict[str, Callable[[], Tracer]]:
    """Find the tracers of the installed services, in the order in which an article passes them."""
    order = {name: number for number, name in enumerate(SERVICES)}
    points = sorted(entry_points(group=GROUP), key=lambda point: (order.get(point.name, 99), point.name))
    return {point.name: point.load for point in points}


async def trace(
    query: Query, tracers: Mapping[str, Callable[[], Tracer]], *, expected: Sequence[str] = ()
) -> Life:
    """Ask each of *tracers*; one that cannot answer, or is *expected* and not there, is a finding, not a failure."""
    found = [
        Finding(
            name, FIRST_STAGE[name], "unknown", f"The {name} is not installed here, so it could not be asked."
        )
        for name in expected
        if name not in tracers
    ]
    for service, load in tracers.items():
        try:
            trail = await load()(query)
        except (QuotewireError, KafkaError, OSError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
            found.append(
                Finding(
                    service,
                    FIRST_STAGE.get(service, "named"),
                    "unknown",
                    f"The {service} could not be asked: {reason}",
                )
            )
        else:
            found += trail.findings
            query = query.and_(trail)
    return Life(query, tuple(in_order(found)))


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Sort *findings* by time; those without one stand after what has their stage or an earlier one."""
    timed = sorted(
        (finding for finding in findings if finding.at is not None),
        key=lambda finding: (finding.at, STAGES.index(finding.stage)),
    )
    for finding in (finding for finding in findings if finding.at is None):
        stage = STAGES.index(finding.stage)
        place = max(
            (number for number, other in enumerate(timed, start=1) if STAGES.index(other.stage) <= stage),
            default=0,
        )
        timed.insert(place, finding)
    return timed


def sum_up(life: Life) -> str:
    """Say in one or two sentences where the article is now."""
    if not life.known:
        for finding in life.findings:
            if finding.outcome == "note" and finding.advice:
                return f"{finding.text} {finding.advice}"
        return (
            "Nothing is known of it, but not everybody could be asked." if life.asked_in_vain else NEVER_SEEN
        )
    indexed = _newest(life, "indexed", ("done",))
    last = max(
        (finding for finding in life.findings if finding.outcome in ("waiting", "dropped")),
        key=lambda finding: finding.of,
        default=None,
    )
    if indexed is not None and (last is None or last.of <= indexed.of):
        return "It is in the index."
    if last is None:
        done = max(
            (finding for finding in life.findings if finding.outcome == "done"),
            key=lambda finding: STAGES.index(finding.stage),
        )
        return (
            f"The last thing known is that it was {done.stage}. It is not in the index (yet). If that is longer ago than "
            "some minutes, see what waits and whether every service runs (`quotewire status`)."
        )
    before = "It is in the index. Since then: " if indexed is not None else ""
    code = f" ({last.code})" if last.code else ""
    if last.outcome == "dropped":
        return f"{before}{last.service.capitalize()} dropped it{code}: {last.text}"
    return f"{before}It waits{code}: {last.text}"


def as_json(life: Life) -> dict[str, Any]:
    """Give everything as plain JSON values."""
    return {
        "asked": life.query.asked,
        "url": life.query.url,
        "ids": list(life.query.ids),
        "known": life.known,
        "summary": sum_up(life),
        "findings": [
            {
                "at": finding.at.astimezone(UTC).isoformat() if finding.at else None,
                "service": finding.service,
                "stage": finding.stage,
                "outcome": finding.outcome,
                "code": finding.code,
                "text": finding.text,
                "advice": finding.advice,
                "facts": dict(finding.facts),
            }
            for finding in life.findings
        ],
    }


def _newest(life: Life, stage: Stage, outcomes: Sequence[str]) -> Finding | None:
    return max(
        (finding for finding in life.findings if finding.stage == stage and finding.outcome in outcomes),
        key=lambda finding: finding.of,
        default=None,
    )
