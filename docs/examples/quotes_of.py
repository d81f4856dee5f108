"""
Who said what, asked of OpenSearch itself.

Usage: python docs/examples/quotes_of.py NAME [WORDS]

Prints the newest quotes of everybody whose name fits NAME, that speak of WORDS if given, each with its source. Needs
opensearch-py; reads QUOTEWIRE_OPENSEARCH_URL and QUOTEWIRE_OPENSEARCH_INDEX_PREFIX as Quotewire itself does.
"""

import os
import sys
from collections.abc import Iterator
from typing import Any

from opensearchpy import OpenSearch

PAGE = 100


def quotes_of(client: OpenSearch, index: str, name: str, words: str = "") -> Iterator[dict[str, Any]]:
    """Give every quote, the newest first, page by page: `search_after` goes on where the last page ended."""
    # The name as it is written, or in another spelling, in the article's full form of it or in a shorter one.
    fields = ["speaker^3", "speaker.spelling", "speaker_aliases^2", "speaker_aliases.spelling"]
    must: list[dict[str, Any]] = [{"multi_match": {"query": name, "fields": fields, "operator": "and"}}]
    if words:
        # English is stemmed in `text` ("strikes" finds "strike"); `text.exact` finds words of any language.
        must.append({"multi_match": {"query": words, "fields": ["text", "text.exact"], "operator": "and"}})
    body: dict[str, Any] = {
        "size": PAGE,
        "query": {"bool": {"filter": must}},
        "sort": [
            {"published_at": {"order": "desc", "missing": "_last"}},
            {"article_id": "asc"},
            {"position": "asc"},
        ],
    }
    while hits := client.search(index=index, body=body)["hits"]["hits"]:
        for hit in hits:
            yield hit["_source"]
        body["search_after"] = hits[-1]["sort"]


def main(name: str, words: str = "") -> None:
    """Print the quotes."""
    url = os.environ.get("QUOTEWIRE_OPENSEARCH_URL", "http://localhost:9200")
    prefix = os.environ.get("QUOTEWIRE_OPENSEARCH_INDEX_PREFIX", "quotewire")
    with OpenSearch(url) as client:
        for quote in quotes_of(client, f"{prefix}-quotes", name, words):
            role = f", {quote['role']}" if quote["role"] else ""
            print(f"{quote['speaker']}{role} ({quote['publisher']}, {quote['published_at']}):")
            print(f"  {quote['text']}\n  {quote['url']}\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
