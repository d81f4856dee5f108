"""Starting servers and waiting until they answer, or undoing it."""

import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from quotewire_deploy.engines import logfiles, processes
from quotewire_deploy.engines.download import JarCache
from quotewire_deploy.engines.errors import EnginesError, StartError
from quotewire_deploy.engines.jars import EngineName, locked_jars
from quotewire_deploy.engines.java import Java, find_java
from quotewire_deploy.engines.kafka import Broker
from quotewire_deploy.engines.opensearch import Node
from quotewire_deploy.engines.ports import refuse_taken
from quotewire_deploy.engines.processes import Records
from quotewire_deploy.engines.settings import EnginesSettings

POLL_S = 0.1
LOG_LINES = 8
"""Lines of an engine's log that the error shows when it does not start."""

Server = Broker | Node


@dataclass(frozen=True)
class Start:
    """One start of some servers of one state folder; whoever makes it holds the folder's lock."""

    settings: EnginesSettings
    records: Records
    cache: JarCache
    on_step: Callable[[str], None]
    started: list[str] = field(default_factory=list)

    def run(self, servers: Sequence[Server]) -> list[str]:
        """
        Start those of *servers* that do not run and wait until all of them are ready.

        Returns:
            Names of those that were started.

        Raises:
            EnginesError: something is in the way; what was started is stopped again.
        """
        idle = [server for server in servers if not self._runs(server)]
        for server in idle:
            refuse_taken(server.name, server.ports)
        try:
            if idle:
                self._launch(idle)
            self._await_ready(servers)
        except BaseException:
            # Also at Ctrl-C: nobody should have to look for half a set of engines.
            stop(self.records, self.started, self.settings, self.on_step)
            raise
        return self.started

    def _runs(self, server: Server) -> bool:
        record = self.records.alive(server.name)
        if record and record.ports != server.ports:
            raise EnginesError(
                f"{server.name} is running with other ports ({_listed(record.ports)}) than the settings say "
                f"({_listed(server.ports)}). Run `quotewire engines down` first or set the ports back."
            )
        return record is not None

    def _launch(self, idle: Sequence[Server]) -> None:
        java = find_java(self.settings.java)
        jars = {engine: self._fetch(engine) for engine in dict.fromkeys(server.engine for server in idle)}
        self.on_step(f"Starting {', '.join(server.name for server in idle)} …")
        # OpenSearch first, since it takes longest; the brokers, which may need formatting, side by side.
        order = sorted(idle, key=lambda server: server.engine == "kafka")
        for server in order:
            shutil.rmtree(self.settings.temp_dir(server.name), ignore_errors=True)
            self.settings.temp_dir(server.name).mkdir(parents=True)
        for engine, paths in sorted(jars.items(), reverse=True):
            members = [server for server in order if server.engine == engine]
            with ThreadPoolExecutor(len(members)) as pool:
                list(pool.map(lambda server, paths=paths: server.prepare(java, paths), members))  # type: ignore[misc]
            for server in members:
                self._spawn(server, java, paths)

    def _fetch(self, engine: EngineName) -> list[Path]:
        return self.cache.fetch(
            locked_jars(engine),
            on_wait=lambda: self.on_step("Waiting for another quotewire process that is downloading …"),
        )

    def _spawn(self, server: Server, java: Java, jars: Sequence[Path]) -> None:
        log = self.settings.logs_dir / f"{server.name}.log"
        logfiles.rotate(log)
        command = server.command(java, jars)
        record = processes.spawn(server.name, command, log=log, ports=server.ports)
        self.records.save(record)
        self.started.append(server.name)

    def _await_ready(self, servers: Sequence[Server]) -> None:
        deadline = time.monotonic() + self.settings.startup_timeout_s
        waiting = list(servers)
        while waiting:
            for server in list(waiting):
                # In this order: a server that ends between the two questions is noticed the next time.
                if server.is_ready():
                    waiting.remove(server)
                elif not self.records.alive(server.name):
                    raise StartError(f"{server.name} ended instead of starting. {self._last_words(server)}")
            if waiting and time.monotonic() > deadline:
                names = ", ".join(server.name for server in waiting)
                raise StartError(
                    f"No answer from {names} within {self.settings.startup_timeout_s:.0f} s "
                    f"(QUOTEWIRE_ENGINES_STARTUP_TIMEOUT_S). {self._last_words(waiting[0])}"
                )
            if waiting:
                time.sleep(POLL_S)

    def _last_words(self, server: Server) -> str:
        log = self.settings.logs_dir / f"{server.name}.log"
        lines = "\n  ".join(logfiles.tail(log, LOG_LINES))
        return f"The end of {log}:\n  {lines}"


def stop(
    records: Records, names: Sequence[str], settings: EnginesSettings, on_step: Callable[[str], None]
) -> list[str]:
    """End the engines *names* and forget them; give the names of those that ran."""
    living = [record for name in names if (record := records.alive(name))]
    if living:
        on_step(f"Stopping {', '.join(record.name for record in living)} …")
    killed = processes.end(living, patience_s=settings.stop_timeout_s)
    if killed:
        on_step(
            f"{', '.join(killed)} did not end within {settings.stop_timeout_s:.0f} s and had to be killed."
        )
    for name in names:
        records.drop(name)
        shutil.rmtree(settings.temp_dir(name), ignore_errors=True)
    return [record.name for record in living]


def _listed(ports: dict[str, int]) -> str:
    return ", ".join(str(port) for port in ports.values())
