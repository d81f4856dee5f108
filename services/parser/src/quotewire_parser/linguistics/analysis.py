"""Text -> actors and quotes, by the model where there is one and by rules around it: the one door of this package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from quotewire_parser.linguistics.actors import Entity, find_entities
from quotewire_parser.linguistics.deadline import Deadline
from quotewire_parser.linguistics.dialogue import INTERVIEW
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.english import english_findings
from quotewire_parser.linguistics.findings import Finding, kind_of
from quotewire_parser.linguistics.foreign import foreign_reports, spoken_names
from quotewire_parser.linguistics.hints import rule_hints
from quotewire_parser.linguistics.languages import guess_language
from quotewire_parser.linguistics.resolve import Resolver
from quotewire_parser.linguistics.rules import RULES
from quotewire_parser.linguistics.tagged import tagged_findings, tagged_names
from quotewire_shared.messages import Actor, ActorType, Cue, LanguageSupport, Quote, Span, Speaker, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quotewire_parser.tagger.model import TaggedName, Tagger

MAX_CHARS = 300_000
"""Only so much of a text is read: about 50,000 words, ten times the longest features; it bounds time and memory."""
MAX_QUOTES = 2_000
_MODEL_SHARE = 0.6
"""Share of the time after which the model stops; the rules read the rest of the text, and the speakers are found."""


class Namer(Protocol):
    """Finds names by other means than ours."""

    language: str
    """ISO 639-1 code of the texts that it reads."""

    def __call__(self, text: str) -> Sequence[TaggedName]:
        """Give the names in *text*, in its order."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Who is in a text and who says what; every offset is a code point of the text, half-open."""

    actors: tuple[Actor, ...]
    quotes: tuple[Quote, ...]
    language_support: LanguageSupport = "full"
    partial: bool = False
    """The time was over before the end: there may be more."""


def analyse(
    text: str,
    *,
    title: str | None = None,
    standfirst: str | None = None,
    language: str | None = None,
    tagger: Tagger | None = None,
    namer: Namer | None = None,
    seconds: float | None = None,
) -> Analysis:
    """
    Find the actors and quotes of *text*.

    Args:
        text: An article's body; paragraphs end with line ends.
        title: Its headline. Names in it count as evidence, offsets never point to it.
        standfirst: The line under the headline; as *title*.
        language: ISO 639-1 code; None: told from the text's small words. In German, French, Spanish,
            Portuguese, Italian and Russian reported speech is read, too, by rules; in others quotations in marks beside
            a cue are found, and names that the lists know.
        tagger: The trained model, for English; None: rules alone.
        namer: Finds the names of texts in its language, in place of the model and the rules.
        seconds: Time after which the rest is left undone, and the analysis says so; None: no limit.

    Returns:
        Actors in order of first mention, quotes in reading order. Deterministic but for the time; never raises on any
        string.
    """
    del title, standfirst  # evidence for the models to come; the rules need none of it
    deadline = Deadline(seconds)
    reading = Deadline(None if seconds is None else seconds * _MODEL_SHARE)
    doc = Document(text[:MAX_CHARS])
    tongue = (language or guess_language(doc)).lower()
    english = tongue.startswith("en")
    tagged = tagger.tag(doc.text, rule_hints(doc), reading.passed) if tagger is not None and english else None
    by_model = [] if tagged is None else tagged_findings(doc, tagged)
    findings = (
        english_findings(doc, by_model, deadline.passed)
        if english
        else foreign_reports(doc, tongue, deadline.passed)
    )
    findings = findings[:MAX_QUOTES]
    spoken_by = () if english else spoken_names(doc, findings)
    read = None if tagged is None else tagged_names(doc, tagged.names)
    if namer is not None and tongue.startswith(namer.language):
        read = tagged_names(doc, namer(doc.text))
    entities = find_entities(doc, cautious=not english, spoken=spoken_by, names=read)
    resolver = Resolver(doc, entities, None if tagged is None else tagged.antecedents)
    spoken = [(finding, None if deadline.passed() else resolver.resolve(finding)) for finding in findings]
    _note_unnamed(doc, spoken)
    everyone = sorted(
        (e for e in [*entities, *resolver.unnamed] if e.spans),
        key=lambda e: (e.spans[0][0], -e.spans[0][1], e.named),
    )
    ids = {id(entity): f"a{number}" for number, entity in enumerate(everyone, 1)}
    actors = tuple(_actor(doc, entity, ids[id(entity)]) for entity in everyone)
    names = {actor.id: actor.name for actor in actors}
    quotes = tuple(
        _quote(doc, finding, ids.get(id(entity)) if entity else None, names, number)
        for number, (finding, entity) in enumerate(spoken, 1)
    )
    return Analysis(actors, quotes, "full" if english else "basic", deadline.cut or reading.cut)


def _note_unnamed(doc: Document, spoken: list[tuple[Finding, Entity | None]]) -> None:
    """Gives unnamed actors their mentions, and named ones the descriptions that were resolved to them."""
    for finding, entity in spoken:
        if entity is None or finding.mention is None or finding.carried is not None:
            continue
        if not entity.named and finding.mention not in entity.spans:
            start, end = finding.mention
            if end - start == 1 and doc.tokens.lower[start] in (
                "he",
                "she",
                "they",
                "it",
                "him",
                "her",
                "them",
            ):
                continue
            if all(end <= s or e <= start for s, e in entity.spans):
                entity.spans.append(finding.mention)
                entity.spans.sort()
                entity.forms[" ".join(doc.tokens.span_text(start, end).split())] += 0


def _span(doc: Document, piece: tuple[int, int]) -> Span:
    return Span(start=doc.tokens.starts[piece[0]], end=doc.tokens.ends[piece[1] - 1])


def _actor(doc: Document, entity: Entity, number: str) -> Actor:
    mentions = tuple(_span(doc, span) for span in _apart(entity.spans))
    name = entity.name if entity.named else " ".join(doc.tokens.span_text(*entity.spans[0]).split())
    role = None
    if entity.named and entity.roles:
        role = max(
            entity.roles,
            key=lambda found: (found[:1].isupper(), len(found.split()) > 1, -entity.roles.index(found)),
        )
    return Actor.model_construct(
        id=number,
        name=name,
        type=cast("ActorType", entity.type),
        named=entity.named,
        role=role,
        country=entity.country,
        aliases=tuple(form for form, _ in entity.forms.most_common() if form != name),
        mentions=mentions,
        wikidata_id=None,
    )


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order without those that overlap an earlier one."""
    kept: list[tuple[int, int]] = []
    for span in sorted(set(spans)):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _quote(
    doc: Document, finding: Finding, actor_id: str | None, names: dict[str, str], number: int
) -> Quote:
    spans = tuple(_span(doc, piece) for piece in finding.pieces)
    cue = None
    if finding.cue is not None:
        place = _span(doc, finding.cue)
        stance = finding.word.stance if finding.word else "neutral"
        cue = Cue(start=place.start, end=place.end, text=doc.text[place.start : place.end], stance=stance)
    speaker = None
    if finding.mention is not None:
        place = _span(doc, finding.mention)
        speaker = Speaker(
            actor_id=actor_id,
            name=names.get(actor_id or ""),
            start=place.start,
            end=place.end,
            text=doc.text[place.start : place.end],
        )
    elif actor_id is not None:
        speaker = Speaker(actor_id=actor_id, name=names[actor_id])
    return Quote(
        id=f"q{number}",
        kind="direct" if finding.rule == INTERVIEW else kind_of(doc, finding.pieces),
        spans=spans,
        text=text_of(spans, doc.text),
        cue=cue,
        speaker=speaker,
        confidence=RULES[finding.rule].confidence if finding.sure is None else round(finding.sure, 3),
        rule=finding.rule,
    )
