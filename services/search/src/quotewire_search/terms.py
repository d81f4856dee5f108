"""
The words that are special to a result: commoner in it than in the whole index.

Counted by OpenSearch's significant_text in a sample drawn evenly from all that fits, so that neither the newest nor the
best matches decide. Of a text that several outlets carry, one copy is looked at: copies share their near-duplicate
signature, and a quote its place in the article; passages that occur again all the same are left out by the engine.
"""

import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from quotewire_search.clauses import Clause
from quotewire_search.cluster import Answer
from quotewire_search.queries import Target
from quotewire_search.request import SearchRequest
from quotewire_search.significance import Term, Terms
from quotewire_search.words import RUN

DRAWN: Final[dict[Target, int]] = {"quotes": 1_500, "articles": 300}
"""Documents drawn from each shard."""
READ: Final[dict[Target, int]] = {"quotes": 400, "articles": 100}
"""Documents whose words are read, of each shard, once copies are left out."""
SHOWN: Final = 25
EVERYTHING: Final = "everything"
LEAST: Final = 2
"""Documents of the sample in which a word must occur."""
ONE_COPY: Final[dict[Target, str]] = {
    "quotes": "if (doc.containsKey('near_duplicate_signature') && doc['near_duplicate_signature'].size() > 0) "
    "{ return doc['near_duplicate_signature'].value + ':' + doc['position'].value } "
    "return doc['article_id'].value + ':' + doc['position'].value",
    "articles": "return doc['near_duplicate_signature'].size() > 0 "
    "? doc['near_duplicate_signature'].value : doc['article_id'].value",
}
"""What copies share. By the field alone, all documents without a signature would pass for copies of one another."""

REPORTING: Final = """
said says say saying told tells tell telling asked asks ask added adds according announced announces argued
argues called calls claimed claims declared denied explained insisted noted pointed promised replied reported
reports spoke stated stressed suggested thinks think thought told warned warns wrote interview statement
spokesman spokeswoman spokesperson mr mrs ms reuters
"""
"""Words of reporting: they tell how things are said, not what about."""
EMPTY: Final = """
a about above after again against all also am an and any are as at be because been before being below between
both but by can cannot could did do does doing down during each even ever every few for from further get gets
got had has have having he her here hers herself him himself his how however i if in into is it its itself just
last like made make many may me might more most much must my myself never new no nor not now of off on once one
only or other our ours ourselves out over own same shall she should so some still such than that the their
theirs them themselves then there these they this those through to too two under until up us very was we well
were what when where which while who whom whose why will with would year years yesterday yet you your yours
today tomorrow monday tuesday wednesday thursday friday saturday sunday don didn doesn isn wasn won couldn
wouldn shouldn aren weren hasn haven hadn ll ve re s t d m
"""
"""Words that carry no subject in English."""
UNTOLD: Final = sorted({*REPORTING.split(), *EMPTY.split()})


def terms_body(target: Target, query: Clause) -> Clause:
    """Build the search for the words that are special to what fits *query*."""
    special = {
        "significant_text": {
            "field": "text.exact",
            "source_fields": ["text"],
            "size": SHOWN * 4,
            "min_doc_count": LEAST,
            "filter_duplicate_text": True,
            "exclude": UNTOLD,
        }
    }
    once = {
        "diversified_sampler": {
            "script": {"lang": "painless", "source": ONE_COPY[target]},
            "shard_size": READ[target],
            "max_docs_per_value": 1,
        },
        "aggs": {"special": special},
    }
    evenly = {"random_score": {"seed": 1, "field": "_seq_no"}, "boost_mode": "replace"}
    return {
        "query": {"function_score": {"query": {"bool": {"filter": [query]}}, **evenly}},
        "size": 0,
        "track_total_hits": True,
        "aggs": {
            EVERYTHING: {"global": {}},
            "drawn": {"sampler": {"shard_size": DRAWN[target]}, "aggs": {"once": once}},
        },
    }


def read_terms(answer: Answer, request: SearchRequest) -> Terms:
    """Read the answer to `terms_body`; words that were asked for are not told, they are no news."""
    found = answer.get("aggregations", {})
    sampled = found.get("drawn", {}).get("once", {})
    sample, everything = sampled.get("doc_count", 0), found.get(EVERYTHING, {}).get("doc_count", 0)
    asked = set(_words((request.q, request.speaker, request.role, request.about)))
    items = [
        Term(
            term=bucket["key"],
            score=round(_special(bucket, sample, everything), 4),
            count=bucket["doc_count"],
            background=bucket["bg_count"],
        )
        for bucket in sampled.get("special", {}).get("buckets", [])
        if _folded(bucket["key"]) not in asked and _is_telling(bucket["key"])
    ]
    special = sorted((item for item in items if item.score > 0), key=lambda item: (-item.score, item.term))
    return Terms(
        total=answer["hits"]["total"]["value"],
        sample=sample,
        items=tuple(special[:SHOWN]),
        partial=bool(answer.get("timed_out")),
    )


def _special(bucket: dict[str, Any], sample: int, everything: int) -> float:
    """
    Score as JLH does: how much commoner, absolutely, times how much commoner, relatively.

    OpenSearch's own score would count every nested quote and actor as a document of the background.
    """
    here, anywhere = bucket["doc_count"] / sample, bucket["bg_count"] / everything
    return float((here - anywhere) * here / anywhere)


def _is_telling(word: str) -> bool:
    """Leave out single letters and numbers."""
    return len(word) > 1 and not word.isdigit()


def _words(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield from (_folded(word) for word in RUN.findall(text))


def _folded(word: str) -> str:
    """Fold case and accents, nearly as the index does."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
    return bare.casefold()
