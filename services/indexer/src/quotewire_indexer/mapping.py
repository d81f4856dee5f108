"""
Names and templates of the indices.

Readers use the aliases `<prefix>-articles`, `<prefix>-quotes` and `<prefix>-versions`. Behind each stands an index for
each month of `first_seen_at`, so that a replay or a re-fetch always meets the document it wrote before: external
versions hold within one index only. A composable template gives every new month the mapping and the alias.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from quotewire_indexer.fields import ANALYSIS, ARTICLE_FIELDS, QUOTE_FIELDS, VERSION_FIELDS, Mapping
from quotewire_indexer.settings import IndexerSettings
from quotewire_shared.errors import FatalError, PermanentError

MAPPING_VERSION: Final = 3
"""Rises whenever a field changes its meaning or its analysis; the new version is a new set of indices."""

VERSIONS_MAPPING: Final = 2
"""The mapping version that brought the versions' family; none has changed it since."""

MONTHLY: Final = re.compile(r"(?P<alias>.+)-v(?P<version>[1-9][0-9]*)-(?P<month>[0-9]{4}\.[0-9]{2})")

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
    version: int = MAPPING_VERSION
    since: int = 1
    """The first mapping version that has this family."""
    unchanged_since: int | None = None
    """Later mapping versions leave its indices where they are; None: each has indices of its own."""

    @property
    def versioned(self) -> str:
        """First part of the names of this mapping version's indices; also the template's name."""
        return f"{self.alias}-v{self.version}"

    def index_for(self, first_seen_at: datetime) -> str:
        """Name the index of the month (UTC) of *first_seen_at*."""
        return self.index_of_month(month_of(first_seen_at))

    def index_of_month(self, month: str) -> str:
        """Name the index of *month*, such as 2026.11."""
        return f"{self.versioned}-{month}"

    def at(self, version: int) -> "Family":
        """Give this family as mapping version *version* names it, or the first one that has it, or the last that changed it."""
        latest = version if self.unchanged_since is None else min(version, self.unchanged_since)
        return replace(self, version=max(latest, self.since))

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
                "_meta": {"mapping_version": self.version},
                "properties": self.fields,
            },
            "aliases": {self.alias: {}},
        }

    def template(self, settings: IndexerSettings) -> dict[str, Any]:
        """Give the composable index template."""
        return {
            "index_patterns": [f"{self.versioned}-*"],
            "priority": TEMPLATE_PRIORITY,
            "version": self.version,
            "template": self.body(settings),
        }


@dataclass(frozen=True, slots=True)
class Indices:
    """The families of a deployment."""

    articles: Family
    quotes: Family
    versions: Family

    @property
    def families(self) -> tuple[Family, Family, Family]:
        """Articles, quotes, versions."""
        return self.articles, self.quotes, self.versions

    def at(self, version: int) -> "Indices":
        """Give them as mapping version *version* names them."""
        return Indices(*(family.at(version) for family in self.families))

    def beside(self, articles_index: str) -> "Indices":
        """
        Give the families of the mapping version of *articles_index*; an article, its quotes and its versions stay together.

        Raises:
            FatalError: it is not one of our indices.
        """
        return self.at(int(parts_of(articles_index)["version"]))

    def quotes_beside(self, articles_index: str) -> str:
        """Name the quotes' index that belongs to *articles_index*."""
        return self.beside(articles_index).quotes.index_of_month(parts_of(articles_index)["month"])

    def versions_beside(self, articles_index: str) -> str:
        """Name the versions' index that belongs to *articles_index*."""
        return self.beside(articles_index).versions.index_of_month(parts_of(articles_index)["month"])


def indices_of(prefix: str) -> Indices:
    """Name the indices of the deployment whose index names begin with *prefix*."""
    return Indices(
        articles=Family(f"{prefix}-articles", ARTICLE_FIELDS, ("title", "standfirst", "text")),
        quotes=Family(f"{prefix}-quotes", QUOTE_FIELDS, ("text", "speaker", "article_title")),
        versions=Family(
            f"{prefix}-versions",
            VERSION_FIELDS,
            ("url",),
            version=VERSIONS_MAPPING,
            since=VERSIONS_MAPPING,
            unchanged_since=VERSIONS_MAPPING,
        ),
    )


def month_of(first_seen_at: datetime) -> str:
    """Name the month (UTC) of *first_seen_at*: 2026.11."""
    return f"{first_seen_at.astimezone(UTC):%Y.%m}"


def is_ours(index: str) -> bool:
    """Tell whether *index* is named as we name indices; others may stand behind our aliases, and are left alone."""
    return MONTHLY.fullmatch(index) is not None


def parts_of(index: str) -> dict[str, str]:
    """
    Take the name of an index apart: alias, version and month.

    Raises:
        FatalError: it is not one of our indices.
    """
    match = MONTHLY.fullmatch(index)
    if match is None:
        raise FatalError(
            f"The index {index} stands behind an alias of ours, but its name does not end in -vN-YYYY.MM. "
            "Take it out of the alias."
        )
    return match.groupdict()


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
