"""Which found quote is which marked one, and whether it was given to the right speaker."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quotewire_shared.messages import Actor as FoundActor
from quotewire_shared.messages import Quote
from tests.quality.annotated import Annotated, GoldQuote, Span

SAME_FROM = 0.5
"""Least overlap (Jaccard, of words) from which two quotes are the same one: as in PolNeAR's partial match."""

_WORD = re.compile(r"\w+(?:[’'\-.&]\w+)*")
_ARTICLE = re.compile(
    r"^(?:an?|the|der|die|das|ein|eine|le|la|les|un|une|el|los|las|una|il|lo|o|os|as|um|uma)\s+"
)
_HONORIFIC = re.compile(r"^(?:(?:dr|dame|sir|madam|alhaji|hajia|mr|mrs|ms|her honour|lady|lord|prof)\.?\s+)+")
_POST_MODIFIER = re.compile(
    r",|\(|—|–| (?:of|for|from|in|at|who|which|that|with|to|on|by|and|whose|as|familiar)\b"
)
_PRONOUNS = frozenset(
    "he she they it i we er sie wir ich il elle ils elles on él ella ellos lui lei ele ela он она они".split()  # noqa: SIM905 - read as a line of words
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A marked quote with what was found for it, if anything."""

    gold: GoldQuote
    found: Quote | None
    right_speaker: bool


def words_of(text: str, spans: Iterable[Span]) -> frozenset[int]:
    """Give the places (offsets) of the words that *spans* touch; punctuation and marks do not matter."""
    return frozenset(
        start + match.start() for start, end in spans for match in _WORD.finditer(text[start:end])
    )


def pair_up(
    article: Annotated, quotes: Sequence[Quote], actors: Sequence[FoundActor]
) -> tuple[list[Pair], list[Quote]]:
    """Pair marked and found quotes one to one, the largest overlap first; gives the pairs and what was found beyond."""
    gold_words = [words_of(article.text, quote.pieces) for quote in article.quotes]
    found_words = [words_of(article.text, [(s.start, s.end) for s in quote.spans]) for quote in quotes]
    overlaps = sorted(
        (
            (len(ours & theirs) / len(ours | theirs), -i, -j)
            for i, ours in enumerate(gold_words)
            for j, theirs in enumerate(found_words)
            if ours & theirs
        ),
        reverse=True,
    )
    partner: dict[int, int] = {}
    for overlap, i, j in overlaps:
        if overlap >= SAME_FROM and -i not in partner and -j not in partner.values():
            partner[-i] = -j
    by_id = {actor.id: actor for actor in actors}
    pairs = []
    for i, gold in enumerate(article.quotes):
        found = quotes[partner[i]] if i in partner else None
        right = found is not None and same_speaker(article, gold, found, by_id)
        pairs.append(Pair(gold, found, right))
    taken = set(partner.values())
    return pairs, [quote for j, quote in enumerate(quotes) if j not in taken]


def same_speaker(article: Annotated, gold: GoldQuote, found: Quote, actors: dict[str, FoundActor]) -> bool:
    """
    Tell whether *found* names the speaker of *gold*.

    A named speaker is right when the found actor has one of its forms as name or alias; an unnamed one when the found
    actor is unnamed and called by the same noun; nobody only when nobody is given.
    """
    actor = actors.get(found.speaker.actor_id or "") if found.speaker else None
    if gold.speaker is None:
        return actor is None
    if actor is None:
        return False
    called = {_fold(form) for form in (actor.name, *actor.aliases)}
    known = next((known for known in article.actors if known.name == gold.speaker), None)
    if known is not None:
        return bool(called & {_fold(form) for form in (known.name, *known.forms)})
    wanted = {head_noun(gold.speaker), *(head_noun(article.text[slice(*span)]) for span in gold.source)}
    return bool(wanted & {head_noun(form) for form in (actor.name, *actor.aliases)})


def source_form(article: Annotated, gold: GoldQuote) -> str:
    """Tell how the text names the source: named, nominal, pronoun, or none."""
    if not gold.source:
        return "none"
    start, end = gold.source[0]
    mention = article.text[start:end]
    if mention.casefold() in _PRONOUNS:
        return "pronoun"
    named = any(
        start <= found.start < end and found.actor.name == gold.speaker for found in article.mentions()
    )
    return "named" if named else "nominal"


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are one, but for case, apostrophes, articles and honorifics."""
    return _fold(one) == _fold(other)


def same_noun(one: str, other: str) -> bool:
    """Tell whether two noun phrases have the same head noun."""
    return head_noun(one) == head_noun(other)


def _fold(form: str) -> str:
    """Fold case, apostrophes, articles and honorifics: "Dr. Anjali Rege" is "Anjali Rege"."""
    return _ARTICLE.sub("", _HONORIFIC.sub("", form.casefold().replace("’", "'")))


def head_noun(phrase: str) -> str:
    """Give the last word before the first thing that follows a noun: "a senior official | of the ministry"."""
    cut = _POST_MODIFIER.search(phrase, 1)
    words = _WORD.findall(phrase[: cut.start() if cut else len(phrase)].casefold())
    return words[-1].removesuffix("s") if words else ""
