"""
How fast search answers, over an archive of 1,000,000 quotes in 200,000 articles, while news arrives.

OpenSearch has a heap of 2 GB. The search service is the process that people run, asked over HTTP on loopback; bench,
service, news and OpenSearch share this machine's processors.

Search: questions come at an even pace (10 a second) with all facets; each wait is counted from when the question was due
("cold": right after OpenSearch's caches were cleared). News arrives meanwhile: 200 documents a second, written by the
indexer's own code in a process of its own. Beside it, at the same pace and under the same news, a plain `match` on the
same quotes, asked of OpenSearch itself without facets, marks or our code: the floor.

The other routes are asked one question after another, while news arrives. The export streams a whole query when nothing
else happens, and must give as many quotes as the search counts.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.figures import Table
from bench.places import fresh_name
from bench.press_archive import block, blocks_for
from bench.search_arrivals import arriving
from bench.search_asked import Asked, Readers, other_questions
from bench.search_load import PREFIX, Loaded, clear, load, place_of
from bench.search_pace import COLUMNS, PATIENCE_S, Sample, at_pace, one_by_one, problems, row
from quotewire_deploy.settings import SupervisorSettings
from quotewire_deploy.stack.child import ServiceSpec
from quotewire_deploy.stack.site import OPENSEARCH
from quotewire_deploy.stack.supervisor import Supervisor
from quotewire_shared.errors import QuotewireError
from quotewire_shared.settings import OpenSearchSettings
from tests.engines import free_block, own_engines

QUOTES = 1_000_000
SECONDS = 60.0
PER_S = 10.0
DOCUMENTS_PER_S = 200.0
COLD_S = 10.0
WARM_UP = 30
OTHERS, OTHERS_S = 25, 15.0
"""Questions for each of the other routes, and seconds after which no more are asked."""
LARGE = 600_000
"""From so many quotes on, the export is of one kind of them: still over 200,000."""
HEAP_MB = 2_048
SEED = 7


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and for how long."""

    quotes: int = QUOTES
    seconds: float = SECONDS
    keep: Path | None = None
    """Folder in which OpenSearch and its archive stay for the next run; None: a temporary one."""


def measure(opensearch_url: str | None, plan: Plan, say: Callable[[str], None]) -> list[Table]:
    """Load the archive into *opensearch_url*, or into an OpenSearch of our own, and measure; stops what it started."""
    with (
        tempfile.TemporaryDirectory(prefix="quotewire-bench-") as name,
        _cluster(opensearch_url, plan, name) as url,
    ):
        place = place_of(url, PREFIX if plan.keep or not opensearch_url else fresh_name())
        try:
            loaded = load(place, plan.quotes, seed=SEED, kept=plan.keep, say=say)
            return [_loading(loaded), *asyncio.run(_measure(place, plan, Path(name), say))]
        finally:
            if opensearch_url and not plan.keep:
                with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
                    clear(client, place.index_prefix)


@contextmanager
def _cluster(opensearch_url: str | None, plan: Plan, folder: str) -> Iterator[str]:
    """Give *opensearch_url*, or start an OpenSearch with HEAP_MB of heap."""
    if opensearch_url:
        yield opensearch_url
        return
    home = plan.keep or Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    with own_engines(home / "engines", opensearch_heap_mb=HEAP_MB) as engines:
        engines.start_opensearch()
        yield engines.opensearch_url


@asynccontextmanager
async def serving(place: OpenSearchSettings, folder: Path) -> AsyncIterator[str]:
    """Have the search service run inside the block; gives the address of its API."""
    port = free_block(1)
    environment = {
        OPENSEARCH: str(place.url),
        "QUOTEWIRE_OPENSEARCH_INDEX_PREFIX": place.index_prefix,
        "QUOTEWIRE_SEARCH_PORT": str(port),
        "QUOTEWIRE_SEARCH_RATE_PER_MINUTE": "0",  # all questions come from one address
    }
    spec = ServiceSpec("search", "search", port, environment)
    supervisor = Supervisor(SupervisorSettings(state_dir=folder / "stack"), [spec])
    async with supervisor.running():
        yield f"http://127.0.0.1:{port}"
        if any(child.restarts for child in supervisor.children):
            raise QuotewireError("The search service died while it was measured.")


async def _measure(
    place: OpenSearchSettings, plan: Plan, folder: Path, say: Callable[[str], None]
) -> list[Table]:
    readers = Readers(blocks_for(plan.quotes))
    async with (
        serving(place, folder) as address,
        httpx.AsyncClient(base_url=str(place.url), timeout=PATIENCE_S, trust_env=False) as engine,
        httpx.AsyncClient(base_url=address, timeout=PATIENCE_S, trust_env=False) as service,
    ):
        bench = Bench(place, readers, engine, service)
        say("warming up")
        await one_by_one(readers.ask(WARM_UP), bench.ask, within_s=OTHERS_S)
        export = await bench.export(plan.quotes)
        say(f"{DOCUMENTS_PER_S:g} documents a second arrive; {PER_S:g} questions a second are asked")
        with arriving(place, DOCUMENTS_PER_S) as arrivals:
            floor = await at_pace(readers.words(round(plan.seconds * PER_S)), PER_S, bench.match)
            await engine.post(f"/{place.index_prefix}-*/_cache/clear")
            cold = await at_pace(readers.ask(round(COLD_S * PER_S)), PER_S, bench.ask)
            warm = await at_pace(readers.ask(round(plan.seconds * PER_S)), PER_S, bench.ask)
            say("asking the other routes")
            others = await bench.others(plan.quotes)
    return [
        _search_table(floor, cold, warm, arrivals.rate),
        Table(
            "search: the other routes, one question after another",
            COLUMNS,
            tuple(row(name, samples) for name, samples in others.items()),
            tuple(f"{name}: {said}." for name, samples in others.items() if (said := problems(samples))),
        ),
        export,
    ]


@dataclass(frozen=True, slots=True)
class Bench:
    """The service and the engine behind it, and how each is asked."""

    place: OpenSearchSettings
    readers: Readers
    engine: httpx.AsyncClient
    service: httpx.AsyncClient

    async def ask(self, asked: Asked) -> httpx.Response:
        """Ask the service's API."""
        return await self.service.get(f"/api/v1{asked.path}", params=asked.params or None)

    async def match(self, words: str) -> httpx.Response:
        """Ask OpenSearch for quotes with any of *words*: the least that a search can do."""
        body = {"query": {"match": {"text": words}}, "size": 20}
        return await self.engine.post(f"/{self.place.quotes_alias}/_search", json=body)

    async def others(self, quotes: int) -> dict[str, list[Sample[Asked]]]:
        """Ask each of the other routes; a route that is not there yet answers with an error, which is counted."""
        known = [article.article_id for article in block(0, blocks_for(quotes), seed=SEED)]
        return {
            name: await one_by_one(asked, self.ask, within_s=OTHERS_S)
            for name, asked in other_questions(self.readers, known, OTHERS).items()
        }

    async def export(self, quotes: int) -> Table:
        """Stream a whole query as NDJSON."""
        params = {"kind": "indirect"} if quotes >= LARGE else {}
        asked = await self.service.get("/api/v1/quotes", params={**params, "limit": "1", "facets": "none"})
        total = asked.raise_for_status().json()["total"]
        started, lines, first_s, size, problem = time.perf_counter(), 0, 0.0, 0, ""
        try:
            async with self.service.stream(
                "GET", "/api/v1/export/quotes", params={**params, "format": "ndjson"}
            ) as answer:
                problem = "" if answer.is_success else f"It failed with status {answer.status_code}."
                async for chunk in answer.aiter_raw():
                    first_s = first_s or time.perf_counter() - started
                    lines += chunk.count(b"\n")
                    size += len(chunk)
        except httpx.HTTPError as error:
            problem = f"It broke off: {type(error).__name__}."
        seconds = time.perf_counter() - started
        if not problem and lines != total:
            problem = f"It gave {lines:,} quotes, and the search counts {total:,}."
        return Table(
            "search: export of a whole query, nothing else going on",
            ("", "quotes", "seconds", "quotes/s", "MB/s", "first byte ms"),
            (("NDJSON", f"{lines:,}", seconds, lines / seconds, size / seconds / 1e6, first_s * 1_000),),
            (problem or "As many as the search counts. Wanted: 10,000 quotes/s.",),
        )


def _loading(loaded: Loaded) -> Table:
    seconds = loaded.seconds
    return Table(
        "search: the archive",
        ("", "documents", "seconds", "documents/s"),
        tuple(
            (name, f"{count:,}", seconds or "kept", count / seconds if seconds else "")
            for name, count in (("articles", loaded.articles), ("quotes", loaded.quotes))
        ),
        (
            "Made and written by two processes; the seconds are those of both kinds together, merges included.",
        ),
    )


def _search_table(
    floor: list[Sample[str]], cold: list[Sample[Asked]], warm: list[Sample[Asked]], arrived_per_s: float
) -> Table:
    by_path = {
        path: [sample for sample in warm if sample.question.path == path] for path in ("/quotes", "/articles")
    }
    said = "; ".join(filter(None, (problems(floor), problems(cold), problems(warm))))
    slowest = sorted(warm, key=lambda sample: -sample.seconds)[:3]
    return Table(
        f"search: {PER_S:g} questions a second, while news arrives",
        COLUMNS,
        (
            row("plain match (floor)", floor),
            row("search with facets", warm),
            row("  of quotes", by_path["/quotes"]),
            row("  of articles", by_path["/articles"]),
            row("  caches cleared", cold),
        ),
        (
            "Wanted of search with facets: p50 below 60 ms, p95 below 200 ms.",
            f"{arrived_per_s:,.0f} documents a second were written meanwhile.",
            *(f"Slow: {sample.question.path} {sample.question.params}" for sample in slowest),
            *((f"Errors: {said}.",) if said else ()),
        ),
    )
