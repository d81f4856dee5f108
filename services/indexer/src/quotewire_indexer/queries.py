"""Ready-made queries for docs/indices.md; an integration test runs each of them and finds something."""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Example:
    """A question, where it is asked ("articles" or "quotes"), and the body of its `_search`."""

    question: str
    family: str
    body: dict[str, Any]


EXAMPLES: Final = (
    Example(
        "What did Ana Lima say, newest first? (Any part of the name will do: it is matched word by word.)",
        "quotes",
        {
            "query": {"match": {"speaker": {"query": "Ana Lima", "operator": "and"}}},
            "sort": [{"published_at": {"order": "desc", "missing": "_last"}}, {"article_id": "asc"}],
        },
    ),
    Example(
        "Who denied something about sanctions, in so many words?",
        "quotes",
        {
            "query": {
                "bool": {
                    "must": {"match": {"text": "sanctions"}},
                    "filter": [{"term": {"kind": "direct"}}, {"term": {"stance": "deny"}}],
                }
            }
        },
    ),
    Example(
        "Which articles tell of elections? Stemmed and exact words together: exact ones count more, and other languages "
        "are found too. The matching words are marked.",
        "articles",
        {
            "query": {
                "multi_match": {
                    "query": "election",
                    "type": "most_fields",
                    "fields": ["title^3", "title.exact^3", "standfirst", "text", "text.exact"],
                }
            },
            "highlight": {"fields": {"text": {"type": "unified", "number_of_fragments": 3}}},
            "_source": ["title", "url", "publisher", "published_at"],
        },
    ),
    Example(
        "Articles in which Ana Lima herself speaks of sanctions: one and the same quote must fit both conditions, and it is "
        "given back under `inner_hits`.",
        "articles",
        {
            "query": {
                "nested": {
                    "path": "quotes",
                    "query": {
                        "bool": {
                            "must": [
                                {"match": {"quotes.speaker.name": "lima"}},
                                {"match": {"quotes.text": "sanctions"}},
                            ]
                        }
                    },
                    "inner_hits": {"_source": ["quotes.text", "quotes.kind"]},
                }
            },
            "_source": ["title", "url"],
        },
    ),
    Example(
        "Who is quoted most, where, and how often a week?",
        "quotes",
        {
            "size": 0,
            "query": {"term": {"speaker_named": True}},
            "aggs": {
                "speakers": {
                    "terms": {"field": "speaker.raw", "size": 20},
                    "aggs": {"publishers": {"terms": {"field": "publisher"}}},
                },
                "weeks": {"date_histogram": {"field": "published_at", "calendar_interval": "week"}},
            },
        },
    ),
    Example(
        "In how many articles is each person named?",
        "articles",
        {
            "size": 0,
            "aggs": {
                "actors": {
                    "nested": {"path": "actors"},
                    "aggs": {
                        "people": {
                            "filter": {"term": {"actors.type": "person"}},
                            "aggs": {"names": {"terms": {"field": "actors.name.raw", "size": 20}}},
                        }
                    },
                }
            },
        },
    ),
)
