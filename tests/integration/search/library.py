"""A small newsroom in OpenSearch, under names of its own, and search reading it."""

import base64
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from opensearchpy import AsyncOpenSearch
from pydantic import AnyHttpUrl

from quotewire_indexer.convert import Entry, convert
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.opensearch import StreamingConnection
from quotewire_indexer.settings import IndexerSettings
from quotewire_search.index import OpenSearchIndex
from quotewire_search.settings import SearchSettings
from quotewire_shared.documents import quote_document_id, to_source, version_document_id
from quotewire_shared.messages import ArticleParsed
from quotewire_shared.settings import OpenSearchSettings
from tests.factories import article_parsed


class Library:
    """Indices of a test's own: `add` writes articles, `index` reads them."""

    def __init__(self, place: OpenSearchSettings, client: AsyncOpenSearch, index: OpenSearchIndex) -> None:
        self.place = place
        self.index = index
        self._client = client

    async def add(self, articles: Iterable[ArticleParsed]) -> None:
        """Store *articles* and their quotes as the indexer does, ready to be searched."""
        indices, lines = indices_of(self.place.index_prefix), []
        for article in articles:
            entry = convert(article)
            lines += [
                {
                    "index": {
                        "_index": indices.articles.index_for(article.first_seen_at),
                        "_id": article.article_id,
                    }
                },
                to_source(entry.article),
            ]
            for quote in entry.quotes:
                lines += [
                    {
                        "index": {
                            "_index": indices.quotes.index_for(article.first_seen_at),
                            "_id": quote_document_id(article.article_id, quote.position),
                        }
                    },
                    to_source(quote),
                ]
        body = "".join(json.dumps(line) + "\n" for line in lines).encode()
        answer = await self._client.bulk(body=body, params={"refresh": "true"})
        assert not answer["errors"], answer

    async def add_versions(self, entries: Iterable[Entry]) -> None:
        """Store the wording of each of *entries* beside the others of its article."""
        versions = indices_of(self.place.index_prefix).versions
        for entry in entries:
            wording = entry.wording
            await self._client.index(
                index=versions.index_for(entry.article.first_seen_at),
                id=version_document_id(wording.article_id, wording.version),
                body=to_source(wording),
                params={"refresh": "true"},
            )

    async def put_back(self, month: str) -> None:
        """Let the articles of *month* lie in an index of mapping version 2, which had no facets of its own."""
        articles = indices_of(self.place.index_prefix).articles
        old, new = articles.at(2).index_of_month(month), articles.index_of_month(month)
        body = json.loads(json.dumps(articles.body(IndexerSettings())))
        fields = body["mappings"]["properties"]
        del fields["facets"]
        _copy_nothing(fields)
        await self._client.indices.create(index=old, body=body)
        places = {"source": {"index": new}, "dest": {"index": old}}
        await self._client.reindex(body=places, params={"refresh": "true"})
        await self._client.indices.delete(index=new)

    async def forget_views(self) -> None:
        """End every point in time over the quotes of this library, as five minutes without use do."""
        for view in (await self._client.get_all_pits()).get("pits", []):
            if self.place.index_prefix in str(base64.urlsafe_b64decode(view["pit_id"])):
                await self._client.delete_pit(body={"pit_id": [view["pit_id"]]})


def _copy_nothing(fields: dict[str, Any]) -> None:
    for mapping in fields.values():
        mapping.pop("copy_to", None)
        _copy_nothing(mapping.get("properties", {}))


@asynccontextmanager
async def open_library(url: str, settings: SearchSettings | None = None) -> AsyncIterator[Library]:
    """Open an empty library in the cluster at *url*; everything of it is removed in the end."""
    place = OpenSearchSettings(url=AnyHttpUrl(url), index_prefix=f"s{uuid4().hex[:8]}", timeout_s=60)
    client = AsyncOpenSearch(**place.client_options(), connection_class=StreamingConnection)
    index = OpenSearchIndex(place, settings or SearchSettings())
    families = indices_of(place.index_prefix).families
    try:
        for family in families:
            await client.indices.put_index_template(
                name=family.versioned, body=family.template(IndexerSettings())
            )
        yield Library(place, client, index)
    finally:
        await index.close()
        for name in await client.indices.get(index=f"{place.index_prefix}-*"):
            await client.indices.delete(index=name)
        for family in families:
            await client.indices.delete_index_template(name=family.versioned)
        await client.close()


def story(
    slug: str, title: str, sentences: list[dict[str, Any]], *, publisher: str, day: str | None, **fields: Any
) -> ArticleParsed:
    """
    Build an article whose paragraphs are *sentences*, each a quote: speaker, role, cue, stance, kind and words.

    A sentence without words is plain text.
    """
    text = ""
    actors: dict[str, dict[str, Any]] = {}
    quotes: list[dict[str, Any]] = []
    for number, sentence in enumerate(sentences):
        text += "\n\n" if number else ""
        if "words" not in sentence:
            text += sentence["text"]
            continue
        kind, words, name = sentence.get("kind", "direct"), sentence["words"], sentence.get("speaker")
        mark = "" if kind == "indirect" else '"'
        start = len(text) + len(mark)
        quote: dict[str, Any] = {
            "id": f"q{len(quotes) + 1}",
            "kind": kind,
            "spans": [{"start": start, "end": start + len(words)}],
            "text": words,
            "confidence": 0.9,
            "rule": "test",
        }
        text += f"{mark}{words},{mark} "
        cue = sentence.get("cue", "said")
        quote["cue"] = {
            "start": len(text),
            "end": len(text) + len(cue),
            "text": cue,
            "stance": sentence.get("stance", "neutral"),
        }
        text += f"{cue} "
        if name:
            actor = actors.setdefault(
                name,
                {
                    "id": f"a{len(actors) + 1}",
                    "name": name,
                    "type": sentence.get("type", "person"),
                    "role": sentence.get("role"),
                    "aliases": sentence.get("aliases", ()),
                    "mentions": [],
                },
            )
            place = {"start": len(text), "end": len(text) + len(name)}
            actor["mentions"].append(place)
            quote["speaker"] = {"actor_id": actor["id"], "name": name, "text": name, **place}
            text += f"{name}."
        else:
            text += "someone."
        quotes.append(quote)
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    return article_parsed(
        f"https://{publisher.lower().replace(' ', '-')}.example/{slug}",
        **{
            "title": title,
            "publisher": publisher,
            "published_at": published,
            "first_seen_at": published or datetime(2026, 11, 24, 12, tzinfo=UTC),
            "language": "en",
            "text": text,
            "word_count": len(text.split()),
            "actors": list(actors.values()),
            "quotes": quotes,
            **fields,
        },
    )


def newsroom() -> list[ArticleParsed]:
    """Tell of a bridge: five stories, four outlets, three months; everything in them is invented."""
    return [
        story(
            "toll",
            "Harbour bridge toll to rise in January",
            [
                {
                    "words": "No family will pay more than two shillings a day for the bridge",
                    "speaker": "Ama Boateng",
                    "role": "transport minister",
                    "stance": "promise",
                    "cue": "promised",
                    "aliases": ["Boateng"],
                },
                {
                    "words": "This is a tax on fishermen",
                    "speaker": "Kofi Mensah",
                    "role": "chair of the Fishers' Union",
                    "stance": "accuse",
                    "cue": "charged",
                },
                {"text": "The Northgate company runs the crossing and declined to comment."},
                {
                    "words": "the toll would be reviewed after a year",
                    "speaker": "Ama Boateng",
                    "kind": "indirect",
                    "cue": "according to",
                },
            ],
            publisher="Harbour Post",
            day="2026-11-20",
            standfirst="Ministers say the money will pay for repairs.",
            section="Politics",
            authors=("Esi Owusu",),
        ),
        story(
            "repairs",
            "Engineers warn of cracks in the northern pier",
            [
                {
                    "words": "We have measured cracks that were not there in spring",
                    "speaker": "Zoë Lindqvist",
                    "role": "chief engineer",
                    "stance": "warn",
                    "cue": "warned",
                },
                {
                    "words": "perfectly safe",
                    "kind": "mixed",
                    "speaker": "Northgate",
                    "type": "organization",
                    "stance": "claim",
                    "cue": "insists",
                },
                {
                    "words": "I will drive over it tomorrow myself",
                    "speaker": "Ama Boateng",
                    "role": "minister",
                },
            ],
            publisher="Daily Ferry",
            day="2026-11-22",
        ),
        story(
            "denial",
            "Northgate denies hiding a report on the bridge",
            [
                {
                    "words": "Nothing was hidden, nothing was delayed",
                    "speaker": "Priya Raman",
                    "role": "Northgate spokeswoman",
                    "stance": "deny",
                    "cue": "denied",
                },
                {"words": "Ama Boateng read that report in August", "speaker": "Kofi Mensah"},
            ],
            publisher="Harbour Post",
            day="2026-10-03",
        ),
        story(
            "rain",
            "Rain, then more rain",
            [{"words": "Bring an umbrella", "speaker": None, "cue": "advised"}],
            publisher="Island Weather",
            day=None,
        ),
        story(
            "pont",
            "Le péage du pont augmente",
            [{"words": "Personne ne paiera davantage", "speaker": "Ama Boateng", "role": "ministre"}],
            publisher="La Dépêche du Port",
            day="2026-09-15",
            language="fr",
        ),
    ]
