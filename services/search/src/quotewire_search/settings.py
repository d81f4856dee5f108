"""Everything the search service can be told from outside."""

from ipaddress import ip_network

from pydantic import Field, field_validator
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
    rate_per_minute: int = Field(
        default=6_000,
        ge=0,
        le=1_000_000,
        description="Requests that one client (an address; of IPv6 the /64) may make a minute; more are answered 429. "
        "0: no limit.",
    )
    rate_burst: int = Field(
        default=1_000,
        ge=1,
        le=100_000,
        description="Requests that one client may make at once after a pause. A comparison counts 5, an export 20.",
    )
    max_concurrent_exports: int = Field(
        default=4,
        ge=1,
        le=1_000,
        description="Exports that run at once, one client's at most half of them; more are answered 429.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Comma-separated addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed; empty: none.",
    )
    tokens_file: str = Field(
        default="",
        description="TOML file with the hashes of tokens (`quotewire tokens new`); empty: nobody needs a token.",
    )
    public_page: bool = Field(
        default=False,
        description="With a tokens file: let everybody see the page; the API still needs a token.",
    )
    max_page_text_chars: int = Field(
        default=300_000,
        ge=1_000,
        le=5_242_880,
        description="Longest text shown on an article's page, in characters; the API gives all of it.",
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str) -> str:
        """Write every entry as a network; uvicorn would take what is none as a name, and never match it."""
        networks = []
        for part in filter(None, (part.strip() for part in value.split(","))):
            try:
                networks.append(str(ip_network(part, strict=False)))
            except ValueError:
                raise ValueError(
                    f"{part!r} is no address or network; write 127.0.0.1 or 10.0.0.0/8"
                ) from None
        return ",".join(networks)
