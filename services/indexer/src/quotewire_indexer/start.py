"""Prepare OpenSearch: wait until it answers, write the templates, create a month's indices. Safe to repeat."""

import asyncio
from datetime import UTC, datetime

import structlog

from quotewire_indexer.mapping import Family, Indices, indices_of, is_ours, month_of, parts_of
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.patience import UnavailableError
from quotewire_indexer.settings import IndexerSettings
from quotewire_indexer.widening import widen_visible
from quotewire_indexer.writer import RequestRefusedError
from quotewire_shared.errors import QuotewireError
from quotewire_shared.retry import Backoff
from quotewire_shared.settings import OpenSearchSettings, load

log = structlog.get_logger()

STARTING = Backoff(base_s=0.2, cap_s=3.0)


async def wait_for(cluster: OpenSearch, url: str, timeout_s: float) -> None:
    """
    Wait until *cluster* answers.

    Raises:
        QuotewireError: it did not within *timeout_s* seconds; the text says what to do.
    """
    deadline = asyncio.get_running_loop().time() + timeout_s
    attempt = 0
    while True:
        try:
            await cluster.ping()
        except UnavailableError as error:
            attempt += 1
            delay_s = STARTING.delay_s(attempt)
            if asyncio.get_running_loop().time() + delay_s > deadline:
                raise QuotewireError(
                    f"OpenSearch does not answer at {url}. Start it (`quotewire engines up`) or set "
                    "QUOTEWIRE_OPENSEARCH_URL."
                ) from error
            log.debug("opensearch_awaited", reason=str(error))
            await asyncio.sleep(delay_s)
        else:
            return


async def put_templates(cluster: OpenSearch, indices: Indices, settings: IndexerSettings) -> list[str]:
    """
    Write the index templates, and open older indices to today's fields; gives the templates' names.

    Raises:
        QuotewireError: OpenSearch would not have them.
    """
    for family in indices.families:
        try:
            await cluster.put_template(family.versioned, family.template(settings))
        except (RequestRefusedError, UnavailableError) as error:
            raise QuotewireError(
                f"OpenSearch would not take the template {family.versioned}: {error}."
            ) from error
    try:
        await widen_visible(cluster, indices)
    except (RequestRefusedError, UnavailableError) as error:
        raise QuotewireError(f"OpenSearch would not add fields to an older index: {error}.") from error
    return [family.versioned for family in indices.families]


async def create_indices(
    cluster: OpenSearch, indices: Indices, settings: IndexerSettings, month: datetime
) -> list[str]:
    """
    Create the indices of *month* where they are missing; gives the names of the new ones.

    A month that readers see in an older mapping version gets none: that is for `quotewire index migrate` to do.

    Raises:
        QuotewireError: OpenSearch would not have them.
    """
    created = []
    for family in indices.families:
        name = family.index_for(month)
        try:
            if await _stands(cluster, family, month):
                continue
            if await cluster.create_index(name, family.body(settings)):
                created.append(name)
        except UnavailableError as error:
            raise QuotewireError(f"OpenSearch would not create the index {name}: {error}.") from error
    return created


async def _stands(cluster: OpenSearch, family: Family, month: datetime) -> bool:
    seen = await cluster.behind(family.alias)
    if any(parts_of(name)["month"] == month_of(month) for name in filter(is_ours, seen)):
        return True
    return await cluster.exists(family.index_for(month))


async def prepare(*, with_indices: bool) -> list[str]:
    """
    Do what `quotewire bootstrap` and `quotewire index create` do in OpenSearch; gives a line for each thing done.

    Raises:
        QuotewireError: OpenSearch does not answer or would not have it; settings are bad.
    """
    settings, place = load(IndexerSettings), load(OpenSearchSettings)
    indices = indices_of(place.index_prefix)
    cluster = OpenSearch(place)
    try:
        await wait_for(cluster, str(place.url), place.startup_timeout_s)
        lines = [f"template written: {name}" for name in await put_templates(cluster, indices, settings)]
        if with_indices:
            now = datetime.now(UTC)
            created = await create_indices(cluster, indices, settings, now)
            for family in indices.families:
                name = family.index_for(now)
                if name in created:
                    lines.append(f"index created: {name}")
                elif await cluster.exists(name):
                    lines.append(f"index existed: {name}")
                else:
                    lines.append(
                        f"index left out: {name}; its month has an older mapping: `quotewire index migrate`"
                    )
    finally:
        await cluster.close()
    return lines
