"""Starting servers and waiting until they answer, or undoing it; stopping them."""

import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from quotewire_deploy.engines import logfiles, processes
from quotewire_deploy.engines.errors import EnginesError, StartError
from quotewire_deploy.engines.jars import EngineName
from quotewire_deploy.engines.java import Runtime
from quotewire_deploy.engines.ports import refuse_taken
from quotewire_deploy.engines.processes import Records
from quotewire_deploy.engines.settings import EnginesSettings
from quotewire_deploy.engines.signals import undisturbed

POLL_S = 0.1
LOG_LINES = 8
"""Lines of an engine's log that the error shows when it does not start."""


class Server(Protocol):
    """One process of an engine, as far as starting it goes."""

    @property
    def name(self) -> str:
        """How records, logs and messages call it."""

    @property
    def engine(self) -> EngineName:
        """Which jars it is made of."""

    @property
    def port(self) -> int:
        """Where clients find it."""

    @property
    def ports(self) -> dict[str, int]:
        """Ports it listens on, by what a person sets."""

    def prepare(self, runtime: Runtime) -> None:
        """Write what the process reads at its start."""

    def command(self, runtime: Runtime) -> list[str]:
        """Give the command line of the server; it runs until SIGTERM."""

    def is_ready(self) -> bool:
        """Tell whether it does its work; bounded in time."""


@dataclass(frozen=True)
class Start:
    """One start of some servers of one state folder; whoever makes it holds the folder's lock."""

    settings: EnginesSettings
    records: Records
    runtime: Callable[[EngineName], Runtime]
    """Gives what an engine needs to run, downloading it if it is not there."""
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
            with undisturbed():
                stop(self.records, self.started, self.settings, self.on_step)
            raise
        return self.started

    def _runs(self, server: Server) -> bool:
        record = self.records.alive(server.name)
        if record and record.ports != list(server.ports.values()):
            raise EnginesError(
                f"{server.name} is running with other ports ({_listed(record.ports)}) than the settings say "
                f"({_listed(server.ports.values())}). Run `quotewire engines down` first or set the ports back."
            )
        return record is not None

    def _launch(self, idle: Sequence[Server]) -> None:
        # OpenSearch first, since it takes longest; the brokers, which may need formatting, side by side.
        engines = sorted({server.engine for server in idle}, reverse=True)
        runtimes = {engine: self.runtime(engine) for engine in engines}
        self.on_step(f"Starting {', '.join(server.name for server in idle)} …")
        for engine, runtime in runtimes.items():
            members = [server for server in idle if server.engine == engine]
            for server in members:
                shutil.rmtree(self.settings.temp_dir(server.name), ignore_errors=True)
                self.settings.temp_dir(server.name).mkdir(parents=True)
            with ThreadPoolExecutor(len(members)) as pool:
                for prepared in [pool.submit(server.prepare, runtime) for server in members]:
                    prepared.result()
            for server in members:
                self._spawn(server, runtime)

    def _spawn(self, server: Server, runtime: Runtime) -> None:
        log = self.settings.log_file(server.name)
        logfiles.rotate(log)
        with undisturbed():  # between the start of a process and its record nothing may come
            ports = list(server.ports.values())
            self.records.save(processes.spawn(server.name, server.command(runtime), log=log, ports=ports))
            self.started.append(server.name)

    def _await_ready(self, servers: Sequence[Server]) -> None:
        deadline = time.monotonic() + self.settings.startup_timeout_s
        waiting = list(servers)
        while waiting:
            for server in list(waiting):
                if not self.records.alive(server.name):
                    raise StartError(f"{server.name} ended instead of starting. {self._last_words(server)}")
                if server.is_ready():
                    waiting.remove(server)
            if waiting and time.monotonic() > deadline:
                raise StartError(
                    f"No answer from {', '.join(server.name for server in waiting)} within "
                    f"{self.settings.startup_timeout_s:.0f} s (QUOTEWIRE_ENGINES_STARTUP_TIMEOUT_S). "
                    f"{self._last_words(waiting[0])}"
                )
            if waiting:
                time.sleep(POLL_S)

    def _last_words(self, server: Server) -> str:
        log = self.settings.log_file(server.name)
        return "\n  ".join([f"The end of {log}:", *logfiles.tail(log, LOG_LINES)])


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


def _listed(ports: Iterable[int]) -> str:
    return ", ".join(str(port) for port in ports)
