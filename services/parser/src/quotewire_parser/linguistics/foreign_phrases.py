"""Small parts of the phrases that name somebody, in other languages than English: which words do what, where names end."""

from collections import Counter

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.languages import Tongue, name_words, person_nouns
from quotewire_parser.linguistics.tokens import CAP, NUM, PUNCT

_LONGEST = 8  # tokens of a name
_SHORT_NAME = 3
_LEAST_INFINITIVE = 5  # letters
_STEM = 6  # letters by which forms of a noun are known for one

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
            | tongue.conjunctions
        )  # fmt: skip
        self.pronouns: dict[str, tuple[str, str | None]] = {}
        """Pronoun -> nobody or pronoun, and its gender; the first reading of one counts."""
        for kind, gender, words in (
            ("nobody", None, tongue.nobody), ("pronoun", "m", tongue.he - tongue.she),
            ("pronoun", "f", tongue.she - tongue.he), ("pronoun", None, tongue.they),
        ):  # fmt: skip
            for word in words:
                self.pronouns.setdefault(word, (kind, gender))
        self.times = Counter(doc.tokens.words)
        self.stems = {word[:_STEM] for word in self.times if len(word) >= _STEM and word.islower()}
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
        ruled = self._elided(k, self.tongue.prepositions) or self._elided(k, self.tongue.genitive)
        return bool(rest) and rest[0].isupper() and not ruled

    def role(self, k: int) -> bool:
        """Tell whether token *k* is a title or, with a capital, what a person is."""
        lower = self.lower[k]
        return lower in lexicon.foreign_words("titles") or (
            bool(self.tongue.role_ends)
            and lower.endswith(self.tongue.role_ends)
            and lower not in lexicon.first_names()
            and lower not in name_words()
        )

    def aux(self, k: int) -> bool:
        """Tell whether token *k* is an auxiliary, with what is joined to it or not: "a-t-il", "l'a"."""
        t, lower = self.tongue, self.lower[k]
        return lower in t.aux or lower.partition("-")[0] in t.aux or lower.partition("'")[2] in t.aux

    def opens_subject(self, k: int) -> bool:
        """Tell whether somebody may be named from token *k* on: an article, a title or a capital."""
        return (
            self.is_in(k, self.tongue.articles) or self.capital(k) or self.role(k) or "-" in self.lower[k - 1]
        )

    def opens_clause(self, k: int) -> bool:
        """Tell whether token *k* begins reported words: "que", "dass"."""
        return self.quoted[k] == OUTSIDE and self.is_in(k, self.tongue.that)

    def is_in(self, k: int, words: frozenset[str]) -> bool:
        """Tell whether token *k* is one of *words*, or begins with one: "l'école"."""
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
        if (
            k
            and tokens.words[k - 1] not in (".", "!", "?", "…", ":", "-", "–", "—")
            and self.quoted[k - 1] == OUTSIDE
        ):
            opens = k == self.doc.paragraphs[self.doc.paragraph_of(k)][0]
        else:
            opens = True
        if not opens or self.is_first_name(k) or k + 1 >= len(tokens) or self.times[tokens.words[k]] > 1:
            return False
        t, after = self.tongue, k + 1
        cues = (t.aux, t.says, t.calls, t.according_behind)
        return not any(self.lower[after] in words for words in cues)

    def _common(self, k: int, end: int) -> bool:
        """Tell whether a capital opens a sentence with a common noun: one that stands elsewhere without it, or an office."""
        lone = k + 1 >= end or not self.capital(k + 1)
        opens = (
            k == 0
            or self.doc.tokens.words[k - 1] in (".", "!", "?", "…", ":", "»")
            or k == self.doc.paragraphs[self.doc.paragraph_of(k)][0]
        )
        known = person_nouns()
        common = self.times[self.lower[k]] > 0 or self.lower[k] in known
        return lone and opens and (common or self.lower[k][:_STEM] in self.stems)

    def _hangs(self, k: int) -> bool:
        return self.is_in(k, self.tongue.genitive) or (
            self.tongue.bare and self.is_in(k, self.tongue.prepositions)
        )

    def _elided(self, k: int, words: frozenset[str]) -> bool:
        lower = self.lower[k]
        return "'" in lower and lower[: lower.index("'") + 1] in words

    def _stop(self, k: int) -> bool:
        return bool(self.doc.tokens.flags[k] & PUNCT) or self.quoted[k] != OUTSIDE

    def _breaks_noun(self, k: int) -> bool:
        t = self.tongue
        ends = (
            t.prepositions,
            t.genitive,
            t.that,
            t.aux,
            t.nots,
            t.links,
            t.conjunctions,
            t.says,
            t.he - t.articles,
            t.she - t.articles,
        )
        return any(self.is_in(k, words) for words in ends)

    def _clitic(self, start: int, end: int) -> bool:
        return end - 1 > start and self.lower[end - 1] in self.tongue.articles

    def _run(self, k: int, end: int) -> int:
        """Give the end of the words with capitals from *k* on, small words of names inside ("Ursula von der Leyen")."""
        words, particles = self.doc.tokens.words, lexicon.foreign_words("particles")
        last = k + 1
        while last < min(end, k + _LONGEST) and self.quoted[last] == OUTSIDE:
            ahead = last
            while ahead < min(end - 1, last + 3) and self.lower[ahead] in particles:
                ruled = words[ahead] in self.tongue.articles or words[ahead] in self.tongue.prepositions
                if ahead == last and ruled and not self.is_first_name(last - 1):
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
        while start < end and (
            self.role(start)
            or words[start] == "."
            or (end - start > 1 and self.lower[start] in person_nouns() and not self.is_first_name(start))
        ):
            start += 1
        if self.tongue.role_ends:  # "Brandenburgs Innenminister Jens Vogt"
            start = next(
                (k + 1 for k in range(end - 2, start, -1) if self.role(k) and not self.is_first_name(k)),
                start,
            )
        later = next((k for k in range(start + 1, end - 1) if self.is_first_name(k)), None)
        known = person_nouns()
        led = bool(self.tongue.role_ends) or end - start > _SHORT_NAME or self.lower[start] in known
        led = led or self._elided(start, self.tongue.articles)
        if later is not None and not self.is_first_name(start) and end - start > 2 and led:
            start = later
        body = end - start > 1 and self._body(start)
        if noun and self.tongue.role_ends and start == first and not self.is_first_name(start) and not body:
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

    def is_first_name(self, k: int) -> bool:
        """Tell whether token *k* is a first name that the lists know."""
        return self.lower[k] in lexicon.first_names() or self.lower[k] in name_words()

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

    def past_phrase(self, k: int, end: int) -> int:
        """Step over a preposition and the noun that hangs on it, with its own genitives."""
        t = self.tongue
        whole = self._elided(k, t.prepositions | t.genitive)
        joins = self.is_in(k, t.genitive)
        k += 1
        if (
            k < end
            and (self.lower[k] in t.he or self.lower[k] in t.she or self.lower[k] in t.they)
            and self.lower[k] not in t.articles
        ):
            return k + 1
        while k < end and not whole and (self.is_in(k, t.articles) or self.doc.tokens.flags[k] & NUM):
            whole = self._elided(k, t.articles)
            k += 1
        if t.role_ends:
            while k < end and not self._stop(k) and not self.capital(k) and self.lower[k] not in self.small:
                k += 1
        if k < end and self.capital(k):
            last = self._run(k, end)
            later = next((j for j in range(k + 1, last - 1) if self.is_first_name(j)), None)
            words = self.doc.tokens.words
            capitals = all(words[j][0].isupper() for j in range(k, last))
            if later is None and last - k == _SHORT_NAME and capitals and self.lower[k] not in t.bodies:
                later = k + 1  # "all'assessore al Bilancio Lucio Ferrero"
            k = later if later is not None and not self.is_first_name(k) else last
        elif k < end and not whole and not self._stop(k) and self.lower[k] not in self.small:
            k += 1
            if joins and k < end and not t.role_ends and self.capital(k) and not self.is_first_name(k):
                return self._run(k, end)  # "degli anni Settanta"
            if k < end and not t.bare and not self._stop(k) and not self.capital(k) and self._plain(k):
                k += 1  # "de nove anos"
        while k < end and self.is_in(k, t.genitive) and not self._stop(k):
            k = self.past_phrase(k, end)
        return k

    def _plain(self, k: int) -> bool:
        lower, t = self.lower[k], self.tongue
        return (
            lower not in self.small and lower not in t.says and "'" not in lower and not self.infinite(lower)
        )

    def infinite(self, word: str) -> bool:
        """Tell whether *word* looks like an infinitive."""
        t = self.tongue
        listed = word in t.infinitives or (
            len(word) >= _LEAST_INFINITIVE and word.endswith(t.infinitive_ends or ("-",))
        )
        return listed and word not in t.no_infinitives
