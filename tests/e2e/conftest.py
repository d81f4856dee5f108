"""Fixtures of the end-to-end tests: an isolated deployment on the session's engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.stack import Stack, stack_on


@pytest.fixture
def stack(kafka_bootstrap: str, opensearch_url: str, tmp_path: Path) -> Iterator[Stack]:
    """A bootstrapped deployment with its own topics and indices; no service runs yet."""
    with stack_on(kafka_bootstrap, opensearch_url, tmp_path) as made:
        yield made
