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
from quotewire_deploy.stack.site import (
    KAFKA,
    Say,
    bootstrap,
    check_sources,
    engines_running,
    exports,
    own_engines,
    refuse_bad_settings,
)
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
    own = own_engines()
    named = {} if sources is None else {"QUOTEWIRE_FETCHER_SOURCES_FILE": str(sources)}
    refuse_bad_settings()
    await check_sources(named)
    async with engines_running(engines, say, own=own) as places:
        await bootstrap(places)
        specs = plan(settings, search_port=search_port, environment={**places, **named}, once=once)
        refuse_taken_ports(specs)
        supervisor = Supervisor(settings, specs)
        say(f"starting {len(specs)} services")
        async with supervisor.running():
            say(f"search: http://127.0.0.1:{search_port}/")
            if own and (lines := exports(engines, places)):
                say("\n".join(("so that search, quotes and import find these engines:", *lines)))
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
        child.refuse_wrong_usage()
        if child.restarts >= ONCE_TRIES:
            raise QuotewireError(f"The {child.spec.name} failed {child.restarts} times: {child.last_words}")
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
