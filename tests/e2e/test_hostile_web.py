"""
Fetchers on the hostile web (tests/hostile_web), judged by what its hosts saw and by what reached the topics.

A whole run of real processes: one fetcher and its restart, then three of which one is killed and one is stopped.
"""

from collections.abc import Awaitable, Callable

import pytest

from tests.e2e.stack import Stack
from tests.eventually import eventually
from tests.hostile_web.evidence import Evidence
from tests.hostile_web.judge import judge
from tests.hostile_web.manners import Violation
from tests.hostile_web.record import Request, read_record
from tests.hostile_web.run import CONCURRENCY, RULES, Run, running

pytestmark = pytest.mark.timeout(600)
WHOLE_S = 120.0
"""How long a run may take. It is over when nothing is missing; the rest is patience with slow machines."""


def pages(run: Run) -> list[Request]:
    """Give the pages that were delivered until now."""
    polled = {(site.host, target) for site in run.web.sites for target in site.polled}
    return [
        one
        for one in read_record(run.record).requests
        if one.complete and one.meaning == "good" and (one.host, one.path) not in polled
    ]


def has_delivered(run: Run, name: str, count: int) -> Callable[[], Awaitable[bool]]:
    """Make a probe that is true once so many pages were delivered to the fetcher *name*."""
    agent = run.fetchers[name].agent

    async def delivered() -> bool:
        return sum(agent in one.agent for one in pages(run)) >= count

    return delivered


def has_page_in_hand(run: Run, name: str) -> Callable[[], Awaitable[bool]]:
    """Make a probe that is true while the fetcher *name* is being sent a good page."""
    agent = run.fetchers[name].agent

    async def in_hand() -> bool:
        requests = read_record(run.record).requests
        return any(one.version and one.ended is None and agent in one.agent for one in requests)

    return in_hand


def has_heir(run: Run, name: str) -> Callable[[], Awaitable[bool]]:
    """Make a probe that is true once every host that only *name* had asked was asked by another."""
    agent = run.fetchers[name].agent

    async def inherited() -> bool:
        requests = [one for one in read_record(run.record).requests if one.complete]
        dead = run.killed[-1].at
        served = {one.host for one in requests if agent in one.agent and one.started > dead - 5}
        return bool({one.host for one in requests if agent not in one.agent and one.started > dead} & served)

    return inherited


def polls(run: Run) -> dict[str, int]:
    """Count how often each source was polled that must be, and whose host does nothing else that is bad."""
    requests = read_record(run.record).requests
    return {
        row.id: sum(one.host == site.host and site.url(one.target) == row.url for one in requests)
        for site in run.web.sites
        for row in site.sources
        if row.codes is None
        and not row.leads_on
        and not row.any_code
        and row.kind != "page"
        and not site.refused
    }


def told(run: Run, found: list[Violation], evidence: Evidence, missing: list[str]) -> str:
    """Write what is wrong, for a person."""
    costs = ", ".join(
        f"{one.name}: {one.peak_mb:.0f} MB, stall {one.stall_s}, health {one.slowest_health_s:.2f} s, waited {one.waited_s:.2f} s"
        for one in evidence.costs
    )
    lines = [
        (
            f"{len(run.web.sites)} hosts, {len(evidence.record.requests)} requests, {len(evidence.published)} articles, "
            f"{len(evidence.letters)} letters; machine late by {evidence.record.lag_s:.2f} s; {costs}"
        ),
        f"{len(found)} violations, {len(missing)} missing",
        *sorted(str(one) for one in found),
    ]
    return "\n".join(lines)


async def test_one_fetcher_takes_what_is_good_refuses_what_is_bad_and_remembers_it(stack: Stack) -> None:
    with running(stack) as run:
        run.start("one")
        missing = await run.finished(within_s=WHOLE_S)
        assert run.stop("one") == 0, stack.log_of("one")[-2_000:]
        before, polled = len(pages(run)), polls(run)

        # A new process knows what the first one knew: nothing is fetched again, and every poll is conditional.
        run.start("again")

        async def polled_again() -> bool:
            return all(now > polled[name] for name, now in polls(run).items())

        await eventually(polled_again, within_s=60)
        assert run.stop("again") == 0, stack.log_of("again")[-2_000:]
        calendar = next(site.host for site in run.web.sites if site.free and site.name == "endless-calendar")
        fetched_again = [one.target for one in pages(run)[before:] if one.host != calendar]
        evidence = await run.evidence()
    found = judge(run.web, evidence, RULES)
    report = told(run, found, evidence, missing)
    print(report)
    assert not missing, report
    assert not found, report
    assert not fetched_again


async def test_three_fetchers_share_the_web_though_one_is_killed_and_one_is_stopped(stack: Stack) -> None:
    with running(stack, seed=2) as run:
        run.start("one")
        run.start("two")
        for name in ("one", "two"):
            await eventually(has_delivered(run, name, 3), within_s=90)
        run.start("three")
        await eventually(has_delivered(run, "three", 3), within_s=90)
        await eventually(has_page_in_hand(run, "one"), within_s=90)
        run.kill("one")
        await eventually(has_heir(run, "one"), within_s=90)
        assert run.stop("two") == 0, stack.log_of("two")[-2_000:]
        missing = await run.finished(within_s=WHOLE_S)
        assert run.stop("three") == 0, stack.log_of("three")[-2_000:]
        evidence = await run.evidence()
    found = judge(run.web, evidence, RULES)
    report = told(run, found, evidence, missing)
    print(report)
    assert not missing, report
    assert not found, report
    assert all(one.agent for one in evidence.killed)
    shared = {
        agent
        for one in evidence.record.requests
        for agent in ("one", "two", "three")
        if f"{agent}.hostile" in one.agent
    }
    assert shared == {"one", "two", "three"}
    assert twice(evidence) <= CONCURRENCY


def twice(evidence: Evidence) -> int:
    """Count the pages that were delivered more than once in the same version."""
    seen: dict[tuple[str, str, str], int] = {}
    for one in evidence.record.requests:
        if one.complete and one.meaning == "good" and one.version:
            key = (one.host, one.target, one.version)
            seen[key] = seen.get(key, 0) + 1
    return sum(count - 1 for count in seen.values())
