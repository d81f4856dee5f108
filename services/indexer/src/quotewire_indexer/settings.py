"""Everything the indexer can be told from outside."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IndexerSettings(BaseSettings):
    """How much is written at once, how patiently, and into what kind of index."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_INDEXER_", frozen=True)

    batch_records: int = Field(
        default=500, ge=1, le=5_000, description="Most articles read from Kafka at once, in each lane."
    )
    bulk_max_bytes: int = Field(
        default=5 * 1024 * 1024,
        ge=1024,
        le=50 * 1024 * 1024,
        description="Largest bulk request, in bytes; one document over it travels alone.",
    )
    bulk_max_actions: int = Field(
        default=1_000, ge=1, le=10_000, description="Most documents in one bulk request."
    )
    backoff_base_s: float = Field(
        default=0.5, gt=0, le=60, description="First wait when OpenSearch cannot take more, in seconds."
    )
    backoff_cap_s: float = Field(
        default=30.0, gt=0, le=300, description="Longest wait between two tries, in seconds."
    )
    give_up_after_s: float = Field(
        default=600.0,
        gt=0,
        le=1_500,  # below Kafka's max.poll.interval of 30 minutes, with room for the try in hand
        description="Time without any answered document after which a batch goes back to Kafka, in seconds.",
    )
    refresh_interval_s: float = Field(
        default=5.0,
        ge=0.1,
        le=3_600,
        description="Delay until a written document can be searched, in seconds.",
    )
    number_of_shards: int = Field(default=1, ge=1, le=64, description="Primary shards of each month's index.")
    number_of_replicas: int = Field(
        default=0, ge=0, le=5, description="Copies of each shard; 1 or more on a cluster of several nodes."
    )
    probe_port: int = Field(
        default=8103, ge=1, le=65_535, description="Port of /health, /ready and /metrics."
    )
