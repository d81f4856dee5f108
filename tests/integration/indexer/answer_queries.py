"""
Asks the documented queries of a newsroom that `tests.newsroom_library` filled.

Usage: python -m tests.integration.indexer.answer_queries OPENSEARCH_URL INDEX_PREFIX    (keeps the answers anew)
"""

import json
import sys
from pathlib import Path
from typing import Any

from opensearchpy import OpenSearch

import quotewire_indexer
from quotewire_indexer.queries import EXAMPLES, Example, shorten

KEPT = Path(quotewire_indexer.__file__).parent / "answers.json"


def ask(client: OpenSearch, prefix: str, example: Example) -> dict[str, Any]:
    """Ask one; gives its shortened answer."""
    return shorten(example, client.search(index=f"{prefix}-{example.family}", body=example.body))


if __name__ == "__main__":
    with OpenSearch(sys.argv[1]) as newsroom:
        answers = [ask(newsroom, sys.argv[2], example) for example in EXAMPLES]
    KEPT.write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
