"""
How many documents a second the indexer writes to a real OpenSearch, without Kafka.

Usage: python -m bench.index_rate [--articles 5000] [--quotes 6] [--paragraphs 12] [--url http://localhost:9200]

Articles are generated, batches are those of the service. The indices get a name of their own and are removed.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from opensearchpy import AsyncOpenSearch
from pydantic import AnyHttpUrl

from quotewire_indexer.handlers import write_batch
from quotewire_indexer.index import OpenSearchIndex
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.settings import IndexerSettings
from quotewire_indexer.start import put_templates
from quotewire_shared.logs import configure_logging
from quotewire_shared.messages import ArticleParsed, article_id_for
from quotewire_shared.settings import OpenSearchSettings, ProcessSettings

WORDS = [
    "harbour",
    "minister",
    "council",
    "budget",
    "vote",
    "storm",
    "league",
    "museum",
    "border",
    "price",
    "witness",
    "school",
    "river",
    "court",
]
START = datetime(2026, 11, 1, tzinfo=UTC)


def article(number: int, dice: random.Random, quotes: int, paragraphs: int) -> ArticleParsed:
    """Make up an article of *paragraphs* of 60 words, with *quotes* quotes of ten words by three speakers."""
    text = "\n\n".join(" ".join(dice.choices(WORDS, k=60)).capitalize() + "." for _ in range(paragraphs))
    url = f"https://bench.example/{number}"
    starts = sorted(dice.randrange(len(text) - 60) for _ in range(quotes))
    return ArticleParsed.model_validate(
        {
            "article_id": article_id_for(url),
            "parser_version": "bench-1",
            "parser_revision": 1,
            "content_hash": f"{number:064x}",
            "url": url,
            "canonical_url": url,
            "source_id": "bench",
            "publisher": f"Outlet {number % 20}",
            "fetched_at": START + timedelta(seconds=number),
            "first_seen_at": START + timedelta(seconds=number),
            "published_at": START + timedelta(seconds=number),
            "title": " ".join(dice.choices(WORDS, k=8)).capitalize(),
            "language": "en",
            "text": text,
            "word_count": 60 * paragraphs,
            "actors": [
                {"id": f"a{n}", "name": f"Person {dice.randrange(900)}", "type": "person", "role": "minister"}
                for n in range(1, 4)
            ],
            "quotes": [
                {
                    "id": f"q{n}",
                    "kind": "direct",
                    "spans": [{"start": start, "end": start + 60}],
                    "text": text[start : start + 60],
                    "speaker": {"actor_id": f"a{n % 3 + 1}"},
                    "confidence": 0.9,
                    "rule": "bench",
                }
                for n, start in enumerate(starts, 1)
            ],
        }
    )


async def write(index: OpenSearchIndex, messages: Sequence[ArticleParsed], batch: int) -> float:
    """Write *messages* in batches; gives the seconds it took."""
    started = time.perf_counter()
    for start in range(0, len(messages), batch):
        outcomes = await write_batch(index, messages[start : start + batch])
        if any(outcomes):
            raise RuntimeError(next(filter(None, outcomes)))
    return time.perf_counter() - started


async def measure(url: str, count: int, quotes: int, paragraphs: int) -> None:
    """Write, replay, and print both rates."""
    place = OpenSearchSettings(url=AnyHttpUrl(url), index_prefix=f"bench{uuid4().hex[:8]}")
    settings, indices = IndexerSettings(), indices_of(place.index_prefix)
    dice = random.Random(1)
    messages = [article(number, dice, quotes, paragraphs) for number in range(count)]
    cluster, admin = OpenSearch(place), AsyncOpenSearch(**place.client_options())
    try:
        await put_templates(cluster, indices, settings)
        index = OpenSearchIndex(cluster, indices, settings)
        await write(index, messages[: settings.batch_records], settings.batch_records)  # warms the JVM
        rest = messages[settings.batch_records :]
        written_s = await write(index, rest, settings.batch_records)
        replayed_s = await write(index, rest, settings.batch_records)
    finally:
        for name in await admin.indices.get(index=f"{place.index_prefix}-*"):
            await admin.indices.delete(index=name)
        for family in indices.families:
            await admin.indices.delete_index_template(name=family.versioned)
        await admin.close()
        await cluster.close()
    documents = len(rest) * (1 + quotes)
    print(
        f"{len(rest)} articles with {quotes} quotes of {60 * paragraphs} words: {written_s:.1f} s = "
        f"{len(rest) / written_s:.0f} articles/s = {documents / written_s:.0f} documents/s; "
        f"replayed at {len(rest) / replayed_s:.0f} articles/s"
    )


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--quotes", type=int, default=6)
    parser.add_argument("--paragraphs", type=int, default=12)
    parser.add_argument("--url", default="http://localhost:9200")
    options = parser.parse_args()
    configure_logging("bench", ProcessSettings(log_level="warning"))
    asyncio.run(measure(options.url, options.articles, options.quotes, options.paragraphs))


if __name__ == "__main__":
    main()
