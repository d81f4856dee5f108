"""A whole deployment to measure: its own topics and indices, indexer and parsers as the processes that people run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.places import fresh_name, own_indices, own_topics
from quotewire_deploy.settings import SupervisorSettings
from quotewire_deploy.stack.child import ServiceSpec
from quotewire_deploy.stack.site import KAFKA, OPENSEARCH
from quotewire_deploy.stack.supervisor import Supervisor
from quotewire_shared.errors import QuotewireError
from quotewire_shared.settings import KafkaSettings, OpenSearchSettings
from tests.engines import free_block


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where a running deployment reads and writes."""

    kafka: KafkaSettings
    place: OpenSearchSettings
    supervisor: Supervisor

    def check(self) -> None:
        """Raise QuotewireError if a service died meanwhile: then the figures are of something else."""
        for child in self.supervisor.children:
            if child.restarts:
                words = child.output_file.read_text(errors="replace").strip().splitlines() or ["none"]
                raise QuotewireError(
                    f"The {child.spec.name} died while measured. Its last words: {words[-1]}"
                )


@asynccontextmanager
async def deployed(
    bootstrap_servers: str, opensearch_url: str, folder: Path, *, parsers: int
) -> AsyncIterator[Deployment]:
    """Have one indexer and *parsers* parsers, of one worker each, ready inside the block."""
    async with own_topics(bootstrap_servers) as kafka, own_indices(opensearch_url) as place:
        environment = {
            KAFKA: bootstrap_servers,
            "QUOTEWIRE_KAFKA_TOPIC_PREFIX": kafka.topic_prefix,
            OPENSEARCH: opensearch_url,
            "QUOTEWIRE_OPENSEARCH_INDEX_PREFIX": place.index_prefix,
            "QUOTEWIRE_PARSER_WORKERS": "1",
        }
        first = free_block(1 + parsers)
        services = ["indexer", *["parser"] * parsers]
        specs = [
            ServiceSpec(
                f"{service}-{port - first}",
                service,
                port,
                {**environment, f"QUOTEWIRE_{service.upper()}_PROBE_PORT": str(port)},
            )
            for port, service in enumerate(services, first)
        ]
        supervisor = Supervisor(SupervisorSettings(state_dir=folder / fresh_name()), specs)
        async with supervisor.running():
            yield Deployment(kafka, place, supervisor)
