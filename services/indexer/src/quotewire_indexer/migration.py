"""What `quotewire index list`, `migrate` and `rollback` do; each gives or says lines for a person."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from quotewire_indexer.mapping import MONTHLY, Indices, indices_of
from quotewire_indexer.moving import Month, Mover, Say
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.settings import IndexerSettings
from quotewire_indexer.start import put_templates, wait_for
from quotewire_indexer.writer import RequestRefusedError
from quotewire_shared.errors import QuotewireError
from quotewire_shared.settings import OpenSearchSettings, load

KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class Standing:
    """One index as it is: what it holds, and whether readers see it."""

    name: str
    version: int
    month: str
    alias: str
    documents: int
    bytes: int
    state: str
    """`read`, `hidden` (a migration is filling it) or `kept` (readers do not see it)."""
    closed: bool

    def line(self) -> str:
        """Say it on one line."""
        size = f"{self.bytes / KIB / KIB:.1f} MiB"
        closed = ", closed to writes" if self.closed else ""
        behind = f"behind {self.alias}" if self.state == "read" else self.state
        return f"{self.name}  {self.documents} documents, {size}, {behind}{closed}"


async def standings(cluster: OpenSearch, indices: Indices) -> list[Standing]:
    """Look at every index of the deployment, by family, month and mapping version."""
    found = {
        name: (match, index)
        for family in indices.families
        for name, index in (await cluster.matching(f"{family.alias}-v*")).items()
        if (match := MONTHLY.fullmatch(name)) and match["alias"] == family.alias
    }
    measures = await cluster.measures(list(found))
    result = []
    for name, (match, index) in found.items():
        alias = index["aliases"].get(match["alias"])
        state = "kept" if alias is None else "hidden" if "filter" in alias else "read"
        closed = str(index["settings"]["index"].get("blocks", {}).get("write", "")) == "true"
        place = (name, int(match["version"]), match["month"], match["alias"])
        result.append(Standing(*place, *measures[name], state, closed))
    return sorted(result, key=lambda one: (one.alias, one.month, one.version))


async def list_indices() -> list[str]:
    """
    Give a line for each index.

    Raises:
        QuotewireError: OpenSearch does not answer or would not have it.
    """
    async with _deployment() as (cluster, indices, _):
        lines = [one.line() for one in await standings(cluster, indices)]
    return lines or ["There are no indices. `quotewire index create` makes this month's."]


async def migrate(say: Say, *, really: bool) -> None:
    """
    Move every article that readers see in an older mapping version to this one; without *really* say what would be done.

    Raises:
        QuotewireError: it did not work; readers see what they saw before.
    """
    async with _deployment() as (cluster, indices, settings):
        now = indices.articles.version
        older = [one for one in await _read(cluster, indices) if one.version < now]
        months = [Month(one.month, indices.at(one.version), indices) for one in older]
        if not months:
            say(f"Nothing to do: readers see mapping version {now} everywhere.")
            return
        for one in older:
            say(f"{one.name} -> {indices.articles.index_of_month(one.month)}: {one.documents} articles")
        if not really:
            say("Nothing was done. Repeat with --yes to do it.")
            return
        await put_templates(cluster, indices, settings)
        await Mover(cluster, indices, settings, say).move(months)
        say(
            f"Readers see mapping version {now}. The older indices are kept; `quotewire index rollback` goes back."
        )


async def rollback(say: Say, *, really: bool) -> None:
    """
    Go back to the mapping version before the one that readers see, with what was written since.

    Raises:
        QuotewireError: there is no older version, or it did not work; readers see what they saw before.
    """
    async with _deployment() as (cluster, indices, settings):
        all_of_them = [
            one for one in await standings(cluster, indices) if one.alias == indices.articles.alias
        ]
        seen = [one for one in all_of_them if one.state == "read"]
        newest = max((one.version for one in seen), default=0)
        before = max((one.version for one in all_of_them if one.version < newest), default=0)
        if not before:
            raise QuotewireError(
                "There is no older mapping version to go back to; see `quotewire index list`."
            )
        back = [one for one in seen if one.version == newest]
        months = [Month(one.month, indices.at(newest), indices.at(before)) for one in back]
        for month in months:
            say(f"{month.sources[0]} -> {month.targets[0]}")
        if not really:
            say("Nothing was done. Repeat with --yes to do it.")
            return
        await Mover(cluster, indices, settings, say).move(months)
        say(
            f"Readers see mapping version {before}. The newer indices are kept; `quotewire index migrate` goes there."
        )


async def _read(cluster: OpenSearch, indices: Indices) -> list[Standing]:
    """Give the articles' indices that readers see."""
    every = await standings(cluster, indices)
    return [one for one in every if one.state == "read" and one.alias == indices.articles.alias]


@asynccontextmanager
async def _deployment() -> AsyncIterator[tuple[OpenSearch, Indices, IndexerSettings]]:
    settings, place = load(IndexerSettings), load(OpenSearchSettings)
    cluster = OpenSearch(place)
    try:
        await wait_for(cluster, str(place.url), place.startup_timeout_s)
        yield cluster, indices_of(place.index_prefix), settings
    except RequestRefusedError as error:
        raise QuotewireError(f"OpenSearch would not do it: {error}.") from error
    finally:
        await cluster.close()
