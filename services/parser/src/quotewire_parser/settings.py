"""Everything the parser can be told from outside."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ParserSettings(BaseSettings):
    """How many pages are read at once, for how long, and what counts as an article."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_PARSER_", frozen=True)

    model: str = Field(
        default="open",
        min_length=1,
        description="What finds actors and quotes in English: open (our model), rules, or the folder of a model that you trained (`make train`).",
    )
    spacy: str | None = Field(
        default=None,
        description="A spaCy pipeline of your own (package or folder) that finds the names in texts of its language; needs quotewire-parser[spacy].",
    )
    workers: int = Field(default=0, ge=0, le=256, description="Worker processes; 0: one for each processor.")
    time_limit_s: float = Field(
        default=20.0, gt=0, le=600, description="Longest time for one article; then its worker is replaced."
    )
    max_articles_per_worker: int = Field(
        default=1_000, ge=1, description="Articles after which a worker is replaced, to keep memory flat."
    )
    worker_memory_bytes: int = Field(
        default=2 * 1024**3,
        ge=0,
        description="Most address space of one worker; an article that needs more is refused. 0: no limit.",
    )
    worker_startup_timeout_s: float = Field(
        default=120.0, gt=0, description="Longest wait for a worker to load its models, in seconds."
    )
    min_text_chars: int = Field(
        default=40, ge=1, description="Least characters of text that count as an article."
    )
    batch_records: int = Field(
        default=32, ge=1, le=500, description="Most pages read from Kafka at once, in each lane."
    )
    probe_port: int = Field(
        default=8102, ge=1, le=65_535, description="Port of /health, /ready and /metrics."
    )
