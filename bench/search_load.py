"""Fill indices with the press archive: two processes make articles and send them as the indexer's own bulk requests."""

import contextlib
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import httpx
from pydantic import AnyHttpUrl

from bench.press_archive import END, QUOTES_PER_BLOCK, SPAN, block, blocks_for
from quotewire_indexer.bulk import Action
from quotewire_indexer.convert import Entry, convert
from quotewire_indexer.mapping import MAPPING_VERSION, Indices, indices_of
from quotewire_indexer.settings import IndexerSettings
from quotewire_shared.documents import quote_document_id, version_document_id
from quotewire_shared.errors import QuotewireError
from quotewire_shared.settings import OpenSearchSettings

PREFIX = "archive"
MARK = "archive.json"
TIMEOUT_S = 120.0
PROCESSES = min(os.cpu_count() or 1, 4)
SAY_EVERY_S = 30.0
STEPS = 200
"""Of the archive's time: each is a few days, so that no month is missed."""
REST_S = 120.0
"""Longest wait for merges that go on after the last document."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded, by which a later run knows whether it may use it."""

    quotes: int
    seed: int
    mapping_version: int
    articles: int
    seconds: float
    """0 where nothing had to be loaded."""


def load(
    place: OpenSearchSettings, quotes: int, *, seed: int, kept: Path | None, say: Callable[[str], None]
) -> Loaded:
    """
    Have an archive of *quotes* quotes in *place*, rounded up to a full thousand.

    Args:
        place: Which cluster and which prefix; what the prefix held before is removed.
        quotes: How many.
        seed: Of the archive.
        kept: Folder with the mark of an earlier run: the same archive is not loaded again. None: always load.
        say: Told of progress.

    Raises:
        QuotewireError: OpenSearch refused a document or does not answer.
    """
    blocks = blocks_for(quotes)
    with httpx.Client(base_url=str(place.url), timeout=TIMEOUT_S, trust_env=False) as client:
        found = None if kept is None else _mark(kept, client, place)
        if found is not None and (found.quotes, found.seed) == (blocks * QUOTES_PER_BLOCK, seed):
            return found
        started = time.perf_counter()
        clear(client, place.index_prefix)
        indices = indices_of(place.index_prefix)
        _create(client, indices)
        articles = _send_all(str(place.url), place.index_prefix, blocks, seed, say)
        _settle(client, place.index_prefix)
        loaded = Loaded(
            blocks * QUOTES_PER_BLOCK, seed, MAPPING_VERSION, articles, time.perf_counter() - started
        )
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        (kept / MARK).write_text(json.dumps(asdict(loaded)), "utf-8")
    return loaded


def clear(client: httpx.Client, prefix: str) -> None:
    """Remove the indices and templates of *prefix*."""
    for name in client.get(f"/{prefix}-*", params={"filter_path": "*.aliases"}).raise_for_status().json():
        client.delete(f"/{name}").raise_for_status()
    for family in indices_of(prefix).families:
        client.delete(f"/_index_template/{family.versioned}")


def place_of(url: str, prefix: str = PREFIX) -> OpenSearchSettings:
    """Name the indices of an archive in the cluster at *url*."""
    return OpenSearchSettings(url=AnyHttpUrl(url), index_prefix=prefix, timeout_s=TIMEOUT_S)


def actions_of(entry: Entry, indices: Indices) -> Iterator[Action]:
    """Write *entry* as the indexer does where nothing of it is stored: its wording, its quotes, the article."""
    article = entry.article
    wording = entry.wording
    yield Action(
        indices.versions.index_for(article.first_seen_at),
        version_document_id(article.article_id, wording.version),
        entry.wording_version,
        wording,
    )
    quotes_index = indices.quotes.index_for(article.first_seen_at)
    for quote in entry.quotes:
        name = quote_document_id(article.article_id, quote.position)
        yield Action(quotes_index, name, entry.version, quote)
    yield Action(
        indices.articles.index_for(article.first_seen_at), article.article_id, entry.version, article
    )


def _mark(kept: Path, client: httpx.Client, place: OpenSearchSettings) -> Loaded | None:
    """Read the mark of an earlier run; None where the indices are not those that it tells of."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        found = Loaded(**{**json.loads((kept / MARK).read_text("utf-8")), "seconds": 0.0})
        counted = client.get(f"/{place.quotes_alias}/_count").json().get("count", 0)
        if counted >= found.quotes and found.mapping_version == MAPPING_VERSION:
            return found
    return None


def _create(client: httpx.Client, indices: Indices) -> None:
    """Make the templates, and the index of every month, which no search reads while it is filled."""
    settings = IndexerSettings()
    for family in indices.families:
        body = family.template(settings)
        client.put(f"/_index_template/{family.versioned}", json=body).raise_for_status()
        for moment in months():
            name = family.index_for(moment)
            client.put(
                f"/{name}", json={"settings": {"index": {"refresh_interval": "-1"}}}
            ).raise_for_status()


def months() -> list[datetime]:
    """Give a moment in every month that the archive reaches into, in order."""
    moments = (END - SPAN * (step / STEPS) for step in range(STEPS, -1, -1))
    return list({f"{moment:%Y-%m}": moment for moment in moments}.values())


def _send_all(url: str, prefix: str, blocks: int, seed: int, say: Callable[[str], None]) -> int:
    """Send all blocks; gives the number of articles."""
    articles, done, said_at, started = 0, 0, time.monotonic(), time.monotonic()
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        waiting = [pool.submit(send_block, url, prefix, number, blocks, seed) for number in range(blocks)]
        try:
            for future in as_completed(waiting):
                articles += future.result()
                done += 1
                if time.monotonic() - said_at > SAY_EVERY_S:
                    said_at = time.monotonic()
                    left_s = (said_at - started) / done * (blocks - done)
                    say(f"{done * QUOTES_PER_BLOCK:,} quotes are loaded; about {left_s / 60:.0f} min to go")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return articles


def send_block(url: str, prefix: str, number: int, blocks: int, seed: int) -> int:
    """
    Make one block and send it; gives the number of articles.

    Raises:
        QuotewireError: OpenSearch refused a document, or the whole request.
    """
    entries = [convert(article) for article in block(number, blocks, seed=seed)]
    indices = indices_of(prefix)
    lines = [action.encode() for entry in entries for action in actions_of(entry, indices)]
    headers = {"Content-Type": "application/x-ndjson"}
    params = {"filter_path": "errors,items.*.error,error"}
    with httpx.Client(base_url=url, timeout=TIMEOUT_S, trust_env=False) as client:
        answer = client.post("/_bulk", content=b"".join(lines), headers=headers, params=params)
    said = answer.json()
    if answer.is_error or said.get("errors"):
        raise QuotewireError(f"OpenSearch refused a part of the archive: {str(said)[:500]}")
    return len(entries)


def _settle(client: httpx.Client, prefix: str) -> None:
    """Open the indices to searches, at the usual interval, and let the merges that are due come to an end."""
    usual = f"{round(IndexerSettings().refresh_interval_s * 1_000)}ms"
    client.put(f"/{prefix}-*/_settings", json={"index": {"refresh_interval": usual}}).raise_for_status()
    client.post(f"/{prefix}-*/_refresh").raise_for_status()
    deadline = time.monotonic() + REST_S
    while time.monotonic() < deadline:
        merges = client.get(f"/{prefix}-*/_stats/merge").raise_for_status().json()["_all"]["total"]["merges"]
        if not merges["current"]:
            return
        time.sleep(1)
