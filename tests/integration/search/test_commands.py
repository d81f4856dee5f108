"""The commands as a person runs them: what they export is all that the search counts."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from pathlib import Path

import pytest

from quotewire_search.request import SearchRequest
from tests.integration.search.library import Library, newsroom


@dataclass(frozen=True)
class Done:
    """What a command left."""

    code: int
    stdout: str
    stderr: str


async def quotewire(library: Library, *words: str) -> Done:
    """Run a command on *library*."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "quotewire_shared.cli", *words),
        env={
            **os.environ,
            "QUOTEWIRE_OPENSEARCH_URL": str(library.place.url),
            "QUOTEWIRE_OPENSEARCH_INDEX_PREFIX": library.place.index_prefix,
        },
        stdout=PIPE,
        stderr=PIPE,
    )
    stdout, stderr = await process.communicate()
    return Done(process.returncode or 0, stdout.decode(), stderr.decode())


@pytest.mark.parametrize("target", ["quotes", "articles"])
async def test_an_export_holds_as_many_as_the_search_counts(
    library: Library, tmp_path: Path, target: str
) -> None:
    await library.add(newsroom())
    search = library.index.quotes if target == "quotes" else library.index.articles
    total = (await search(SearchRequest(q="bridge", language=("en",)))).total
    assert total > 1
    output = tmp_path / "export.ndjson"
    done = await quotewire(library, "export", target, "bridge", "--lang", "en", "--output", str(output))
    assert (done.code, done.stdout) == (0, "")
    documents = [json.loads(line) for line in output.read_text().splitlines()]
    assert len(documents) == total
    names = {document["id" if target == "quotes" else "article_id"] for document in documents}
    assert len(names) == total
    assert f"{total} {target} written to {output}" in done.stderr


async def test_words_exclude_and_options_filter_as_on_the_page(library: Library) -> None:
    await library.add(newsroom())
    done = await quotewire(library, "quotes", "bridge", "-toll", "--speaker", "boateng", "--json")
    assert done.code == 0, done.stderr
    asked = SearchRequest(q="bridge -toll", speaker="boateng")
    assert json.loads(done.stdout)["total"] == (await library.index.quotes(asked)).total
    listed = await quotewire(library, "speakers", "--all", "--json")
    assert {item["name"] for item in json.loads(listed.stdout)["items"]} >= {"Ama Boateng", "Kofi Mensah"}


async def test_nothing_found_is_no_error(library: Library) -> None:
    done = await quotewire(library, "export", "quotes", "--format", "csv")
    assert (done.code, done.stdout.count("\n")) == (0, 1)
    assert done.stderr.startswith("0 quotes written in ")
