"""
Names as OpenSearch clauses: parts of a name, whole names, other spellings, other forms.

A fit counts fixed points, so that a rare first name weighs no more than a common one, and a name as it was asked for
always stands before one that is only spelt alike.
"""

from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import Final

from quotewire_search.clauses import (
    Clause,
    all_words,
    any_of,
    begins,
    best_of,
    phrase,
    whole,
    worth,
)
from quotewire_search.language.tree import Leaf, Phrase, Prefix

TITLES: Final = frozenset(
    """
    archbishop bishop captain colonel dame doctor don doña dr father frau general herr imam judge justice lady lord madam
    madame maître major miss monsieur mr mrs ms president prof professor rabbi rev reverend sheikh señor señora sir sister
    """.split()  # noqa: SIM905 - a list of forty strings reads worse
)
WHOLE: Final = 5.0
PARTS: Final = 4.0
ALIAS: Final = 3.0
OTHER_NAME: Final = 2.5
SAID: Final = 2.0
SPELLING: Final = 1.5
NEARBY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands: the field of the name itself, and of its other forms in the article."""

    name: str
    aliases: str | None


SPEAKER_OF_QUOTE: Final = Place("speaker", "speaker_aliases")
SPEAKER_IN_ARTICLE: Final = Place("quotes.speaker.name", None)
ACTOR_IN_ARTICLE: Final = Place("actors.name", "actors.aliases")
ABOUT_QUOTE: Final = Place("about", "about_aliases")


def named(leaf: Leaf, place: Place, others: tuple[str, ...] = (), *, exactly: bool = False) -> Clause:
    """
    Accept what bears the name that *leaf* asks for.

    Words are parts of it. A phrase is the whole of it, as it stands if *exactly*; otherwise in other forms as well, and,
    of two words or more, in other spellings. *others* are names that mean the same elsewhere.
    """
    ways = _ways(leaf, place, others, exactly=exactly)
    bare = None if exactly else without_title(leaf)
    return best_of([*ways, *_ways(bare, place, (), exactly=False)] if bare else ways)


def without_title(leaf: Leaf) -> Leaf | None:
    """Leave out what is said before a name and not kept with it (Dame, Dr.); None where there is nothing of this."""
    words = leaf.text.split()
    rest = list(dropwhile(lambda word: word.lower().rstrip(".") in TITLES, words))
    return replace(leaf, text=" ".join(rest)) if rest and rest != words else None


def about_in_quotes(leaf: Leaf, others: tuple[str, ...] = (), *, exactly: bool = False) -> Clause:
    """
    Accept quotes about a name: in the words; else, unless the bearer speaks, in the headline or the paragraph around.

    What a headline names, its quotes are mostly about; the paragraph ("Asked about Northgate, he said …") is the weakest
    ground, and comes last. *exactly*: what the facet counts, which is whom the words name.
    """
    ways = _ways(leaf, ABOUT_QUOTE, others, exactly=exactly)
    if exactly:
        return best_of(ways)
    if isinstance(leaf, Prefix):
        return best_of([*ways, worth(SAID, begins("text.exact", leaf.text))])
    for name in (leaf.text, *others):
        around: Clause = {
            "bool": {
                "must": [
                    best_of(
                        [
                            worth(SAID, phrase("article_title.exact", name)),
                            worth(NEARBY, phrase("context.exact", name)),
                        ]
                    )
                ],
                "must_not": [any_of([all_words("speaker", name), all_words("speaker_aliases", name)])],
            }
        }
        ways += [worth(SAID, phrase("text.exact", name)), around]
    return best_of(ways)


def _ways(leaf: Leaf, place: Place, others: tuple[str, ...], *, exactly: bool) -> list[Clause]:
    forms = [(place.name, PARTS)] + ([(place.aliases, ALIAS)] if place.aliases else [])
    known = [worth(OTHER_NAME, {"terms": {f"{place.name}.folded": list(others)}})] if others else []
    if isinstance(leaf, Prefix):
        return [worth(points, begins(field, leaf.text)) for field, points in forms]
    if not isinstance(leaf, Phrase):
        spelt = [worth(SPELLING, all_words(f"{field}.spelling", leaf.text)) for field, _ in forms]
        return [*(worth(points, all_words(field, leaf.text)) for field, points in forms), *spelt, *known]
    ways = [worth(WHOLE, whole(place.name, leaf.text))]
    if exactly:
        return ways
    if place.aliases:
        ways.append(worth(ALIAS, whole(place.aliases, leaf.text)))
    if " " in leaf.text:
        ways.append(worth(SPELLING, phrase(f"{place.name}.spelling", leaf.text)))
    return [*ways, *known]
