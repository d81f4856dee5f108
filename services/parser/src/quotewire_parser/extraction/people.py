"""Bylines to the names of people: "By", roles, places and the outlet's own name are not part of a name."""

import re
from collections.abc import Collection, Iterable

from quotewire_parser.extraction.asian import asian_names, is_asian, is_asian_name
from quotewire_parser.extraction.crafts import (
    AND,
    ASIAN_LABELS,
    BAR,
    BEFORE_OTHER,
    BY,
    BY_ALONE,
    BY_FIRST,
    DESK_ENDS,
    GENRE_BY,
    IN_PLACE,
    JOINTS,
    NAMES_BEFORE_ONE,
    NAMES_TOO,
    NOBODY,
    NOBODY_ALONE,
    OTHER_CRAFT,
    OTHERS,
    PREFIXED_AND,
    ROLES,
    SIGNS_AFTER,
    any_of,
)
from quotewire_parser.extraction.titles import fold
from quotewire_parser.extraction.tree import tidy

MOST_AUTHORS = 20
LONGEST_NAME = 60
"""Characters; what is longer is a sentence about somebody, not a name."""
MOST_WORDS = 6
LONGEST_BYLINE = 120
LONGEST_PARTICLE = 4
"""Letters of the words in lower case that names have inside: van, della, dos."""
LONGEST_OUTLET = 40
SURE_OUTLET = 6
"""Letters of an outlet's name; a longer name of which it is a part is the outlet's too ("Harbour Post Online")."""
_EDGE = " ,:-–—|•·."
_SOMEBODY_ELSE = "\N{WHITE SQUARE}"
_OTHER_IN_BRACKETS = re.compile(rf"\((?:{any_of(OTHERS)})\)", re.IGNORECASE)
_JOINT_MARKS = tuple(",&/;+،、")

_DASH = re.compile(r"\s+[-–—]+\s+")
_NOISE = re.compile(
    r"\S+@\S+|https?://\S+|(?<!\w)@\w+|\([^)]*(?:\)|$)|\[[^]]*\]"
    r"|\b(?:published|updated|posted|last|on|at|mon|tue|wed|thu|fri|sat|sun)\b.*\d.*"
    r"|\s(?:on|at|in)\s*$|\b\d{1,2}\s*min(?:ute)?s?\s+read\b.*|\bfollow\b.*|[,|•·-]?\s*\d{1,2}[./:]\d{1,2}.*|\s\d{1,2}\.?\s\S+\s\d{4}\b.*",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_NO_NAME = re.compile(
    r"^(?:the|our|an?)\s|\s(?:the|of|to|and|for|with)$|^(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|[<>{}=|#@_*^~\\:;!?]|\.\.",
    re.IGNORECASE,
)
_WORD_PARTS = re.compile(r"[\s\-–/.,'’]+")
_WIRES = frozenset({"AP", "PA", "AAP", "ANI", "CNA", "KCNA"})
# "Jon Tarn Senior Reporter", "Political Editor Jon Tarn": a job beside a name, without a comma.
_JOB = (
    r"(?:(?:senior|chief|deputy|assistant|associate|managing|staff|special|investigative|national|international|foreign|world|local|"
    r"political|politics|investigations|parliamentary|diplomatic|defen[cs]e|security|business|economics?|financial?|money|health|medical|science|"
    r"environment|climate|energy|technology|tech|transport|education|religion|royal|legal|crime|court|home|social|affairs|arts|"
    r"culture|media|sports?|football|features|africa|asia|europe|maritime|data|us|uk|eu)\s+)*"
    r"(?:editor|reporter|correspondent|writer|analyst|columnist|critic|producer|photographer|journalist|contributor)"
)
_JOB_BESIDE = re.compile(
    rf"^{_JOB}\s+(?P<after>\S+\s+\S.*)$|^(?P<before>\S+\s+\S.*?)\s+{_JOB}$", re.IGNORECASE
)
_JOB_ALONE = re.compile(rf"{_JOB}s?", re.IGNORECASE)
_BYLINE_END = re.compile(r"[^.!?:;,\"”’]$|\b(?:Jr|Sr)\.$")
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV|PhD|Ph\.D|MD|M\.D|MP|QC|KC)\.?$", re.IGNORECASE)
_ASIAN_NOISE = re.compile(r"\S+@\S+|https?://\S+|(?<!\w)@\w+|\d[\d.:/\-年月日\s]*|\[[^]]*\]")
_ASIAN_BYLINE = re.compile(
    rf"(?:{ASIAN_LABELS})\s*[:：・／/]|【[\u3041-\u30ff\u3400-\u9fff\s]{{3,12}}(?:、[\u3041-\u30ff\u3400-\u9fff\s]{{3,12}}){{0,3}}】$|.{{0,6}}?(?:记者|記者)\s|.{{2,40}}\s?(?:기자|특파원)(?:\s+\S+@\S+)?$|[(（【](?:文|記者|记者|取材)[・:：/／]?"
    r"|[（(【][^）)】]{0,20}(?:部|新聞|日報|通信|総局|支局|記者|編集委員|特派員)[\s・][^）)】]{2,12}[）)】]$"
)
_LETTER = re.compile(r"[^\W\d_]")
_CAPITALS = re.compile(r"(?:Mc(?=[A-Z]{2}))?[^\W\d_a-zß-öø-ÿ]{3,}")
_TURKISH = re.compile("[ĞŞİ]")


def people_in(claims: Iterable[str], *, outlets: Iterable[str]) -> tuple[str, ...]:
    """
    List the people whom *claims* name as authors, in order, each once.

    *outlets* are the names of the publication and its site: they are nobody.
    """
    ours = {fold(name) for name in outlets} - {""}
    people: dict[str, str] = {}
    for claim in claims:
        for name in _names(claim, ours):
            key = fold(name)
            if key and not _is_ours(key, ours) and key not in people and len(people) < MOST_AUTHORS:
                people[key] = name
    return tuple(people.values())


def _is_ours(key: str, ours: Collection[str]) -> bool:
    return key in ours or any(len(name) >= SURE_OUTLET and name in key for name in ours)


def may_be_byline(line: str) -> bool:
    """Tell cheaply whether `is_byline` need be asked at all."""
    if not line or len(line) > LONGEST_BYLINE:
        return False
    first = line.split(None, 1)[0].rstrip(":.：,").lower()
    return first in BY_FIRST or ":" in first or " – " in line or is_asian(line)


def is_byline(line: str) -> bool:
    """Tell whether *line* is "By NAME" and nothing else, in any language."""
    if not may_be_byline(line):
        return False
    if is_asian(line):
        return bool(_ASIAN_BYLINE.match(line.strip())) and bool(asian_names(line))
    by = BY.match(line)
    if by is None:
        # "Harbour Post – By Jon Tarn"
        line = _DASH.split(line, maxsplit=1)[-1].strip()
        by = BY.match(line)
    if by is None or not _BYLINE_END.search(line) or _is_name_too(by, line):
        return False
    first = line[by.end() :].partition(",")[0]
    return bool(_names(first)) and not _is_sentence(first)


def _is_sentence(text: str) -> bool:
    """Tell whether words in lower case, other than particles and joints, stand in *text*."""
    words = [word for word in text.split() if word[:1].islower() and word not in JOINTS]
    return any(len(re.split("['’]", word)[0]) > LONGEST_PARTICLE and word not in ROLES for word in words)


def names_somebody(line: str) -> bool:
    """Tell whether *line* has the name of a person."""
    return bool(_names(line))


def joins_names(before: str, after: str) -> bool:
    """Tell whether *before* and *after*, two neighbouring pieces of a byline, belong to one list of names."""
    last, first = before.rpartition(" ")[2], after.partition(" ")[0]
    return (
        last[-1:] in _JOINT_MARKS
        or first[:1] in _JOINT_MARKS
        or not JOINTS.isdisjoint((last.lower(), first.lower()))
        or bool(BY_ALONE.match(last))
    )


def _names(claim: str, ours: Collection[str] = ()) -> list[str]:
    claim = _TAG.sub(" ", claim) if "<" in claim else claim
    # "Posted by Jon Tarn on …": who posted stands before what is cut from "posted" on.
    text = _NOISE.sub(" ", _OTHER_IN_BRACKETS.sub(f" {_SOMEBODY_ELSE} ", _without_by(tidy(claim[:500]))))
    if is_asian(text) or is_asian(claim[:500]):
        return asian_names(tidy(_ASIAN_NOISE.sub(" ", claim[:500])))
    names: list[str] = []
    for bar in BAR.split(text):
        names.extend(_listed(bar, ours))
        if names:
            break
    return names


def _listed(text: str, ours: Collection[str]) -> list[str]:
    """List the people in a byline without bars."""
    names: list[str] = []
    for part in AND.split(BEFORE_OTHER.sub("; ", PREFIXED_AND.sub(r"\1; \2", _without_by(text)))):
        if _SOMEBODY_ELSE in part:
            continue
        if OTHER_CRAFT.match(part.strip()):
            if names:
                break
            continue
        for index, piece in enumerate(_without_by(part).split(",")):
            if OTHER_CRAFT.match(piece.strip()):
                break
            bare = _without_outlet(_without_role(_without_job(tidy(IN_PLACE.sub("", piece)))), ours)
            # After the first name, what follows a dash is a place.
            name = _before_dash(_DASH.split(bare, maxsplit=1)[0] if names else bare, ours)
            if index and (_SUFFIX.match(name) or not ROLES.isdisjoint(piece.lower().split())):
                continue  # what follows a name after a comma is its owner's job
            if is_person(name) and not (
                (index or names) and len(name.split()) == 1 and name.lower() != name.upper()
            ):
                names.append(_cased(name))
    return names


def _without_by(text: str) -> str:
    text = text.strip(_EDGE)
    outlet, _, rest = text.partition(" – ")
    if rest and len(outlet) <= LONGEST_OUTLET and BY.match(rest.strip(_EDGE)):
        text = rest.strip(_EDGE)  # "Harbour Post – By: Jon Tarn"
    for _ in range(3):  # "By By Jon Tarn", "Texte : par Jon Tarn"
        by = BY.match(text) or _genre_by(text)
        if by is None or not text[by.end() :].strip(_EDGE) or _is_name_too(by, text):
            break
        text = text[by.end() :].strip(_EDGE)
    return text


def _genre_by(text: str) -> re.Match[str] | None:
    found = GENRE_BY.match(text)
    return found if found and OTHERS.isdisjoint(found["genre"].lower().split()) else None


def _is_name_too(by: re.Match[str], text: str) -> bool:
    """Tell whether the "by" is rather the beginning of a name: "Per Olov Enquist", "De Vries"."""
    word, rest = by[0].strip().lower(), text[by.end() :].split()
    return by[0][0].isupper() and (word in NAMES_TOO or (word in NAMES_BEFORE_ONE and len(rest) == 1))


def _without_outlet(text: str, ours: Collection[str]) -> str:
    """Cut who a person writes for where nothing stands between: "Jon Tarn Reuters", "Jon Tarn Harbour Post"."""
    found = SIGNS_AFTER.match(text)
    if found and is_person(found["name"]):
        return found["name"]
    words = text.split()
    for at in range(2, len(words)):
        if fold(" ".join(words[at:])) in ours:
            return " ".join(words[:at])
    return text


def _without_role(text: str) -> str:
    """Cut a role that stands beside a name without a comma: "Ana Reu corresponsal", "журналист Иван Петров"."""
    words = text.split()
    at = [index for index, word in enumerate(words) if word.lower().strip(".,") in ROLES]
    if not at or len(words) == len(at):
        return text
    before, after = words[: at[0]], words[at[-1] + 1 :]
    return " ".join(before if len(before) > 1 else after if len(after) > 1 else words)


def _without_job(text: str) -> str:
    found = None if _JOB_ALONE.fullmatch(text) else _JOB_BESIDE.match(text)
    return (found["after"] or found["before"]) if found else text


def _before_dash(text: str, ours: Collection[str]) -> str:
    """Give the first part that may be a person of "Jon Tarn - Harbour Post" or "Harbour Post desk – Jon Tarn"."""
    parts = [part.strip(" .,:;-–—|*") for part in _DASH.split(text)]
    return next((part for part in parts if is_person(part) and fold(part) not in ours), parts[0])


def is_person(name: str) -> bool:
    """Tell whether *name* may be a person's: one to six words with capitals, no desk, no wire service."""
    if is_asian(name):
        return is_asian_name(name)
    words = name.split()
    if not 1 <= len(words) <= MOST_WORDS or len(name) > LONGEST_NAME or not _LETTER.search(name):
        return False
    if any(char.isdigit() for char in name) or _NO_NAME.search(name) or not _WIRES.isdisjoint(words):
        return False
    parts = _WORD_PARTS.split(name.lower())
    if (
        not NOBODY.isdisjoint(parts)
        or name.lower() in NOBODY
        or name.lower() in NOBODY_ALONE
        or (words[0].lower() in OTHERS and words[0] != "Theo")  # a name, and Vietnamese for "according to"
        or any(part.endswith(DESK_ENDS) for part in name.lower().split())
    ):
        return False
    if (
        BY_ALONE.match(name)
        or name.lower() in OTHERS
        or (len(words) == 1 and name.isupper() and name.isalpha())
    ):
        return False
    if all(len(word.strip(".")) == 1 for word in words):
        return False  # initials are nobody to a reader
    cased = [word for word in words if word[:1].isalpha() and word[:1].lower() != word[:1].upper()]
    # "ludwig van beethoven" has lower-case parts; a name without any capital is a login, a sentence starts with one.
    if not cased:
        # Without capitals a single word is anything; nearly all sign with two.
        return len(words) > 1
    return any(word[0].isupper() for word in (cased[0], cased[-1]))


def _cased(name: str) -> str:
    """Write a name, or its surname, that stands in capitals as names are written."""
    if len(name) <= len("J.K."):
        return name
    plain = _CAPITALS.sub(lambda word: _lower(word[0], turkish=bool(_TURKISH.search(name))), name)
    return re.sub(r"\bMc([a-z])", lambda letter: f"Mc{letter[1].upper()}", plain)


def _lower(word: str, *, turkish: bool) -> str:
    if re.fullmatch("[IVX]+", word):
        return word
    if word.startswith("Mc"):
        word = word.upper()
    rest = word[1:].replace("I", "ı").replace("İ", "i") if turkish else word[1:]
    return word[0] + rest.lower()
