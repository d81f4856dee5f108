"""A proxy in front of OpenSearch that does to its bulk requests what networks and loaded clusters do."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from aiohttp import ClientSession, web

WHOLE: Final = ("429", "503", "hang", "reset before", "reset after", "nonsense", "short")
"""Faults of a request. "after": OpenSearch has done the work, but its answer is lost."""
ITEM: Final = {
    "429": (429, "rejected_execution_exception"),
    "503": (503, "unavailable_shards_exception"),
    "400": (400, "mapper_parsing_exception"),
    "409": (409, "version_conflict_engine_exception"),
}
"""Faults of one item. A false 409 is told only of a document that is there, so that it lies about nothing."""


@dataclass
class Faults:
    """What goes wrong, how often, and what did."""

    seed: int
    request_rate: float = 0.0
    item_rate: float = 0.0
    whole: Sequence[str] = WHOLE
    items: Sequence[str] = ("429", "503")
    refuse: frozenset[str] = frozenset()
    """Ids that are always answered by a 400, and never reach OpenSearch."""
    refuse_over_bytes: int = 64 * 1024 * 1024
    """Bulk requests over this size are answered by a 413."""
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Seed the dice."""
        self.dice = random.Random(self.seed)

    def of_request(self) -> str | None:
        """Draw a fault for a request, or None."""
        return self._draw(self.request_rate, self.whole)

    def of_item(self) -> str | None:
        """Draw a fault for an item, or None."""
        return self._draw(self.item_rate, self.items)

    def _draw(self, rate: float, kinds: Sequence[str]) -> str | None:
        if self.dice.random() >= rate:
            return None
        fault = self.dice.choice(list(kinds))
        self.done[fault] += 1
        return fault


@asynccontextmanager
async def fault_proxy(target: str, faults: Faults) -> AsyncIterator[str]:
    """Serve a faulty way to *target*; gives its address."""
    async with ClientSession(base_url=target) as session:
        proxy = _Proxy(session, faults)
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", proxy.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            proxy.released.set()
            await runner.cleanup()


class _Proxy:
    def __init__(self, session: ClientSession, faults: Faults) -> None:
        self._session = session
        self._faults = faults
        self.released = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        if not request.path.endswith("/_bulk"):
            return await self._fault(request, body, self._faults.of_request())
        return await self._fault(request, body, self._faults.of_request(), bulk=True)

    async def _fault(
        self, request: web.Request, body: bytes, fault: str | None, *, bulk: bool = False
    ) -> web.StreamResponse:
        if bulk and len(body) > self._faults.refuse_over_bytes:
            fault = "413"
        match fault:
            case str() if fault.isdigit():
                error = {"error": {"type": "busy", "reason": "injected"}, "status": int(fault)}
                return web.json_response(error, status=int(fault))
            case "hang":
                await self.released.wait()
                return web.Response(status=504)
            case "reset before":
                return _reset(request)
            case "nonsense":
                return web.Response(text="<html>gateway</html>", content_type="application/json")
        status, answer = await self._bulk(request, body) if bulk else await self._pass(request, body)
        if fault == "reset after":
            return _reset(request)
        if fault == "short" and bulk:
            answer = orjson.dumps({"items": orjson.loads(answer).get("items", [])[:-1]})
        return web.Response(body=answer, status=status, content_type="application/json")

    async def _pass(self, request: web.Request, body: bytes) -> tuple[int, bytes]:
        headers = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        async with self._session.request(
            request.method, request.rel_url, data=body or None, headers=headers
        ) as response:
            return response.status, await response.read()

    async def _bulk(self, request: web.Request, body: bytes) -> tuple[int, bytes]:
        actions = list(_actions(body))
        answers: list[dict[str, Any] | None] = []
        passed: list[bytes] = []
        for operation, meta, raw in actions:
            if meta["_id"] in self._faults.refuse:
                answers.append(_item(operation, "400"))
            elif fault := self._faults.of_item():
                answers.append(_item(operation, fault))
            else:
                answers.append(None)
                passed.append(raw)
        items: list[dict[str, Any]] = []
        if passed:
            status, answer = await self._pass(request, b"".join(passed))
            if status != web.HTTPOk.status_code:
                return status, answer
            items = orjson.loads(answer)["items"]
        real = iter(items)
        return 200, orjson.dumps({"items": [answer or next(real) for answer in answers]})


def _actions(body: bytes) -> list[tuple[str, dict[str, Any], bytes]]:
    lines = iter(body.splitlines(keepends=True))
    actions = []
    for line in lines:
        ((operation, meta),) = orjson.loads(line).items()
        actions.append((operation, meta, line if operation == "delete" else line + next(lines)))
    return actions


def _item(operation: str, fault: str) -> dict[str, Any]:
    status, kind = ITEM[fault]
    return {operation: {"status": status, "error": {"type": kind, "reason": "injected"}}}


def _reset(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
