"""What the words of a byline do, in every language: name the author, another craft, a role, a desk, a joint."""

import re
from collections.abc import Iterable

from quotewire_parser.extraction.wordlists import every, read_words

_WORDS = read_words("people")
# Vowel signs are no \w, so that a word of an Indic script would "end" inside itself.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0a3c-\u0a4d\u0abc-\u0acd\u0bbe-\u0bcd\u0c3e-\u0c4d\u0cbc-\u0ccd\u0d3e-\u0d4d\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_END = rf"(?![\w{_MARKS}])"


def any_of(words: Iterable[str]) -> str:
    """Give a pattern of *words*, the longer ones first."""
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s+") for word in sorted(set(words), key=len, reverse=True)
    )


_BY_WORDS, _LABELS = frozenset(every(_WORDS["by"])), frozenset(every(_WORDS["label"]))
OTHERS = frozenset(every(_WORDS["other"]))
ROLES = frozenset(every(_WORDS["role"]))
# What stands beside a date ("প্রকাশ") is nobody either; in Latin letters some of it is a name too (Maj).
NOBODY = frozenset(every(_WORDS["nobody"])) | {
    word for word in every(read_words("dates")["labels"]) if not re.match("[a-zà-ž]", word)
}
NOBODY_ALONE = frozenset((*every(_WORDS["alone"]), *every(_WORDS["places"])))
NAMES_TOO = frozenset(_WORDS["name_too"]["always"])
NAMES_BEFORE_ONE = frozenset(_WORDS["name_too"]["before_one"])
SIGNS_AFTER = re.compile(
    rf"^(?P<name>\S+\s+\S.*?)\s+(?:{any_of(every(_WORDS['signs_after']))})$", re.IGNORECASE
)
JOINTS = frozenset(every(_WORDS["and"]))
GLUED_ROLES = any_of(every(_WORDS["glued_role"]))
GLUED_NOBODY = re.compile(any_of(every(_WORDS["glued_nobody"])))
ASIAN_LABELS = any_of(
    word for word in _WORDS["label"]["asia"] if re.match("[\u3040-\u9fff\uac00-\ud7af]", word)
)
ASIAN_OTHERS = any_of(
    word for word in _WORDS["other"]["asia"] if re.match("[\u3040-\u9fff\uac00-\ud7af]", word)
)

BY = re.compile(
    rf"^(?:(?:{any_of(_BY_WORDS)}){_END}\.?(?:\s*:\s*|\s+)|(?:{any_of(_BY_WORDS | _LABELS)}){_END}\s*(?:\([^)]*\))?\s*[:：]\s*|(?:{any_of(_LABELS)}){_END},\s+)",
    re.IGNORECASE,
)
"""The beginning of a byline. A label ("Autor") needs its colon, or a comma; a word like "von" does not."""
GENRE_BY = re.compile(r"^(?P<genre>(?:[^\W\d_]+\s+){1,4})(?:by|par|por|door|oleh)\s+(?=[^\W\d_a-zß-öø-ÿ])")
"""What is by somebody: "Article rédigé par", "Guest essay by"."""
BY_ALONE = re.compile(rf"^(?:{any_of(_BY_WORDS | _LABELS)})\s*[:：]?$", re.IGNORECASE)
BY_FIRST = frozenset(word.split()[0] for word in _BY_WORDS | _LABELS)
"""The first words of `BY`: a line that begins with none of them is no byline, which is cheap to know."""
OTHER_CRAFT = re.compile(
    rf"^(?:(?:additional|further)\s+)?(?:(?:{any_of(OTHERS)})(?:\s*(?:/|&|,|and|und|et|y|e)\s*(?:{any_of(OTHERS)}))*)"
    rf"{_END}(?:\s*[:：]|\.\s|\s+(?:by|von|par|por|di|de|av|af|door|oleh)\s|\s*$)",
    re.IGNORECASE,
)
"""Whose work is not the text."""
BEFORE_OTHER = re.compile(
    rf"\s+(?=(?:{any_of(OTHERS)})\s*[:：])|\s+(?=(?:[Ff]oto(?:s|ğraf)?|FOTO|[Pp]hotos?|[Bb]ild(?:er)?|[Kk]uvat?|[Zz]djęcia|[Фф]ото)\s[^\W\d_])",
    re.IGNORECASE,
)
# In lower or upper case only, as "I" and "Y" may be initials.
AND = re.compile(rf"\s*(?:,?\s+(?:{any_of(JOINTS)}|AND|UND|ET)\s+(?!al\.)|\s*[&;/，、،؛]\s*|\s*\+\s*)\s*")
BAR = re.compile(r"\s*[|•·｜]\s*")
"""After a name, what follows such a mark is rather its outlet or its place than a second author."""
PREFIXED_AND = re.compile(r"^(\S+\s\S+(?:\s\S+)?)\s+[וو](\S{2,}\s\S.*)$")
"""Hebrew and Arabic write "and" as a letter before the word; only between two names of two words it is one for sure."""
IN_PLACE = re.compile(rf"\s+(?:{any_of(every(_WORDS['place']))}|PARA|FOR|FÜR|POUR|PER)\s+.+$")
DESK_ENDS = (
    "redaktion",
    "redaktionen",
    "redactie",
    "redaksjonen",
    "zeitung",
    "desk",
    "news",
    "newsroom",
    ".com",
    ".de",
    ".fr",
    ".net",
    ".org",
)
