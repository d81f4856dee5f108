"""Small parts of the phrases that name somebody, in other languages than English: which words do what, where names end."""

from collections import Counter

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.languages import Tongue
from quotewire_parser.linguistics.tokens import CAP, NUM, PUNCT

_LONGEST = 8  # tokens of a name

Span = tuple[int, int]


class Phrases:
    """Tells what the tokens of one document are."""

    def __init__(self, doc: Document, tongue: Tongue) -> None:
        self.doc = doc
        self.tongue = tongue
        self.lower = doc.tokens.lower
        self.small = (
            tongue.articles | tongue.he | tongue.she | tongue.they | tongue.nobody | tongue.genitive
            | tongue.prepositions | tongue.time | tongue.that | tongue.links | tongue.aux | tongue.according
        )  # fmt: skip
        self.times = Counter(doc.tokens.words)
        self.quoted = list(doc.quoted)
        """As the document's, without the clauses that stand inside of quotations and report them."""
        self.tails: dict[str, list[tuple[str, ...]]] = {}
        """First word -> ends of several words of known names, a small word first: "von der Marwitz"."""

    def capital(self, k: int) -> bool:
        """Tell whether token *k* is written like a name, and is none of the small words that begin sentences."""
        if self.lower[k] in self.small:
            return False
        if self.doc.tokens.flags[k] & CAP:
            return "'" not in self.lower[k] or not self._elided(k, self.tongue.articles)
        rest = self.doc.tokens.words[k].replace("’", "'").partition("'")[2]
        return bool(rest) and rest[0].isupper()

    def role(self, k: int) -> bool:
        """Tell whether token *k* is a title or, with a capital, what a person is."""
        lower = self.lower[k]
        return lower in lexicon.foreign_words("titles") or (
            bool(self.tongue.role_ends)
            and lower.endswith(self.tongue.role_ends)
            and lower not in lexicon.first_names()
        )

    def opens_subject(self, k: int) -> bool:
        """Tell whether somebody may be named from token *k* on: an article, a title or a capital."""
        return (
            self._is(k, self.tongue.articles) or self.capital(k) or self.role(k) or "-" in self.lower[k - 1]
        )

    def opens_clause(self, k: int) -> bool:
        """Tell whether token *k* begins reported words: "que", "dass"."""
        return self.quoted[k] == OUTSIDE and self._is(k, self.tongue.that)

    def _is(self, k: int, words: frozenset[str]) -> bool:
        return self.lower[k] in words or self._elided(k, words)

    def know(self, name: tuple[str, ...]) -> None:
        """Know the ends of a name that begin with a small word, wherever they stand from now on."""
        for k in range(1, len(name) - 1):
            if name[k][0].islower():
                self.tails.setdefault(name[k], []).append(name[k:])

    def _tail(self, k: int, end: int) -> int:
        """Count the tokens of a known name's end that begins at *k* with a small word, in capitals or not."""
        words = self.doc.tokens.words
        tails = self.tails.get(self.lower[k], ())
        return next((len(t) for t in tails if tuple(words[k + 1 : min(end, k + len(t))]) == t[1:]), 0)

    def _opens_sentence(self, k: int) -> bool:
        """Tell whether a capital is there only because a sentence begins: "Interrogé hier, …"."""
        tokens = self.doc.tokens
        if k and tokens.words[k - 1] not in (".", "!", "?", "…", ":") and self.quoted[k - 1] == OUTSIDE:
            opens = k == self.doc.paragraphs[self.doc.paragraph_of(k)][0]
        else:
            opens = True
        if not opens or self._first(k) or k + 1 >= len(tokens) or self.times[tokens.words[k]] > 1:
            return False
        t, after = self.tongue, k + 1
        return not (self.lower[after] in t.aux or self.lower[after] in t.says or self.lower[after] in t.calls)

    def _hangs(self, k: int) -> bool:
        return self._is(k, self.tongue.genitive) or (
            self.tongue.bare and self._is(k, self.tongue.prepositions)
        )

    def _elided(self, k: int, words: frozenset[str]) -> bool:
        first, mark, _ = self.lower[k].partition("'")
        return bool(mark) and first + mark in words

    def _stop(self, k: int) -> bool:
        return bool(self.doc.tokens.flags[k] & PUNCT) or self.quoted[k] != OUTSIDE

    def _breaks_noun(self, k: int) -> bool:
        t = self.tongue
        ends = (
            t.prepositions,
            t.genitive,
            t.that,
            t.aux,
            t.links,
            t.says,
            t.he - t.articles,
            t.she - t.articles,
        )
        return any(self._is(k, words) for words in ends)

    def _clitic(self, start: int, end: int) -> bool:
        return end - 1 > start and self.lower[end - 1] in self.tongue.articles

    def _run(self, k: int, end: int) -> int:
        """Give the end of the words with capitals from *k* on, small words of names inside ("Ursula von der Leyen")."""
        words, particles = self.doc.tokens.words, lexicon.foreign_words("particles")
        last = k + 1
        while last < min(end, k + _LONGEST) and self.quoted[last] == OUTSIDE:
            ahead = last
            while ahead < min(end - 1, last + 3) and self.lower[ahead] in particles:
                if ahead == last and words[ahead] in self.tongue.articles | self.tongue.prepositions:
                    break  # "der Chef der Firma", yet "von der Marwitz"
                ahead += 1
            initial = words[last] == "." and (len(words[last - 1]) == 1 or self.role(last - 1))
            if initial and last + 1 < end and self.capital(last + 1):
                last += 1
            elif ahead > last and self._body(ahead):
                break
            elif (ahead > last and self.doc.tokens.flags[ahead] & CAP) or self.capital(ahead):
                last = ahead + 1
            else:
                break
        return last

    def _name(self, start: int, end: int, *, noun: bool) -> Span | None:
        """Cut a run to the name in it; None for a title alone. *noun*: an article stands before, in German of a noun."""
        words = self.doc.tokens.words
        first = start
        while start < end and (self.role(start) or words[start] == "."):
            start += 1
        later = next((k for k in range(start + 1, end - 1) if self._first(k)), None)
        if later is not None and not self._first(start) and end - start > 2:
            start = later
        if noun and self.tongue.role_ends and start == first and not self._first(start):
            start += 1
            while start < end and self.lower[start] in lexicon.foreign_words("particles"):
                start += 1
        if start >= end or len(words[start]) < 2:
            return None
        if (
            end - start == 1
            and self.tongue.no_name_ends
            and self.lower[start].endswith(self.tongue.no_name_ends)
        ):
            return None
        return start, end

    def _first(self, k: int) -> bool:
        return self.lower[k] in lexicon.first_names()

    def _type(self, name: Span) -> str:
        return "organization" if self._body(name[0]) else "person"

    def _body(self, k: int) -> bool:
        head, word = self.lower[k], self.doc.tokens.words[k]
        long = bool(self.tongue.role_ends) and head.endswith(tuple(self.tongue.bodies))
        return head in self.tongue.bodies or long or (len(word) > 1 and word.isupper())

    def _gender(self, article: str, head: str) -> str | None:
        for gender, ends in (("f", self.tongue.she_ends), ("m", self.tongue.he_ends)):
            if article in ends or any(len(end) > 1 and head.endswith(end) for end in ends):
                return gender
        return None

    def _past_phrase(self, k: int, end: int) -> int:
        """Step over a preposition and the noun that hangs on it, with its own genitives."""
        t = self.tongue
        whole = self._elided(k, t.prepositions | t.genitive)
        k += 1
        while k < end and not whole and (self._is(k, t.articles) or self.doc.tokens.flags[k] & NUM):
            whole = self._elided(k, t.articles)
            k += 1
        if t.role_ends:
            while k < end and not self._stop(k) and not self.capital(k) and self.lower[k] not in self.small:
                k += 1
        if k < end and self.capital(k):
            last = self._run(k, end)
            later = next((j for j in range(k + 1, last - 1) if self._first(j)), None)
            k = later if later is not None and not self._first(k) else last
        elif k < end and not whole and not self._stop(k) and self.lower[k] not in self.small:
            k += 1
            if k < end and not t.bare and not self._stop(k) and not self.capital(k) and self._plain(k):
                k += 1  # "de nove anos"
        while k < end and self._is(k, t.genitive) and not self._stop(k):
            k = self._past_phrase(k, end)
        return k

    def _plain(self, k: int) -> bool:
        lower, t = self.lower[k], self.tongue
        return lower not in self.small and lower not in t.says and "'" not in lower
