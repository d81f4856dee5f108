"""Who stands beside a cue of another language than English: a name, a noun with its article, or a pronoun."""

from dataclasses import dataclass

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.foreign_phrases import Phrases, Span
from quotewire_parser.linguistics.tokens import NUM, PUNCT

_APPOSITION = 14  # tokens between a noun and the name behind its comma


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a text names at a cue: `kind` is name, noun, pronoun or nobody, `words` are a noun's without its article."""

    kind: str
    span: Span
    words: tuple[str, ...] = ()
    gender: str | None = None
    new: bool = False
    many: bool = False
    bound: bool = False
    """A noun with another that hangs on it: "die Leiterin der Schule"."""
    type: str = "person"


def is_pronoun(doc: Document, mention: Span) -> bool:
    """Tell whether *mention* is a pronoun: whoever spoke before is meant."""
    lower = doc.tokens.lower[mention[0]]
    pronouns = lexicon.foreign_words("pronouns")
    return mention[1] - mention[0] == 1 and (lower in pronouns or lower.rpartition("-")[2] in pronouns)


class Subjects(Phrases):
    """Finds who stands where in one document."""

    def behind(self, start: int, end: int, *, of: bool = False) -> Subject | None:
        """Take the speaker from the tokens behind a cue: "…, a déclaré le maire de Lyon", or "…, le parole *of* Rossi"."""
        if of and start < end and self._is(start, self.tongue.genitive):
            start += 1
        found = self._candidates(start, end)
        return self._with_apposition(found, 0) if found else self._bare(start, end)

    def before(self, start: int, end: int) -> Subject | None:
        """Take the speaker from the tokens before a cue: "Jean Dupont, le maire de Lyon, a déclaré : …"."""
        t = self.tongue
        while end > start and (
            self.lower[end - 1] in t.aux or self.lower[end - 1] in t.time or self._clitic(start, end)
        ):
            if self.pronoun(end - 1) is not None:
                break
            end -= 1
        house = self._house(start, end)
        found = [] if house is not None else self._candidates(start, end)
        if not found:
            return house
        last = found[-1]
        if last.kind == "pronoun" and len(found) > 1 and found[-2].span[1] == last.span[0]:
            found.pop()  # an object: "le ministre lui a répondu"
        elif last.span[1] == end and (found[-1].kind != "noun" or len(found) == 1):
            return found[-1]
        return self._with_apposition(found, 0)

    def name_runs(self, start: int, end: int) -> list[Subject]:
        """Names in a stretch of text, whatever their place in the sentence."""
        found = []
        k = start
        while k < end:
            if not self.capital(k) or self.quoted[k] != OUTSIDE:
                k += 1
                continue
            last = self._run(k, end)
            name = self._name(k, last, noun=k > start and self._is(k - 1, self.tongue.articles))
            if name is not None:
                found.append(Subject("name", name))
            k = last
        return found

    def _candidates(self, start: int, end: int) -> list[Subject]:
        found: list[Subject] = []
        t = self.tongue
        k = start
        while k < end:
            pronoun = self.pronoun(k)
            tail = self._tail(k, end)
            if tail:
                found.append(Subject("name", (k, k + tail)))
                k += tail
            elif pronoun is not None and not (
                self._is(k, t.articles) and k + 1 < end and not self._stop(k + 1)
            ):
                found.append(pronoun)
                k += 1
            elif self._is(k, t.that) and not self._is(k, t.articles):
                k = next((j for j in range(k + 1, end) if self.doc.tokens.words[j] == ","), end)
            elif self._is(k, t.articles):
                k = max(k + 1, self._noun(k, end, found))
            elif self._is(k, t.prepositions) or self._is(k, t.genitive):
                k = self._past_phrase(k, end)
            elif self.capital(k):
                k = self._capitals(k, end, found, noun=False)
            elif t.bare and not self._stop(k) and self.lower[k] not in self.small:
                k = max(k + 1, self._noun(k - 1, end, found))
            else:
                k += 1
        return found

    def _capitals(self, k: int, end: int, found: list[Subject], *, noun: bool) -> int:
        last = self._run(k, end)
        name = self._name(k, last, noun=noun)
        if name is not None and not (last == k + 1 and self._opens_sentence(k)):
            found.append(Subject("name", name, type=self._type(name)))
        return last

    def _noun(self, k: int, end: int, found: list[Subject]) -> int:
        """Read the noun phrase whose article is token *k* (or stands nowhere, before it); gives where it ends."""
        t = self.tongue
        words: list[str] = []
        article = self.lower[k] if k >= 0 and self._is(k, t.articles) else ""
        start = k if article else k + 1
        if "'" in article and article not in t.articles:
            article, _, rest = article.partition("'")
            article += "'"
            words.append(rest)
            if self.doc.tokens.words[k].replace("’", "'").partition("'")[2][:1].isupper():
                found.append(Subject("name", (k, self._run(k, end)), type="organization"))
                return found[-1].span[1]
        j = k + 1
        aged = self.doc.tokens.flags
        while j < end and not self.capital(j) and not self._breaks_noun(j):
            if words and self._is(j, t.articles):
                break  # "el mandatario | esta mañana"
            if self._stop(j) and not (
                self.doc.tokens.words[j] == "-" and aged[j - 1] & NUM
            ):  # "der 62-Jährige"
                break
            if (
                not aged[j] & (NUM | PUNCT)
                and self.lower[j] not in t.time
                and self.lower[j] not in t.articles
            ):
                words.append(self.lower[j])
            j += 1
        head = words[0] if words else ""
        if j < end and self.capital(j):
            last = self._run(j, end)
            name = self._name(j, last, noun=bool(article))
            if name is not None:
                kind = "person" if words or t.role_ends or self._first(name[0]) else "organization"
                found.append(
                    Subject("name", name, (head,), type=kind if kind != "person" else self._type(name))
                )
                return last
            if t.role_ends:  # German: the word with the capital is the noun
                words, head, j = [self.lower[j]], self.lower[j], j + 1
        if not words and article in t.new and j < end and self._hangs(j):
            words, j = [article], self._past_phrase(j, end)  # "un de ses collègues"
        if not words:
            return max(j, k + 1)
        core = j if words[0] != article else k
        while j < end and self._is(j, t.genitive):
            j = self._past_phrase(j, end)
        found.append(
            Subject(
                "noun", (start, j), tuple(words), self._gender(article, head if not t.bare else words[-1]),
                new=article in t.new or (t.bare and words[0] in t.new), many=article in t.many or words[0] in t.many,
                bound=j > core or (t.bare and len(words) > 1),
            )
        )  # fmt: skip
        return j

    def _with_apposition(self, found: list[Subject], at: int) -> Subject:
        """Take the name behind a noun's comma in its place: "le maire de Lyon, Jean Dupont"."""
        first = found[at]
        if first.kind != "noun" or at + 1 >= len(found) or found[at + 1].kind != "name":
            return first
        name = found[at + 1]
        words = self.doc.tokens.words
        commas = [k for k in range(first.span[1], name.span[0]) if words[k] == ","]
        near = name.span[0] - first.span[1] <= _APPOSITION
        direct = not commas and not any(
            self.lower[k] in self.small for k in range(first.span[1], name.span[0])
        )
        led = len(commas) == 1 and all(
            self.role(k) or words[k] == "." or (not self.capital(k) and self.lower[k] not in self.small)
            for k in range(commas[0] + 1, name.span[0])
        )
        return name if near and (led or direct) else first

    def _bare(self, start: int, end: int) -> Subject | None:
        """Take a noun without article straight behind the cue: "señalaron fuentes del ministerio"."""
        k = start
        while k < end and self.lower[k] in self.tongue.time:
            k += 1
        plain = k < end and not self._stop(k) and self.lower[k] not in self.small and not self.capital(k)
        if not plain or not (k + 1 == end or self._stop(k + 1) or self._is(k + 1, self.tongue.genitive)):
            return None
        last = k + 1
        while last < end and self._is(last, self.tongue.genitive):
            last = self._past_phrase(last, end)
        return Subject("noun", (k, last), (self.lower[k],), new=True, many=True, bound=True)

    def _house(self, start: int, end: int) -> Subject | None:
        """Take the office in which something is said, where a language puts it so: "В полиции сообщили"."""
        if start + 1 >= end or self.lower[start] not in self.tongue.houses:
            return None
        last = start + 1
        while last < end and not self._stop(last) and self.lower[last] not in self.small:
            last += 1
        words = tuple(self.lower[start + 1 : last])
        whole = bool(words) and last == end
        return Subject("noun", (start + 1, last), words, new=True, many=True, bound=True) if whole else None

    def pronoun(self, k: int) -> Subject | None:
        """Give the pronoun that token *k* is or ends with ("dit-il")."""
        t, word = self.tongue, self.lower[k]
        tail = word.partition("-")[2]
        for kind, gender, words in (
            ("nobody", None, t.nobody),
            ("pronoun", "m", t.he - t.she),
            ("pronoun", "f", t.she - t.he),
            ("pronoun", None, t.they),
        ):
            if word in words or (tail and tail in words):
                return Subject(kind, (k, k + 1), gender=gender)
        return None
