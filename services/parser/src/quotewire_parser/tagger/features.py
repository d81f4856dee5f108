"""What an uncased encoder cannot see of a word: its shape, where it stands, our lists, and what the rules found."""

from enum import IntEnum
from functools import cache

from quotewire_parser.linguistics import lexicon
from quotewire_parser.tagger.tags import NAME_TAGS, QUOTE_TAGS


class Shape(IntEnum):
    """How a word is written."""

    NONE = 0
    LOWER = 1
    TITLE = 2
    INITIAL = 3
    UPPER = 4
    MIXED = 5
    DIGITS = 6
    WITH_DIGITS = 7
    OPENING = 8
    CLOSING = 9
    SINGLE_MARK = 10
    COMMA = 11
    END = 12
    COLON = 13
    DASH = 14
    OTHER = 15


class State:
    """Bits that tell where a piece stands; sixteen values in all."""

    QUOTED = 1
    PARAGRAPH_START = 2
    NO_SPACE_BEFORE = 4
    INSIDE_WORD = 8


class ListClass(IntEnum):
    """Which of our word lists a word is in; the first that fits."""

    NONE = 0
    CUE = 1
    PRONOUN = 2
    PERSON_NOUN = 3
    PEOPLE_NOUN = 4
    BODY_NOUN = 5
    DOCUMENT_NOUN = 6
    TITLE = 7
    FORENAME = 8
    PLACE = 9
    GROUP = 10
    ORGANISATION_HEAD = 11
    ORGANISATION = 12
    TIME = 13


FEATURES = {
    "shape": len(Shape),
    "state": 16,
    "list": len(ListClass),
    "quote hint": len(QUOTE_TAGS) + 1,
    "name hint": len(NAME_TAGS) + 1,
}
"""The columns, each with its number of values; a hint is 0 where there are none (a piece that is no word's)."""
HINTS = 3
"""The first column of hints."""

_NOUNS = {
    "person": ListClass.PERSON_NOUN,
    "people": ListClass.PEOPLE_NOUN,
    "organization": ListClass.BODY_NOUN,
    "document": ListClass.DOCUMENT_NOUN,
}


def shape_of(word: str, before: str) -> Shape:  # noqa: C901, PLR0911, PLR0912 - one line a shape
    """Tell the shape of *word*; *before* is the character in front of it ("" at the start)."""
    if word.isalpha():
        if word.islower():
            return Shape.LOWER
        if len(word) == 1:
            return Shape.INITIAL
        if word.istitle():
            return Shape.TITLE
        return Shape.UPPER if word.isupper() else Shape.MIXED
    if word.isdigit():
        return Shape.DIGITS
    if any(character.isdigit() for character in word):
        return Shape.WITH_DIGITS
    if word in "“„«":
        return Shape.OPENING
    if word in "”»":
        return Shape.CLOSING
    if word == '"':
        return Shape.OPENING if not before or before.isspace() or before in "([—–-" else Shape.CLOSING
    if word in "’'‘`‹›‚":
        return Shape.SINGLE_MARK
    if word == ",":
        return Shape.COMMA
    if word in ".?!":
        return Shape.END
    if word in ":;":
        return Shape.COLON
    return Shape.DASH if word in "—–-" else Shape.OTHER


def list_class(word: str) -> ListClass:
    """Tell which list *word* is in; names count only with their capital."""
    lower = word.lower()
    if word[:1].isupper():
        named = _names().get(word)
        if named is not None:
            return named
        if lower in lexicon.first_names():
            return ListClass.FORENAME
    return _common().get(lower, ListClass.NONE)


@cache
def _names() -> dict[str, ListClass]:
    table = dict.fromkeys(lexicon.places(), ListClass.PLACE)
    table |= dict.fromkeys(lexicon.known_organisations(), ListClass.ORGANISATION)
    return table | dict.fromkeys(lexicon.groups(), ListClass.GROUP)


@cache
def _common() -> dict[str, ListClass]:
    table: dict[str, ListClass] = {}
    for word in (*lexicon.word_class("days"), *lexicon.word_class("time")):
        table[word] = ListClass.TIME
    table |= dict.fromkeys(lexicon.organisation_heads(), ListClass.ORGANISATION_HEAD)
    table |= dict.fromkeys((*lexicon.honorifics(), *lexicon.ranks()), ListClass.TITLE)
    table |= {word: _NOUNS[kind] for word, kind in lexicon.human_nouns().items()}
    table |= dict.fromkeys(lexicon.word_class("pronouns"), ListClass.PRONOUN)
    return table | dict.fromkeys(lexicon.cue_words(), ListClass.CUE) | {"according": ListClass.CUE}
