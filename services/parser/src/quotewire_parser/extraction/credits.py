"""Who worked on an article, where its last lines say so: "NAME contributed to this report", "Reporting by NAME"."""

import re
from dataclasses import dataclass

LONGEST_CREDIT = 220
"""Characters; what is longer is a paragraph of the article."""

_CONTRIBUTION = re.compile(
    r"^(?P<people>[^.:;“”\"]{3,120}?)\s+(?:also\s+)?contributed\s+(?:reporting\s+)?(?:to|for)\s+this\s+(?:report|story|article)"
    r"(?:\s+(?:for|from|in)\s+(?P<outlet>[^.;“”\"]{2,60}))?\.?$"
)
_CRAFT = (
    r"(?:reporting|writing|editing|production|research|translation|reported|written|edited|produced|translated|compiled"
    r"|photography|graphics|photos)"
)
_CLAUSE = re.compile(
    rf"(?:additional\s+|further\s+)?(?P<craft>{_CRAFT})(?:\s*(?:,|and|&|/)\s*{_CRAFT})*\s+by:?\s+(?P<people>[^;.]{{2,150}}|(?:[^;.]|\.(?!\s*$)){{2,150}})"
    r"|with\s+(?:files|reporting|additional\s+reporting)\s+(?:from|by)\s+(?P<others>[^;]{2,150})",
    re.IGNORECASE,
)
# "Theo Banda contributed research.", "Pellow reported from Combe, and Brandt from London."
_SHARE = re.compile(
    r"(?P<people>[^.:;“”\"]{3,120}?)\s+(?:also\s+)?(?:contributed(?:\s+(?:reporting|research|translation|data\s+analysis|photography|writing))(?:\s+(?:from|in)\s+[^.;“”\"]{2,80})?"
    r"|reported\s+(?:this\s+story\s+)?from\s+(?P<places>[^.;“”\"]{2,150}))\.?"
)
_SENTENCE = re.compile(r"(?<=[^\W\d_]{2}[.])\s+(?=[^\W\d_])|;\s+")
_EDGE = " ()[]—–-*•."
_OF_THE_TEXT = re.compile(r"report|writ", re.IGNORECASE)
_QUOTE_MARK = re.compile('["“”„«»‘]')
# Small words that stand between names; any other in lower case makes the line a sentence.
_BETWEEN = frozenset(
    ["and", "in", "for", "from", "at", "of", "with", "the", "de", "del", "di", "da", "van", "von", "der", "bin", "al", "el", "la"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Credit:
    """What one line says of the authors: names as it gives them, and the outlet they work for."""

    people: tuple[str, ...]
    outlet: str | None = None


def read_credit(line: str) -> Credit | None:
    """
    Read a line that says who worked on the article, and nothing else; None for any other line.

    A line that names editors or photographers only is a credit without people.
    """
    if len(line) > LONGEST_CREDIT or _QUOTE_MARK.search(line):
        return None
    parts = _SENTENCE.split(line)
    shares = [_share(part) for part in parts]
    if all(shares):
        return Credit(
            tuple(name for share in shares if share for name in share.people),
            next((share.outlet for share in shares if share and share.outlet), None),
        )
    bare = line.strip(_EDGE)
    people: list[str] = []
    at = 0
    while clause := _CLAUSE.match(bare, at):
        names = clause["people"] or clause["others"]
        if not _are_names(names):
            return None
        if clause["others"] or _OF_THE_TEXT.match(clause["craft"]):
            people.append(names.strip(_EDGE))
        at = clause.end()
        if at == len(bare):
            return Credit(tuple(people))
        at += len(bare[at:]) - len(bare[at:].lstrip(" ;.,"))
    return None


def _share(sentence: str) -> Credit | None:
    """Read a sentence that says what one or more people did for the article."""
    found = _CONTRIBUTION.match(sentence)
    if found:
        return Credit((found["people"],), found["outlet"])
    found = _SHARE.fullmatch(sentence)
    if found is None or not _are_names(found["people"]) or not _are_names(found["places"] or "A"):
        return None
    return Credit((found["people"],))


def _are_names(text: str) -> bool:
    words = re.findall(r"[^\W\d_][\w.'’-]*", text)
    return bool(words) and all(word[0].isupper() or word.lower() in _BETWEEN for word in words)
