"""The judge of the hostile web finds each fault that is put into a faultless run."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from tests.hostile_web.catalogue import Plan, Web, build_web
from tests.hostile_web.evidence import Ended, Evidence, Letter, Published, letter, published
from tests.hostile_web.judge import judge, pending
from tests.hostile_web.manners import Rules
from tests.unit.hostile_web import faults
from tests.unit.hostile_web.faults import AGENT, faultless, of

RULES = Rules(delay_s=0.3, tries=3, min_polls=4, contact="hostile-web.example")


@pytest.fixture(scope="module")
def web() -> Web:
    return build_web(Plan(port=8080, blocked_port=9, started_at=1_790_000_000.0))


@pytest.fixture
def run(web: Web) -> Evidence:
    return faultless(web)


def checks(web: Web, run: Evidence) -> set[str]:
    return {one.check for one in judge(web, run, RULES)}


def test_a_faultless_run_is_acquitted(web: Web, run: Evidence) -> None:
    assert [str(one) for one in judge(web, run, RULES)] == []
    assert pending(web, run, RULES) == []


def test_the_web_has_forty_good_publishers_and_every_name_once(web: Web) -> None:
    good = [one for one in web.sites if one.versions and not one.refused]
    assert len(good) >= 40
    assert len({row.id for row in web.sources}) == len(web.sources)
    assert len({one.host for one in web.sites}) == len(web.sites)
    markers = [version.marker for one in web.sites for version in one.versions]
    assert len(set(markers)) == len(markers)


def test_the_same_plan_gives_the_same_web(web: Web) -> None:
    again = build_web(web.plan)
    assert again.sources_json() == web.sources_json()
    assert [one.versions for one in again.sites] == [one.versions for one in web.sites]


def test_more_hosts_are_plain_papers() -> None:
    assert len(build_web(Plan(port=80, blocked_port=9, hosts=320)).sites) == 320


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (faults.lose_an_article, "articles"),
        (faults.publish_twice, "articles"),
        (faults.publish_a_strangers_page, "articles"),
        (faults.publish_a_bad_page, "articles"),
        (faults.garble, "words"),
        (faults.name_by_another_address, "identity"),
        (faults.give_a_new_version_a_new_id, "identity"),
        (faults.give_two_pages_one_id, "identity"),
        (faults.forget_a_reservation, "rights"),
        (faults.refuse_for_a_wrong_reason, "codes"),
        (faults.refuse_nothing, "codes"),
        (faults.refuse_twice, "codes"),
        (faults.refuse_a_good_page, "codes"),
        (faults.call_a_good_feed_bad, "feeds"),
        (faults.call_a_bad_feed_good, "feeds"),
        (faults.know_nothing_of_a_feed, "feeds"),
        (faults.knock_inside, "address"),
        (faults.open_a_second_connection, "connections"),
        (faults.keep_a_connection_open_for_ever, "connections"),
        (faults.hurry, "pauses"),
        (faults.ask_two_things_at_once, "pauses"),
        (faults.ask_while_another_is_in_hand, "pauses"),
        (faults.ignore_the_crawl_delay, "pauses"),
        (faults.ignore_a_wish, "retry-after"),
        (faults.ask_the_disallowed, "robots"),
        (faults.ask_before_robots, "robots"),
        (faults.ask_without_a_condition, "conditional"),
        (faults.ask_with_an_old_tag, "conditional"),
        (faults.fetch_twice, "repeats"),
        (faults.fetch_another_spelling_too, "repeats"),
        (faults.try_for_ever, "repeats"),
        (faults.ask_in_disguise, "agent"),
        (faults.poll_too_seldom, "polls"),
        (faults.grow, "memory"),
        (faults.stall, "stall"),
    ],
)
def test_each_fault_is_found(
    web: Web, run: Evidence, spoil: Callable[[Web, Evidence], None], check: str
) -> None:
    spoil(web, run)
    assert check in checks(web, run)


def test_what_a_killed_process_had_in_hand_may_be_fetched_again_once(web: Web, run: Evidence) -> None:
    ask = of(run, web, "atom")[-1]
    later: dict[str, Any] = {
        "started": ask.started + 40,
        "ended": ask.started + 40.1,
        "agent": AGENT.replace("one", "two"),
    }
    robots = dataclasses.replace(of(run, web, "atom")[0], **later)
    again = dataclasses.replace(ask, **(later | {"started": ask.started + 41, "ended": ask.started + 41.1}))
    run.record.requests += [robots, again]
    assert checks(web, run) == {"repeats"}
    run.killed.append(Ended("one.hostile-web.example", (ask.ended or 0.0) + 1.0, 48))
    assert checks(web, run) == set()
    run.killed[0] = Ended("three.hostile-web.example", (ask.ended or 0.0) + 1.0, 48)
    assert checks(web, run) == {"repeats"}
    run.killed[0] = Ended("one.hostile-web.example", (ask.ended or 0.0) + 30.0, 48)
    assert checks(web, run) == {"repeats"}


def test_stalls_are_not_judged_on_a_machine_that_was_late_itself(web: Web, run: Evidence) -> None:
    faults.stall(web, run)
    run.record.lag_s = 0.2
    assert checks(web, run) == set()
    run.record.lag_s = 0.0
    assert checks(web, run) == {"stall"}
    run.costs[0] = dataclasses.replace(run.costs[0], waited_s=0.2)
    assert checks(web, run) == set()
    run.costs[0] = dataclasses.replace(run.costs[0], stall_s=0.5)
    assert checks(web, run) == {"stall"}


def test_pending_names_what_is_not_there_yet(web: Web, run: Evidence) -> None:
    marker = run.published[0].marker
    url = next(iter(run.letters[0].urls))
    del run.published[0], run.letters[0], run.feeds["rdf"]
    faults.poll_too_seldom(web, run)
    assert pending(web, run, RULES) == [marker, url, "feed rdf: no record", "atom: 3 polls, wanted 4"]


def test_articles_and_letters_are_read_from_their_records() -> None:
    value = (
        b'{"article_id": "a", "url": "u", "canonical_url": "c", "source_id": "s", '
        b'"html": "<meta content=\\"hw:x/1#v2\\">", "rights": {"noai": true}}'
    )
    assert published(value, "live") == Published(
        "a", "hw:x/1#v2", "u", "c", "s", "live", '<meta content="hw:x/1#v2">', {"noai": True}
    )
    request = b'{"url": "u", "redirects": ["r"], "asked_url": null}'
    headers = [("dlq-code", b"http_404"), ("dlq-url", b"d"), ("dlq-reason", b"why")]
    assert letter(request, headers) == Letter("http_404", frozenset({"u", "r", "d"}), "why")
    assert letter(b"\xff", headers).urls == frozenset({"d"})
