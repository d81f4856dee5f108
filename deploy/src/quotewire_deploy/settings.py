"""What can be told to the supervisor from outside."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SupervisorSettings(BaseSettings):
    """How `quotewire up` and `quotewire demo` run the services on this machine."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_UP_", frozen=True)

    state_dir: Path = Field(
        default_factory=lambda: user_data_path("quotewire") / "stack",
        description="Folder for the services' logs and process records; one stack per folder.",
    )
    first_probe_port: int = Field(
        default=8101,
        ge=1024,
        le=65_000,
        description="Probe port of the fetcher; the first parser and indexer take the next two, further ones ten on.",
    )
    fetchers: int = Field(
        default=1, ge=1, le=16, description="Fetcher processes; they share the hosts among them."
    )
    parsers: int = Field(default=1, ge=1, le=64, description="Parser processes.")
    indexers: int = Field(default=1, ge=1, le=16, description="Indexer processes.")
    restart_min_s: float = Field(
        default=0.5, gt=0, description="Wait before a dead service is started again."
    )
    restart_max_s: float = Field(default=30.0, gt=0, description="Longest such wait, after repeated deaths.")
    healthy_after_s: float = Field(
        default=60.0, gt=0, description="A service that ran this long is started again without delay."
    )
    ready_timeout_s: float = Field(
        default=90.0, gt=0, description="Longest wait for all services to be ready."
    )
    stop_timeout_s: float = Field(
        default=30.0, gt=0, description="Longest wait for a clean end before a kill."
    )
