"""Bylines to the names of people: "By", roles, places and the outlet's own name are not part of a name."""

import re
from collections.abc import Collection, Iterable

from quotewire_parser.extraction.tree import tidy

MOST_AUTHORS = 20
LONGEST_NAME = 60
"""Characters; what is longer is a sentence about somebody, not a name."""
MOST_WORDS = 6
LONGEST_BYLINE = 120

_BY = re.compile(
    r"^(?:(?:(?:written|reported|posted|published|text|words|story|report|analysis|exclusive)\s+)?"
    r"(?:by|von|par|por|di|af|av|door|przez|od)\b[:\s]+|(?:text|words|author|reporting):\s+|with\s+)",
    re.IGNORECASE,
)
# Whose work is not the text.
_OTHER_CRAFT = re.compile(
    r"^(?:additional\s+)?(?:photo(?:graph)?(?:s|y)?|pictures?|images?|video|illustrations?|graphics?|edited|editing|reviewed|translated|"
    r"produced|compiled|fact[- ]check(?:ed)?|foto|fotos|bilder)\b(?:\s+(?:by|von|par|por|di)\b|:)",
    re.IGNORECASE,
)
# In lower case only, as "I" may be an initial.
_AND = re.compile(r"\s*(?:,?\s+(?:and|AND|und|et|y|e|og|och|en|i|with|mit)\s+|\s*[&;/|•·]\s*)\s*")
_DASH = re.compile(r"\s+[-–—]+\s+")
_NOISE = re.compile(
    r"\S+@\S+|https?://\S+|(?<!\w)@\w+|\([^)]*\)|\[[^]]*\]"
    r"|\b(?:published|updated|posted|last|on|at|mon|tue|wed|thu|fri|sat|sun)\b.*\d.*"
    r"|\b\d{1,2}\s*min(?:ute)?s?\s+read\b.*|\bfollow\b.*",
    re.IGNORECASE,
)
# Words that stand in the name of a desk, a wire or a job, never in a person's name.
_NOT_A_PERSON = re.compile(
    r"^(?:the|our|an?)\s|^(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|[<>{}=|#@_*^~\\]|\b(?:news|newsroom|agenc(?:y|ies)|staff|desk|team|editors?|editorial|reporters?|correspondents?|writers?|"
    r"media|redaktion|redacción|rédaction|redazione|redactie|redakcja|bureau|wires?|reuters|afp|dpa|ansa|efe|tass|"
    r"xinhua|bloomberg|associated|admin(?:istrator)?|webmaster|guest|contributors?|anonymous|unknown|author|online|"
    r"digital|special|contributed|none|null|times|tribune|herald|gazette|journal|magazine|daily|weekly|broadcasting|television|radio|tv|ltd|"
    r"inc|llc|gmbh|corp|foundation|institute|university|association|trust|service|department|ministry|ians|pti|upi)\b",
    re.IGNORECASE,
)
_WIRES = frozenset({"AP", "PA", "AAP", "ANI", "CNA", "KCNA"})
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|analyst|columnist|critic|chief|columnists|producer|photographer|"
    r"journalist|presenter|contributor|director|professor|lecturer|fellow|researcher|bureau|desk|staff)\b",
    re.IGNORECASE,
)
# "Jon Tarn Senior Reporter", "Political Editor Jon Tarn": a job beside a name, without a comma.
_JOB = (
    r"(?:(?:senior|chief|deputy|assistant|associate|managing|staff|special|investigative|national|international|foreign|world|local|"
    r"political|politics|parliamentary|diplomatic|defen[cs]e|security|business|economics?|financial?|money|health|medical|science|"
    r"environment|climate|energy|technology|tech|transport|education|religion|royal|legal|crime|court|home|social|affairs|arts|"
    r"culture|media|sports?|football|features|africa|asia|europe|maritime|data|us|uk|eu)\s+)*"
    r"(?:editor|reporter|correspondent|writer|analyst|columnist|critic|producer|photographer|journalist|contributor)"
)
_JOB_BESIDE = re.compile(
    rf"^{_JOB}\s+(?P<after>\S+\s+\S.*)$|^(?P<before>\S+\s+\S.*?)\s+{_JOB}$", re.IGNORECASE
)
_JOB_ALONE = re.compile(rf"{_JOB}s?", re.IGNORECASE)
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
        for name in _names(claim, ours):
            key = _fold(name)
            if key and key not in ours and key not in people and len(people) < MOST_AUTHORS:
                people[key] = name
    return tuple(people.values())


def is_byline(line: str) -> bool:
    """Tell whether *line* is "By NAME" and nothing else."""
    return (
        len(line) <= LONGEST_BYLINE
        and bool(_BY.match(line) and _BYLINE_END.search(line))
        and bool(_names(line.partition(",")[0]))
    )


def _names(claim: str, ours: Collection[str] = ()) -> list[str]:
    # "Posted by Jon Tarn on …": who posted stands before what is cut from "posted" on.
    text = _NOISE.sub(" ", _BY.sub("", tidy(claim[:500]).strip(" ,:-–—")))
    names = []
    for part in _AND.split(_BY.sub("", text.strip(" ,:-–—"))):
        for index, piece in enumerate(_BY.sub("", part).split(",")):
            if _OTHER_CRAFT.match(piece.strip()):
                break
            name = _before_dash(_without_job(tidy(_IN_PLACE.sub("", piece))), ours)
            if index and (_SUFFIX.match(name) or _ROLE.search(name)):
                continue  # what follows a name after a comma is its owner's job
            if is_person(name) and not (index and len(name.split()) == 1):
                names.append(_cased(name))
    return names


def _without_job(text: str) -> str:
    found = None if _JOB_ALONE.fullmatch(text) else _JOB_BESIDE.match(text)
    return (found["after"] or found["before"]) if found else text


def _before_dash(text: str, ours: Collection[str]) -> str:
    """Give the first part that may be a person of "Jon Tarn - Harbour Post" or "Harbour Post desk – Jon Tarn"."""
    parts = [part.strip(" .,:;-–—|*") for part in _DASH.split(text)]
    return next((part for part in parts if is_person(part) and _fold(part) not in ours), parts[0])


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
    plain = re.sub(r"[^\W\d_]+", lambda word: word.group().capitalize(), name)
    return re.sub(r"\bMc([a-z])", lambda letter: f"Mc{letter[1].upper()}", plain)


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
