"""
docs/indices.md: the indices field by field, made from the mapping, and ready-made queries with their answers.

Usage: python -m quotewire_indexer.reference > docs/indices.md
"""

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

from pydantic import BaseModel

from quotewire_indexer.fields import ARTICLE_FIELDS, FACETS, QUOTE_FIELDS, VERSION_FIELDS, Mapping
from quotewire_indexer.mapping import MAPPING_VERSION, Family, indices_of
from quotewire_indexer.queries import EXAMPLES, Example
from quotewire_shared.documents import ArticleDocument, QuoteDocument, VersionDocument
from quotewire_shared.messages import Actor, ArticleParsed, Cue, Quote, Rights, Speaker

WORDS: Final = {
    "quote_id": "q1, q2 … as in the article.",
    "text": "The words of the quote.",
    "kind": "direct (in quotation marks), mixed (partly) or indirect (reported).",
    "speaker_type": "person, organization, place, group or document; null: unknown.",
    "speaker_named": 'False for "a senior official"; null: unknown.',
    "speaker_aliases": "Other forms of the speaker's name in the article.",
    "role": 'Role of the speaker, as the text gives it: "foreign minister".',
    "cue": 'The words that link speaker and quote: "said", "according to".',
    "stance": "neutral, claim, deny, warn, accuse, promise, ask, demand, …",
    "confidence": "How sure the finder is, 0 to 1.",
    "rule": "The rule or model part that found it.",
    "article_title": "Headline of the article.",
}
"""What `quotewire_shared.documents` leaves unsaid of a quote's fields."""

TALLIES: Final = {
    "": "Values of the article's quotes and actors, to count articles by; OpenSearch fills it, no `_source` has it.",
    "speaker": "`quotes.speaker.name`",
    "kind": "`quotes.kind`",
    "stance": "`quotes.cue.stance`",
    "actor": "`actors.name`",
    "role": "`actors.role`",
    "country": "`actors.country`",
}

PARTS: Final[dict[str, type[BaseModel]]] = {
    "actors": Actor,
    "quotes": Quote,
    "quotes.cue": Cue,
    "quotes.speaker": Speaker,
    "rights": Rights,
}

HEAD: Final = """# Indices

Made from the mapping by `quotewire_indexer.reference`; do not edit. Mapping version: {version}.

Read the aliases **`{articles}`** (a document an article, its actors and quotes nested), **`{quotes}`** (a document a
quote) and **`{versions}`** (a document for each wording of an article) with any OpenSearch client; `quotewire` is the
default of `QUOTEWIRE_OPENSEARCH_INDEX_PREFIX`. A [Python example](examples/quotes_of.py) is beside this page.
Behind each alias stands an index for each month (UTC) of `first_seen_at`, such as `{example}`; a composable template
gives new months their mapping and their place behind the alias.

- `_id` of an article is its `article_id`; of a quote, `article_id:qN`; of a version, `article_id:version`.
- `_version` is external: `fetched_at` in ms × 1000 + the parser's revision. A newer page wins, and for the same page a
  newer parser does; a replay changes nothing. Of a wording, the earliest fetch wins instead: its `fetched_at` is the time
  at which those words were first read, and it stays even where OpenSearch refuses their article.
- The mapping is strict: a field that is not listed here is refused, never guessed.
- Quotes are written before their article, and stale ones are deleted with them: for a moment a reader may see the quotes
  of a version whose article is not there yet.
- An article that OpenSearch refuses is a dead letter; the quotes of the version stored before are put back.

How text is searched: *English* fields are lower-cased, accents folded, stemmed; nothing is a stop word. `.exact` is the
same without stemming: for exact words, and for every other language. *Name* fields are lower-cased and folded, never
stemmed; `.spelling` brings transliterations of one name together (Zelensky, Zelenskyy, Зеленський; Gaddafi, Qadhafi;
Müller, Mueller), to be matched beside the name itself and with less weight. Keywords match and count exactly as they are; `.raw` is the keyword of a text field, `.folded` a keyword without
case and accents. Values "in `_source` only" are given back but not searched.
"""

QUERIES: Final = """## Ready-made queries

Asked of the demo's newsroom (`make demo`), whose outlets, people and stories are invented. Answers are shortened: the
total, what was asked for of each hit, and the groups.
"""


def render() -> str:
    """Write the page."""
    indices = indices_of("quotewire")
    parts = [
        HEAD.format(
            version=MAPPING_VERSION,
            articles=indices.articles.alias,
            quotes=indices.quotes.alias,
            versions=indices.versions.alias,
            example=f"{indices.articles.versioned}-2026.11",
        ),
        *_tables(indices.articles, ARTICLE_FIELDS, (ArticleDocument, ArticleParsed)),
        *_tables(indices.quotes, QUOTE_FIELDS, (QuoteDocument, ArticleParsed)),
        *_tables(indices.versions, VERSION_FIELDS, (VersionDocument, ArticleParsed)),
        QUERIES,
        *(_example(*pair) for pair in zip(EXAMPLES, answers(), strict=True)),
        files("quotewire_indexer").joinpath("operating_indices.md").read_text("utf-8"),
    ]
    return "\n".join(parts)


def answers() -> list[dict[str, Any]]:
    """Give the kept answers of the demo's newsroom to `EXAMPLES`, in their order."""
    kept: list[dict[str, Any]] = json.loads(
        files("quotewire_indexer").joinpath("answers.json").read_text("utf-8")
    )
    return kept


def _example(example: Example, answer: dict[str, Any]) -> str:
    asked, said = (json.dumps(part, indent=2, ensure_ascii=False) for part in (example.body, answer))
    return (
        f"### {example.question}\n\n{example.remark}\n\n```\nGET /quotewire-{example.family}/_search\n{asked}\n```\n\n"
        f"```json\n{said}\n```\n"
    )


def _tables(family: Family, fields: Mapping, models: tuple[type[BaseModel], ...]) -> Iterator[str]:
    yield f"## `{family.alias}`\n\n| field | type | meaning |\n|---|---|---|"
    for path, mapping in walk(fields):
        yield f"| `{path}` | {kind_of(mapping)} | {_meaning(path, models)} |"
    yield ""


def walk(fields: Mapping, prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every field's full name and mapping, objects before what they hold."""
    for name, mapping in fields.items():
        yield f"{prefix}{name}", mapping
        yield from walk(mapping.get("properties", {}), f"{prefix}{name}.")


def kind_of(mapping: dict[str, Any]) -> str:
    """Say in a few words how a field is searched."""
    kind = mapping["type"]
    if "ignore_above" in mapping and mapping.get("index") is False:
        return f"{kind}, to count by"
    if mapping.get("enabled") is False or mapping.get("index") is False:
        return f"{kind}, in `_source` only"
    analyzer = mapping.get("analyzer", "").removeprefix("quotewire_")
    subfields = "".join(f", `.{name}`" for name in mapping.get("fields", {}))
    return f"{kind}{f' ({analyzer})' if analyzer else ''}{subfields}"


def _meaning(path: str, models: tuple[type[BaseModel], ...]) -> str:
    parent, _, name = path.rpartition(".")
    if FACETS in (path, parent):
        return TALLIES[name if parent else ""]
    if parent:
        return PARTS[parent].model_fields[name].description or ""
    is_quote = models[0] is QuoteDocument
    if is_quote and name in WORDS:
        return WORDS[name]
    for model in models:
        if name in model.model_fields and (said := model.model_fields[name].description):
            return said
    return ""


if __name__ == "__main__":
    sys.stdout.write(render())
