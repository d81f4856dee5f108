"""One invented article: its words, actors and quotes, with offsets as the parser gives them."""

from dataclasses import dataclass, field

from bench.press_archive_people import Speaker, cast
from bench.press_archive_words import Dice, Vocabulary, Zipf
from quotewire_shared.messages import Actor, Cue, Quote, QuoteKind, Span
from quotewire_shared.messages import Speaker as Saying

WORDS = 350
"""About so many words an article."""
PARAGRAPH_WORDS = 45
SENTENCE_WORDS = 16
SPARE_WORDS = 60
"""For title and standfirst."""
UNKNOWN_SHARE, PRONOUN_SHARE, ABOUT_SHARE = 0.06, 0.25, 0.2
QUOTES_PER_SPEAKER = 2.5

STANCES = {
    "neutral": ("said", "told reporters", "added", "according to"),
    "claim": ("claimed", "insisted"),
    "ask": ("asked",),
    "warn": ("warned", "cautioned"),
    "deny": ("denied",),
    "accuse": ("accused them of",),
    "promise": ("promised", "pledged"),
    "demand": ("demanded",),
}
"""Cues by stance, the commonest stance first; drawn by Zipf's law with an exponent that gives three in four to neutral."""
STANCE_DICE = Zipf(list(STANCES), shift=0.0, exponent=2.2)
KINDS: tuple[QuoteKind, ...] = ("direct",) * 11 + ("indirect",) * 7 + ("mixed",) * 2
RULES = Zipf(
    ["model", "foreign_direct", "model_alone", "interview_turn", "alone", "colon_sentence"],
    shift=0.0,
    exponent=2.5,
)


@dataclass(slots=True)
class Page:
    """An article while it is written; `write` fills it."""

    dice: Dice
    vocabulary: Vocabulary
    text: str = ""
    title: str = ""
    standfirst: str = ""
    author: str = ""
    actors: tuple[Actor, ...] = ()
    quotes: tuple[Quote, ...] = ()
    _words: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _people: dict[str, Speaker] = field(default_factory=dict)
    _mentions: dict[str, list[Span]] = field(default_factory=dict)

    def write(self, quote_count: int) -> None:
        """Write a headline, and paragraphs with *quote_count* quotes among plain ones."""
        speakers = self._draw_people(1 + round(quote_count / QUOTES_PER_SPEAKER))
        bystanders = self._draw_people(1 + int(self.dice.integers(3)))
        lead = speakers[0]
        self._words = self.vocabulary.draw(self.dice, WORDS + SPARE_WORDS + 25 * quote_count, lead.topic)
        self.title = self._headline(lead)
        self.standfirst = f"{self._phrase(14).capitalize()}."
        self.author = cast().speakers.draw(self.dice).name
        self._plain_paragraph(None)
        quotes = []
        for number in range(1, quote_count + 1):
            speaker = speakers[int(self.dice.integers(len(speakers)) * self.dice.random())]
            quotes.append(self._quote(number, speaker, bystanders))
        for bystander in bystanders:
            self._plain_paragraph(bystander)
        while self._length < WORDS * 6:
            self._plain_paragraph(None)
        self.text = "".join(self._parts)
        self.quotes = tuple(quotes)
        self.actors = tuple(self._actor(number, name) for number, name in enumerate(self._mentions, 1))

    def _draw_people(self, count: int) -> list[Speaker]:
        drawn = {speaker.name: speaker for speaker in (cast().speakers.draw(self.dice) for _ in range(count))}
        self._people |= drawn
        return list(drawn.values())

    def _headline(self, lead: Speaker) -> str:
        if self.dice.random() < 0.3:  # noqa: PLR2004 - headlines with a name in them
            return f"{lead.short}: {self._phrase(6)}"
        return self._phrase(8).capitalize()

    def _quote(self, number: int, speaker: Speaker, bystanders: list[Speaker]) -> Quote:
        kind = KINDS[int(self.dice.integers(len(KINDS)))]
        stance = STANCE_DICE.draw(self.dice)
        cues = STANCES[stance]
        cue = cues[int(self.dice.integers(len(cues)))]
        mark = "“" if kind != "indirect" else ""
        about = bystanders[0] if self.dice.random() < ABOUT_SHARE else None
        self._begin_paragraph()
        if kind != "direct":
            saying = self._say(speaker)
            self._add(" ")
            cue_at = self._add(cue)
            self._add(" it was " if kind == "mixed" else " that ")
        start = self._length
        self._add(mark)
        self._words_about(about, 8 + int(self.dice.integers(22)))
        self._add("”" if mark else "")
        end = self._length
        if kind == "direct":
            self._add(", ")
            cue_at = self._add(cue)
            self._add(" ")
            saying = self._say(speaker)
        self._add(f". {self._phrase(10).capitalize()}.")
        return Quote.model_construct(
            id=f"q{number}",
            kind=kind,
            spans=(Span.model_construct(start=start, end=end),),
            text="".join(self._parts)[start:end],
            cue=Cue.model_construct(start=cue_at.start, end=cue_at.end, text=cue, stance=stance),
            speaker=saying,
            confidence=round(0.5 + 0.5 * float(self.dice.random()), 3),
            rule=RULES.draw(self.dice),
        )

    def _say(self, speaker: Speaker) -> Saying | None:
        """Write who says it: in full and with the role at first, then short or as a pronoun; None: the text is silent."""
        if self.dice.random() < UNKNOWN_SHARE:
            self._add("one of them")
            return None
        first = speaker.name not in self._mentions
        pronoun = not first and speaker.type == "person" and self.dice.random() < PRONOUN_SHARE
        said = speaker.name if first else "she" if pronoun else speaker.short
        span = self._add(said)
        if not pronoun:
            self._mentions.setdefault(speaker.name, []).append(span)
        if first and speaker.role:
            self._add(f", the {speaker.role}")
        return Saying.model_construct(
            actor_id=self._id(speaker), name=speaker.name, start=span.start, end=span.end, text=said
        )

    def _plain_paragraph(self, bystander: Speaker | None) -> None:
        self._begin_paragraph()
        self._words_about(bystander, PARAGRAPH_WORDS)
        self._add(".")

    def _words_about(self, person: Speaker | None, count: int) -> None:
        """Write *count* words in sentences, somewhere among them the name of *person*."""
        if person is not None:
            self._add(self._phrase(4).capitalize() + " ")
            known = person.name in self._mentions
            span = self._add(person.short if known else person.name)
            self._mentions.setdefault(person.name, []).append(span)
            self._add(f" {self._phrase(max(count - 6, 1))}")
            return
        sentences = [
            self._phrase(min(SENTENCE_WORDS, count - at)).capitalize()
            for at in range(0, count, SENTENCE_WORDS)
        ]
        self._add(". ".join(sentences))

    def _begin_paragraph(self) -> None:
        if self._length:
            self._add("\n\n")

    def _phrase(self, count: int) -> str:
        if len(self._words) < count:
            self._words += self.vocabulary.draw(self.dice, WORDS, 0)
        taken = self._words[-count:]
        del self._words[-count:]
        return " ".join(taken)

    def _add(self, text: str) -> Span:
        """Write *text*; gives its span."""
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return Span.model_construct(start=start, end=start + len(text))

    def _id(self, person: Speaker) -> str:
        return f"a{list(self._mentions).index(person.name) + 1}"

    def _actor(self, number: int, name: str) -> Actor:
        person = self._people[name]
        return Actor.model_construct(
            id=f"a{number}",
            name=name,
            type=person.type,
            named=person.named,
            role=person.role,
            country=person.country,
            aliases=(person.short,) if person.short != name else (),
            mentions=tuple(self._mentions[name]),
        )
