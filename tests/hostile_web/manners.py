"""Judges the record alone: connections, pauses, robots.txt, conditional requests, pages asked twice."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.hostile_web.catalogue import Web
from tests.hostile_web.evidence import Ended, Evidence
from tests.hostile_web.record import Connection, Record, Request
from tests.hostile_web.site import Site

CLOSING_S = 0.02
"""How long the end of an idle connection may take to be seen once the next one was opened."""
BROKEN_OFF_S = 0.15
"""How late it may be seen that a client has broken off an answer."""
CLOCK_S = 0.005
LAST_WORK_S = 6.0
"""How long before its death a killed process may have asked for what it had still in hand."""
_OPEN = float("inf")


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that must not be."""

    check: str
    text: str

    def __str__(self) -> str:
        return f"{self.check}: {self.text}"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the run was set to."""

    delay_s: float
    """Least pause between two requests to one host."""
    tries: int
    """Most requests for one page that fails in a passing way."""
    min_polls: int = 0
    """Good feeds must have been asked so often."""
    contact: str = ""
    """What every User-Agent must contain."""


def judge_manners(web: Web, evidence: Evidence, rules: Rules) -> Iterator[Violation]:
    """Give every violation that the hosts saw."""
    by_host: dict[str, list[Request]] = {}
    for request in sorted(evidence.record.requests, key=lambda one: one.started):
        by_host.setdefault(request.host, []).append(request)
    sites = {site.host: site for site in web.sites}
    yield from _canaries(evidence.record)
    yield from _connections(sites, evidence.record)
    for host, requests in by_host.items():
        site = sites[host]
        yield from _pauses(site, requests, rules)
        yield from _wishes(site, requests)
        yield from _robots(site, requests)
        yield from _conditions(site, requests, evidence.killed)
        yield from _repeats(site, requests, rules, evidence.killed)
        yield from _agents(site, requests, rules)
    for site in web.sites:
        yield from _polls(site, by_host.get(site.host, []), rules)


def excused(request: Request, killed: Sequence[Ended]) -> bool:
    """Tell whether *request* was in hand of a process when it was killed, so that it must be made again."""
    return any(
        end.agent in request.agent
        and end.at - LAST_WORK_S <= (request.ended or request.started) <= end.at + 1.0
        for end in killed
    )


def _canaries(record: Record) -> Iterator[Violation]:
    for connection in record.connections:
        if connection.host.startswith("canary"):
            yield Violation("address", f"{connection.host} was connected to")


def _connections(sites: dict[str, Site], record: Record) -> Iterator[Violation]:
    by_host: dict[str, list[Connection]] = {}
    for connection in sorted(record.connections, key=lambda one: one.opened):
        if connection.host in sites:
            by_host.setdefault(connection.host, []).append(connection)
    for host, connections in by_host.items():
        for number, later in enumerate(connections):
            for earlier in connections[:number]:
                both_s = min(earlier.closed or _OPEN, later.closed or _OPEN) - later.opened
                if both_s > CLOSING_S:
                    name = sites[host].name
                    yield Violation(
                        "connections", f"{name}: two at once, for {both_s:.2f} s, at {later.opened:.2f}"
                    )


def _pauses(site: Site, requests: list[Request], rules: Rules) -> Iterator[Violation]:
    told_robots = False
    for before, after in itertools.pairwise(requests):
        told_robots = told_robots or (before.path == "/robots.txt" and before.complete)
        wanted_s = max(rules.delay_s, site.crawl_delay_s if told_robots else 0.0)
        gap_s = after.started - (before.ended if before.ended is not None else _OPEN)
        slack_s = CLOCK_S if before.complete else BROKEN_OFF_S
        if gap_s < wanted_s - slack_s:
            what = "at once" if gap_s < 0 else f"{gap_s:.3f} s apart, wanted {wanted_s:g} s"
            yield Violation(
                "pauses",
                f"{site.name}: {before.target} and {after.target} {what} (at {after.started:.2f}){_who(before, after)}",
            )


def _wishes(site: Site, requests: list[Request]) -> Iterator[Violation]:
    for number, request in enumerate(requests):
        if request.retry_after_s is None or request.status not in (429, 503):
            continue
        for after in requests[number + 1 :]:
            waited_s = after.started - (request.ended or request.started)
            if waited_s < request.retry_after_s - CLOCK_S:
                yield Violation(
                    "retry-after",
                    f"{site.name}: {after.target} {waited_s:.2f} s after {request.target} asked for "
                    f"{request.retry_after_s:g} s of peace{_who(request, after)}",
                )


def _who(before: Request, after: Request) -> str:
    return "" if before.agent == after.agent else f", by {before.agent} and {after.agent}"


def _robots(site: Site, requests: list[Request]) -> Iterator[Violation]:
    asked: set[str] = set()
    for request in requests:
        if request.path in ("/robots.txt", "/robots-moved.txt"):
            asked.add(request.agent)
            continue
        if request.agent not in asked:
            yield Violation("robots", f"{site.name}: {request.target} before robots.txt, by {request.agent}")
            asked.add(request.agent)
        if any(request.target.startswith(start) for start in site.forbidden):
            yield Violation("robots", f"{site.name}: {request.target} is disallowed and was asked")


def _conditions(site: Site, requests: list[Request], killed: Sequence[Ended]) -> Iterator[Violation]:
    if site.unjudged_validators or (site.sources and all(row.codes or row.any_code for row in site.sources)):
        return  # what could not be read is not had
    have: dict[str, Request] = {}
    for request in requests:
        known = have.get(request.target)
        if known is not None and request.path in site.polled and not excused(known, killed):
            good = (
                request.etag_asked == known.etag_given
                if known.etag_given
                else request.date_asked == known.date_given
            )
            if not good:
                yield Violation(
                    "conditional",
                    f"{site.name}: {request.target} with {request.etag_asked or request.date_asked}, "
                    f"wanted {known.etag_given or known.date_given} (at {request.started:.2f})",
                )
        if request.complete and request.meaning == "good" and (request.etag_given or request.date_given):
            have[request.target] = request


def _repeats(
    site: Site, requests: list[Request], rules: Rules, killed: Sequence[Ended]
) -> Iterator[Violation]:
    seen: dict[tuple[str, str], Request] = {}
    later: dict[str, int] = {}
    repeated = 0
    for request in requests:
        silent = request.path in ("/robots.txt", "/robots-moved.txt") or request.path.startswith(
            "/.well-known/"
        )
        if silent or request.meaning in ("silent", "not_modified") or request.path in site.polled:
            continue
        if request.meaning == "later":
            later[request.target] = later.get(request.target, 0) + 1
            if later[request.target] > rules.tries + len(killed):
                yield Violation(
                    "repeats", f"{site.name}: {request.target} asked {later[request.target]} times"
                )
            continue
        page = request.path if request.path in site.single_paths else request.target
        before = seen.setdefault((page, request.version), request)
        if before is request:
            continue
        if excused(before, killed):
            repeated += 1
            seen[page, request.version] = request
            continue
        loop = any("redirect_loop" in codes or "cookie_wall" in codes for codes in site.refused.values())
        if request.meaning == "redirect" and loop and before.meaning == "redirect":
            continue
        yield Violation(
            "repeats",
            f"{site.name}: {request.target} {request.version} again after {request.started - before.started:.1f} s"
            f"{_who(before, request)}",
        )
    # One host has one page in hand, however many there are in all.
    if repeated > len(killed):
        yield Violation("repeats", f"{site.name}: {repeated} pages fetched again after {len(killed)} kills")


def _agents(site: Site, requests: list[Request], rules: Rules) -> Iterator[Violation]:
    for agent in {request.agent for request in requests}:
        if rules.contact not in agent or not agent:
            yield Violation("agent", f"{site.name}: asked by {agent!r}")


def _polls(site: Site, requests: list[Request], rules: Rules) -> Iterator[Violation]:
    """Count polls; a host that also misbehaves may be left alone for longer, and a page is no feed."""
    wanted = min(rules.min_polls, 2) if site.refused else rules.min_polls
    for row in site.sources:
        target = row.url.removeprefix(site.origin)
        polls = sum(request.target == target and request.complete for request in requests)
        if (
            row.codes is None
            and not row.leads_on
            and not row.any_code
            and row.kind != "page"
            and polls < wanted
        ):
            yield Violation("polls", f"{row.id}: {polls} polls, wanted {wanted}")
