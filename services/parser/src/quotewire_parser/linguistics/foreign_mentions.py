"""Who stands beside a cue of another language than English: a name, a noun with its article, or a pronoun."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.tokens import CAP, PUNCT

_REACH = 16  # tokens from the cue in which its subject is looked for
_LONGEST = 8
_NOMINAL = 4  # tokens of a noun phrase without a name, its article included

Mention = tuple[int, int]


def mention_after(doc: Document, start: int, ceiling: int) -> Mention | None:
    """Take the speaker from the tokens behind a cue: "…, a déclaré le maire de Lyon, Jean Dupont"."""
    end = start
    while (
        end < min(ceiling, start + _REACH)
        and doc.quoted[end] == OUTSIDE
        and doc.tokens.words[end] not in ".!?;:"
    ):
        end += 1
    return _choose(doc, start, end, nearest_last=False)


def mention_before(doc: Document, end: int, floor: int) -> Mention | None:
    """Take the speaker from the tokens before a cue: "Jean Dupont, le maire de Lyon, a déclaré : …"."""
    start = end
    while (
        start > max(floor, end - _REACH)
        and doc.quoted[start - 1] == OUTSIDE
        and doc.tokens.words[start - 1] not in ".!?;:"
    ):
        start -= 1
    return _choose(doc, start, end, nearest_last=True)


def is_pronoun(doc: Document, mention: Mention) -> bool:
    """Tell whether *mention* is a pronoun: whoever spoke before is meant."""
    return mention[1] - mention[0] == 1 and doc.tokens.lower[mention[0]] in lexicon.foreign_words("pronouns")


def is_forename(doc: Document, k: int) -> bool:
    """Tell whether the token before a surname is the other part of the name, not a title or the start of a sentence."""
    tokens = doc.tokens
    title = tokens.lower[k].endswith(tuple(lexicon.foreign_words("role-ends")))
    opens = k == doc.sentences[doc.sentence_of[k]][0] and tokens.lower[k] not in lexicon.first_names()
    return (
        bool(tokens.flags[k] & CAP)
        and not title
        and not opens
        and not _small(doc, k)
        and doc.quoted[k] == OUTSIDE
    )


def name_in(doc: Document, mention: Mention) -> Mention | None:
    """Cut *mention* to the name in it, without article and title; None for "die Sprecherin", "el ministro"."""
    start, end = mention
    tokens = doc.tokens
    ends = tuple(lexicon.foreign_words("role-ends"))
    while start < end and (
        not tokens.flags[start] & CAP
        or _small(doc, start)
        or tokens.lower[start].endswith(ends)
        or tokens.words[start] == "."
    ):
        start += 1
    return (start, end) if start < end and len(tokens.words[start]) > 1 else None


def _choose(doc: Document, start: int, end: int, *, nearest_last: bool) -> Mention | None:
    runs = _runs(doc, start, end)
    if nearest_last:
        runs.reverse()
    # "le maire de Lyon, Jean Dupont": a full name that hangs on no preposition, else any that hangs on none.
    free = [
        run
        for run in runs
        if not (run[0] > start and doc.tokens.lower[run[0] - 1] in lexicon.foreign_words("prepositions"))
    ]
    for wanted in ([run for run in free if run[1] - run[0] > 1], free):
        if wanted:
            return _with_article(doc, wanted[0], start)
    return _nominal(doc, start, end, nearest_last=nearest_last)


def _runs(doc: Document, start: int, end: int) -> list[Mention]:
    """Runs of words with capitals, small words of names inside ("Ursula von der Leyen")."""
    tokens = doc.tokens
    particles = lexicon.foreign_words("particles")
    runs: list[Mention] = []
    k = start
    while k < end:
        if not tokens.flags[k] & CAP or _small(doc, k):
            k += 1
            continue
        last = k + 1
        while last < min(end, k + _LONGEST):
            if (tokens.flags[last] & CAP and not _small(doc, last)) or (
                tokens.lower[last] in particles and last + 1 < end and tokens.flags[last + 1] & CAP
            ):
                last += 1
            else:
                break
        runs.append((k, last))
        k = last
    return runs


def _small(doc: Document, k: int) -> bool:
    """Tell whether a token is an article or pronoun with a capital only because it begins a sentence."""
    lower = doc.tokens.lower[k]
    return lower in lexicon.foreign_words("articles") or lower in lexicon.foreign_words("pronouns")


def _with_article(doc: Document, run: Mention, floor: int) -> Mention:
    start = run[0]
    if start > floor and doc.tokens.lower[start - 1] in lexicon.foreign_words("articles"):
        start -= 1
    return start, run[1]


def _nominal(doc: Document, start: int, end: int, *, nearest_last: bool) -> Mention | None:
    """Take a pronoun, or an article with the small words that follow it: "la alcaldesa"."""
    tokens = doc.tokens
    places = range(end - 1, start - 1, -1) if nearest_last else range(start, end)
    for k in places:
        if (
            tokens.lower[k] in lexicon.foreign_words("articles")
            and k + 1 < len(tokens)
            and not tokens.flags[k + 1] & PUNCT
        ):
            last = k + 1
            while (
                last < min(len(tokens), k + _NOMINAL)
                and last != end
                and not tokens.flags[last] & PUNCT
                and doc.quoted[last] == OUTSIDE
            ):
                last += 1
                if last < len(tokens) and tokens.lower[last] not in lexicon.foreign_words("prepositions"):
                    break
            return (k, last) if last > k + 1 else None
        if tokens.lower[k] in lexicon.foreign_words("pronouns"):
            return k, k + 1
    return None
