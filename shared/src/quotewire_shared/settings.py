"""Settings that several services share: where Kafka and OpenSearch are, and how a process reports."""

from typing import Any, Literal, TypeVar

from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from quotewire_shared.errors import UsageError

S = TypeVar("S", bound=BaseSettings)


class KafkaSettings(BaseSettings):
    """Where Kafka is and how we speak to it."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_KAFKA_", frozen=True)

    bootstrap_servers: str = Field(
        default="localhost:9092", min_length=1, description="Comma-separated host:port pairs."
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="Wire protocol."
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        default="PLAIN", description="SASL mechanism; used when the protocol is a SASL one."
    )
    sasl_username: str = Field(default="", description="SASL user.")
    sasl_password: SecretStr = Field(default=SecretStr(""), description="SASL password.")
    ssl_cafile: str = Field(default="", description="CA bundle for TLS; empty: the system's.")
    topic_prefix: str = Field(
        default="",
        pattern=r"^[a-z0-9.-]*$",
        description="Put before every topic and group name; separates deployments.",
    )
    partitions: int = Field(
        default=6, ge=1, le=256, description="Partitions of each article topic at creation."
    )
    replication_factor: int = Field(default=1, ge=1, le=7, description="Replicas of each topic at creation.")
    startup_timeout_s: float = Field(
        default=60.0, gt=0, description="Longest wait for Kafka when a service starts, in seconds."
    )

    def topic(self, name: str) -> str:
        """Give the full name of topic *name* in this deployment."""
        return self.topic_prefix + name

    def group(self, service: str) -> str:
        """Give the consumer group of *service* in this deployment."""
        return self.topic_prefix + service


class OpenSearchSettings(BaseSettings):
    """Where OpenSearch is and how we speak to it."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_OPENSEARCH_", frozen=True)

    url: AnyHttpUrl = Field(
        default=AnyHttpUrl("http://localhost:9200"), description="Base address of the cluster."
    )
    username: str = Field(default="", description="User; empty: no authentication.")
    password: SecretStr = Field(default=SecretStr(""), description="Password.")
    ca_file: str = Field(default="", description="CA bundle for TLS; empty: the system's.")
    timeout_s: float = Field(default=30.0, gt=0, description="Longest wait for one answer, in seconds.")
    index_prefix: str = Field(
        default="quotewire",
        pattern=r"^[a-z][a-z0-9-]*$",
        description="First part of every index and alias name.",
    )
    startup_timeout_s: float = Field(
        default=60.0, gt=0, description="Longest wait for OpenSearch when a service starts, in seconds."
    )

    @property
    def articles_alias(self) -> str:
        """Alias over all article indices."""
        return f"{self.index_prefix}-articles"

    @property
    def quotes_alias(self) -> str:
        """Alias over all quote indices."""
        return f"{self.index_prefix}-quotes"

    @property
    def versions_alias(self) -> str:
        """Alias over all indices of article versions."""
        return f"{self.index_prefix}-versions"

    def client_options(self) -> dict[str, Any]:
        """Give the keyword arguments for `opensearchpy.AsyncOpenSearch`; retrying is ours, so the client's is off."""
        options: dict[str, Any] = {
            "hosts": [str(self.url)],
            "timeout": self.timeout_s,
            "max_retries": 0,
            "retry_on_timeout": False,
        }
        if self.username:
            options["http_auth"] = (self.username, self.password.get_secret_value())
        if self.ca_file:
            options["ca_certs"] = self.ca_file
        return options


class ProcessSettings(BaseSettings):
    """How any Quotewire process reports about itself."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_", frozen=True)

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level logged."
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="One JSON object a line, or for eyes."
    )
    log_file: str = Field(
        default="", description="File to log to (5 files of 20 MiB are kept); empty: standard error."
    )
    probe_host: str = Field(
        default="127.0.0.1", description="Address that /health, /ready and /metrics listen on."
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value


def load(settings: type[S]) -> S:
    """
    Read settings of class *settings* from the environment.

    Raises:
        UsageError: a value is out of bounds; the text names the variable and what it may be.
    """
    try:
        return settings()
    except ValidationError as error:
        prefix = settings.model_config.get("env_prefix", "")
        problems = "; ".join(
            f"{prefix}{'_'.join(str(part) for part in item['loc']).upper() or '*'}: {item['msg']}"
            for item in error.errors(include_url=False)
        )
        raise UsageError(f"Bad settings. {problems}") from None
