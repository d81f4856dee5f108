"""Push by a hub: a real fetcher, a real hub on loopback, real Kafka."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from quotewire_shared.settings import KafkaSettings
from tests.eventually import eventually
from tests.integration.fetcher.hub import Hub, serve_hub
from tests.integration.fetcher.kafka_reader import articles
from tests.integration.fetcher.test_fetcher_on_kafka import environment, fetcher
from tests.unit.fetcher.fakes import item
from tests.unit.fetcher.site import Site, answer

Probe = Callable[[], Awaitable[object]]
HALF_A_DAY_S = "43200"


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with serve_hub() as running:
        yield running


def pushed_newsroom(site: Site, hub: Hub, kafka: KafkaSettings, folder: Path) -> dict[str, str]:
    """Serve a feed that names *hub*; gives the environment of a fetcher that polls it once in half a day."""
    links = f'<atom:link rel="hub" href="{hub.url}"/><atom:link rel="self" href="{site.url("/feed.xml")}"/>'
    site.pages["/feed.xml"] = answer(
        f'<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel>{links}{item(site.url("/s/old"))}</channel></rss>',
        ETag='"1"',
    )
    for name in ("old", "pushed", "forged", "later"):
        site.pages[f"/s/{name}"] = answer(f"<p>{name}</p>")
    sources = folder / "sources.toml"
    sources.write_text(f'[[source]]\nid = "news"\nname = "News"\nurl = "{site.url("/feed.xml")}"\n')
    env = environment(
        kafka,
        site,
        sources,
        ALLOWED_PORTS=f"{site.port},{httpx.URL(hub.url).port}",
        POLL_INTERVAL_S=HALF_A_DAY_S,
        POLL_FLOOR_S=HALF_A_DAY_S,
        POLL_CEILING_S=HALF_A_DAY_S,
        WEBSUB_SECRET="sixteen characters and more",
    )
    port = env["QUOTEWIRE_FETCHER_PROBE_PORT"]
    return env | {"QUOTEWIRE_FETCHER_WEBSUB_CALLBACK_URL": f"http://127.0.0.1:{port}/"}


async def test_what_a_hub_pushes_is_published_without_a_poll_and_a_forgery_is_not(
    kafka: KafkaSettings, site: Site, hub: Hub, tmp_path: Path
) -> None:
    env = pushed_newsroom(site, hub, kafka, tmp_path)

    def body(name: str) -> bytes:
        return f"<rss><channel>{item(site.url(f'/s/{name}'))}</channel></rss>".encode()

    async def is_subscribed() -> bool:
        return bool(hub.verified)

    def published(*names: str) -> Probe:
        async def probe() -> bool:
            found = {article.url for article in await articles(kafka)}
            return found >= {site.url(f"/s/{name}") for name in names}

        return probe

    async with fetcher(env):
        await eventually(is_subscribed, within_s=60)
        await eventually(published("old"), within_s=30)
        assert await hub.deliver(body("forged"), secret="guessed") == 202
        assert await hub.deliver(body("pushed")) == 202
        await eventually(published("pushed"), within_s=30)
    assert (site.asked["/feed.xml"], site.asked["/s/pushed"], site.asked["/s/forged"]) == (1, 1, 0)

    # Killed and started anew: the subscription still stands, and nobody asks for another.
    async with fetcher(env):
        await eventually(is_ready(env), within_s=60)
        assert await hub.deliver(body("later")) == 202
        await eventually(published("later"), within_s=60)
    assert len(hub.asked) == 1
    assert site.asked["/feed.xml"] == 1


def is_ready(env: dict[str, str]) -> Probe:
    async def probe() -> bool:
        address = f"http://127.0.0.1:{env['QUOTEWIRE_FETCHER_PROBE_PORT']}/ready"
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                return (await client.get(address)).status_code == 200
            except httpx.TransportError:
                return False

    return probe
