"""What is said: the extent of the words that a cue governs."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.adjuncts import adjunct_end, skip_adjuncts
from quotewire_parser.linguistics.cues import Cue
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.phrases import nounish
from quotewire_parser.linguistics.tokens import (
    ADV,
    AUX,
    CAP,
    CONJ,
    CUE,
    DET,
    HUMAN,
    NUM,
    PREP,
    PRON,
    PUNCT,
    TIME,
    VERB,
)

TELLING = frozenset(("tell", "inform", "assure", "reassure", "remind", "notify"))
_MAYBE_TELLING = frozenset(("warn", "advise", "ask", "promise", "caution", "alert", "brief"))
_QUESTION = frozenset(("if", "whether", "how", "why", "what", "who", "when", "where", "which"))
_OBJECTS = frozenset(("him", "her", "them", "me", "us", "you", "it"))
_WEAK = frozenset(("add", "comment", "continue", "respond", "answer", "reply"))


def past_addressee(doc: Document, cue: Cue, ceiling: int) -> int:
    """Token after whom the words are told to: "told the BBC", "told reporters in Kyiv"."""
    tokens = doc.tokens
    i = cue.end
    if cue.word.lemma in TELLING or (cue.word.lemma in _MAYBE_TELLING and _tells_somebody(doc, i, ceiling)):
        i = _addressee_end(doc, i, ceiling)
    return skip_adjuncts(doc, i, ceiling) if i < ceiling and tokens.lower[i] != "that" else i


def _tells_somebody(doc: Document, i: int, ceiling: int) -> bool:
    end = _addressee_end(doc, i, ceiling)
    return i < end < ceiling and (
        doc.tokens.lower[end] in ("that", "if", "whether", "about", ":", ",", "how", "why")
        or doc.quoted[end] != OUTSIDE
    )


def _addressee_end(doc: Document, i: int, ceiling: int) -> int:
    tokens = doc.tokens
    if i >= ceiling or doc.quoted[i] != OUTSIDE:
        return i
    if tokens.lower[i] in _OBJECTS:
        return i + 1
    j = i
    if tokens.flags[j] & DET and tokens.lower[j] != "that":
        j += 1
    first = j
    named = False
    while j < ceiling and doc.quoted[j] == OUTSIDE and j < i + 12:
        flag = tokens.flags[j]
        if flag & CAP and not (flag & (PRON | DET | CONJ)):
            named = True
            j += 1
            continue
        if tokens.lower[j] in ("'s", "of", "and", "for", "&") and j > first and j + 1 < ceiling:
            following = tokens.flags[j + 1]
            if (following & CAP and (named or tokens.lower[j] in ("of", "for"))) or (
                tokens.lower[j] in ("and", "'s", "of") and following & HUMAN
            ):
                j += 1
                continue
            if tokens.lower[j] == "of" and following & DET and j + 2 < ceiling:
                j += 2
                continue
            break
        if nounish(doc, j) and not named and not flag & TIME:
            j += 1
            if (
                flag & HUMAN
                and j < ceiling
                and not tokens.flags[j] & HUMAN
                and tokens.lower[j] not in ("of", "and", "'s")
            ):
                # "told reporters": the next noun begins the words, unless a name follows a role.
                if tokens.flags[j] & CAP and not tokens.words[j - 1].endswith("s"):
                    continue
                break
            continue
        break
    return j if j > first else i


def complement_start(doc: Document, cue: Cue, ceiling: int) -> int | None:
    """Token where the words governed by *cue* begin; None where its frame finds nothing after it."""
    tokens = doc.tokens
    frames = cue.word.frames
    i = past_addressee(doc, cue, ceiling)
    if i >= ceiling:
        return None
    word, flag = tokens.lower[i], tokens.flags[i]
    told = i > cue.end and cue.word.lemma in TELLING
    if doc.quoted[i] != OUTSIDE:
        return i
    if word in (":", ",") or tokens.words[i] in "—–":
        following = i + 1
        if following < ceiling and doc.quoted[following] != OUTSIDE:
            return following
        if word == ":" and following < ceiling and "t" in frames:
            return following
        if word == "," and "t" in frames and cue.word.form != "ing":
            return _past_inserted(doc, i, ceiling)
        return None
    if word == "as" and "a" in frames:
        return i
    if "t" in frames and (
        word == "that" or (word in _QUESTION and cue.word.lemma not in _WEAK and word != "which")
    ):
        return i
    if "q" in frames and word in _QUESTION:
        return i
    if "i" in frames:
        start = _infinitive(doc, i, ceiling)
        if start is not None:
            return start
    if "p" in frames:
        return i if not flag & (PUNCT | CONJ) else None
    if "o" in frames:
        links = [
            k
            for k in range(i, min(ceiling, i + 14))
            if tokens.lower[k] in ("of", "for") and doc.quoted[k] == OUTSIDE
        ]
        if links and not flag & (PREP | PUNCT | CONJ):
            return i
        if "n" not in frames:
            return None
    if "a" in frames and not flag & (PREP | PUNCT):
        return (
            i
            if any(tokens.lower[k] == "as" for k in range(i, min(ceiling, i + 20))) or "n" in frames
            else None
        )
    if "c" in frames and not flag & (PREP | PUNCT | CONJ):
        if _names_something(doc, i, ceiling):
            return i
        return None
    if (
        "t" in frames
        and not flag & (PUNCT | CONJ)
        and (not flag & PREP or told)
        and has_verb(doc, i, ceiling, cue)
    ):
        return i
    if "n" in frames and not flag & (PUNCT | CONJ | PREP | AUX):
        return i
    return None


def _past_inserted(doc: Document, comma: int, ceiling: int) -> int | None:
    """Find where the words begin behind an insertion: at "that" in "said, in a statement, that"."""
    for k in range(comma + 1, min(ceiling, comma + 12)):
        if doc.quoted[k] != OUTSIDE:
            return k
        if doc.tokens.lower[k] == "that" and doc.tokens.words[k - 1] == ",":
            return k
    return None


def _infinitive(doc: Document, i: int, ceiling: int) -> int | None:
    """Find the "to" of an infinitive, at *i* or after an object of at most eight tokens."""
    tokens = doc.tokens
    for k in range(i, min(ceiling - 1, i + 10)):
        if doc.quoted[k] != OUTSIDE:
            return None
        flag = tokens.flags[k]
        if tokens.lower[k] == "to":
            following = tokens.flags[k + 1]
            if not following & (CAP | DET | NUM) or doc.quoted[k + 1] != OUTSIDE:
                return k
            return None
        if (k > i and flag & (AUX | CONJ | PUNCT) and tokens.lower[k] != "and") or tokens.lower[k] == "that":
            return None
    return None


def _names_something(doc: Document, i: int, ceiling: int) -> bool:
    """Tell whether an object and what it is called follow: "called the vote a sham"."""
    tokens = doc.tokens
    for k in range(i + 1, min(ceiling, i + 16)):
        if doc.quoted[k] != OUTSIDE:
            return True
        if tokens.lower[k] in ("a", "an"):
            return tokens.lower[k - 1] not in ("for", "of", "to", "in", "at", "on", "with", "by")
        if tokens.flags[k] & (CONJ | PUNCT) and tokens.lower[k] != "'s":
            return False
    return False


def has_verb(doc: Document, i: int, ceiling: int, cue: Cue) -> bool:
    """Is there a finite verb in the clause that would be the reported words?"""
    tokens = doc.tokens
    noun = False
    for k in range(i, min(ceiling, i + 24)):
        if doc.quoted[k] != OUTSIDE:
            return True
        word, flag = tokens.lower[k], tokens.flags[k]
        finite = noun and tokens.lower[k - 1] != "to"
        if finite and (
            flag & AUX or (flag & VERB and not flag & CAP) or (flag & CUE and not flag & (CAP | HUMAN))
        ):
            return True
        if noun and not flag & (CAP | HUMAN | NUM) and word.endswith("ed"):
            return True
        if word in (";", ":"):
            return False
        after_article = k > i and bool(
            tokens.flags[k - 1] & DET
        )  # "the plan": a noun, whatever else it may be
        noun = noun or after_article or bool(flag & (CAP | PRON | HUMAN | NUM)) or nounish(doc, k)
    return cue.word.lemma in ("say", "state", "claim") and ceiling - i > 3


def complement_end(doc: Document, cue: Cue, start: int, ceiling: int) -> int:
    """Token after the governed words: the clause ends at the sentence's end, another report, or a new main clause."""
    tokens = doc.tokens
    nominal = "n" in cue.word.frames and not _clause_like(doc, start)
    end = ceiling
    for k in range(start + 1, ceiling):
        if doc.quoted[k] != OUTSIDE:
            continue
        word = tokens.lower[k]
        if word == ";":
            end = k
            break
        if word == "," and k + 1 < ceiling and _breaks(doc, k, ceiling, nominal=nominal):
            end = k
            break
        if word in ("and", "but") and k + 2 < ceiling and _new_report(doc, k, ceiling):
            end = k
            break
        if word in ("after", "following", "while", "although", "despite") and nominal:
            end = k
            break
        if nominal and word in ("on", "in", "at", "during") and adjunct_end(doc, k, ceiling) is not None:
            end = k
            break
    while (
        end > start + 1
        and doc.quoted[end - 1] == OUTSIDE
        and (tokens.words[end - 1] in ".,;:—–-!" or tokens.lower[end - 1] in ("and", "but"))
    ):
        end -= 1
    return end


def _clause_like(doc: Document, start: int) -> bool:
    return (
        doc.tokens.lower[start] in ("that", "if", "whether", "how", "why", "what", "to")
        or doc.quoted[start] != OUTSIDE
    )


def _breaks(doc: Document, comma: int, ceiling: int, *, nominal: bool) -> bool:
    """Does the reported part end at this comma?"""
    tokens = doc.tokens
    k = comma + 1
    if doc.quoted[k] != OUTSIDE:
        return False
    word = tokens.lower[k]
    if word == "according":
        return True
    while k < ceiling - 1 and (tokens.flags[k] & ADV and tokens.lower[k] != "however"):
        k += 1
    word, flag = tokens.lower[k], tokens.flags[k]
    if word in lexicon.word_class("citing"):
        return True
    if flag & CUE and word.endswith("ing") and not flag & HUMAN:
        return True
    if word in ("and", "but", "while", "whereas", "although", "though", "as", "with", "after"):
        if word in ("and", "but") and _new_report(doc, k, ceiling):
            return True
        return (nominal and word in ("but", "while", "although", "as", "after", "with")) or (
            word in ("while", "although", "though", "whereas") and (_reports_later(doc, k, ceiling))
        )
    return nominal and word in ("which", "who", "where", "saying", "when")


def _new_report(doc: Document, conjunction: int, ceiling: int) -> bool:
    """After "and" or "but": a verb of reporting, at once or behind a short subject."""
    tokens = doc.tokens
    k = conjunction + 1
    while k < ceiling and (tokens.flags[k] & ADV or tokens.lower[k] in ("has", "had", "have")):
        k += 1
    if k >= ceiling:
        return False
    word = tokens.lower[k]
    readings = lexicon.cue_words().get(word)
    if readings and not tokens.flags[k] & CAP and doc.quoted[k] == OUTSIDE:
        return readings[-1].form in ("past", "s") and readings[-1].frames != "d" and not word.endswith("ing")
    return _reports_later(doc, conjunction, ceiling)


def _reports_later(doc: Document, conjunction: int, ceiling: int) -> bool:
    """A subject of a few tokens and a cue with a clause of its own follow."""
    tokens = doc.tokens
    for k in range(conjunction + 1, min(ceiling - 1, conjunction + 9)):
        flag, word = tokens.flags[k], tokens.lower[k]
        if (
            doc.quoted[k] != OUTSIDE
            or (flag & PUNCT and word not in (".", "'s"))
            or word in ("that", "which", "who")
        ):
            return False
        if flag & CUE and not flag & (CAP | HUMAN) and k > conjunction + 1:
            readings = lexicon.cue_words()[word]
            return readings[-1].form in ("past", "s") and any(mark in readings[-1].frames for mark in "tqac")
        if flag & (AUX | VERB) and not flag & (CAP | HUMAN) and word not in ("has", "had", "have"):
            return False
    return False
