"""Which words of a sentence report speech there, and who their subject is."""

from dataclasses import dataclass

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.adjuncts import adjunct_end
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.lexicon import CueWord
from quotewire_parser.linguistics.phrases import appositive_start, nounish, phrase_end, phrase_start
from quotewire_parser.linguistics.tokens import ADV, AUX, CAP, CONJ, CUE, DET, HUMAN, PREP, PRON, PUNCT

_BE = frozenset(("is", "are", "was", "were", "be", "been", "being", "'s", "got"))
_HAVE = frozenset(("has", "have", "had", "having", "'ve", "'d"))
_MODAL = frozenset(("will", "would", "could", "should", "can", "may", "might", "must", "shall", "'ll"))
_CARRY_ON = frozenset(("went", "goes", "go", "continued", "continues", "took", "came"))
_SUBJECT_PRONOUNS = frozenset(("he", "she", "they", "it", "we", "i", "who", "you", "which", "that"))


@dataclass(frozen=True, slots=True)
class Cue:
    """
    A cue in place: token *at*, its reading, and the token after the cue (a particle belongs to it).

    `first` is the first token of the verb group ("had previously said"), where a subject to the left would end.
    """

    at: int
    end: int
    first: int
    word: CueWord


def reading(doc: Document, i: int, floor: int, ceiling: int) -> Cue | None:
    """The cue at token *i* if it is used as a verb of its own; None for nouns, negations and infinitives."""
    tokens = doc.tokens
    if not tokens.flags[i] & CUE or doc.quoted[i] != OUTSIDE:
        return None
    readings = lexicon.cue_words()[tokens.lower[i]]
    word = None
    end = i + 1
    for candidate in readings:
        if candidate.particle is None:
            word = candidate
            break
        if i + 1 < ceiling and tokens.lower[i + 1] == candidate.particle:
            word, end = candidate, i + 2
            break
    if word is None or not _is_verb(doc, i, word, floor, ceiling):
        return None
    first = _group_start(doc, i, floor)
    if first is None:
        return None
    return Cue(i, end, first, word)


def _is_verb(doc: Document, i: int, word: CueWord, floor: int, ceiling: int) -> bool:
    tokens = doc.tokens
    if i == floor:
        return word.form in ("ing", "past") or not tokens.flags[i] & CAP
    if tokens.flags[i] & CAP and not tokens.words[i].isupper():
        return False
    before, word_before = tokens.flags[i - 1], tokens.lower[i - 1]
    if (before & DET and not before & PRON and word_before != "that") or word_before == "'s":
        return word_before in ("'s", "all", "both") and word.form == "ing"
    if (
        word.form != "ing"
        and before & PREP
        and doc.quoted[i - 1] == OUTSIDE
        and word_before not in ("to", "before")
    ):
        return False
    if tokens.lower[i] not in lexicon.word_class("noun-like"):
        return not (
            word.form == "base"
            and word_before == "to"
            and word.lemma == "say"
            and i + 1 < ceiling
            and tokens.lower[i + 1] == "the"
        )
    if word_before in _SUBJECT_PRONOUNS or before & AUX or word_before in ("to", "also", "not", "then"):
        return True
    if word.form in {"ing", "past"}:
        return True
    following = tokens.lower[i + 1] if i + 1 < ceiling else ""
    quote_next = i + 1 < ceiling and doc.quoted[i + 1] != OUTSIDE
    if word.form == "s":
        return bool(before & CAP or before & HUMAN or doc.quoted[i - 1] != OUTSIDE) and (
            quote_next
            or following in ("that", ":", "the", "a", "on", "it", "he", "she", "they", "there", "how")
            or _plain_object(doc, i, ceiling)
        )
    plural_before = tokens.words[i - 1].endswith("s") or word_before in (
        "police",
        "people",
        "media",
        "scientists",
    )
    return (
        plural_before
        and bool(before & (HUMAN | CAP))
        and (quote_next or following in ("that", "the", ":", "it", "they") or _plain_object(doc, i, ceiling))
    )


def _plain_object(doc: Document, i: int, ceiling: int) -> bool:
    """A noun phrase, not a preposition or an end, follows token *i*."""
    tokens = doc.tokens
    if i + 1 >= ceiling:
        return False
    flag = tokens.flags[i + 1]
    return bool(flag & (CAP | DET | PRON)) or (nounish(doc, i + 1) and not tokens.words[i + 1].endswith("s"))


def _group_start(doc: Document, i: int, floor: int) -> int | None:
    """First token of the verb group that ends at *i*; None where it reports nothing ("declined to comment")."""
    tokens = doc.tokens
    lower = tokens.lower
    j = i
    passive = False
    while j > floor:
        word, flag = lower[j - 1], tokens.flags[j - 1]
        if doc.quoted[j - 1] != OUTSIDE:
            break
        if word in lexicon.word_class("negation"):
            return None
        if word in _MODAL:
            if word not in ("would", "will", "could"):
                return None
            j -= 1
            continue
        if word in _BE and word != "'s":
            passive = not lower[i].endswith("ing")
            j -= 1
            continue
        if word in _HAVE or word in ("did", "do", "does") or (flag & ADV and not flag & CAP):
            j -= 1
            continue
        if word == "to":
            before = lower[j - 2] if j - 2 >= floor else ""
            if before in _CARRY_ON or before == "on":
                j -= 2 if before != "on" else 3
                continue
            return None
        break
    return None if passive else j


def subject_before(doc: Document, cue: Cue, floor: int) -> tuple[int, int] | None:
    """Token range of the subject that ends straight before the cue's verb group."""
    tokens = doc.tokens
    last = cue.first - 1
    # Adjuncts between subject and verb: "the army on Monday said".
    for back in range(1, 8):
        k = cue.first - back
        if k <= floor:
            break
        if adjunct_end(doc, k, cue.first) == cue.first and not tokens.flags[k] & PRON:
            last = k - 1
    if last < floor:
        return None
    if tokens.words[last] in "–—-" and last - 1 >= floor:
        return None
    if tokens.words[last] == ",":
        start = appositive_start(doc, last, floor)
        return None if start is None else (start, last)
    if tokens.words[last] == ")":
        return _with_brackets(doc, last, floor)
    if tokens.lower[last] in ("who", "which", "that"):
        return relative_head(doc, last, floor)
    start = phrase_start(doc, last, floor)
    if start is None:
        return None
    start = _lead_in(doc, start, last, floor)
    if not plausible_speaker(doc, start, last + 1):
        return None
    return start, last + 1


def _lead_in(doc: Document, start: int, last: int, floor: int) -> int:
    """Leaves a time or an opener at the sentence's start out of the mention: "Monday the minister"."""
    tokens = doc.tokens
    while start < last and tokens.lower[start] in ("then", "meanwhile", "so", "now", "and", "but"):
        start += 1
    # "X, spokesman for Y" without a second comma: the name before the comma belongs to the mention.
    if (
        start - 2 >= floor
        and tokens.words[start - 1] == ","
        and tokens.flags[last] & CAP
        and not tokens.flags[start] & (CAP | DET)
    ):
        return start
    return start


def _with_brackets(doc: Document, last: int, floor: int) -> tuple[int, int] | None:
    """Take a subject that ends in brackets: "The World Health Organization (WHO)", "Mr Smith (45)"."""
    for j in range(last - 1, max(floor, last - 10), -1):
        if doc.tokens.words[j] == "(":
            start = phrase_start(doc, j - 1, floor) if j > floor else None
            return None if start is None else (start, last + 1)
    return None


def relative_head(doc: Document, at: int, floor: int) -> tuple[int, int] | None:
    """What "who", "which" or "that" at token *at* stands for: the phrase before it, or a document named before."""
    tokens = doc.tokens
    last = at - 1
    while last >= floor and tokens.words[last] in (",", "—", "–"):
        last -= 1
    if last < floor:
        return None
    human = lexicon.human_nouns()
    if tokens.lower[at] != "who":
        for j in range(last, max(floor, last - 25) - 1, -1):
            if (
                doc.quoted[j] == OUTSIDE
                and human.get(tokens.lower[j]) == "document"
                and not tokens.flags[j] & CAP
            ):
                start = phrase_start(doc, j, floor)
                if start is not None and tokens.flags[start] & DET:
                    return start, j + 1
    if doc.quoted[last] != OUTSIDE:
        return None
    start = phrase_start(doc, last, floor)
    if start is None or not any(tokens.flags[k] & (CAP | HUMAN) for k in range(start, last + 1)):
        return None
    return start, last + 1


def plausible_speaker(doc: Document, start: int, end: int) -> bool:
    """Can the tokens name somebody or something that speaks: a pronoun, a name, or a noun for people or papers?"""
    tokens = doc.tokens
    if end - start == 1:
        word, flag = tokens.lower[start], tokens.flags[start]
        if word in _SUBJECT_PRONOUNS or word in (
            "many",
            "some",
            "others",
            "both",
            "several",
            "most",
            "one",
            "another",
        ):
            return True
        if flag & (DET | PREP | CONJ | AUX | PUNCT | PRON) and not flag & HUMAN:
            return False
        return (
            bool(flag & (CAP | HUMAN))
            or tokens.words[start].endswith("s")
            or word.endswith(("er", "or", "ist", "ian"))
        )
    return any(nounish(doc, k) for k in range(start, end))


def subject_after(doc: Document, cue: Cue, ceiling: int) -> tuple[int, int] | None:
    """Token range of the subject behind the cue: said Michael Smith, a lawyer for the family."""
    tokens = doc.tokens
    start = cue.end
    if start >= ceiling or doc.quoted[start] != OUTSIDE:
        return None
    word, flag = tokens.lower[start], tokens.flags[start]
    if word in ("him", "her", "them", "me", "us", "that", "it") and word != "her":
        return None
    if flag & (PREP | CONJ | AUX | ADV) and not flag & CAP and not flag & DET:
        return None
    end = phrase_end(doc, start, ceiling)
    if end is None or not plausible_speaker(doc, start, end):
        return None
    if not any(tokens.flags[k] & (CAP | HUMAN | PRON) for k in range(start, end)):
        return None
    return start, _with_apposition(doc, end, ceiling)


def _with_apposition(doc: Document, end: int, ceiling: int) -> int:
    """Takes ", a lawyer for the family" into a mention that ends at *end*."""
    tokens = doc.tokens
    if end + 1 < ceiling and tokens.words[end] == "(":
        for j in range(end + 1, min(ceiling, end + 6)):
            if tokens.words[j] == ")":
                end = j + 1
                break
    if end + 1 < ceiling and tokens.words[end] == "," and doc.quoted[end + 1] == OUTSIDE:
        first = end + 1
        flag = tokens.flags[first]
        if adjunct_end(doc, first, ceiling) is not None:
            return end
        if (
            (flag & DET and tokens.lower[first] in ("a", "an", "the", "one", "his", "her", "its", "their"))
            or flag & HUMAN
            or (first + 1 < ceiling and tokens.flags[first + 1] & HUMAN and not flag & (PRON | PREP | CONJ))
        ):
            stop = phrase_end(doc, first, ceiling)
            if stop is not None and any(tokens.flags[k] & HUMAN for k in range(first, stop)):
                return stop
    return end


def main_subject(doc: Document, floor: int, before: int) -> tuple[int, int] | None:
    """Subject of a sentence's main clause: the first noun phrase with a verb behind it, after lead-ins."""
    tokens = doc.tokens
    i = floor
    for _ in range(4):
        while i < before and ((tokens.flags[i] & PUNCT and doc.quoted[i] == OUTSIDE) or _opener(doc, i)):
            i += 1
        if i >= before:
            return None
        if (
            (tokens.flags[i] & (PREP | CONJ) and not tokens.flags[i] & DET)
            or tokens.lower[i].endswith("ing")
            or doc.quoted[i] != OUTSIDE
        ):
            comma = next(
                (k for k in range(i, before) if tokens.words[k] == "," and doc.quoted[k] == OUTSIDE), None
            )
            if comma is None:
                return None
            i = comma + 1
            continue
        break
    end = phrase_end(doc, i, before)
    if end is None or not plausible_speaker(doc, i, end):
        return None
    mention_end = _with_apposition(doc, end, before)
    return i, mention_end


def _opener(doc: Document, i: int) -> bool:
    flag = doc.tokens.flags[i]
    return (
        bool(flag & ADV)
        or doc.tokens.lower[i] in ("and", "but", "yet", "so")
        or (adjunct_end(doc, i, i + 2) == i + 1 and not flag & PRON)
    )
