"""
The fields of the indices, as OpenSearch mappings.

They mirror `quotewire_shared.documents`; a test proves that neither side has a field the other lacks, but for `facets`.
Every keyword has an `ignore_above`, because a term of more than 32,766 bytes is refused by Lucene, and one such article
must not be lost.
"""

from typing import Any, Final

from quotewire_indexer import spelling
from quotewire_indexer.spelling import SPELLING

Mapping = dict[str, Any]

ENGLISH: Final = "quotewire_english"
EXACT: Final = "quotewire_exact"
NAME: Final = "quotewire_name"
FOLDED: Final = "quotewire_folded"

FACETS: Final = "facets"
"""The one field that no document has: OpenSearch fills it from the article's actors and quotes."""

TERM_MAX_CHARS: Final = 1_024
URL_MAX_CHARS: Final = 8_191
"""Four bytes a character at most: 8,191 characters always fit Lucene's 32,766 bytes."""

ANALYSIS: Final[Mapping] = {
    "char_filter": spelling.CHAR_FILTERS,
    "filter": {
        **spelling.FILTERS,
        "quotewire_possessive": {"type": "stemmer", "language": "possessive_english"},
        "quotewire_stem": {"type": "stemmer", "language": "english"},
    },
    "analyzer": {
        # No stop words are dropped: "to be or not to be" is a quote that people look for.
        ENGLISH: {
            "type": "custom",
            "tokenizer": "standard",
            "filter": ["lowercase", "quotewire_possessive", "asciifolding", "quotewire_stem"],
        },
        EXACT: {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "asciifolding"]},
        # Equal to the exact one today; its own name, because names may come to need other care (particles, titles).
        NAME: {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "asciifolding"]},
        SPELLING: spelling.ANALYZER,
    },
    "normalizer": {FOLDED: {"type": "custom", "filter": ["lowercase", "asciifolding"]}},
}


def _keyword(max_chars: int = TERM_MAX_CHARS) -> Mapping:
    """Match and count the value exactly as it is."""
    return {"type": "keyword", "ignore_above": max_chars}


def _folded_keyword() -> Mapping:
    """Match exactly; `.folded` matches without regard to case and accents."""
    folded = {"type": "keyword", "ignore_above": TERM_MAX_CHARS, "normalizer": FOLDED}
    return {**_keyword(), "fields": {"folded": folded}}


def _prose(**subfields: Mapping) -> Mapping:
    """Search stemmed English; `.exact` unstemmed, for exact words and for other languages."""
    # Offsets in the postings let the unified highlighter mark a 5 MiB text without analysing it again.
    exact = {"type": "text", "analyzer": EXACT, "index_options": "offsets"}
    return {
        "type": "text",
        "analyzer": ENGLISH,
        "index_options": "offsets",
        "fields": {"exact": exact, **subfields},
    }


def _label() -> Mapping:
    """Search a short phrase as prose; `.raw` counts it, as it is."""
    return _prose(raw=_keyword())


def _name() -> Mapping:
    """
    Search parts of a name, never stemmed.

    `.raw` counts it as it is, `.folded` matches it whole, `.spelling` finds its parts in other transliterations.
    """
    folded = {"type": "keyword", "ignore_above": TERM_MAX_CHARS, "normalizer": FOLDED}
    other = {"type": "text", "analyzer": SPELLING}
    return {
        "type": "text",
        "analyzer": NAME,
        "fields": {"raw": _keyword(), "folded": folded, "spelling": other},
    }


def _counted(facet: str, mapping: Mapping) -> Mapping:
    """Let `facets` hold the value too, so that articles can be counted by it without a look at each nested object."""
    return {**mapping, "copy_to": f"{FACETS}.{facet}"}


def _tally() -> Mapping:
    """Count the value, and nothing else."""
    return {"type": "keyword", "ignore_above": TERM_MAX_CHARS, "index": False}


def _stored(kind: str) -> Mapping:
    """Keep the value in `_source` only."""
    return {"type": kind, "index": False, "doc_values": False}


def _unsearched() -> Mapping:
    """Keep a text in `_source` only."""
    return {"type": "text", "index": False}


def _opaque() -> Mapping:
    """Keep an object in `_source` only, whatever its keys."""
    return {"type": "object", "enabled": False}


def _object(fields: Mapping) -> Mapping:
    return {"type": "object", "dynamic": "strict", "properties": fields}


def _nested(fields: Mapping) -> Mapping:
    return {"type": "nested", "dynamic": "strict", "properties": fields}


DATE: Final[Mapping] = {"type": "date"}
BOOLEAN: Final[Mapping] = {"type": "boolean"}
INTEGER: Final[Mapping] = {"type": "integer"}
FLOAT: Final[Mapping] = {"type": "float"}

ACTOR: Final[Mapping] = {
    "id": _keyword(),
    "name": _counted("actor", _name()),
    "type": _keyword(),
    "named": BOOLEAN,
    "role": _counted("role", _label()),
    "country": _counted("country", _folded_keyword()),
    "aliases": _name(),
    "mentions": _opaque(),
    "wikidata_id": _keyword(),
}

QUOTE: Final[Mapping] = {
    "id": _keyword(),
    "kind": _counted("kind", _keyword()),
    "spans": _opaque(),
    "text": _prose(),
    "cue": _object(
        {
            "start": _stored("integer"),
            "end": _stored("integer"),
            "text": _label(),
            "stance": _counted("stance", _keyword()),
        }
    ),
    "speaker": _object(
        {
            "actor_id": _keyword(),
            "name": _counted("speaker", _name()),
            "start": _stored("integer"),
            "end": _stored("integer"),
            "text": _name(),
        }
    ),
    "confidence": FLOAT,
    "rule": _keyword(),
}

ARTICLE_FIELDS: Final[Mapping] = {
    "article_id": _keyword(),
    "content_hash": _keyword(),
    "parser_version": _keyword(),
    "url": _keyword(URL_MAX_CHARS),
    "canonical_url": _keyword(URL_MAX_CHARS),
    "source_id": _keyword(),
    "publisher": _folded_keyword(),
    "fetched_at": DATE,
    "first_seen_at": DATE,
    "published_at": DATE,
    "modified_at": DATE,
    "title": _label(),
    "standfirst": _prose(),
    "authors": _name(),
    "language": _keyword(),
    "section": _folded_keyword(),
    "image_url": _stored("keyword"),
    "text": _prose(),
    "word_count": INTEGER,
    "completeness": _keyword(),
    "provenance": _opaque(),
    "near_duplicate_signature": _keyword(),
    "language_support": _keyword(),
    "analysis_partial": BOOLEAN,
    "actors": _nested(ACTOR),
    "quotes": _nested(QUOTE),
    "quote_count": INTEGER,
    FACETS: _object({name: _tally() for name in ("speaker", "kind", "stance", "actor", "role", "country")}),
    "rights": _object(
        {"robots": _keyword(), "tdm": BOOLEAN, "noai": BOOLEAN, "ai": BOOLEAN, "ai_agents": _keyword()}
    ),
}

QUOTE_FIELDS: Final[Mapping] = {
    "article_id": _keyword(),
    "quote_id": _keyword(),
    "position": INTEGER,
    "text": _prose(),
    "kind": _keyword(),
    "speaker": _name(),
    "speaker_text": _name(),
    "speaker_type": _keyword(),
    "speaker_named": BOOLEAN,
    "speaker_aliases": _name(),
    "role": _label(),
    "country": _folded_keyword(),
    "about": _name(),
    "about_aliases": _name(),
    "cue": _label(),
    "stance": _keyword(),
    "confidence": FLOAT,
    "rule": _keyword(),
    "context": _prose(),
    "publisher": _folded_keyword(),
    "source_id": _keyword(),
    "language": _keyword(),
    "section": _folded_keyword(),
    "article_title": _label(),
    "near_duplicate_signature": _keyword(),
    "url": _keyword(URL_MAX_CHARS),
    "canonical_url": _keyword(URL_MAX_CHARS),
    "published_at": DATE,
    "fetched_at": DATE,
    "first_seen_at": DATE,
}

VERSION_FIELDS: Final[Mapping] = {
    "article_id": _keyword(),
    "version": _keyword(),
    "content_hash": _keyword(),
    "parser_version": _keyword(),
    "url": _keyword(URL_MAX_CHARS),
    "publisher": _folded_keyword(),
    "fetched_at": DATE,
    "modified_at": DATE,
    "title": _unsearched(),
    "standfirst": _unsearched(),
    "text": _unsearched(),
}
