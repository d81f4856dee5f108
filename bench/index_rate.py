"""
How many documents a second the indexer writes to a real OpenSearch, without Kafka.

Usage: python -m bench.index_rate [--articles 2000] [--quotes 6] [--paragraphs 12] [--url http://localhost:9200]

Articles are generated (by the same dice every time), batches are those of the service, and one batch goes ahead to warm
the Java engine. Then all are written once, and once more as a replay would: the same versions, which change nothing.
The clock runs from the first request to the last answer. The indices get a name of their own and are removed.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bench.figures import Table
from bench.places import own_indices
from quotewire_indexer.handlers import write_batch
from quotewire_indexer.index import OpenSearchIndex
from quotewire_indexer.mapping import indices_of
from quotewire_indexer.opensearch import OpenSearch
from quotewire_indexer.settings import IndexerSettings
from quotewire_indexer.start import put_templates
from quotewire_shared.logs import configure_logging
from quotewire_shared.messages import ArticleParsed, article_id_for
from quotewire_shared.settings import ProcessSettings

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
ARTICLES, QUOTES, PARAGRAPHS = 2_000, 6, 12


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


def measure(
    url: str, articles: int = ARTICLES, quotes: int = QUOTES, paragraphs: int = PARAGRAPHS
) -> list[Table]:
    """Write *articles* articles, replay them, and give both rates."""
    return [asyncio.run(_measure(url, articles, quotes, paragraphs))]


async def _measure(url: str, count: int, quotes: int, paragraphs: int) -> Table:
    dice, settings = random.Random(1), IndexerSettings()
    size = settings.batch_records
    messages = [article(number, dice, quotes, paragraphs) for number in range(size + count)]
    async with own_indices(url) as place:
        cluster, indices = OpenSearch(place), indices_of(place.index_prefix)
        try:
            await put_templates(cluster, indices, settings)
            index = OpenSearchIndex(cluster, indices, settings)
            await write(index, messages[:size], size)  # warms the JVM
            written_s = await write(index, messages[size:], size)
            replayed_s = await write(index, messages[size:], size)
        finally:
            await cluster.close()
    return Table(
        "index: articles that the indexer writes to OpenSearch, without Kafka",
        ("step", "articles/s", "documents/s"),
        tuple(
            (step, count / seconds, count * (1 + quotes) / seconds)
            for step, seconds in (("written", written_s), ("written again, nothing changed", replayed_s))
        ),
        (
            f"{count:,} articles of {60 * paragraphs} words with {quotes} quotes, in batches of at most {size}.",
            "An article and each of its quotes is a document.",
        ),
    )


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--quotes", type=int, default=QUOTES)
    parser.add_argument("--paragraphs", type=int, default=PARAGRAPHS)
    parser.add_argument("--url", default="http://localhost:9200")
    options = parser.parse_args()
    configure_logging("bench", ProcessSettings(log_level="warning"))
    print(*measure(options.url, options.articles, options.quotes, options.paragraphs))


if __name__ == "__main__":
    main()
