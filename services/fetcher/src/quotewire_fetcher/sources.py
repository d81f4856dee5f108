"""The sources file: which feeds to read. TOML `[[source]]` tables, or a JSON list."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from quotewire_fetcher.identity import MAX_URL_CHARS, canonical_url
from quotewire_shared.errors import UsageError

Kind = Literal["rss", "atom", "jsonfeed", "newssitemap", "sitemap", "sitemapindex", "page"]
FEED_KINDS = frozenset({None, "rss", "atom", "jsonfeed"})
"""Kinds that are read today; None: found out from the document."""


class Source(BaseModel):
    """One feed that is polled."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1, max_length=100, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    name: str = Field(min_length=1, max_length=200)
    url: str = Field(min_length=1, max_length=MAX_URL_CHARS)
    kind: Kind | None = None
    publisher: str | None = None
    language: str | None = None
    country: str | None = None
    group: str | None = None
    home: str | None = None
    poll_interval_s: float | None = Field(default=None, gt=0)

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        canonical_url(value)
        return value.strip()

    @property
    def outlet(self) -> str:
        """Name of the outlet, for readers."""
        return self.publisher or self.name


def load_sources(path: Path) -> list[Source]:
    """
    Read the sources file at *path*, in its order.

    Raises:
        UsageError: missing or broken; one line that names the file, the place and what to do.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            f"There is no sources file {path}. Write one, or set QUOTEWIRE_FETCHER_SOURCES_FILE to yours."
        ) from None
    except OSError as error:
        raise UsageError(f"The sources file {path} cannot be read: {error.strerror}.") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"{path}, line {line}: not UTF-8. Save the file as UTF-8.") from None
    tables = (
        _json_tables(path, text)
        if text.lstrip()[:1] in ("[", "{") and not _is_toml(text)
        else _toml(path, text)
    )
    sources = [
        _source(path, number, table, _line(text, number)) for number, table in enumerate(tables, start=1)
    ]
    if not sources:
        raise UsageError(f"{path} names no source. Add a [[source]] table with id, name and url.")
    _refuse_duplicates(path, sources)
    return sources


def slug(name: str) -> str:
    """Derive an id from *name*: ASCII letters, digits and dashes; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100]


def _is_toml(text: str) -> bool:
    return re.match(r"\s*\[{1,2}\s*[A-Za-z]", text) is not None


def _toml(path: Path, text: str) -> list[Any]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}. Correct that line.") from None
    tables = document.get("source", [])
    if not isinstance(tables, list):
        raise UsageError(f"{path}: `source` must be a list of tables. Write [[source]] with two brackets.")
    return tables


def _json_tables(path: Path, text: str) -> list[Any]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{path} is not valid JSON: {error}. Correct that place.") from None
    if not isinstance(document, list):
        raise UsageError(f"{path}: expected a JSON list of objects with name and url.")
    return document


def _source(path: Path, number: int, table: Any, line: int | None) -> Source:
    place = f"{path}, line {line} (source {number})" if line else f"{path}, source {number}"
    if not isinstance(table, Mapping):
        raise UsageError(f"{place}: expected a table with name and url.")
    values = dict(table)
    if "id" not in values and isinstance(values.get("name"), str):
        values["id"] = slug(values["name"]) or f"source-{number}"
    try:
        return Source.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{place}: {field}: {first['msg']}. Correct it.") from None


def _line(text: str, number: int) -> int | None:
    starts = [match.start() for match in re.finditer(r"(?m)^[ \t]*\[\[[ \t]*source[ \t]*\]\]", text)]
    return text.count("\n", 0, starts[number - 1]) + 1 if number <= len(starts) else None


def _refuse_duplicates(path: Path, sources: list[Source]) -> None:
    ids: set[str] = set()
    for number, source in enumerate(sources, start=1):
        if source.id in ids:
            raise UsageError(
                f"{path}, source {number}: the id {source.id!r} is used twice. Give each its own."
            )
        ids.add(source.id)
