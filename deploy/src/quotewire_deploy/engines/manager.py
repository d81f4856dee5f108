"""The engines as one thing: up, down, status, and the hard knocks that tests of failure give."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

import psutil

from quotewire_deploy.engines import processes
from quotewire_deploy.engines.download import JarCache
from quotewire_deploy.engines.filelock import exclusive
from quotewire_deploy.engines.jars import ENGINE_NAMES, EngineName, locked_jars
from quotewire_deploy.engines.java import Runtime, find_java
from quotewire_deploy.engines.kafka import Broker, known_brokers, settle_brokers
from quotewire_deploy.engines.lifecycle import Server, Start, stop
from quotewire_deploy.engines.opensearch import Node
from quotewire_deploy.engines.processes import Records
from quotewire_deploy.engines.settings import HOST, EnginesSettings
from quotewire_deploy.engines.status import EngineStatus


@contextmanager
def _silently(_total_bytes: int) -> Iterator[Callable[[int], None]]:
    yield lambda _count: None


class Engines:
    """Kafka and OpenSearch of one state folder. Every method may be called again and from another process."""

    def __init__(
        self,
        settings: EnginesSettings,
        *,
        on_step: Callable[[str], None] = lambda _text: None,
        show_download: Callable[[int], AbstractContextManager[Callable[[int], None]]] = _silently,
    ) -> None:
        """
        Make the engines of *settings*' state folder.

        Args:
            settings: Where and how.
            on_step: Told what is being done, in a line for a person.
            show_download: Entered with the number of bytes to download; gives a function that is told, from several
                threads, how many more have arrived.
        """
        self.settings = settings
        self._on_step = on_step
        self._show_download = show_download
        self._records = Records(settings.run_dir)
        self._jars = JarCache(
            settings.cache_dir, url=settings.maven_url, timeout_s=settings.download_timeout_s
        )

    @property
    def bootstrap_servers(self) -> str:
        """Where Kafka is, for `QUOTEWIRE_KAFKA_BOOTSTRAP_SERVERS`."""
        return ",".join(f"{HOST}:{self.settings.broker_port(broker.node)}" for broker in self._brokers())

    @property
    def opensearch_url(self) -> str:
        """Where OpenSearch is, for `QUOTEWIRE_OPENSEARCH_URL`."""
        return f"http://{HOST}:{self.settings.opensearch_port}"

    def up(self, brokers: int | None = None) -> list[str]:
        """
        Start what does not run, and wait until all of it answers.

        Args:
            brokers: How many Kafka brokers; None: as many as this state folder was made with, else one.

        Returns:
            Names of the engines that this call started; empty if all of them ran already.

        Raises:
            EnginesError: something is in the way; what this call had started is stopped again.
        """
        with self._alone():
            count = settle_brokers(self.settings, brokers)
            return self._start(
                [*(Broker(self.settings, n, count) for n in range(1, count + 1)), Node(self.settings)]
            )

    def down(self) -> list[str]:
        """Stop all engines of this state folder; give the names of those that ran."""
        with self._alone():
            return self._stop([record.name for record in self._records.all()])

    def reset(self) -> None:
        """Stop all engines and delete their data, logs and records; the downloaded jars stay."""
        with self._alone():
            self._stop([record.name for record in self._records.all()])
            for folder in (
                self.settings.kafka_dir,
                self.settings.opensearch_dir,
                self.settings.logs_dir,
                self.settings.run_dir,
            ):
                shutil.rmtree(folder, ignore_errors=True)

    def status(self, *, quick: bool = False) -> list[EngineStatus]:
        """Look at every engine; *quick* asks no engine whether it answers (`ready` means running then)."""
        return [self._status(server, quick=quick) for server in self._servers()]

    def start_kafka(self, node: int = 1) -> None:
        """Start broker *node* and wait until it answers."""
        with self._alone():
            settle_brokers(self.settings, None)
            self._start([self._brokers()[node - 1]])

    def stop_kafka(self, node: int = 1) -> None:
        """End broker *node* in order."""
        with self._alone():
            self._stop([self._brokers()[node - 1].name])

    def kill_kafka(self, node: int = 1) -> None:
        """End broker *node* as a crash would."""
        self._kill(self._brokers()[node - 1].name)

    def start_opensearch(self) -> None:
        """Start OpenSearch and wait until it answers."""
        with self._alone():
            self._start([Node(self.settings)])

    def stop_opensearch(self) -> None:
        """End OpenSearch in order."""
        with self._alone():
            self._stop([Node(self.settings).name])

    def kill_opensearch(self) -> None:
        """End OpenSearch as a crash would."""
        self._kill(Node(self.settings).name)

    def _brokers(self) -> list[Broker]:
        count = known_brokers(self.settings)
        return [Broker(self.settings, node, count) for node in range(1, count + 1)]

    def _servers(self) -> list[Server]:
        return [*self._brokers(), Node(self.settings)]

    def _kill(self, name: str) -> None:
        if record := self._records.alive(name):
            processes.kill(record)

    def _stop(self, names: Sequence[str]) -> list[str]:
        return stop(self._records, names, self.settings, self._on_step)

    def _start(self, servers: Sequence[Server]) -> list[str]:
        return Start(self.settings, self._records, self._runtime, self._on_step).run(servers)

    def _runtime(self, engine: EngineName) -> Runtime:
        java = find_java(self.settings.java)
        self._download()
        return Runtime(java, tuple(self._jars.paths(locked_jars(engine))))

    def _download(self) -> None:
        """Bring the jars of all engines into the cache, so that there is one wait and one progress bar."""
        missing = self._jars.missing(jar for name in ENGINE_NAMES for jar in locked_jars(name))
        if not missing:
            return
        with self._show_download(sum(jar.size_bytes for jar in missing)) as on_bytes:
            self._jars.fetch(
                missing,
                on_wait=lambda: self._on_step("Waiting for another quotewire process that is downloading …"),
                on_bytes=on_bytes,
            )

    def _status(self, server: Server, *, quick: bool) -> EngineStatus:
        record = self._records.alive(server.name)
        process = record.process() if record else None
        log = str(self.settings.log_file(server.name))
        if not record or not process:
            return EngineStatus(server.name, server.port, None, None, None, ready=False, log=log)
        try:
            rss_mb = process.memory_info().rss / 2**20
        except psutil.NoSuchProcess:
            return EngineStatus(server.name, server.port, None, None, None, ready=False, log=log)
        return EngineStatus(
            server.name,
            server.port,
            record.pid,
            round(rss_mb, 1),
            round(processes.uptime_s(record), 1),
            ready=quick or server.is_ready(),
            log=log,
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other commands from changing the same engines meanwhile."""
        with exclusive(
            self.settings.state_dir / ".lock",
            patience_s=self.settings.startup_timeout_s + self.settings.stop_timeout_s,
            on_wait=lambda: self._on_step("Waiting for another quotewire command on the same engines …"),
        ):
            yield
