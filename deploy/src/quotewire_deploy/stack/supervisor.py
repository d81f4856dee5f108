"""Runs all services side by side until it is told to stop."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx
import structlog

from quotewire_deploy.settings import SupervisorSettings
from quotewire_deploy.stack import record
from quotewire_deploy.stack.child import Child, ServiceSpec
from quotewire_shared.errors import QuotewireError

log = structlog.get_logger()

PORT_ORDER = ("fetcher", "parser", "indexer")
PORT_STEP = 10  # the second parser listens on 8112, the third on 8122


def plan(
    settings: SupervisorSettings, *, search_port: int, environment: Mapping[str, str], once: bool = False
) -> list[ServiceSpec]:
    """List the services to run, in the order of their start: readers before writers."""
    # A single run needs all hosts in one process, which then knows when everything is done.
    fetchers = 1 if once else settings.fetchers
    counts = {"indexer": settings.indexers, "parser": settings.parsers, "fetcher": fetchers}
    specs = [
        ServiceSpec(
            "search", "search", search_port, {**environment, "QUOTEWIRE_SEARCH_PORT": str(search_port)}
        )
    ]
    for service, instances in counts.items():
        for number in range(instances):
            port = settings.first_probe_port + PORT_ORDER.index(service) + PORT_STEP * number
            own = {f"QUOTEWIRE_{service.upper()}_PROBE_PORT": str(port)}
            ends = once and service == "fetcher"
            if ends:
                own["QUOTEWIRE_FETCHER_ONCE"] = "true"
            name = service if instances == 1 else f"{service}-{number + 1}"
            specs.append(ServiceSpec(name, service, port, {**environment, **own}, once=ends))
    return specs


class Supervisor:
    """Keeps the planned services alive and tells on disk how they are."""

    def __init__(self, settings: SupervisorSettings, specs: Sequence[ServiceSpec]) -> None:
        """Plan to run *specs*; refuses a second stack in the same state folder."""
        running = record.read(settings.state_dir)
        if running is not None and running.alive():
            raise QuotewireError(
                f"A stack already runs here (pid {running.pid}). Stop it with `quotewire down`."
            )
        self._settings = settings
        self.children = [Child(spec, settings, self._write) for spec in specs]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """
        Run every service inside the block, wait until all are ready, and stop them at its end.

        A one-time service is not waited for: it is ready by being done.

        Raises:
            UsageError: a service says that its settings are wrong.
            QuotewireError: a service was not ready in time.
        """
        tasks = [asyncio.create_task(child.keep_running(), name=child.spec.name) for child in self.children]
        try:
            await self._all_ready()
            yield
        finally:
            for task in reversed(tasks):  # writers first, so that readers drain what is in flight
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._write()

    async def _all_ready(self) -> None:
        waiting = {child.spec.name: child for child in self.children if not child.spec.once}
        deadline = asyncio.get_running_loop().time() + self._settings.ready_timeout_s
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            while waiting:
                for child in self.children:
                    child.refuse_wrong_usage()
                for name, child in list(waiting.items()):
                    if await _is_ready(client, child.spec.port):
                        del waiting[name]
                if asyncio.get_running_loop().time() > deadline:
                    name, child = next(iter(waiting.items()))
                    raise QuotewireError(
                        f"{name} was not ready within {self._settings.ready_timeout_s:.0f} s. Its last words: "
                        f"{child.last_words} (log: {child.log_file})"
                    )
                await asyncio.sleep(0.2)

    def _write(self) -> None:
        services = tuple(
            record.ServiceRecord(
                name=child.spec.name,
                service=child.spec.service,
                state=child.state,
                pid=child.pid,
                port=child.spec.port,
                restarts=child.restarts,
                log=str(child.log_file),
            )
            for child in self.children
        )
        record.write(self._settings.state_dir, services)


async def _is_ready(client: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await client.get(f"http://127.0.0.1:{port}/ready")).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
