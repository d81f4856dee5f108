"""`quotewire status`: each service, what waits for it, its dead letters, the sources, and the engines."""

from dataclasses import asdict
from typing import Any

from aiokafka.errors import KafkaError
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from quotewire_deploy.engines.manager import Engines
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_deploy.settings import SupervisorSettings
from quotewire_deploy.stack import record
from quotewire_deploy.stack.progress import read_progress
from quotewire_deploy.stack.site import own_engines
from quotewire_deploy.stack.sources import read_sources
from quotewire_deploy.stack.sources_table import render_sources
from quotewire_shared.settings import KafkaSettings


async def collect(
    settings: SupervisorSettings, engines: EnginesSettings, kafka: KafkaSettings
) -> dict[str, Any]:
    """
    Gather everything as plain values, for --json and for the table.

    Where the engines are our own, Kafka is where their settings say, not where *kafka* does.
    """
    own = own_engines()
    if own:
        kafka = kafka.model_copy(update={"bootstrap_servers": Engines(engines).bootstrap_servers})
    stack = record.read(settings.state_dir)
    alive = stack is not None and stack.alive()
    try:
        progress = await read_progress(kafka)
        waiting, letters, problem = progress.lag, progress.dead_letters, None
    except (KafkaError, OSError) as error:
        waiting, letters, problem = {}, {}, f"Kafka does not answer at {kafka.bootstrap_servers}: {error}"
    services = [] if stack is None else [asdict(service) for service in stack.services]
    for service in services:
        if not alive:
            service |= {"state": "stopped", "pid": None}
        service["lag"] = waiting.get(service["service"])
        service["dead_letters"] = letters.get(service["service"])
    return {
        "supervisor": stack.pid if alive and stack is not None else None,
        "services": services,
        "sources": await read_sources(services),
        "engines": [asdict(engine) | {"state": engine.state} for engine in Engines(engines).status()]
        if own
        else [],
        "problem": problem,
    }


def render(facts: dict[str, Any]) -> RenderableType:
    """Lay the facts out for a person."""
    table = Table(
        "service", "state", "pid", "restarts", "waiting", "dead letters", box=None, header_style="bold"
    )
    for service in facts["services"]:
        table.add_row(
            *(
                "-" if service[key] is None else str(service[key])
                for key in ("name", "state", "pid", "restarts", "lag", "dead_letters")
            )
        )
    engines = Table("engine", "state", "pid", "port", box=None, header_style="bold")
    for engine in facts["engines"]:
        engines.add_row(engine["name"], engine["state"], str(engine["pid"] or "-"), str(engine["port"]))
    head = f"supervisor runs (pid {facts['supervisor']})" if facts["supervisor"] else "no stack runs here"
    return Group(
        head, table, "", render_sources(facts["sources"]), "", engines, Text(facts["problem"] or "", "red")
    )
