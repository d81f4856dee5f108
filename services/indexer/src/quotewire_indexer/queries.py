"""
Ten ready-made queries for docs/indices.md, asked of the demo's newsroom.

Their answers are kept in answers.json; an integration test asks them again and compares.
"""

from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Example:
    """A question, what there is to say of it, where it is asked, and the body of its `_search`."""

    question: str
    remark: str
    family: str
    """articles, quotes or versions."""
    body: dict[str, Any]


NEWEST_FIRST: Final = [
    {"published_at": {"order": "desc", "missing": "_last"}},
    {"article_id": "asc"},
]
BY_DATE: Final = [*NEWEST_FIRST, {"position": "asc"}]

EXAMPLES: Final = (
    Example(
        "What did Fatoumatta Sanyang say, newest first?",
        "Any part of the name will do: it is matched word by word, and all words must be there.",
        "quotes",
        {
            "query": {"match": {"speaker": {"query": "fatoumatta sanyang", "operator": "and"}}},
            "sort": BY_DATE,
            "size": 2,
            "_source": ["text", "speaker", "role", "publisher", "published_at"],
        },
    ),
    Example(
        "Who accused somebody, in so many words?",
        "Stance and kind are keywords: they match exactly, and cost next to nothing as filters.",
        "quotes",
        {
            "query": {
                "bool": {"filter": [{"terms": {"kind": ["direct", "mixed"]}}, {"term": {"stance": "accuse"}}]}
            },
            "sort": BY_DATE,
            "size": 2,
            "_source": ["speaker", "cue", "text"],
        },
    ),
    Example(
        "Which articles tell of strikes?",
        "Stemmed and exact words together: exact ones count more, and other languages are found too. The matching words are marked.",
        "articles",
        {
            "query": {
                "multi_match": {
                    "query": "strike",
                    "type": "most_fields",
                    "fields": ["title^3", "title.exact^3", "standfirst", "text", "text.exact"],
                }
            },
            "highlight": {"fields": {"text": {"type": "unified", "number_of_fragments": 1}}},
            "size": 2,
            "_source": ["title", "publisher"],
        },
    ),
    Example(
        "In which articles does Kwabena Osei-Tutu himself speak of the terminal?",
        "One and the same quote must fit both conditions; it is given back under `inner_hits`.",
        "articles",
        {
            "query": {
                "nested": {
                    "path": "quotes",
                    "query": {
                        "bool": {
                            "must": [
                                {"match_phrase": {"quotes.speaker.name": "osei tutu"}},
                                {"match": {"quotes.text": "terminal"}},
                            ]
                        }
                    },
                    "inner_hits": {"size": 1, "_source": ["quotes.text", "quotes.kind"]},
                }
            },
            "sort": NEWEST_FIRST,
            "size": 2,
            "_source": ["title", "publisher"],
        },
    ),
    Example(
        "What did Jörg Hallmann say, whose name I cannot spell?",
        "`Joerg Halmann` finds him, as Zelenskiy would find Zelensky and Зеленський.",
        "quotes",
        {
            "query": {"match": {"speaker.spelling": {"query": "Joerg Halmann", "operator": "and"}}},
            "sort": BY_DATE,
            "size": 1,
            "_source": ["speaker", "text"],
        },
    ),
    Example(
        "What do others say about Jodie Marchbanks?",
        "`about` holds whom the words of a quote name, but for its speaker.",
        "quotes",
        {
            "query": {"multi_match": {"query": "marchbanks", "fields": ["about", "about_aliases"]}},
            "sort": BY_DATE,
            "size": 2,
            "_source": ["speaker", "text", "about"],
        },
    ),
    Example(
        "Who is quoted most, where, and how often a week?",
        "Three groups in one request; `speaker_named` leaves out officials without a name.",
        "quotes",
        {
            "size": 0,
            "query": {"term": {"speaker_named": True}},
            "aggs": {
                "speakers": {
                    "terms": {"field": "speaker.raw", "size": 3},
                    "aggs": {"publishers": {"terms": {"field": "publisher", "size": 3}}},
                },
                "weeks": {"date_histogram": {"field": "published_at", "calendar_interval": "week"}},
            },
        },
    ),
    Example(
        "In how many articles is each person named?",
        "Actors are nested: a group inside of them counts each article once for each person.",
        "articles",
        {
            "size": 0,
            "aggs": {
                "actors": {
                    "nested": {"path": "actors"},
                    "aggs": {
                        "people": {
                            "filter": {"term": {"actors.type": "person"}},
                            "aggs": {"names": {"terms": {"field": "actors.name.raw", "size": 5}}},
                        }
                    },
                }
            },
        },
    ),
    Example(
        "Which articles tell of the quake, syndicated copies counted once?",
        "Equal texts have one signature; the copies are given back under `inner_hits`.",
        "articles",
        {
            "query": {"match": {"text": "quake magnitude"}},
            "collapse": {
                "field": "near_duplicate_signature",
                "inner_hits": {"name": "copies", "_source": ["publisher"], "sort": [{"publisher": "asc"}]},
            },
            "sort": NEWEST_FIRST,
            "size": 1,
            "_source": ["title", "publisher"],
        },
    ),
    Example(
        "How did an article change?",
        "Each wording is a document of its own, with the time at which it was first read.",
        "versions",
        {
            "query": {"term": {"url": "https://daily-lantern.example/news/2026/11/19/lady-morwenna-report"}},
            "sort": [{"fetched_at": "asc"}],
            "_source": ["version", "fetched_at", "title"],
        },
    ),
)


def shorten(example: Example, answer: dict[str, Any]) -> dict[str, Any]:
    """Leave of the answer to *example* what a reader looks for: no times, shards, scores or empty remainders."""
    short: dict[str, Any] = {"total": answer["hits"]["total"]["value"]}
    if answer["hits"]["hits"]:
        short["hits"] = [_shorten_hit(hit, example.body["_source"]) for hit in answer["hits"]["hits"]]
    if "aggregations" in answer:
        short["aggregations"] = _shorten_groups(answer["aggregations"])
    return short


def _shorten_hit(hit: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    short: dict[str, Any] = {name: hit["_source"][name] for name in fields}
    if "highlight" in hit:
        short["highlight"] = hit["highlight"]
    if "inner_hits" in hit:
        short["inner_hits"] = {
            name: [inner["_source"] for inner in found["hits"]["hits"]]
            for name, found in hit["inner_hits"].items()
        }
    return short


def _shorten_groups(value: Any) -> Any:
    """Leave out what a terms aggregation says of its own exactness, and the numbers beside dates."""
    if isinstance(value, list):
        return [_shorten_groups(part) for part in value]
    if not isinstance(value, dict):
        return value
    if "key_as_string" in value:
        value = {**value, "key": value["key_as_string"]}
    left_out = ("doc_count_error_upper_bound", "sum_other_doc_count", "key_as_string")
    return {name: _shorten_groups(part) for name, part in value.items() if name not in left_out}
