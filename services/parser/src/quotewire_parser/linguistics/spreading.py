"""A name that the model saw in one place of a text stands in its other places, too."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.tokens import CAP

_LEAST_SHARE = 0.5
"""Share of a single word's places in which it must have been seen as a name: "May" and "Post" are other words, too."""

_Words = tuple[str, ...]


def spread(doc: Document, names: Sequence[Name]) -> list[Name]:
    """
    Add the places where a name stands as it does elsewhere and was not seen, with its commonest type; in text order.

    Names of several words and of capitals alone are added wherever they stand; others where most places were seen.
    """
    types: dict[_Words, Counter[str]] = defaultdict(Counter)
    for name in names:
        types[tuple(doc.tokens.words[name.start : name.end])][name.type] += 1
    by_first: dict[str, list[_Words]] = defaultdict(list)
    for form in sorted(types, key=len, reverse=True):
        by_first[form[0]].append(form)
    taken = {k for name in names for k in range(name.start, name.end)}
    unseen: dict[_Words, list[int]] = defaultdict(list)
    for k, word in enumerate(doc.tokens.words):
        if k in taken or word not in by_first or not doc.tokens.flags[k] & CAP:
            continue
        for form in by_first[word]:
            end = k + len(form)
            if tuple(doc.tokens.words[k:end]) == form and taken.isdisjoint(range(k, end)):
                unseen[form].append(k)
                taken.update(range(k, end))
                break
    added = [
        Name(k, k + len(form), types[form].most_common(1)[0][0])
        for form, places in unseen.items()
        if _is_certain(form) or types[form].total() >= _LEAST_SHARE * (types[form].total() + len(places))
        for k in places
    ]
    return sorted([*names, *added], key=lambda name: name.start)


def _is_certain(form: _Words) -> bool:
    return len(form) > 1 or (len(form[0]) > 1 and form[0].isupper())
