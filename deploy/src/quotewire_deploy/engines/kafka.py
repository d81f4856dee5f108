"""Kafka on this machine: its settings, its one-time format and its command line."""

import base64
import json
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from quotewire_deploy.engines import ready
from quotewire_deploy.engines.errors import EnginesError, StartError
from quotewire_deploy.engines.jars import EngineName
from quotewire_deploy.engines.java import FLAGS, Runtime, java_environment, java_properties
from quotewire_deploy.engines.logfiles import KAFKA_QUIET, log4j_properties
from quotewire_deploy.engines.settings import HOST, EnginesSettings

MIB = 1024 * 1024
RECORD_MAX_BYTES = 20 * MIB
"""Above the largest record of `quotewire_shared.topics` (16 MiB, dead letters 17 MiB)."""

FORMAT_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Broker:
    """One Kafka process: broker and controller in one, number *node* of *brokers*."""

    settings: EnginesSettings
    node: int
    brokers: int

    @property
    def name(self) -> str:
        """How records, logs and messages call it."""
        return "kafka" if self.node == 1 else f"kafka-{self.node}"

    @property
    def data_dir(self) -> Path:
        """Its log segments."""
        return self.settings.kafka_dir / f"node-{self.node}"

    @property
    def engine(self) -> EngineName:
        """Which jars it is made of."""
        return "kafka"

    @property
    def port(self) -> int:
        """Where clients find it."""
        return self.settings.broker_port(self.node)

    @property
    def ports(self) -> dict[str, int]:
        """Ports it listens on, by what a person sets."""
        return {
            "QUOTEWIRE_ENGINES_KAFKA_PORT": self.port,
            "QUOTEWIRE_ENGINES_KAFKA_PORT (the controller takes the port after the broker's)": (
                self.settings.controller_port(self.node)
            ),
        }

    def server_properties(self) -> dict[str, str]:
        """
        Give Kafka's own settings.

        The quorum is named by ports, not stored in the data, so the same data may be started on other ports.
        """
        port, controller_port = self.settings.broker_port(self.node), self.settings.controller_port(self.node)
        voters = [f"{n}@{HOST}:{self.settings.controller_port(n)}" for n in range(1, self.brokers + 1)]
        replicas, in_sync = str(self.brokers), str(min(2, self.brokers))
        return {
            "process.roles": "broker,controller",
            "node.id": str(self.node),
            "listeners": f"PLAINTEXT://{HOST}:{port},CONTROLLER://{HOST}:{controller_port}",
            "advertised.listeners": f"PLAINTEXT://{HOST}:{port}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "controller.quorum.voters": ",".join(voters),
            "log.dirs": str(self.data_dir),
            # Topics exist because the bootstrap made them, never because somebody misspelt one.
            "auto.create.topics.enable": "false",
            "default.replication.factor": replicas,
            "min.insync.replicas": in_sync,
            "offsets.topic.replication.factor": replicas,
            "transaction.state.log.replication.factor": replicas,
            "transaction.state.log.min.isr": in_sync,
            "share.coordinator.state.topic.replication.factor": replicas,
            "share.coordinator.state.topic.min.isr": in_sync,
            # One machine needs no 50 partitions for offsets; fewer files make start and recovery quick.
            "offsets.topic.num.partitions": "5",
            "transaction.state.log.num.partitions": "5",
            "share.coordinator.state.topic.num.partitions": "5",
            # A laptop may sleep through a holiday: a group that finds its offsets gone would start over.
            "offsets.retention.minutes": str(30 * 24 * 60),
            "group.initial.rebalance.delay.ms": "0",
            "message.max.bytes": str(RECORD_MAX_BYTES),
            "replica.fetch.max.bytes": str(RECORD_MAX_BYTES),
            # What waits to be written is held on the heap: bound it (defaults: 100 MB a request, all without limit).
            "socket.request.max.bytes": str(32 * MIB),
            "queued.max.request.bytes": str(96 * MIB),
            # The cleaner's default of 128 MiB would take a third of the heap; 16 MiB hold 600,000 keys a pass.
            "log.cleaner.dedupe.buffer.size": str(16 * MIB),
            # After kill -9 the broker's own old session must run out first (default 9 s).
            "broker.session.timeout.ms": "4000",
            "broker.heartbeat.interval.ms": "1000",
            # Alone there is nobody to hand leadership to, and at a common end no quorum to ask.
            "controlled.shutdown.enable": "false",
        }

    def prepare(self, runtime: Runtime) -> None:
        """
        Write the settings and format the storage if it is new.

        Raises:
            StartError: Kafka refused to format.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._properties_file.write_text(java_properties(self.server_properties()), "ascii")
        self._log4j_file.write_text(log4j_properties(self.settings.log_file(self.name), KAFKA_QUIET), "utf-8")
        if (self.data_dir / "meta.properties").exists():
            return
        command = [
            *self._java(runtime, heap_mb=128),
            "kafka.tools.StorageTool",
            "format",
            f"--cluster-id={cluster_id(self.settings)}",  # one word: one id of 64 begins with a dash
            "--config",
            str(self._properties_file),
            "--ignore-formatted",
        ]
        try:
            subprocess.run(  # noqa: S603 - our own command
                command,
                capture_output=True,
                text=True,
                timeout=FORMAT_TIMEOUT_S,
                check=True,
                env=java_environment(),
            )
        except subprocess.CalledProcessError as error:
            raise StartError(
                f"Kafka could not format {self.data_dir}: {(error.stderr or error.stdout).strip()}"
            ) from None
        except subprocess.TimeoutExpired:
            raise StartError(
                f"Kafka did not format {self.data_dir} within {FORMAT_TIMEOUT_S:.0f} s."
            ) from None

    def is_ready(self) -> bool:
        """Tell whether it answers and counts itself among the living brokers."""
        return self.node in ready.kafka_brokers(self.port)

    def command(self, runtime: Runtime) -> list[str]:
        """Give the command line of the server; it runs until SIGTERM."""
        return [
            *self._java(runtime, self.settings.kafka_heap_mb),
            "kafka.Kafka",
            str(self._properties_file),
        ]

    def _java(self, runtime: Runtime, heap_mb: int) -> list[str]:
        return [
            str(runtime.java.binary),
            *FLAGS,
            f"-Xms{min(heap_mb, 128)}m",
            f"-Xmx{heap_mb}m",
            f"-Djava.io.tmpdir={self.settings.temp_dir(self.name)}",
            f"-Dlog4j2.configurationFile={self._log4j_file}",
            f"-Dquotewire.engine={self.name}",
            "-cp",
            runtime.class_path,
        ]

    @property
    def _properties_file(self) -> Path:
        return self.settings.kafka_dir / f"{self.name}.properties"

    @property
    def _log4j_file(self) -> Path:
        return self.settings.kafka_dir / f"{self.name}.log4j2.properties"


def cluster_id(settings: EnginesSettings) -> str:
    """Give the id that all brokers of this state folder share; made at first use."""
    return str(_cluster(settings)["cluster_id"])


def settle_brokers(settings: EnginesSettings, asked: int | None) -> int:
    """
    Decide how many brokers this state folder has: what it was made with; at first what is *asked*, else one.

    Raises:
        EnginesError: the folder was made with another number.
    """
    file = settings.kafka_dir / "cluster.json"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        identity = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        file.write_text(json.dumps({"cluster_id": identity, "brokers": asked or 1}), "utf-8")
    brokers = int(_cluster(settings)["brokers"])
    if asked not in (None, brokers):
        raise EnginesError(
            f"{settings.state_dir} holds a Kafka of {brokers} broker(s), not {asked}. Run `quotewire engines reset` "
            "(deletes its data) or set another QUOTEWIRE_ENGINES_STATE_DIR."
        )
    return brokers


def known_brokers(settings: EnginesSettings) -> int:
    """Give how many brokers this state folder has, or will have if nothing else is asked for."""
    try:
        return int(_cluster(settings)["brokers"])
    except FileNotFoundError:
        return 1


def _cluster(settings: EnginesSettings) -> dict[str, str | int]:
    cluster: dict[str, str | int] = json.loads((settings.kafka_dir / "cluster.json").read_text("utf-8"))
    return cluster
