"""`quotewire up`: engines and services with your sources, until Ctrl-C, or once."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import structlog
from aiokafka.errors import KafkaError

from quotewire_deploy.engines import ports
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_deploy.settings import SupervisorSettings
from quotewire_deploy.stack.child import Child, ServiceSpec
from quotewire_deploy.stack.progress import Progress, read_progress
from quotewire_deploy.stack.site import KAFKA, Say, bootstrap, engines_running
from quotewire_deploy.stack.supervisor import Supervisor, plan
from quotewire_shared.errors import QuotewireError
from quotewire_shared.settings import KafkaSettings

log = structlog.get_logger()

ONCE_TRIES = 3
POLL_S = 1.0


async def run(
    settings: SupervisorSettings,
    engines: EnginesSettings,
    *,
    sources: Path | None,
    search_port: int,
    once: bool,
    say: Say,
) -> None:
    """Run the whole stack; returns only with *once*, when all that the sources named is indexed or dead-lettered."""
    async with engines_running(engines, say) as places:
        environment = {**places}
        if sources is not None:
            environment["QUOTEWIRE_FETCHER_SOURCES_FILE"] = str(sources)
        await bootstrap(places)
        specs = plan(settings, search_port=search_port, environment=environment, once=once)
        refuse_taken_ports(specs)
        supervisor = Supervisor(settings, specs)
        say(f"starting {len(specs)} services")
        async with supervisor.running():
            say(f"search: http://127.0.0.1:{search_port}/")
            if not once:
                await asyncio.Event().wait()
            fetcher = next(child for child in supervisor.children if child.spec.once)
            await finished(fetcher)
            progress = await drained(places)
            say(_summary(fetcher, progress))


def refuse_taken_ports(specs: list[ServiceSpec]) -> None:
    """Raise one clear line if another program has a port that a service needs."""
    for spec in specs:
        setting = "QUOTEWIRE_SEARCH_PORT" if spec.service == "search" else "QUOTEWIRE_UP_FIRST_PROBE_PORT"
        ports.refuse_taken(f"the {spec.name}", {setting: spec.port})


async def finished(child: Child) -> None:
    """Wait until a one-time service has done its work; raises QuotewireError if it keeps failing."""
    while child.state != "done":
        if child.restarts >= ONCE_TRIES:
            lines = child.output_file.read_text(errors="replace").strip().splitlines() or ["no reason given"]
            raise QuotewireError(f"The {child.spec.name} failed {child.restarts} times: {lines[-1]}")
        await asyncio.sleep(POLL_S / 4)


async def drained(places: Mapping[str, str]) -> Progress:
    """Wait until nothing waits in any topic."""
    kafka = KafkaSettings(bootstrap_servers=places[KAFKA])
    while True:
        try:
            progress = await read_progress(kafka)
        except KafkaError as error:
            log.warning("progress_unknown", reason=str(error))
        else:
            if progress.drained:
                return progress
        await asyncio.sleep(POLL_S)


def _summary(fetcher: Child, progress: Progress) -> str:
    lines = fetcher.output_file.read_text(errors="replace").strip().splitlines()
    try:
        counts = json.loads(lines[-1]) if lines else {}
    except ValueError:
        counts = {}
    parts = [f"{name.replace('_', ' ')}: {value}" for name, value in counts.items()]
    parts += [
        f"dead letters of the {name}: {number}" for name, number in progress.dead_letters.items() if number
    ]
    return "done. " + ", ".join(parts)
