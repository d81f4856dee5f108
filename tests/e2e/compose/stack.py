"""The stack under test: `docker compose` with a project name, ports and image tags of its own."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.compose.report import require
from tests.e2e.compose.shell import eventually, run

PROJECT = "quotewire-test"
DEMO_ENV = Path("deploy/docker/demo.env")
SERVICES = ("fetcher", "parser", "indexer", "search")
KINDS = {
    "container": ["docker", "ps", "--all"],
    "volume": ["docker", "volume", "ls"],
    "network": ["docker", "network", "ls"],
}
KILL_ALL = (
    "import os, signal;"
    "[os.kill(int(p), signal.SIGKILL) for p in os.listdir('/proc') if p.isdigit() and int(p) not in (1, os.getpid())]"
)
"""Run inside a container: kills what its init started, as a crash or the out-of-memory killer would."""


def free_ports(count: int) -> list[int]:
    """Give ports that nobody uses now, chosen by the system."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


@dataclass(frozen=True)
class Stack:
    """The compose file of *root*, unchanged, with the demo's settings."""

    root: Path
    environment: dict[str, str]
    """What is set for this run only: ports, image tag."""

    @classmethod
    def of(cls, root: Path) -> "Stack":
        """Make a stack that disturbs no other: free ports, its own project name, its own image tag."""
        names = ("SEARCH", "KAFKA", "OPENSEARCH")
        ports = dict(zip(names, free_ports(len(names)), strict=True))
        environment = {f"QUOTEWIRE_PUBLISH_{name}_PORT": str(port) for name, port in ports.items()}
        return cls(root, environment | {"QUOTEWIRE_VERSION": PROJECT})

    @property
    def search_url(self) -> str:
        """Where the API answers on this machine."""
        return f"http://127.0.0.1:{self.environment['QUOTEWIRE_PUBLISH_SEARCH_PORT']}"

    def compose(self, *words: str | Path, timeout_s: float = 600) -> str:
        """Run `docker compose` on this stack and give its standard output."""
        command = ["docker", "compose", "--project-name", PROJECT, "--env-file", DEMO_ENV, *words]
        return run(command, cwd=self.root, env=self.environment, timeout_s=timeout_s)

    def config(self) -> dict[str, Any]:
        """Give the file as compose understands it."""
        found: dict[str, Any] = json.loads(self.compose("config", "--format", "json"))
        return found

    def containers(self) -> dict[str, dict[str, Any]]:
        """Give what Docker knows of each container, ended ones too, by service."""
        names = self.compose("ps", "--all", "--quiet").split()
        found = json.loads(run(["docker", "inspect", *names])) if names else []
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in found}

    def require_healthy(self) -> None:
        """
        Demand that everything that should run is healthy, and that the bootstrap ended well.

        Raises:
            CheckError: something is not; the text says what.
        """
        for service, container in self.containers().items():
            state = container["State"]
            if service == "bootstrap":
                require(state["ExitCode"] == 0, f"The bootstrap ended with exit code {state['ExitCode']}.")
                continue
            health = state.get("Health", {}).get("Status", "without a health check")
            require(health == "healthy", f"{service} is {state['Status']}, {health}.")

    def nameless_volumes(self) -> list[str]:
        """Give the mounts that are volumes without a name of the stack's: `down` would leave them behind."""
        return [
            f"{service}: {mount['Destination']}"
            for service, container in self.containers().items()
            for mount in container["Mounts"]
            if mount["Type"] == "volume" and not mount["Name"].startswith(f"{PROJECT}_")
        ]

    def crash(self, service: str) -> None:
        """Kill what runs in the container of *service* with SIGKILL, and wait until Docker has seen it die."""
        before = self.containers()[service]
        name = before["Id"]
        # The kill may take its own messenger along, so how this ends says nothing; the restart count does.
        run(["sh", "-c", f'docker exec {name} python -c "{KILL_ALL}" || true'])
        eventually(
            lambda: self.containers()[service]["RestartCount"] > before["RestartCount"],
            within_s=30,
            what=f"Docker starts {service} again",
        )

    def await_health(self, service: str, *, within_s: float) -> None:
        """Wait until *service* is healthy."""
        eventually(
            lambda: self.containers()[service]["State"]["Health"]["Status"] == "healthy",
            within_s=within_s,
            what=f"{service} is healthy",
        )

    def remains(self) -> list[str]:
        """Give the containers, volumes and networks that are still there."""
        return list(self._remains())

    def _remains(self) -> Iterator[str]:
        for kind, command in KINDS.items():
            filters = ["--filter", f"label=com.docker.compose.project={PROJECT}", "--quiet"]
            for name in run([*command, *filters]).split():
                yield f"{kind} {name}"
