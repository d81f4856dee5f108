"""One client cannot take the service from the others, and cannot pass for many."""

import asyncio

import httpx
import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from quotewire_search.main import build_app
from quotewire_search.settings import SearchSettings
from quotewire_search.throttle import Buckets, Exports, Throttle, client_of, cost_of
from tests.unit.search.fakes import FakeIndex


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def asking(app: object, address: str = "192.0.2.7") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 40_000))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://search.test")


def settings(**given: object) -> SearchSettings:
    # So slow that nothing comes back while a test runs.
    return SearchSettings.model_validate({"rate_per_minute": 1, "rate_burst": 3, **given})


def test_a_bucket_empties_at_once_and_refills_with_time() -> None:
    clock = Clock()
    buckets = Buckets(per_minute=60, burst=2, clock=clock)
    assert [buckets.take("a"), buckets.take("a")] == [0, 0]
    assert buckets.take("a") == pytest.approx(1.0)
    clock.now_s += 0.6
    assert buckets.take("a") == pytest.approx(0.4)
    clock.now_s += 0.4
    assert buckets.take("a") == 0
    clock.now_s += 3600
    assert [buckets.take("a"), buckets.take("a")] == [0, 0]
    assert buckets.take("a") > 0


def test_clients_do_not_share_a_bucket() -> None:
    buckets = Buckets(per_minute=60, burst=1, clock=Clock())
    assert buckets.take("a") == 0
    assert buckets.take("b") == 0
    assert buckets.take("a") > 0


def test_what_costs_more_than_a_bucket_holds_takes_all_of_it() -> None:
    buckets = Buckets(per_minute=60, burst=5, clock=Clock())
    assert buckets.take("a", cost=20) == 0
    assert buckets.take("a", cost=1) == pytest.approx(1.0)


def test_memory_is_bounded_and_who_asks_on_is_remembered() -> None:
    buckets = Buckets(per_minute=60, burst=1, max_clients=3, clock=Clock())
    buckets.take("often")
    for number in range(1_000):
        buckets.take(f"client {number}")
        assert buckets.take("often") > 0
    assert len(buckets) == 3


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("garbage", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_client_is_its_ipv4_address_or_its_ipv6_network(address: str, client: str) -> None:
    assert client_of({"client": (address, 1)}) == client


def test_clients_without_an_address_are_one_client() -> None:
    assert client_of({"client": None}) == client_of({}) == "unknown"


def test_dear_requests_take_more() -> None:
    costs = [cost_of(path) for path in ("/", "/api/v1/quotes", "/compare", "/api/v1/export/quotes")]
    assert costs == [1, 1, 5, 20]


async def test_beyond_the_burst_the_api_answers_429_and_says_when_to_come_back() -> None:
    async with asking(build_app(FakeIndex(), settings())) as client:
        answers = [await client.get("/api/v1/quotes") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert 55 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert refused.json()["title"] == "Too many requests"
    assert "1 requests a minute" in refused.json()["detail"]


async def test_the_page_says_it_in_words() -> None:
    async with asking(build_app(FakeIndex(), settings(rate_burst=1))) as client:
        await client.get("/")
        refused = await client.get("/")
    assert refused.status_code == 429
    assert refused.headers["content-type"].startswith("text/html")
    assert "You ask more often" in refused.text


async def test_probes_and_the_pages_own_files_are_not_counted() -> None:
    async with asking(build_app(FakeIndex(), settings(rate_burst=1))) as client:
        for path in ("/health", "/ready", "/metrics", "/static/style.css"):
            for _ in range(3):
                assert (await client.get(path)).status_code == 200
        assert (await client.get("/api/v1/quotes")).status_code == 200


async def test_other_clients_are_served_while_one_is_refused() -> None:
    app = build_app(FakeIndex(), settings(rate_burst=1))
    async with asking(app, "2001:db8::1") as one, asking(app, "2001:db8:0:0:9::2") as same:
        assert (await one.get("/api/v1/quotes")).status_code == 200
        assert (await same.get("/api/v1/quotes")).status_code == 429
    async with asking(app, "2001:db8:0:1::1") as other:
        assert (await other.get("/api/v1/quotes")).status_code == 200


async def test_a_rate_of_0_is_no_limit() -> None:
    async with asking(build_app(FakeIndex(), settings(rate_per_minute=0, rate_burst=1))) as client:
        assert {(await client.get("/api/v1/quotes")).status_code for _ in range(5)} == {200}


async def test_nobody_passes_for_another_by_a_header_that_no_trusted_proxy_wrote() -> None:
    async with asking(build_app(FakeIndex(), settings(rate_burst=1)), "127.0.0.1") as client:
        for number, status in enumerate([200, 429]):
            claim = {"X-Forwarded-For": f"198.51.100.{number}"}
            assert (await client.get("/api/v1/quotes", headers=claim)).status_code == status


async def test_behind_a_trusted_proxy_the_last_address_that_is_no_proxy_is_the_client() -> None:
    app = build_app(FakeIndex(), settings(rate_burst=1, trusted_proxies="10.0.0.0/8, 127.0.0.1"))
    async with asking(app, "127.0.0.1") as proxy:

        async def status(forwarded: str) -> int:
            answer = await proxy.get("/api/v1/quotes", headers={"X-Forwarded-For": forwarded})
            return answer.status_code

        assert await status("203.0.113.1, 198.51.100.1, 10.2.3.4") == 200
        # What stands further left is what the client itself claims.
        assert await status("203.0.113.2, 198.51.100.1, 10.2.3.5") == 429
        assert await status("198.51.100.2") == 200


@pytest.mark.parametrize("given", ["proxy.example", "10.0.0.0/99", "*"])
def test_a_proxy_that_is_no_address_is_refused_in_words(given: str) -> None:
    with pytest.raises(ValidationError, match="is no address or network; write"):
        settings(trusted_proxies=given)


def test_a_network_may_be_written_by_any_of_its_addresses() -> None:
    assert settings(trusted_proxies=" 10.1.2.3/8 ,::1,").trusted_proxies == "10.0.0.0/8,::1/128"


def test_one_client_holds_at_most_half_of_the_places_for_exports() -> None:
    exports = Exports(4)
    assert [exports.begin("a") for _ in range(3)] == [True, True, False]
    assert [exports.begin("b"), exports.begin("c"), exports.begin("d")] == [True, True, False]
    exports.end("a")
    assert exports.begin("d")
    only = Exports(1)
    assert [only.begin("a"), only.begin("b")] == [True, False]


async def test_exports_beyond_the_limit_wait_and_a_place_is_free_again_after_the_end() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def export(_request: Request) -> PlainTextResponse:
        begun.set()
        await go_on.wait()
        return PlainTextResponse("all")

    async def answer(_request: Request, error: Exception) -> PlainTextResponse:
        return PlainTextResponse(str(error), getattr(error, "status_code", 500), error.headers)  # type: ignore[attr-defined]

    inner = Starlette(routes=[Route("/api/v1/export/quotes", export)])
    app = Throttle(inner, settings(rate_per_minute=0, max_concurrent_exports=1), answer)
    async with asking(app) as client:
        running = asyncio.create_task(client.get("/api/v1/export/quotes"))
        await begun.wait()
        refused = await client.get("/api/v1/export/quotes")
        go_on.set()
        assert (await running).status_code == 200
        again = await client.get("/api/v1/export/quotes")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
    assert "Too many exports" in refused.text
    assert again.status_code == 200
