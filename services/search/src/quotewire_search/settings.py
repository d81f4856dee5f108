"""Everything the search service can be told from outside."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class SearchSettings(BaseSettings):
    """Where search listens, how long it waits, and how much it takes on."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_SEARCH_", frozen=True)

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address of the API and the page; loopback unless told otherwise.",
    )
    port: int = Field(default=8000, ge=1, le=65_535, description="Port of the API, the page and the probes.")
    timeout_s: float = Field(
        default=5.0,
        gt=0,
        le=60,
        description="Longest wait for OpenSearch's answer to one search, in seconds.",
    )
    retry_after_s: int = Field(
        default=5, ge=1, le=3_600, description="When a visitor is told to come back after a 503, in seconds."
    )
    facet_values: int = Field(default=12, ge=1, le=100, description="Most values listed in one facet.")
    max_concurrent_requests: int = Field(
        default=100, ge=1, le=10_000, description="Requests served at once; more are answered 503."
    )
    max_page_text_chars: int = Field(
        default=300_000,
        ge=1_000,
        le=5_242_880,
        description="Longest text shown on an article's page, in characters; the API gives all of it.",
    )
