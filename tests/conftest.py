"""
What every test has: a mark by its folder, and engines for those that ask.

`kafka_bootstrap` and `opensearch_url` (tests/engines.py) are the session's engines: started once, at the first test
that asks, on free ports in a temporary folder. Tests share them and keep apart by names of their own (a topic prefix,
an index prefix). Tests that stop or kill engines start their own with `tests.engines.own_engines`.
"""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.engines", "tests.newsroom_library"]

# Tests ask faster than any client should; those of the limit set their own.
os.environ.setdefault("QUOTEWIRE_SEARCH_RATE_PER_MINUTE", "0")

HERE = Path(__file__).parent
MARKS = ("unit", "contract", "quality", "integration", "e2e")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the first folder below `tests/`."""
    for item in items:
        if not item.path.is_relative_to(HERE):
            continue
        folder = item.path.relative_to(HERE).parts[0]
        if folder in MARKS:
            item.add_marker(folder)
