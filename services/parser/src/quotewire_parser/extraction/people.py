"""Bylines to the names of people: "By", roles, places and the outlet's own name are not part of a name."""

import re
from collections.abc import Iterable

from quotewire_parser.extraction.tree import tidy

MOST_AUTHORS = 20
LONGEST_NAME = 60
"""Characters; what is longer is a sentence about somebody, not a name."""
MOST_WORDS = 6
LONGEST_BYLINE = 120

_BY = re.compile(
    r"^(?:(?:written|reported|posted|published|text|words|story|report|photographs?|analysis|exclusive)\s+)?"
    r"(?:by|von|par|por|di|af|av|door|przez|od)\b[:\s]+",
    re.IGNORECASE,
)
# In lower case only, as "I" may be an initial.
_AND = re.compile(r"\s*(?:,?\s+(?:and|AND|und|et|y|e|og|och|en|i|with|mit)\s+|\s*[&;/|•·]\s*)\s*")
_NOISE = re.compile(
    r"\S+@\S+|https?://\S+|(?<!\w)@\w+|\([^)]*\)|\[[^]]*\]"
    r"|\b(?:published|updated|posted|last|on|at|mon|tue|wed|thu|fri|sat|sun)\b.*\d.*"
    r"|\b\d{1,2}\s*min(?:ute)?s?\s+read\b.*|\bfollow\b.*",
    re.IGNORECASE,
)
# Words that stand in the name of a desk, a wire or a job, never in a person's name.
_NOT_A_PERSON = re.compile(
    r"^the\b|\b(?:news|newsroom|agenc(?:y|ies)|staff|desk|team|editors?|editorial|reporters?|correspondents?|writers?|"
    r"media|redaktion|redacción|rédaction|redazione|redactie|redakcja|bureau|wires?|reuters|afp|dpa|ansa|efe|tass|"
    r"xinhua|bloomberg|associated|admin(?:istrator)?|webmaster|guest|contributors?|anonymous|unknown|author|online|"
    r"digital|times|tribune|herald|gazette|journal|magazine|daily|weekly|broadcasting|television|radio|tv|ltd|"
    r"inc|llc|gmbh|corp|foundation|institute|university|association|trust|service|department|ministry|ians|pti|upi)\b",
    re.IGNORECASE,
)
_WIRES = frozenset({"AP", "PA", "AAP", "ANI", "CNA", "KCNA"})
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|analyst|columnist|critic|chief|columnists|producer|photographer|"
    r"journalist|presenter|contributor|director|professor|lecturer|fellow|researcher|bureau|desk|staff)\b",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"\s+(?:in|at|for|from|aus|à|en)\s+.+$", re.IGNORECASE)
_BYLINE_END = re.compile(r"[^.!?:;,\"”’]$|\b(?:Jr|Sr)\.$")
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV|PhD|Ph\.D|MD|M\.D|MP|QC|KC)\.?$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


def people_in(claims: Iterable[str], *, outlets: Iterable[str]) -> tuple[str, ...]:
    """
    List the people whom *claims* name as authors, in order, each once.

    *outlets* are the names of the publication and its site: they are nobody.
    """
    ours = {_fold(name) for name in outlets}
    people: dict[str, str] = {}
    for claim in claims:
        for name in _names(claim):
            key = _fold(name)
            if key and key not in ours and key not in people and len(people) < MOST_AUTHORS:
                people[key] = name
    return tuple(people.values())


def is_byline(line: str) -> bool:
    """Tell whether *line* is "By NAME" and nothing else."""
    return (
        len(line) <= LONGEST_BYLINE
        and bool(_BY.match(line) and _BYLINE_END.search(line))
        and bool(_names(line))
    )


def _names(claim: str) -> list[str]:
    text = _NOISE.sub(" ", tidy(claim[:500]))
    names = []
    for part in _AND.split(_BY.sub("", text.strip(" ,:-–—"))):
        for index, piece in enumerate(_BY.sub("", part).split(",")):
            name = tidy(_IN_PLACE.sub("", piece)).strip(" .,:;-–—|*")
            if index and (_SUFFIX.match(name) or _ROLE.search(name)):
                continue  # what follows a name after a comma is its owner's job
            if is_person(name) and not (index and len(name.split()) == 1):
                names.append(_cased(name))
    return names


def is_person(name: str) -> bool:
    """Tell whether *name* may be a person's: one to six words with capitals, no desk, no wire service."""
    words = name.split()
    if not 1 <= len(words) <= MOST_WORDS or len(name) > LONGEST_NAME or not _LETTER.search(name):
        return False
    if any(char.isdigit() for char in name) or _NOT_A_PERSON.search(name) or not _WIRES.isdisjoint(words):
        return False
    cased = [word for word in words if word[:1].isalpha() and word[:1].lower() != word[:1].upper()]
    # "ludwig van beethoven" has lower-case parts; a name without any capital is a login, a sentence starts with one.
    return not cased or any(word[0].isupper() for word in (cased[0], cased[-1]))


def _cased(name: str) -> str:
    if not name.isupper() or len(name) <= len("J.K."):
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), name)


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
