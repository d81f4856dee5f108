"""
The sources file: what to read. TOML `[[source]]` tables, a JSON list of objects, or OPML; told apart by content.

Keys of a source: `name` and `url`; and, all optional:
`id` (lower-case letters, digits, ".", "_", "-"; stays for ever, state hangs on it; made of the name where absent),
`kind` (rss, atom, jsonfeed, newssitemap, sitemap, sitemapindex, page; found out from the document where absent),
`publisher` (the outlet, for readers), `language` (BCP 47), `country` (ISO 3166, two letters), `group` (any word),
`home` (the outlet's front page), `poll_interval_s` (seconds; learned where absent), `enabled` (false: not read now).
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from quotewire_fetcher.naming.identity import MAX_URL_CHARS, canonical_url, domain_of, host_of
from quotewire_fetcher.sources.source_formats import Tables, read_tables
from quotewire_shared.errors import UsageError

Kind = Literal["rss", "atom", "jsonfeed", "newssitemap", "sitemap", "sitemapindex", "page"]
FEED_KINDS = frozenset({None, "rss", "atom", "jsonfeed"})
"""Kinds that name a feed, or nothing; None: found out from the document."""

MAX_ID_CHARS = 100
_OTHER_NAMES_OF_KINDS = {
    "rdf": "rss",
    "json": "jsonfeed",
    "sitemapnews": "newssitemap",
    "feed": None,
    "auto": None,
    "": None,
}


_GIVEN: dict[frozenset[str], set[str]] = {}


class Source(BaseModel):
    """One feed, sitemap or page that is looked at again and again."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1, max_length=MAX_ID_CHARS, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name: str = Field(min_length=1, max_length=200)
    url: str = Field(min_length=1, max_length=MAX_URL_CHARS)
    kind: Kind | None = None
    publisher: str | None = Field(default=None, max_length=200)
    language: str | None = Field(default=None, max_length=35)
    country: str | None = Field(default=None, max_length=35)
    group: str | None = Field(default=None, max_length=100)
    home: str | None = Field(default=None, max_length=MAX_URL_CHARS)
    poll_interval_s: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    enabled: bool = True

    def model_post_init(self, _context: object) -> None:
        """Share the set of given fields: a hundred thousand sources have few different ones, of 700 bytes each."""
        given = frozenset(self.model_fields_set)
        object.__setattr__(self, "__pydantic_fields_set__", _GIVEN.setdefault(given, set(given)))

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        canonical_url(value)
        return value.strip()

    @field_validator("kind", mode="before")
    @classmethod
    def _spell_kind(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        plain = re.sub(r"[-_ ]", "", value).lower()
        return _OTHER_NAMES_OF_KINDS.get(plain, plain)

    @property
    def outlet(self) -> str:
        """Name of the outlet, for readers."""
        return self.publisher or self.name

    @property
    def domain(self) -> str:
        """Domain of its address: who polls it is decided by this."""
        return domain_of(self.url)

    @property
    def base_id(self) -> str:
        """Its id in the file; a feed that another address led to has a longer one (`roster`)."""
        return self.id.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a sources file lists."""

    sources: tuple[Source, ...]
    """In the order of the file, each address once, also those that are not enabled."""
    notices: tuple[str, ...]
    """What was left out, one line each."""


def load_sources(path: Path) -> list[Source]:
    """
    Read the enabled sources of the file at *path*, in its order.

    Raises:
        UsageError: missing or broken; one line that names the file, the place and what to do.
    """
    return [source for source in read_sources(path).sources if source.enabled]


def read_sources(path: Path) -> Listed:
    """
    Read all sources of the file at *path*.

    Raises:
        UsageError: missing or broken, or it lists nothing.
    """
    listed = check_sources(read_tables(path))
    if not listed.sources:
        raise UsageError(
            f"{path} names no source. Add a [[source]] table with id, name and url, or use `quotewire sources add`."
        )
    return listed


def check_sources(tables: Tables) -> Listed:
    """
    Check *tables*; an address that is listed again is left out with a notice.

    Raises:
        UsageError: an entry is wrong, or an id is given twice; in OPML that is only a notice.
    """
    taken = {str(item["id"]) for item in tables.items if _has_id(item)}
    given: set[str] = set()
    identities: dict[str, str] = {}
    sources: list[Source] = []
    notices = list(tables.notices)
    for number, item in enumerate(tables.items, start=1):
        try:
            source = _source(tables, number, item, taken, given)
        except UsageError as error:
            if tables.form != "opml":
                raise
            notices.append(str(error))  # a list from elsewhere: nobody here wrote it
            continue
        if _has_id(item):
            given.add(source.id)
        identity = canonical_url(source.url)
        if identity in identities:
            notices.append(
                f"{tables.place(number)}: {source.url} is already listed as {identities[identity]!r}; left out."
            )
            continue
        identities[identity] = source.id
        taken.add(source.id)
        sources.append(source)
    return Listed(tuple(sources), tuple(notices))


def slug(name: str) -> str:
    """Derive an id from *name*: ASCII letters, digits and dashes; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_ID_CHARS]


def new_id(name: str, url: str, taken: Collection[str]) -> str:
    """
    Make an id that is not *taken*: of *name*, else of the host.

    Where it is taken, a mark made of *url* tells the two apart; a count would move when the list's order does.
    """
    wanted = slug(name) or slug(host_of(url).removeprefix("www.")) or "source"
    if wanted not in taken:
        return wanted
    mark = hashlib.sha256(canonical_url(url).encode()).hexdigest()
    marked = (f"{wanted[: MAX_ID_CHARS - 65]}-{mark[:length]}" for length in (6, 12, 64))
    return next((candidate for candidate in marked if candidate not in taken), mark)


def _has_id(item: Any) -> bool:
    return isinstance(item, Mapping) and item.get("id") is not None


def _source(tables: Tables, number: int, item: Any, taken: Collection[str], given: Collection[str]) -> Source:
    if not isinstance(item, Mapping):
        raise UsageError(f"{tables.place(number)}: expected a table with name and url.")
    values = {key: value for key, value in item.items() if value is not None}
    name, url = values.get("name"), values.get("url")
    if "id" not in values:
        values["id"] = "unnamed"  # where name or address is wrong, that is what will be said
        if isinstance(name, str) and isinstance(url, str):
            with suppress(ValueError):
                values["id"] = new_id(name, url, taken)
    elif values["id"] in given:
        raise UsageError(f"{tables.place(number)}: the id {values['id']!r} is used twice. Give each its own.")
    try:
        return Source.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{tables.place(number)}: {field}: {first['msg']}. Correct it.") from None
