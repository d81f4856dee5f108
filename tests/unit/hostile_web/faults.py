"""A faultless run on the hostile web, and everything that can be wrong with one: each function puts in one fault."""

import dataclasses

from tests.hostile_web.catalogue import Web
from tests.hostile_web.evidence import Cost, Evidence, Letter, Published
from tests.hostile_web.record import Connection, Record, Request
from tests.hostile_web.site import Site

AGENT = "Quotewire/0.1 (+https://one.hostile-web.example)"


def faultless(web: Web) -> Evidence:
    """Make the evidence of a run in which nothing is wrong."""
    found = Evidence(Record(), costs=[Cost("one", 200.0, 0.05)])
    for number, site in enumerate(web.sites):
        found.record.connections.append(Connection(number, site.host, 0.0, 1_000.0))
        found.record.requests += polite_requests(site, number)
        for one in site.versions:
            target = one.marker.removeprefix(f"hw:{site.name}").rpartition("#")[0]
            canonical = one.canonical_url or site.url(target)
            found.published.append(
                Published(
                    f"id of {site.name}{target}", one.marker, site.url(target), canonical, "any", "live",
                    body=one.phrase, rights=dict(one.rights),
                )
            )  # fmt: skip
        found.letters += [Letter(min(codes), frozenset({url})) for url, codes in site.refused.items()]
        for row in site.sources:
            found.feeds[row.id] = {"code": min(row.codes) if row.codes else None}
    return found


def polite_requests(site: Site, connection: int) -> list[Request]:
    """Make the requests of a patient reader: robots.txt, each source four times, each page once."""
    targets = [("/robots.txt", "silent", "")]
    if not any(row.codes for row in site.sources):
        targets += [(row.url.removeprefix(site.origin), "good", "") for row in site.sources] * 4
        for one in site.versions:
            target, _, version = one.marker.removeprefix(f"hw:{site.name}").rpartition("#")
            if target not in site.polled:
                targets.append((target, "good", version))
    step_s = max(0.5, site.crawl_delay_s) + 0.01
    requests, asked = [], set[str]()
    for number, (target, meaning, version) in enumerate(targets):
        requests.append(
            Request(
                connection, site.host, target, number * step_s, number * step_s + 0.001, 200, meaning,
                complete=True, version=version, agent=AGENT, etag_asked='"tag"' if target in asked else None,
                etag_given='"tag"',
            )
        )  # fmt: skip
        asked.add(target)
    return requests


def of(run: Evidence, web: Web, name: str) -> list[Request]:
    return run.record.of(site(web, name).host)


def site(web: Web, name: str) -> Site:
    return next(one for one in web.sites if one.name == name)


def lose_an_article(web: Web, run: Evidence) -> None:
    del run.published[0]


def publish_twice(web: Web, run: Evidence) -> None:
    run.published.append(run.published[3])


def publish_a_strangers_page(web: Web, run: Evidence) -> None:
    run.published.append(Published("x", None, "http://a/", "http://a/", "s", "live"))


def publish_a_bad_page(web: Web, run: Evidence) -> None:
    run.published.append(Published("x", "hw:bodies-empty/bad#v1", "http://a/", "http://a/", "s", "live"))


def garble(web: Web, run: Evidence) -> None:
    run.published[0] = dataclasses.replace(run.published[0], body="KÃ¶ln")


def name_by_another_address(web: Web, run: Evidence) -> None:
    run.published[0] = dataclasses.replace(run.published[0], canonical_url="http://a/?utm_source=b")


def give_a_new_version_a_new_id(web: Web, run: Evidence) -> None:
    at = next(n for n, one in enumerate(run.published) if (one.marker or "").endswith("#v2"))
    run.published[at] = dataclasses.replace(run.published[at], article_id="new")


def give_two_pages_one_id(web: Web, run: Evidence) -> None:
    run.published[0] = dataclasses.replace(run.published[0], article_id=run.published[1].article_id)


def forget_a_reservation(web: Web, run: Evidence) -> None:
    at = next(n for n, one in enumerate(run.published) if one.rights)
    run.published[at] = dataclasses.replace(run.published[at], rights={})


def refuse_for_a_wrong_reason(web: Web, run: Evidence) -> None:
    run.letters[0] = dataclasses.replace(run.letters[0], code="internal_error")


def refuse_nothing(web: Web, run: Evidence) -> None:
    del run.letters[0]


def refuse_twice(web: Web, run: Evidence) -> None:
    run.letters.append(run.letters[0])


def refuse_a_good_page(web: Web, run: Evidence) -> None:
    run.letters.append(Letter("http_500", frozenset({run.published[0].url})))


def call_a_good_feed_bad(web: Web, run: Evidence) -> None:
    run.feeds["atom"]["code"] = "bad_feed"


def call_a_bad_feed_good(web: Web, run: Evidence) -> None:
    run.feeds["feed-410"]["code"] = None


def know_nothing_of_a_feed(web: Web, run: Evidence) -> None:
    del run.feeds["rdf"]


def knock_inside(web: Web, run: Evidence) -> None:
    run.record.connections.append(Connection(999, "canary 127.0.0.1:8080", 5.0, 5.0))


def open_a_second_connection(web: Web, run: Evidence) -> None:
    run.record.connections.append(Connection(999, site(web, "atom").host, 5.0, 6.0))


def keep_a_connection_open_for_ever(web: Web, run: Evidence) -> None:
    host = site(web, "atom").host
    run.record.connections = [one for one in run.record.connections if one.host != host]
    run.record.connections += [Connection(1, host, 0.0, None), Connection(2, host, 50.0, 51.0)]


def hurry(web: Web, run: Evidence) -> None:
    requests = of(run, web, "rss-20")
    requests[2].started = (requests[1].ended or 0.0) + 0.25


def ask_two_things_at_once(web: Web, run: Evidence) -> None:
    requests = of(run, web, "rss-20")
    requests[1].ended = requests[2].started + 0.05


def ask_while_another_is_in_hand(web: Web, run: Evidence) -> None:
    of(run, web, "rss-20")[1].ended = None


def ignore_the_crawl_delay(web: Web, run: Evidence) -> None:
    requests = of(run, web, "crawl-delay")
    requests[2].started = (requests[1].ended or 0.0) + 0.9


def ignore_a_wish(web: Web, run: Evidence) -> None:
    asked = of(run, web, "atom")[1]
    asked.status, asked.retry_after_s = 503, 2.0


def ask_the_disallowed(web: Web, run: Evidence) -> None:
    ask = of(run, web, "robots-wildcards")[-1]
    again = dataclasses.replace(ask, target="/archive/5", started=ask.started + 9, ended=ask.started + 9.1)
    run.record.requests.append(again)


def ask_before_robots(web: Web, run: Evidence) -> None:
    of(run, web, "atom")[0].target = "/feed"


def ask_without_a_condition(web: Web, run: Evidence) -> None:
    of(run, web, "atom")[3].etag_asked = None


def ask_with_an_old_tag(web: Web, run: Evidence) -> None:
    of(run, web, "atom")[3].etag_asked = '"older"'


def fetch_twice(web: Web, run: Evidence) -> None:
    ask = of(run, web, "atom")[-1]
    run.record.requests.append(dataclasses.replace(ask, started=ask.started + 9, ended=ask.started + 9.1))


def fetch_another_spelling_too(web: Web, run: Evidence) -> None:
    ask = of(run, web, "many-spellings")[-1]
    again = dataclasses.replace(
        ask, target=ask.target + "&fbclid=1", started=ask.started + 9, ended=ask.started + 9.1
    )
    run.record.requests.append(again)


def try_for_ever(web: Web, run: Evidence) -> None:
    ask = of(run, web, "atom")[-1]
    for number in range(1, 5):
        at = ask.started + 9 * number
        run.record.requests.append(
            dataclasses.replace(ask, target="/x", meaning="later", started=at, ended=at + 0.1)
        )


def ask_in_disguise(web: Web, run: Evidence) -> None:
    for request in of(run, web, "atom"):
        request.agent = "Mozilla/5.0"


def poll_too_seldom(web: Web, run: Evidence) -> None:
    gone = of(run, web, "atom")[2]
    run.record.requests.remove(gone)


def grow(web: Web, run: Evidence) -> None:
    run.costs[0] = Cost("one", 450.0)


def stall(web: Web, run: Evidence) -> None:
    run.costs[0] = Cost("one", 100.0, 0.3)
