"""One run of capitals -> role, names and their types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.tokens import AUX, CAP, CUE, DET, HUMAN, NUM, PREP, PUNCT, TIME, VERB

if TYPE_CHECKING:
    from quotewire_parser.linguistics.names import NameFinder


def cut_run(finder: NameFinder, start: int, end: int, *, shouted: bool) -> list[Name]:
    """Names of the run of tokens *start* to *end*; a headline in capitals gives only names that are known."""
    _doc, tokens = finder.doc, finder.doc.tokens
    text = _surface(finder, start, end)
    exact = type_by_list(text)
    if exact:
        return [Name(start, end, exact)]
    if shouted or finder.cautious:
        found = _known_inside(finder, start, end)
        if (
            finder.cautious
            and not shouted
            and tokens.lower[start] in lexicon.first_names()
            and 2 <= end - start <= 5
        ):
            return [Name(start, end, "person")]
        return found
    if _is_organisation(finder, start, end):
        return _organisation(finder, start, end)
    names, split, honorific = _strip_role(finder, start, end)
    if split >= end:
        return names
    role = None
    if split > start:
        role = (start, split)
    name_text = _surface(finder, split, end)
    if split > start:
        listed = type_by_list(name_text)
        if listed in ("place", "organization") and honorific is None:
            return [*names, Name(split, end, listed)]
        if _is_organisation(finder, split, end):
            return [*names, *_organisation(finder, split, end)]
        return [*names, Name(split, end, "person", role, honorific)]
    return _untitled(finder, start, end)


def _surface(finder: NameFinder, start: int, end: int) -> str:
    return finder.doc.tokens.span_text(start, end).replace("’", "'") if end > start else ""


def type_by_list(name: str) -> str:
    """Type of a name that is in the lists; "" where it is in none."""
    if name in lexicon.known_organisations() and name not in lexicon.country_by_name():
        return "organization"
    if name in lexicon.places():
        return "place"
    if name in lexicon.groups():
        return "group"
    return ""


def _known_inside(finder: NameFinder, start: int, end: int) -> list[Name]:
    """The longest listed names inside a run, left to right."""
    found = []
    i = start
    while i < end:
        for j in range(min(end, i + 5), i, -1):
            kind = type_by_list(_surface(finder, i, j))
            if kind and not (j - i == 1 and finder.doc.tokens.lower[i] in ("nice", "reading", "of")):
                found.append(Name(i, j, kind))
                i = j
                break
        else:
            i += 1
    return found


def _is_organisation(finder: NameFinder, start: int, end: int) -> bool:
    """Does the run end in an organisation's head noun, or hold one before "of" or "for"?"""
    lower = finder.doc.tokens.lower
    heads = lexicon.organisation_heads()
    if end - start < 2:
        return False
    for k in range(start, end):
        if (
            lower[k] in heads
            and (k == end - 1 or lower[k + 1] in ("of", "for", "on", "de", "against", "and", "&"))
            and k >= start
        ):
            return not (k == start and k == end - 1)
    return False


def _organisation(finder: NameFinder, start: int, end: int) -> list[Name]:
    """An organisation with the nationality before it ("Indian National Congress"); none for a head noun alone."""
    tokens = finder.doc.tokens
    names: list[Name] = []
    if end - start == 1 and tokens.lower[start] in lexicon.organisation_heads():
        if tokens.words[start] in lexicon.known_organisations():
            names.append(Name(start, end, "organization"))
        return names
    return [*names, Name(start, end, "organization")]


def _strip_role(finder: NameFinder, start: int, end: int) -> tuple[list[Name], int, str | None]:
    """
    Names inside the role before a person's name, the token where the name begins, and the honorific.

    "US Defense Secretary Lloyd Austin" gives (US), the token of "Lloyd" and None.
    """
    tokens = finder.doc.tokens
    roles, ranks, honorifics = lexicon.role_nouns(), lexicon.ranks(), lexicon.honorifics()
    split = start
    honorific = None
    for k in range(start, end):
        word = tokens.lower[k]
        if word in honorifics and (k in (start, split)):
            honorific = word
            split = k + 1
        elif (
            word in roles
            or word in ranks
            or (word.startswith(("ex-", "vice-", "co-", "then-")) and k == split)
        ):
            split = k + 1
        if split == k + 1 and split < end and tokens.words[split] == ".":
            split += 1
    if split == start:
        # Small-letter roles before: "spokesman Dmitry Peskov"; the caller reads them from the text.
        adjective = tokens.words[start]
        if end - start > 1 and adjective in lexicon.country_by_adjective():
            return [Name(start, start + 1, "group")], start, None
        return [], start, None
    inside = _known_inside(finder, start, split)
    covered = {k for name in inside for k in range(name.start, name.end)}
    # "Supreme Court Justice": an organisation's name before the role noun.

    for k in range(split - 2, start, -1):
        if (
            tokens.lower[k] in lexicon.organisation_heads()
            and tokens.lower[k] != "service"
            and not any(x in covered for x in range(start, k + 1))
        ):
            inside.append(Name(start, k + 1, "organization"))
            break
    return sorted(inside, key=lambda name: name.start), split, honorific


def _untitled(finder: NameFinder, start: int, end: int) -> list[Name]:
    """A run with no role inside: type by lists, words and context."""
    tokens = finder.doc.tokens
    words, lower = tokens.words, tokens.lower
    names: list[Name] = []
    if end - start > 1 and words[start] in lexicon.groups() and lower[start] not in lexicon.first_names():
        rest = cut_run(finder, start + 1, end, shouted=False)
        kept = [name for name in rest if name.type in ("person", "place", "organization")]
        if (
            kept
            and kept[0].start == start + 1
            and kept[0].type != "person"
            and len(kept) == 1
            and kept[0].end == end
        ) and not type_by_list(_surface(finder, start + 1, end)):
            return [Name(start, end, kept[0].type)]
        return [Name(start, start + 1, "group"), *rest]
    if (
        end - start > 1
        and words[start] in lexicon.places()
        and lower[start] not in lexicon.first_names()
        and end - start <= 3
    ):
        rest_text = _surface(finder, start + 1, end)
        kind = type_by_list(rest_text)
        if kind:
            return [Name(start, start + 1, "place"), Name(start + 1, end, kind)]
    last_words, first_words = lexicon.place_words()
    if end - start > 1 and (lower[end - 1] in last_words or lower[start] in first_words):
        return [*names, Name(start, end, "place")]
    if (
        end - start > 1
        and lower[start] in lexicon.first_names()
        and lower[end - 1] not in lexicon.organisation_heads()
    ):
        return [Name(start, end, "person")]
    kind = _by_context(finder, start, end)
    return [*names, Name(start, end, kind)]


def _by_context(finder: NameFinder, start: int, end: int) -> str:
    """Type from the words around; "" where they do not tell."""
    doc, tokens = finder.doc, finder.doc.tokens
    first, last = doc.sentences[doc.sentence_of[start]]
    before = tokens.lower[start - 1] if start > first else ""
    before_flag = tokens.flags[start - 1] if start > first else 0
    after = tokens.lower[end] if end < last else ""
    after_flag = tokens.flags[end] if end < last else 0
    word = tokens.words[start]
    size = end - start
    if any(tokens.lower[k] in lexicon.word_class("no-name") for k in range(start, end)):
        return "none"
    if before in lexicon.honorifics() or (before in lexicon.ranks() and not before_flag & TIME):
        return "person"
    if (
        before_flag & HUMAN
        and lexicon.human_nouns().get(before) == "person"
        and size <= 4
        and not before_flag & CAP
    ):
        return "person"
    if size == 1 and word.isupper() and len(word) > 1:
        return "organization"
    if before in lexicon.word_class("strong-locative") and size <= 3:
        return "place"
    if (
        after == "("
        and end + 1 < last
        and tokens.words[end + 1].isupper()
        and len(tokens.words[end + 1]) > 1
        and size > 1
    ):
        return "organization"
    if before == "the" and size > 1:
        return "organization" if not tokens.words[end - 1].endswith("s") else ""
    if after == "," and end + 1 < last and tokens.flags[end + 1] & NUM and len(tokens.lower[end + 1]) <= 2:
        return "person"
    if after == "," and end + 2 < last and _role_follows(finder, end + 1, last):
        return "person"
    if after == "who" or (after == "," and end + 1 < last and tokens.lower[end + 1] == "who"):
        return "person"
    if size == 1 and before in lexicon.word_class("naming-locative") and not after_flag & (CUE | AUX):
        return "place"
    parts = [k for k in range(start, end) if tokens.flags[k] & CAP]  # no full stops of initials, no particles
    if (
        size > 1
        and len(parts) <= 4
        and before != "the"
        and all(_of_a_name(finder, k) for k in range(start, end))
    ):
        plain = any(finder.small[tokens.lower[k]] for k in parts)
        return "" if plain else "person"
    if size == 1 and (after_flag & CUE and not after_flag & HUMAN):
        return "person?"
    return ""


def _of_a_name(finder: NameFinder, k: int) -> bool:
    """May token *k* be part of a person's name: a word, the full stop of an initial, the marks of a nickname?"""
    word = finder.doc.tokens.words[k]
    return word[0].isalpha() or word == "." or finder.doc.quoted[k] != OUTSIDE


def _role_follows(finder: NameFinder, start: int, last: int) -> bool:
    """Tell whether a role noun stands within a few tokens of the comma: ", a lawyer", ", director of ..."."""
    tokens = finder.doc.tokens
    for k in range(start, min(last, start + 7)):
        if tokens.lower[k] in lexicon.role_nouns():
            return True
        if (tokens.flags[k] & (PUNCT | VERB | AUX) and tokens.lower[k] != "'s") or (
            tokens.flags[k] & PREP and k > start
        ):
            return False
        if tokens.flags[k] & DET and k > start:
            return False
    return False
