"""A deployment as the release before left it: mapping version 1, without what came later."""

import json
from collections.abc import Iterable
from typing import Any

from opensearchpy import AsyncOpenSearch

from quotewire_indexer.convert import Entry
from quotewire_indexer.mapping import Family, Indices, indices_of
from quotewire_shared.documents import quote_document_id, to_source
from tests.integration.indexer.shelf import FAST

LATER = {"quotes": ("about", "about_aliases", "near_duplicate_signature"), "articles": ("facets",)}


def body_of(family: Family) -> dict[str, Any]:
    """Give settings and mapping of *family* as version 1 had them: no spellings, no facets, fewer fields."""
    body: dict[str, Any] = json.loads(json.dumps(family.at(1).body(FAST)))
    body["settings"]["analysis"]["analyzer"].pop("quotewire_spelling")
    body["settings"]["analysis"].pop("char_filter")
    filters = body["settings"]["analysis"]["filter"]
    body["settings"]["analysis"]["filter"] = {
        name: filters[name] for name in ("quotewire_possessive", "quotewire_stem")
    }
    fields = body["mappings"]["properties"]
    for name in LATER[family.alias.rpartition("-")[2]]:
        fields.pop(name)
    _forget(fields)
    return body


def _forget(fields: dict[str, Any]) -> None:
    for mapping in fields.values():
        mapping.get("fields", {}).pop("spelling", None)
        mapping.pop("copy_to", None)
        _forget(mapping.get("properties", {}))


async def set_up(client: AsyncOpenSearch, prefix: str) -> None:
    """Write the templates of version 1."""
    for family in (indices_of(prefix).articles, indices_of(prefix).quotes):
        old = family.at(1)
        template = {"index_patterns": [f"{old.versioned}-*"], "priority": 100, "template": body_of(family)}
        await client.indices.put_index_template(name=old.versioned, body=template)


async def store(client: AsyncOpenSearch, prefix: str, entries: Iterable[Entry]) -> None:
    """Write *entries* as version 1 did."""
    indices = indices_of(prefix).at(1)
    lines = [line for entry in entries for line in _lines(indices, entry)]
    body = "".join(json.dumps(line) + "\n" for line in lines).encode()
    answer = await client.bulk(body=body, params={"refresh": "true"})
    assert not answer["errors"], answer


def _lines(indices: Indices, entry: Entry) -> Iterable[dict[str, Any]]:
    article = entry.article
    yield _head(indices.articles.index_for(article.first_seen_at), article.article_id, entry)
    yield to_source(article)
    for quote in entry.quotes:
        name = quote_document_id(article.article_id, quote.position)
        yield _head(indices.quotes.index_for(article.first_seen_at), name, entry)
        yield {key: value for key, value in to_source(quote).items() if key not in LATER["quotes"]}


def _head(index: str, id_: str, entry: Entry) -> dict[str, Any]:
    return {"index": {"_index": index, "_id": id_, "version": entry.version, "version_type": "external"}}
