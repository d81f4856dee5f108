"""Nouns, names and pronouns of other languages than English as whoever may speak."""

from dataclasses import dataclass

from quotewire_parser.linguistics.foreign_phrases import Phrases, Span
from quotewire_parser.linguistics.tokens import NUM, PUNCT


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


class Nouns(Phrases):
    """Reads the phrases that name somebody, one at a time."""

    def pronoun(self, k: int) -> Subject | None:
        """Give the pronoun that token *k* is or ends with ("dit-il")."""
        word = self.lower[k]
        read = self.pronouns.get(word) or (self.pronouns.get(word.partition("-")[2]) if "-" in word else None)
        return None if read is None else Subject(read[0], (k, k + 1), gender=read[1])

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
        article = self.lower[k] if k >= 0 and self.is_in(k, t.articles) else ""
        start = k if article else k + 1
        if "'" in article and article not in t.articles:
            article, _, rest = article.partition("'")
            article += "'"
            words.append(rest)
            if self.doc.tokens.words[k].replace("’", "'").partition("'")[2][:1].isupper():
                last = self._run(k, end)
                last = self._long_name(last, end)
                found.append(Subject("name", (k, last), type="organization"))
                return last
        j = k + 1
        aged = self.doc.tokens.flags
        while (
            j < end
            and not self._breaks_noun(j)
            and (not self.capital(j) or (j == start and t.bare and self._common(j, end)))
        ):
            if words and t.bare and self.lower[j].endswith(t.given_ends):
                break
            if words and (self.is_in(j, t.articles) or self.lower[j] in t.time):
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
            if name is not None and article and not words and self._lower_end(name[1], end):
                last, name = name[1] + 1, (name[0], name[1] + 1)
            if name is not None:
                kind = "person" if words or t.role_ends or self.is_first_name(name[0]) else "organization"
                found.append(
                    Subject("name", name, (head,), type=kind if kind != "person" else self._type(name))
                )
                return last
            if t.role_ends:  # German: the word with the capital is the noun
                words, head, j = [self.lower[j]], self.lower[j], j + 1
        if not words and article in t.new and j < end and self._hangs(j):
            words, j = [article], self.past_phrase(j, end)  # "un de ses collègues"
        if not words:
            return max(j, k + 1)
        core = j if words[0] != article else k
        while j < end and self.is_in(j, t.genitive):
            j = self.past_phrase(j, end)
        found.append(
            Subject(
                "noun", (start, j), tuple(words), self._gender(article, head if not t.bare else words[-1]),
                new=article in t.new or (t.bare and words[0] in t.new), many=article in t.many or words[0] in t.many,
                bound=j > core or (t.bare and len(words) > 1),
            )
        )  # fmt: skip
        return j

    def _bare(self, start: int, end: int) -> Subject | None:
        """Take a noun without article straight behind the cue: "señalaron fuentes del ministerio"."""
        k = start
        while k < end and self.lower[k] in self.tongue.time:
            k += 1
        comma = next((j for j in range(k, end) if self._stop(j)), end)
        house = self._house(k, comma)
        if house is not None:
            return house
        plain = k < end and not self._stop(k) and self.lower[k] not in self.small and not self.capital(k)
        last = k + 1
        adjective = last < end and not self._stop(last) and self._plain(last) and not self.capital(last)
        if (
            plain
            and adjective
            and (last + 1 == end or self._stop(last + 1) or self.is_in(last + 1, self.tongue.genitive))
        ):
            last += 1  # "fonti giudiziarie"
        if not plain or not (last == end or self._stop(last) or self.is_in(last, self.tongue.genitive)):
            return None
        while last < end and self.is_in(last, self.tongue.genitive):
            last = self.past_phrase(last, end)
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

    def _several(self, k: int, end: int) -> bool:
        """Tell whether a sentence begins with a noun for several people that has no article: "Fuentes del ministerio"."""
        t = self.tongue
        several = self.lower[k].endswith(("s", "i")) or self.lower[k] in t.bodies
        plain = not t.bare and not t.role_ends and self.capital(k) and several
        return plain and k + 1 < end and self.is_in(k + 1, t.genitive) and self._opens_sentence(k)

    def _some(self, k: int, start: int, end: int) -> bool:
        """Tell whether a clause begins with a noun for several people, in small letters: "…, voceros del club dijeron"."""
        t = self.tongue
        plain = (
            not t.bare and not t.role_ends and not self.capital(k) and not self._stop(k) and self._plain(k)
        )
        opens = k == start or self.doc.tokens.words[k - 1] == ","
        return (
            plain
            and opens
            and self.lower[k].endswith(("s", "i"))
            and k + 1 < end
            and self.is_in(k + 1, t.genitive)
        )

    def _past_genitives(self, k: int, end: int) -> int:
        while k < end and self.is_in(k, self.tongue.genitive):
            k = self.past_phrase(k, end)
        return k

    def _long_name(self, last: int, end: int) -> int:
        """Give the end of a body's name that goes on in small letters: "l'Union pour la mer"."""
        ahead = last
        if last < end and (
            self.is_in(last, self.tongue.prepositions) or self.is_in(last, self.tongue.genitive)
        ):
            ahead = self.past_phrase(last, end)
        return ahead if ahead >= end or self._stop(ahead) else last

    def _lower_end(self, k: int, end: int) -> bool:
        """Tell whether token *k* ends a body's name, though with a small letter: "la Protezione civile"."""
        plain = (
            k < end
            and not self._stop(k)
            and not self.capital(k)
            and self._plain(k)
            and not self.tongue.role_ends
        )
        return plain and self._body(k - 1) and (k + 1 >= end or self._stop(k + 1))
