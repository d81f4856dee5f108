"""
What a search asks for as one OpenSearch query, for either index. Pure: no I/O, and nothing that a user typed is syntax.

Of articles, conditions on a quote that stand side by side must hold for one and the same quote; those on an actor (role,
country) for one actor, who is the speaker where one is asked for. What is excluded must hold for none.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from quotewire_search.clauses import Clause, all_of, any_of, combine, nested, none_of, unscored
from quotewire_search.filters import (
    IN_ARTICLES,
    about_in_articles,
    of_actor,
    of_document,
    of_quote,
    of_quote_document,
)
from quotewire_search.freshness import fresher_first
from quotewire_search.language.tree import And, Field, Leaf, Node, Not, Or, parts_of
from quotewire_search.language.values import free_leaves
from quotewire_search.request import SearchRequest
from quotewire_search.widening import Widened
from quotewire_search.wording import OF_ARTICLES, OF_QUOTES, Weights, excluded, marked, worded

ON_QUOTES: Final = frozenset(("speaker", "kind", "stance"))
ON_ACTORS: Final = frozenset(("role", "country"))
NAMES: Final = frozenset(("speaker", "about"))


def quotes_query(request: SearchRequest, *, scored: bool = True) -> Clause:
    """Accept the quotes that fit *request*; unless *scored*, without telling how well."""
    widened = request.widened

    def accept(leaf: Leaf | Field) -> Clause:
        if not isinstance(leaf, Field):
            return worded(leaf, OF_QUOTES, widened, scored=scored)
        clause = of_document(leaf) or of_quote_document(leaf, widened)
        return clause if leaf.name in NAMES else unscored(clause)

    def refuse(leaf: Leaf | Field) -> Clause:
        return accept(leaf) if isinstance(leaf, Field) else excluded(leaf, OF_QUOTES)

    parts = parts_of(request.parsed.tree)
    counted = [part for part in parts if scored and _counts(part, names=request.by_relevance)]
    must = [combine(part, accept, refuse) for part in counted]
    others = [*(part for part in parts if part not in counted), *request.conditions]
    filters = [combine(part, accept, refuse) for part in others]
    return _query(request, must, filters, scored=scored)


def articles_query(request: SearchRequest, *, scored: bool = True) -> Clause:
    """Accept the articles that fit *request*; unless *scored*, without telling how well."""
    parts = parts_of(request.parsed.tree)
    counted = [part for part in parts if scored and _counts(part, names=False)]
    others = [*(part for part in parts if part not in counted), *request.conditions]
    write = partial(_in_article, widened=request.widened, scored=scored)
    return _query(request, write(counted), write(others), scored=scored)


def one_quote(request: SearchRequest) -> list[Clause]:
    """List the conditions that one quote of an article must fulfil, as they hold for nested quotes."""
    asked = [*parts_of(request.parsed.tree), *request.conditions]
    return _nested_quote([part for part in asked if _is_only(part, ON_QUOTES)], request.widened)


def marking(request: SearchRequest, weights: Weights) -> Clause | None:
    """Give the query for what is to be marked in the results; None: nothing is."""
    clauses = [
        clause
        for leaf in free_leaves(request.parsed.tree)
        for clause in marked(leaf, weights, request.widened)
    ]
    return any_of(clauses) if clauses else None


def _query(request: SearchRequest, must: list[Clause], filters: list[Clause], *, scored: bool) -> Clause:
    query: Clause = {"bool": {"filter": filters}}
    if must:
        query["bool"]["must"] = must
    return fresher_first(query) if scored and request.by_relevance else query


def _counts(node: Node, *, names: bool) -> bool:
    """Tell whether *node* says how well a document fits: words do, and *names* in a field."""
    match node:
        case Not():
            return False
        case Field():
            return names and node.name in NAMES
        case And(nodes) | Or(nodes):
            return any(_counts(part, names=names) for part in nodes)
        case _:
            return True


def _in_article(
    nodes: Sequence[Node], widened: Widened, *, scored: bool, exclude: bool = False
) -> list[Clause]:
    """Write what must all be so of one article."""
    on_quote = [node for node in nodes if _is_only(node, ON_QUOTES)]
    on_actor = [node for node in nodes if _is_only(node, ON_ACTORS)]
    clauses: list[Clause] = []
    if on_quote:
        clauses.append(nested("quotes", {"bool": {"filter": _nested_quote(on_quote, widened)}}))
    if on_actor:
        speakers = [node for node in on_quote if _is_only(node, frozenset(("speaker",)))]
        one = [combine(node, lambda leaf: of_actor(_field(leaf), widened)) for node in (*on_actor, *speakers)]
        clauses.append(nested("actors", {"bool": {"filter": one}}))
    done = [*on_quote, *on_actor]
    write = partial(_of_article, widened=widened, scored=scored, exclude=exclude)
    return clauses + [write(node) for node in nodes if node not in done]


def _of_article(node: Node, widened: Widened, *, scored: bool, exclude: bool) -> Clause:
    write = partial(_in_article, widened=widened, scored=scored)
    match node:
        case Not(inner):
            return none_of(all_of(write(parts_of(inner), exclude=not exclude)))
        case Or(nodes):
            return any_of([all_of(write(parts_of(part), exclude=exclude)) for part in nodes])
        case And(nodes):
            return all_of(write(nodes, exclude=exclude))
        case Field():
            return unscored(of_document(node) or about_in_articles(node, widened))
        case _:
            if exclude:
                return excluded(node, OF_ARTICLES)
            return worded(node, OF_ARTICLES, widened, scored=scored)


def _nested_quote(nodes: Iterable[Node], widened: Widened) -> list[Clause]:
    return [combine(node, lambda leaf: of_quote(_field(leaf), IN_ARTICLES, widened)) for node in nodes]


def _is_only(node: Node, names: frozenset[str]) -> bool:
    """Tell whether *node* holds nothing but conditions on fields of *names*, and excludes none."""
    match node:
        case Field(name):
            return name in names
        case And(nodes) | Or(nodes):
            return all(_is_only(part, names) for part in nodes)
        case _:
            return False


def _field(node: Leaf | Field) -> Field:
    if not isinstance(node, Field):
        raise TypeError(f"{node} is no condition on a field.")
    return node
