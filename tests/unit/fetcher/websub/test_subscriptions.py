"""Subscriptions: who is asked when, which calls are believed, and what they bring."""

import hmac
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from quotewire_fetcher.documents.rescue import FeedReader
from quotewire_fetcher.net.web import Answer, Wanted
from quotewire_fetcher.websub.route import WebSubRoute
from quotewire_fetcher.websub.subscriptions import (
    LEASE_S,
    Secrets,
    Subscription,
    lease_s,
    query_of,
    wants_subscription,
)
from tests.unit.fetcher.fakes import FEED_URL, SOURCE, FakeWeb, Newsroom, item

SECRETS = Secrets("https://quotes.example/hooks/", "sixteen characters and more")
TOPIC = "https://news.example/feed"
HUB = "https://hub.example/"
WANTED = Subscription("news", FEED_URL, TOPIC)
HOUR = 3_600.0


async def call(
    route: WebSubRoute, method: str, query: dict[str, str], body: bytes = b"", **headers: str
) -> tuple[int, bytes]:
    """Call *route* as an ASGI server would."""
    sent: list[dict[str, Any]] = []
    parts = [body[:10], body[10:]]

    async def receive() -> dict[str, Any]:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Any) -> None:
        sent.append(message)

    raw = "&".join(f"{name}={value}" for name, value in query.items()).encode()
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await route({"type": "http", "method": method, "query_string": raw, "headers": named}, receive, send)
    return sent[0]["status"], sent[1]["body"]


def query_for(wanted: Subscription, **more: str) -> dict[str, str]:
    address = urlsplit(SECRETS.callback(wanted))
    assert (address.netloc, address.path) == ("quotes.example", "/hooks/websub")
    return dict(pair.split("=", 1) for pair in address.query.split("&")) | more


def route_of(room: Newsroom, *, max_body_bytes: int = 100_000) -> WebSubRoute:
    return WebSubRoute(
        SECRETS, room.roster, FeedReader(100), room.outlet, max_body_bytes=max_body_bytes, clock=room.clock
    )


def signature(body: bytes, wanted: Subscription = WANTED, method: str = "sha256") -> str:
    return f"{method}={hmac.new(SECRETS.signing(wanted).encode(), body, method).hexdigest()}"


async def test_a_feed_that_names_a_hub_is_subscribed_once_and_renewed_before_it_ends() -> None:
    room = await Newsroom(secrets=SECRETS).open()
    room.web.replies[HUB] = Answer(HUB, 202, {}, b"")
    hub = f'<atom:link rel="hub" href="{HUB}"/><atom:link rel="self" href="{TOPIC}"/>'
    room.web.page(
        FEED_URL,
        f'<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel>{hub}{item("/a")}</channel></rss>',
        etag='"1"',
    )
    for _ in range(3):
        await room.feeds.poll(SOURCE)
    (asked,) = [wanted for wanted in room.web.asked if wanted.form is not None]
    form = dict(parse_qsl((asked.form or b"").decode()))
    assert asked.url == HUB
    assert (form["hub.mode"], form["hub.topic"], form["hub.secret"]) == (
        "subscribe",
        TOPIC,
        SECRETS.signing(WANTED),
    )
    before = room.book.feed("news", FEED_URL)
    assert before is not None
    # The hub verifies: whichever process is called, the record's owner learns of it.
    query = query_for(
        WANTED, **{"hub.mode": "subscribe", "hub.challenge": "c1", "hub.lease_seconds": "36000"}
    )
    query["hub.topic"] = "https%3A%2F%2Fnews.example%2Ffeed"
    assert await call(route_of(room), "GET", query) == (200, b"c1")
    granted = room.book.feed("news", FEED_URL)
    assert granted is not None
    assert granted.hub_until == room.clock.now + 36_000
    await room.feeds.poll(SOURCE)
    pushed = room.book.feed("news", FEED_URL)
    assert pushed is not None
    assert "hub" in pushed.why
    assert pushed.next_due_at - room.clock.now > 2 * (before.next_due_at - room.clock.now)
    room.clock.now += 9 * HOUR
    await room.feeds.poll(SOURCE)
    assert len([wanted for wanted in room.web.asked if wanted.form is not None]) == 2


async def test_a_hub_that_grants_before_it_answers_is_believed_at_the_first_poll() -> None:
    room = await Newsroom(secrets=SECRETS).open()
    route = route_of(room)

    class HastyWeb(FakeWeb):
        async def get(self, wanted: Wanted) -> Answer:
            if wanted.form is not None:
                verify = {"hub.mode": "subscribe", "hub.challenge": "c", "hub.lease_seconds": "36000"}
                query = query_for(WANTED, **verify) | {"hub.topic": "https%3A%2F%2Fnews.example%2Ffeed"}
                assert (await call(route, "GET", query))[0] == 200
            return await super().get(wanted)

    web = HastyWeb()
    web.replies[HUB] = Answer(HUB, 202, {}, b"")
    hub = f'<a:link rel="hub" href="{HUB}"/><a:link rel="self" href="{TOPIC}"/>'
    web.page(FEED_URL, f'<rss xmlns:a="http://www.w3.org/2005/Atom"><channel>{hub}</channel></rss>')
    room.feeds._web = room.feeds._hubs._web = web
    await room.feeds.poll(SOURCE)
    state = room.book.feed("news", FEED_URL)
    assert state is not None
    assert (state.hub_until, state.hub_asked_at) == (room.clock.now + 36_000, room.clock.now)


async def test_without_a_callback_address_no_hub_is_asked() -> None:
    room = await Newsroom().open()
    room.web.page(
        FEED_URL,
        f'<rss xmlns:a="http://www.w3.org/2005/Atom"><channel><a:link rel="hub" href="{HUB}"/></channel></rss>',
    )
    await room.feeds.poll(SOURCE)
    assert [wanted.url for wanted in room.web.asked] == [FEED_URL]


async def test_what_a_hub_brings_is_asked_for_at_once() -> None:
    room = await Newsroom(secrets=SECRETS).open()
    body = f"<rss><channel>{item('/pushed', title='Now')}</channel></rss>".encode()
    status, _ = await call(
        route_of(room),
        "POST",
        query_for(WANTED),
        body,
        x_hub_signature=signature(body),
        content_type="text/xml",
    )
    assert status == 202
    (request,) = room.outlet.requests
    assert (request.kind, request.url, request.source_id) == ("page", "https://news.example/pushed", "news")
    assert [page.url for page in room.pending()] == ["https://news.example/pushed"]


@pytest.mark.parametrize("given", ["", "sha256=00", "sha1=00", "md5=1", "sha256"])
async def test_a_wrong_signature_is_answered_alike_and_brings_nothing(given: str) -> None:
    room = await Newsroom(secrets=SECRETS).open()
    body = f"<rss><channel>{item('/forged')}</channel></rss>".encode()
    assert (await call(route_of(room), "POST", query_for(WANTED), body, x_hub_signature=given))[0] == 202
    assert room.outlet.requests == []


@pytest.mark.parametrize("method", ["sha256", "sha384", "sha512"])
def test_every_good_way_to_sign_is_believed(method: str) -> None:
    assert SECRETS.signed(WANTED, b"body", signature(b"body", method=method))
    assert not SECRETS.signed(WANTED, b"other", signature(b"body", method=method))


async def test_calls_that_we_did_not_make_possible_are_not_found() -> None:
    room = await Newsroom(secrets=SECRETS).open()
    route = route_of(room)
    verify = {"hub.mode": "subscribe", "hub.challenge": "c", "hub.topic": TOPIC}
    assert (await call(route, "GET", verify))[0] == 404
    other = query_for(WANTED) | {"topic": "https://evil.example/"} | verify
    assert (await call(route, "GET", other))[0] == 404
    gone = Subscription("gone", FEED_URL, TOPIC)
    assert (await call(route, "GET", query_for(gone) | verify))[0] == 404
    unsubscribe = query_for(WANTED) | verify | {"hub.mode": "unsubscribe"}
    assert (await call(route, "GET", unsubscribe))[0] == 404
    assert (await call(route, "PUT", query_for(WANTED)))[0] == 405
    assert room.outlet.requests == []


async def test_bodies_have_a_limit_and_what_is_no_feed_is_passed_over() -> None:
    room = await Newsroom(secrets=SECRETS).open()
    route = route_of(room, max_body_bytes=1_000)
    assert (await call(route, "POST", query_for(WANTED), b"x" * 1_001))[0] == 413
    page = b"<html>no feed</html>"
    assert (await call(route, "POST", query_for(WANTED), page, x_hub_signature=signature(page)))[0] == 202
    assert room.outlet.requests == []


async def test_a_denial_ends_the_subscription_and_polling_goes_on() -> None:
    room = await Newsroom(secrets=SECRETS).open()
    room.feed(item("/a"))
    await room.feeds.poll(SOURCE)
    query = query_for(WANTED) | {"hub.mode": "denied", "hub.reason": "no"}
    assert (await call(route_of(room), "GET", query))[0] == 200
    state = room.book.feed("news", FEED_URL)
    assert state is not None
    assert (state.hub_until or 0) <= room.clock.now


@pytest.mark.parametrize(
    ("value", "expected"),
    [("3600", HOUR), ("1", 300.0), ("99999999999", LEASE_S), ("soon", LEASE_S), (None, LEASE_S)],
)
def test_a_lease_that_makes_no_sense_counts_as_the_one_we_asked_for(
    value: str | None, expected: float
) -> None:
    assert lease_s(value) == expected


def test_a_hub_is_asked_again_when_it_did_not_answer_or_when_time_runs_out() -> None:
    assert wants_subscription(None, None, 0.0)
    assert not wants_subscription(None, 0.0, HOUR)
    assert wants_subscription(None, 0.0, 7 * HOUR)
    assert not wants_subscription(10 * HOUR, 0.0, 7 * HOUR)
    assert wants_subscription(10 * HOUR, 0.0, 8 * HOUR)


def test_of_repeated_names_the_first_counts() -> None:
    assert query_of(b"a=1&a=2&b=%C3%BC&c") == {"a": "1", "b": "ü", "c": ""}
