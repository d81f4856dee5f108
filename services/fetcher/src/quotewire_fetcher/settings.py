"""Everything the fetcher can be told from outside."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from quotewire_fetcher.schedule.rhythm import Bounds
from quotewire_shared.messages import MAX_PAGE_BYTES

MAX_PORT = 65_535
LEAST_SECRET_CHARS = 16
MOST_SLOW = 8.0
"""Who wants news every minute does not want to wait for hours, however little a feed has published so far."""
Networks = tuple[IPv4Network | IPv6Network, ...]


class FetcherSettings(BaseSettings):
    """What to read, how politely, and within which limits."""

    model_config = SettingsConfigDict(env_prefix="QUOTEWIRE_FETCHER_", frozen=True)

    sources_file: Path = Field(
        default=Path("deploy/sources.toml"), description="Sources to read: TOML, a JSON list, or OPML."
    )
    once: bool = Field(
        default=False, description="Poll every source once, fetch its new pages, print a summary, and end."
    )
    user_agent: str = Field(
        default="Quotewire/0.1",
        min_length=1,
        max_length=200,
        description="Product name and version, as sent.",
    )
    contact: str = Field(
        default="",
        max_length=200,
        pattern=r"^[ -~]*$",
        description="Web or mail address of whoever runs this; sent with the product name.",
    )

    connect_timeout_s: float = Field(
        default=10.0, gt=0, description="Longest wait for a name and a connection, in seconds."
    )
    read_timeout_s: float = Field(default=15.0, gt=0, description="Longest silence of a server, in seconds.")
    deadline_s: float = Field(
        default=30.0, gt=0, description="Longest time for one page with all its redirects, in seconds."
    )
    max_page_bytes: int = Field(
        default=MAX_PAGE_BYTES,
        gt=0,
        le=MAX_PAGE_BYTES,
        description="Largest page, before and after inflating.",
    )
    max_feed_bytes: int = Field(
        default=8 * 1024 * 1024,
        gt=0,
        le=64 * 1024 * 1024,
        description="Largest feed, before and after inflating.",
    )
    max_feed_entries: int = Field(
        default=2_000, gt=0, description="Entries read of one feed; the rest is left."
    )
    max_redirects: int = Field(default=5, ge=0, le=20, description="Redirects followed for one page.")
    allowed_private_networks: Annotated[Networks, NoDecode] = Field(
        default=(), description="CIDRs, comma-separated, that may be reached although they are not public."
    )
    allowed_ports: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(80, 443, 8080, 8443), description="Ports, comma-separated, that may be reached on any host."
    )
    ca_file: str = Field(default="", description="CA bundle for TLS; empty: the one that comes with httpx.")

    concurrency: int = Field(default=32, ge=1, le=1_000, description="Requests at a time, over all hosts.")
    address_connections: int = Field(
        default=1,
        ge=1,
        le=100,
        description="Connections at a time to one IP address, whatever hosts share it.",
    )
    host_delay_s: float = Field(
        default=1.0, ge=0, description="Pause between two requests to one host, in seconds."
    )
    max_crawl_delay_s: float = Field(
        default=30.0, ge=0, description="Longest Crawl-delay of a robots.txt that is honoured, in seconds."
    )
    robots_ttl_s: float = Field(default=6 * 3600.0, gt=0, description="How long a robots.txt is believed.")

    tdmrep: bool = Field(
        default=True, description="Ask each site once a day for /.well-known/tdmrep.json, what it reserves."
    )

    poll_interval_s: float = Field(
        default=900.0,
        gt=0,
        description="Usual time between two polls of a feed, in seconds; a quiet one waits up to eight times as long.",
    )
    poll_floor_s: float = Field(
        default=60.0, gt=0, description="Shortest time between two polls, in seconds."
    )
    poll_ceiling_s: float = Field(
        default=6 * 3600.0,
        gt=0,
        description="Longest time between two polls of a feed that answers; one that fails waits up to a day, or a week.",
    )
    max_new_entries_per_poll: int = Field(
        default=200, ge=1, description="New pages taken from one poll; the rest waits for the next."
    )
    retries: int = Field(
        default=5,
        ge=0,
        le=20,
        description="Further tries of a page after a passing failure, then a dead letter.",
    )
    retry_base_s: float = Field(
        default=30.0, gt=0, description="Wait before the first retry; doubles each time."
    )
    retry_cap_s: float = Field(default=3600.0, gt=0, description="Longest wait between two tries of a page.")
    once_retry_cap_s: float = Field(
        default=2.0, gt=0, description="The same where the fetcher runs once and somebody waits for it."
    )
    once_patience_s: float = Field(
        default=30.0,
        ge=0,
        description="A server that asks for a longer pause than this is given up in a single run.",
    )
    state_keep_days: float = Field(
        default=45.0, gt=0, description="Days for which a page is remembered after no feed lists it any more."
    )
    looks_after_s: Annotated[tuple[float, ...], NoDecode] = Field(
        default=(3_600.0, 10_800.0, 32_400.0, 97_200.0),
        description="Published pages are looked at again after so many seconds, comma-separated; empty: never.",
    )
    websub_callback_url: str = Field(
        default="",
        max_length=500,
        pattern=r"^(https?://\S+)?$",
        description="Public address that leads to the probe port, for hubs to call; empty: feeds are only polled.",
    )
    websub_secret: SecretStr = Field(
        default=SecretStr(""),
        description="Secret behind all subscriptions, 16 characters or more; the same for every fetcher.",
    )
    probe_port: int = Field(
        default=8101, ge=1, le=MAX_PORT, description="Port of /health, /ready and /metrics."
    )

    @field_validator("allowed_private_networks", "allowed_ports", "looks_after_s", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.strip("[]() ").split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _check_bounds(self) -> Self:
        if self.websub_callback_url and len(self.websub_secret.get_secret_value()) < LEAST_SECRET_CHARS:
            raise ValueError("websub_callback_url needs a websub_secret of 16 characters or more")
        if self.poll_floor_s > self.poll_ceiling_s:
            raise ValueError("poll_floor_s must not exceed poll_ceiling_s")
        if list(self.looks_after_s) != sorted(self.looks_after_s) or any(s <= 0 for s in self.looks_after_s):
            raise ValueError("looks_after_s must be positive and grow")
        if any(not 1 <= port <= MAX_PORT for port in self.allowed_ports):
            raise ValueError("allowed_ports must lie between 1 and 65535")
        return self

    @property
    def poll_bounds(self) -> Bounds:
        """What the learned schedule keeps to."""
        ceiling_s = min(self.poll_ceiling_s, MOST_SLOW * self.poll_interval_s)
        return Bounds(self.poll_floor_s, max(ceiling_s, self.poll_floor_s), self.poll_interval_s)

    @property
    def user_agent_header(self) -> str:
        """The User-Agent as sent: product and, where given, a contact."""
        return f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent

    @property
    def robots_token(self) -> str:
        """The name that robots.txt groups are matched with: the product without its version."""
        return self.user_agent.split("/", 1)[0]
