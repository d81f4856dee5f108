"""What docs/indices.md and docs/examples promise is what the demo's newsroom answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from opensearchpy import OpenSearch

from quotewire_indexer.queries import EXAMPLES
from quotewire_indexer.reference import answers
from tests.integration.indexer.answer_queries import ask

ROOT = Path(__file__).resolve().parents[3]
TEN = list(zip(EXAMPLES, answers(), strict=True))


@pytest.mark.parametrize(("example", "kept"), TEN, ids=lambda part: getattr(part, "question", ""))
def test_a_documented_query_has_the_documented_answer(
    opensearch_url: str, newsroom_prefix: str, example: object, kept: object
) -> None:
    with OpenSearch(opensearch_url) as client:
        answer = ask(client, newsroom_prefix, example)  # type: ignore[arg-type]
    assert answer == kept, "changed on purpose? run python -m tests.integration.indexer.answer_queries"
    assert answer["total"] > 0


def quotes_of(opensearch_url: str, prefix: str, *words: str) -> list[str]:
    """Run the example as a person does; gives its lines."""
    environment = {
        **os.environ,
        "QUOTEWIRE_OPENSEARCH_URL": opensearch_url,
        "QUOTEWIRE_OPENSEARCH_INDEX_PREFIX": prefix,
    }
    done = subprocess.run(
        [sys.executable, "docs/examples/quotes_of.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.splitlines()


def test_the_python_example_finds_every_quote_of_a_person(opensearch_url: str, newsroom_prefix: str) -> None:
    lines = quotes_of(opensearch_url, newsroom_prefix, "Fatoumatta Sanyang")
    assert sum(line.startswith("Fatoumatta Sanyang (The Adomi Times, 2026-11-21") for line in lines) == 10
    assert len(lines) == 4 * 10


def test_the_python_example_finds_a_name_in_another_spelling_and_words_in_another_form(
    opensearch_url: str, newsroom_prefix: str
) -> None:
    everything = quotes_of(opensearch_url, newsroom_prefix, "joerg halmann")
    contracts = quotes_of(opensearch_url, newsroom_prefix, "joerg halmann", "contract")
    assert 0 < len(contracts) < len(everything)
    assert all(line.startswith("Jörg Hallmann") for line in contracts[::4])
