"""A WebSub hub on loopback: it verifies who subscribes, before it answers, and delivers what a test gives it."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from aiohttp import web

LEASE_S = 3_600


@dataclass
class Hub:
    """What was asked of the hub."""

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    verified: list[dict[str, str]] = field(default_factory=list)
    """Those of `asked` whose callback gave the challenge back."""

    async def subscribe(self, request: web.Request) -> web.Response:
        """Take a subscription."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        query = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": "a challenge & more",
            "hub.lease_seconds": str(LEASE_S),
        }
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(_with(form["hub.callback"], query))
        if (answer.status_code, answer.text) == (200, "a challenge & more"):
            self.verified.append(form)
        return web.Response(status=202)

    async def deliver(self, body: bytes, *, secret: str | None = None) -> int:
        """Bring *body* to the last subscriber, signed with *secret* or with the one agreed upon; gives the status."""
        form = self.verified[-1]
        key = (form["hub.secret"] if secret is None else secret).encode()
        signature = f"sha256={hmac.new(key, body, 'sha256').hexdigest()}"
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(
                form["hub.callback"],
                content=body,
                headers={"X-Hub-Signature": signature, "Content-Type": "application/rss+xml"},
            )
        return answer.status_code


@asynccontextmanager
async def serve_hub() -> AsyncIterator[Hub]:
    """Run a hub on a free port of loopback."""
    hub = Hub()
    app = web.Application()
    app.router.add_post("/hub", hub.subscribe)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0).start()
    hub.url = f"http://127.0.0.9:{runner.addresses[0][1]}/hub"
    try:
        yield hub
    finally:
        await runner.cleanup()


def _with(url: str, query: dict[str, str]) -> httpx.URL:
    return httpx.URL(url).copy_merge_params(query)
