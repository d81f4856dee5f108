"""OpenSearch on this machine: its settings and its command line."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from quotewire_deploy.engines import ready
from quotewire_deploy.engines.jars import EngineName
from quotewire_deploy.engines.java import FLAGS, Runtime
from quotewire_deploy.engines.logfiles import OPENSEARCH_QUIET, log4j_properties
from quotewire_deploy.engines.settings import HOST, EnginesSettings

NAME = "opensearch"
CLUSTER = "quotewire"


@dataclass(frozen=True, slots=True)
class Node:
    """The one OpenSearch process."""

    settings: EnginesSettings

    @property
    def name(self) -> str:
        """How records, logs and messages call it."""
        return NAME

    @property
    def engine(self) -> EngineName:
        """Which jars it is made of."""
        return "opensearch"

    @property
    def port(self) -> int:
        """Where clients find it."""
        return self.settings.opensearch_port

    @property
    def ports(self) -> dict[str, int]:
        """Ports it listens on, by what a person sets."""
        return {
            "QUOTEWIRE_ENGINES_OPENSEARCH_PORT": self.port,
            "QUOTEWIRE_ENGINES_OPENSEARCH_TRANSPORT_PORT": self.settings.opensearch_transport_port,
        }

    def node_settings(self) -> dict[str, str]:
        """Give OpenSearch's own settings."""
        return {
            "node.name": CLUSTER,
            "network.host": HOST,
            "http.port": str(self.settings.opensearch_port),
            "transport.port": str(self.settings.opensearch_transport_port),
            "discovery.type": "single-node",
            # For snapshots.
            "path.repo": str(self.settings.opensearch_dir / "snapshots"),
            # A laptop's disk is often 90 % full: OpenSearch would then make every index read-only although there
            # are gigabytes left, and the pipeline would stand still. The data of one machine is small.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }

    def is_ready(self) -> bool:
        """Tell whether it answers and all its primary shards are there."""
        return ready.opensearch_is_ready(self.port, CLUSTER)

    def prepare(self, _runtime: Runtime) -> None:
        """Write what the process reads at its start."""
        config_dir = self._base_dir / "node_1" / "config"
        config_dir.mkdir(parents=True, exist_ok=True)
        (self.settings.opensearch_dir / "snapshots").mkdir(exist_ok=True)
        (config_dir / "log4j2.properties").write_text(
            log4j_properties(self.settings.log_file(NAME), OPENSEARCH_QUIET), "utf-8"
        )

    def command(self, runtime: Runtime) -> list[str]:
        """
        Give the command line of the server; it runs until SIGTERM.

        A Python process hosts it, because the runner alone allows neither free ports nor a clean end.
        """
        plan = {
            "library": str(runtime.java.library),
            "flags": [
                *FLAGS,
                "-Xrs",  # signals belong to the hosting process
                f"-Xms{self.settings.opensearch_heap_mb}m",
                f"-Xmx{self.settings.opensearch_heap_mb}m",
                # OpenSearch's own advice: its memory breaker looks at the real heap, so garbage must go early.
                "-XX:+UseG1GC",
                "-XX:G1ReservePercent=25",
                "-XX:InitiatingHeapOccupancyPercent=30",
                # JPype asks for a collection whenever Python's memory grows; that must not stop the world.
                "-XX:+ExplicitGCInvokesConcurrent",
                f"-Djava.io.tmpdir={self.settings.temp_dir(NAME)}",
                f"-Djna.tmpdir={self.settings.temp_dir(NAME)}",
            ],
            "jars": [str(jar) for jar in runtime.jars],
            "base_dir": str(self._base_dir),
            "cluster": CLUSTER,
            "settings": self.node_settings(),
        }
        plan_file = self.settings.opensearch_dir / "plan.json"
        plan_file.write_text(json.dumps(plan, indent=1), "utf-8")
        return [sys.executable, "-m", "quotewire_deploy.engines.opensearch_node", str(plan_file)]

    @property
    def _base_dir(self) -> Path:
        return self.settings.opensearch_dir
