"""Older indices take newer documents: the fields that came later are added to them, as well as they can search them."""

from typing import Any

import structlog

from quotewire_indexer.fields import Mapping
from quotewire_indexer.mapping import Indices, is_ours, parts_of
from quotewire_indexer.opensearch import OpenSearch

log = structlog.get_logger()


async def widen_visible(cluster: OpenSearch, indices: Indices) -> None:
    """
    Prepare the older indices that readers see for what the indexer of this version writes.

    Until `quotewire index migrate` has moved them, known articles stay in them, and their mapping is strict.
    """
    for family in indices.families:
        for name in filter(is_ours, await cluster.behind(family.alias)):
            await widen(cluster, indices, name)


async def widen(cluster: OpenSearch, indices: Indices, name: str) -> None:
    """Add the fields that the index *name* lacks, where it is one of an older mapping version."""
    parts = parts_of(name)
    if int(parts["version"]) >= indices.articles.version:
        return
    (family,) = (family for family in indices.families if family.alias == parts["alias"])
    found = (await cluster.matching(name))[name]
    has = found["mappings"].get("properties", {})
    analyzers = set(found["settings"]["index"].get("analysis", {}).get("analyzer", {}))
    lacking = {field: mapping for field, mapping in family.fields.items() if field not in has}
    if lacking:
        await cluster.add_fields(
            name, {field: fitting(mapping, analyzers) for field, mapping in lacking.items()}
        )
        log.info("index_widened", index=name, fields=sorted(lacking))


def fitting(mapping: Mapping, analyzers: set[str]) -> dict[str, Any]:
    """Give *mapping* without the subfields that need an analyzer an index does not have; it cannot get new ones."""
    fields = {
        name: subfield
        for name, subfield in mapping.get("fields", {}).items()
        if subfield.get("analyzer") in (None, *analyzers)
    }
    return {**mapping, "fields": fields} if "fields" in mapping else dict(mapping)
