"""How a text describes the people it names: roles, nouns in apposition, what somebody is said to be, age."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.actors import Entity
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.tokens import AUX, CAP, DET, HUMAN, NUM, PRON, PUNCT, VERB

_APPOSITION = 14  # tokens behind a name that may still describe it
_BEFORE = 7
_BE = frozenset(("is", "was", "became", "remains", "remained"))
_AGES = range(5, 115)
_SHORT = {
    "gov": "governor", "sen": "senator", "rep": "representative", "gen": "general", "col": "colonel", "capt": "captain",
    "sgt": "sergeant", "lt": "lieutenant", "det": "detective", "insp": "inspector", "supt": "superintendent",
    "prof": "professor", "dr": "doctor", "rev": "reverend", "fr": "father", "pres": "president", "cllr": "councillor",
}  # fmt: skip


def describe(doc: Document, entity: Entity) -> frozenset[str]:
    """
    Give the nouns by which the text describes a person, lower case, and the age as a number ("61").

    Looked at are the role, up to seven words before each mention and up to fourteen behind it, as far as they are one
    noun phrase or one apposition ("Dale Fehr, 70, a retired logger"; "Ama Boateng was the mayor").
    """
    words = {word for role in entity.roles for word in role.lower().replace("-", " ").split()}
    for start, end in entity.spans:
        first, last = doc.sentences[doc.sentence_of[start]]
        words.update(_before(doc, start, max(first, start - _BEFORE)))
        words.update(_behind(doc, end, min(last, end + _APPOSITION)))
    words |= entity.called
    return frozenset(words | {_SHORT[word] for word in words & _SHORT.keys()})


def _before(doc: Document, start: int, floor: int) -> list[str]:
    """Words before a name up to the first that cannot belong to the same noun phrase."""
    found = []
    for k in range(start - 1, floor - 1, -1):
        flag = doc.tokens.flags[k]
        dotted = doc.tokens.words[k] == "." and doc.tokens.lower[k - 1] in _SHORT
        verb = flag & (VERB | AUX) and not flag & (HUMAN | CAP)
        if doc.quoted[k] != OUTSIDE or (flag & PUNCT and not dotted) or flag & (DET | PRON) or verb:
            break
        found.append(doc.tokens.lower[k])
    return found


def _behind(doc: Document, end: int, ceiling: int) -> list[str]:
    """Nouns and the age in an apposition, or behind "is" and "was"."""
    tokens = doc.tokens
    k = end
    if k < ceiling and tokens.words[k] in ",(":
        k += 1
    elif k < ceiling and tokens.lower[k] in _BE:
        k += 1
        if k >= ceiling or not tokens.flags[k] & DET:
            return []
    else:
        return []
    found = []
    if k < ceiling and tokens.flags[k] & NUM and tokens.words[k].isdigit() and int(tokens.words[k]) in _AGES:
        found.append(tokens.words[k])
        k += 1
        if k < ceiling and tokens.words[k] == ",":
            k += 1
    for place in range(k, ceiling):
        if doc.quoted[place] != OUTSIDE or tokens.words[place] in ",.;:()—–":
            break
        if tokens.lower[place] in ("who", "which", "that", "said", "says"):
            break
        found.append(tokens.lower[place])
    # Only what may name a person: the rest of the apposition is about something else.
    return [
        word
        for word in found
        if word in lexicon.human_nouns() or "-" in word or word.isdigit() or _agent(word)
    ]


def _agent(word: str) -> bool:
    return len(word) > 4 and word.endswith(("er", "or", "ist", "ian", "man", "woman", "eer"))
