"""Names in a text: runs of capitals cut to persons, organisations, places and groups, before they are merged."""

from collections import Counter

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.naming import cut_run
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

_PARTICLES = frozenset(
    ("de", "da", "di", "del", "della", "der", "den", "van", "von", "bin", "bint", "ibn", "al", "el", "la", "le", "du", "dos", "das", "ter", "ten", "af", "y", "e", "zu", "und", "ben", "abu", "ap", "van't")
)  # fmt: skip
_JOINERS = frozenset(("of", "for", "and", "&", "the", "on", "de", "des", "du", "do", "against", "to", "in"))
_TITLE_CASE_SHARE = 0.6
_MAX_RUN = 12
_ACRONYM_CHARS = 6
_NICKNAME_TOKENS = 4  # the two marks included
_BEFORE_NICKNAME = 2


class NameFinder:
    """Collects name runs of a document; two passes, as a word's other uses tell what a sentence's first word is."""

    def __init__(self, doc: Document, *, cautious: bool = False) -> None:
        self.doc = doc
        self.cautious = cautious  # another language than English: capitals say less
        self.small: Counter[str] = Counter()
        self.inner: Counter[str] = Counter()
        self.shouted: set[int] = set()
        self._survey()

    def _survey(self) -> None:
        tokens = self.doc.tokens
        for number, (first, last) in enumerate(self.doc.paragraphs):
            cased = [
                k for k in range(first, last) if tokens.words[k][0].isalpha() and len(tokens.words[k]) > 3
            ]
            capitals = sum(bool(tokens.flags[k] & CAP) for k in cased)
            if (
                len(cased) > 2
                and capitals >= _TITLE_CASE_SHARE * len(cased)
                and tokens.words[last - 1] not in '.!?”"'
            ):
                self.shouted.add(number)
                continue
            for k in range(first, last):
                if not tokens.flags[k] & CAP:
                    self.small[tokens.lower[k]] += 1
                elif not self._starts_sentence(k):
                    self.inner[tokens.words[k]] += 1

    def _starts_sentence(self, k: int) -> bool:
        """Is token *k* capitalised by its place: first in a sentence, a quotation or after a colon?"""
        doc = self.doc
        if k == doc.sentences[doc.sentence_of[k]][0]:
            return True
        before = doc.tokens.words[k - 1]
        return before in ".!?:…•*—–-\"“„«‘'([" and (doc.quoted[k] != OUTSIDE or before in ".!?:…•*—–-")

    def run(self) -> list[Name]:
        """All names, in text order."""
        names: list[Name] = []
        doc, tokens = self.doc, self.doc.tokens
        for number, (first, last) in enumerate(doc.paragraphs):
            i = first
            while i < last:
                if not tokens.flags[i] & CAP:
                    i += 1
                    continue
                end = self._run_end(i, last)
                names += self._cut(i, end, shouted=number in self.shouted)
                i = max(end, i + 1)
        return names

    def _plain(self, k: int) -> bool:
        """A capitalised token that is no name by itself: "The", "He", "Monday"."""
        tokens = self.doc.tokens
        flag, lower = tokens.flags[k], tokens.lower[k]
        if flag & TIME and not (
            k and tokens.lower[k - 1] in lexicon.first_names() and lower in ("may", "march", "august")
        ):
            return True
        if (
            tokens.words[k].isupper()
            and len(tokens.words[k]) > 1
            and lower in ("us", "it", "who", "un", "am", "pm", "is", "in")
        ):
            return lower in ("it", "am", "pm", "is", "in")
        return (
            bool(flag & (DET | PRON | CONJ | AUX | PREP))
            and len(lower) > 1
            and (self._starts_sentence(k) or not tokens.words[k].isupper())
        )

    def _run_end(self, i: int, last: int) -> int:
        """Token after the run of name tokens that begins at *i*."""
        doc, tokens = self.doc, self.doc.tokens
        if self._plain(i):
            return i + 1
        end = i + 1
        k = end
        sentence_end = min(last, doc.sentences[doc.sentence_of[i]][1], i + _MAX_RUN)
        while k < sentence_end:
            if doc.quoted[k] != doc.quoted[i]:
                behind = self._past_nickname(i, k, sentence_end)
                if behind is None:
                    break
                k, end = behind + 1, behind + 1
                continue
            word, flag = tokens.lower[k], tokens.flags[k]
            if tokens.starts[k] - tokens.ends[k - 1] > 1:
                break
            if flag & CAP and not self._plain(k):
                if self._apart(k):
                    break
                k += 1
                end = k
                continue
            if (
                tokens.words[k] == "."
                and tokens.starts[k] == tokens.ends[k - 1]
                and k + 1 < sentence_end
                and tokens.flags[k + 1] & CAP
            ):
                if (
                    tokens.lower[k - 1] in lexicon.word_class("abbreviations")
                    or len(tokens.words[k - 1]) == 1
                ):
                    k += 1
                    continue
                break
            if (
                flag & NUM
                and end == k
                and tokens.words[k].isdigit()
                and len(word) <= 2
                and tokens.lower[k - 1]
                in ("interstate", "highway", "route", "apollo", "formula", "channel", "group")
            ):
                k += 1
                end = k
                continue
            joined = self._joined(i, k, sentence_end)
            if joined is None:
                break
            k = joined
        return end

    def _past_nickname(self, i: int, k: int, ceiling: int) -> int | None:
        """Token after the short name in marks at *k*, where another part of the name follows: Ana “Nina” Duarte."""
        doc, tokens = self.doc, self.doc.tokens
        if doc.quoted[i] != OUTSIDE or k - i > _BEFORE_NICKNAME:
            return None
        first, last = doc.stretch_tokens(doc.stretches[doc.quoted[k]])
        if first != k or last - first > _NICKNAME_TOKENS or last >= ceiling:
            return None
        capitals = all(tokens.flags[x] & CAP for x in (*range(first + 1, last - 1), last))
        return last if capitals and not self._plain(last) and doc.quoted[last] == OUTSIDE else None

    def _apart(self, k: int) -> bool:
        """Do two neighbouring capitals belong to two names: "Iranian Qasem", "Russia President"?"""
        tokens = self.doc.tokens
        word = tokens.words[k - 1]
        # A nationality before a person's or organisation's name is its own group name, cut later.
        return tokens.lower[k - 1] == "'s" or word in (",", ";")

    def _joined(self, i: int, k: int, ceiling: int) -> int | None:
        """Token after a small word at *k* that joins two parts of one name; None where it does not."""
        doc, tokens = self.doc, self.doc.tokens
        word = tokens.lower[k]
        if k + 1 >= ceiling:
            return None
        following = tokens.flags[k + 1]
        if word in _PARTICLES and tokens.lower[k - 1] not in lexicon.organisation_heads():
            j = k
            while j < ceiling and tokens.lower[j] in _PARTICLES | {"la", "der", "den", "the"}:
                j += 1
            return j if j < ceiling and tokens.flags[j] & CAP and not self._plain(j) else None
        if word in ("’", "'") and following & CAP:
            return None
        if word == "'s":
            inside = (
                tokens.lower[k - 1] in lexicon.word_class("possessed")
                and following & CAP
                and not self._plain(k + 1)
            )
            return k + 1 if inside else None
        if word not in _JOINERS:
            return None
        heads = lexicon.organisation_heads()
        headed = [tokens.lower[x] in heads or tokens.lower[x].rstrip("s") in heads for x in range(i, k)]
        if not any(headed):
            lasts = lexicon.place_words()[0]
            if (
                word == "of"
                and tokens.lower[k - 1]
                in (
                    "gulf",
                    "strait",
                    "bay",
                    "cape",
                    "sea",
                    "isle",
                    "republic",
                    "kingdom",
                    "state",
                    "states",
                    "horn",
                    "university",
                    "house",
                    "bank",
                    "board",
                    "court",
                    "chamber",
                    "city",
                    "knights",
                    "order",
                    "sons",
                    "guardians",
                    "islands",
                )
            ) or (word == "and" and following & CAP and tokens.lower[k + 1] in lasts):
                pass
            else:
                return None
        elif word in ("in", "to") or (
            word == "on"
            and tokens.lower[k - 1]
            not in ("commission", "committee", "council", "conference", "convention", "panel")
        ):
            return None
        if word == "and" and not (headed[-1] is False or k - i >= 3):
            return None
        if (
            word == "and"
            and "of" not in [tokens.lower[x] for x in range(i, k)]
            and "for" not in [tokens.lower[x] for x in range(i, k)]
        ):
            # "Food and Drug Administration": the head is still to come.
            j = k + 1
            while j < ceiling and tokens.flags[j] & CAP:
                if tokens.lower[j] in heads and not headed[-1]:
                    return k + 1
                j += 1
            return None
        j = k + 1
        if tokens.lower[j] == "the" and j + 1 < ceiling:
            j += 1
        return j if tokens.flags[j] & CAP and not self._plain(j) and doc.quoted[j] == doc.quoted[i] else None

    # -- one run -> names ---------------------------------------------------------------------------------------
    def _cut(self, start: int, end: int, *, shouted: bool) -> list[Name]:

        tokens = self.doc.tokens
        while start < end and self._plain(start):
            start += 1
        while start < end and self._starts_sentence(start) and not self._kept_at_start(start, end):
            start += 1
        while start < end and (tokens.words[end - 1] == "." or tokens.flags[end - 1] & PUNCT):
            end -= 1
        if start >= end:
            return []
        return cut_run(self, start, end, shouted=shouted)

    def _kept_at_start(self, k: int, end: int) -> bool:
        """Is a sentence's first word a name, or the beginning of one?"""
        tokens = self.doc.tokens
        word, lower, flag = tokens.words[k], tokens.lower[k], tokens.flags[k]
        if self.inner[word] or self.known(word):
            return True
        if word.isupper() and 1 < len(word) <= _ACRONYM_CHARS:
            return True
        if lower in lexicon.word_class("sentence-openers") or flag & (
            DET | PRON | CONJ | AUX | PREP | VERB | ADV | CUE
        ):
            return False
        following_cap = k + 1 < end and (
            bool(tokens.flags[k + 1] & CAP)
            or tokens.lower[k + 1] in _PARTICLES
            or self.doc.quoted[k + 1] != self.doc.quoted[k]  # a nickname in marks
        )
        if self.small[lower]:
            return following_cap and (lower in lexicon.role_nouns() or lower in lexicon.role_modifiers())
        if following_cap or (k + 1 < len(tokens) and tokens.words[k + 1] == "."):
            return True
        if flag & HUMAN:
            return False
        following = tokens.lower[k + 1] if k + 1 < len(tokens) else ""
        if lower.endswith(("ing", "ed", "ly", "tion", "ment", "ness", "ity", "ies", "ers")):
            return False
        speaks = k + 1 < len(tokens) and tokens.flags[k + 1] & (CUE | AUX) and not lower.endswith("s")
        return bool(speaks) or (following in ("'s", "’") and not lower.endswith("s"))

    def known(self, name: str) -> bool:
        """Is *name* in one of the lists?"""
        return (
            name in lexicon.places()
            or name in lexicon.known_organisations()
            or name in lexicon.groups()
            or name.lower() in lexicon.first_names()
        )
