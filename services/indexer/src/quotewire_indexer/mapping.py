"""
Names and templates of the indices.

Readers use the aliases `<prefix>-articles` and `<prefix>-quotes`. Behind them stands an index for each month of
`first_seen_at`, so that a replay or a re-fetch always meets the document it wrote before: external versions hold within
one index only. A composable template gives every new month the mapping and the alias.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from quotewire_indexer.fields import ANALYSIS, ARTICLE_FIELDS, QUOTE_FIELDS, Mapping
from quotewire_indexer.settings import IndexerSettings
from quotewire_shared.errors import PermanentError

MAPPING_VERSION: Final = 1
"""Rises whenever a field changes its meaning or its analysis; the new version is a new set of indices."""

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the first web page: an article cannot have been seen earlier."""
CLOCK_SKEW: Final = timedelta(days=2)
"""How far in the future `first_seen_at` may lie. Every month is an index: wild dates would create them without end."""
TEMPLATE_PRIORITY: Final = 100


class ImplausibleDateError(PermanentError):
    """`first_seen_at` lies before the web or in the future, so that no index can be named by it."""

    code = "implausible_first_seen_at"


@dataclass(frozen=True, slots=True)
class Family:
    """The indices of one kind of document: their alias, fields, and the fields that a bare query searches."""

    alias: str
    fields: Mapping
    default_fields: tuple[str, ...]

    @property
    def versioned(self) -> str:
        """First part of the names of this mapping version's indices; also the template's name."""
        return f"{self.alias}-v{MAPPING_VERSION}"

    def index_for(self, first_seen_at: datetime) -> str:
        """Name the index of the month (UTC) of *first_seen_at*."""
        return f"{self.versioned}-{first_seen_at.astimezone(UTC):%Y.%m}"

    def body(self, settings: IndexerSettings) -> dict[str, Any]:
        """Give settings, mapping and alias, as an index or a template takes them."""
        return {
            "settings": {
                "index": {
                    "number_of_shards": settings.number_of_shards,
                    "number_of_replicas": settings.number_of_replicas,
                    "refresh_interval": f"{round(settings.refresh_interval_s * 1000)}ms",
                    "query": {"default_field": list(self.default_fields)},
                },
                "analysis": ANALYSIS,
            },
            "mappings": {
                "dynamic": "strict",
                "_meta": {"mapping_version": MAPPING_VERSION},
                "properties": self.fields,
            },
            "aliases": {self.alias: {}},
        }

    def template(self, settings: IndexerSettings) -> dict[str, Any]:
        """Give the composable index template."""
        return {
            "index_patterns": [f"{self.versioned}-*"],
            "priority": TEMPLATE_PRIORITY,
            "version": MAPPING_VERSION,
            "template": self.body(settings),
        }


@dataclass(frozen=True, slots=True)
class Indices:
    """Both families of a deployment."""

    articles: Family
    quotes: Family

    @property
    def families(self) -> tuple[Family, Family]:
        """Articles, then quotes."""
        return self.articles, self.quotes

    def quotes_beside(self, articles_index: str) -> str:
        """Name the quotes' index that belongs to *articles_index*: an article and its quotes share their month."""
        month = articles_index.removeprefix(self.articles.versioned)
        return self.quotes.versioned + month


def indices_of(prefix: str) -> Indices:
    """Name the indices of the deployment whose index names begin with *prefix*."""
    return Indices(
        articles=Family(f"{prefix}-articles", ARTICLE_FIELDS, ("title", "standfirst", "text")),
        quotes=Family(f"{prefix}-quotes", QUOTE_FIELDS, ("text", "speaker", "article_title")),
    )


def check_first_seen(first_seen_at: datetime, now: datetime) -> None:
    """
    Refuse dates that no article can have.

    Raises:
        ImplausibleDateError: *first_seen_at* is before 1990 or more than two days after *now*.
    """
    if not EARLIEST <= first_seen_at <= now + CLOCK_SKEW:
        raise ImplausibleDateError(
            f"first_seen_at {first_seen_at.isoformat()} is not between {EARLIEST:%Y} and now; its month names the index."
        )
