"""Annotated news as a person wrote it (tests/corpus/GUIDELINES.md) -> text, actors and quotes with offsets."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quotewire_deploy.newsroom.story import CORRECTED, KINDS, MARK

Span = tuple[int, int]


class AnnotationError(ValueError):
    """A file breaks the format; the text says where and how."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody whom the text names; *forms* are the literal strings by which it does, the name among them."""

    name: str
    type: str
    role: str | None = None
    forms: tuple[str, ...] = ()


@dataclass(slots=True)
class GoldQuote:
    """One quote; every span is code points of the text, half-open. *speaker* is None where the text tells nobody."""

    number: str
    kind: str
    speaker: str | None
    pieces: list[Span] = field(default_factory=list)
    source: list[Span] = field(default_factory=list)
    cue: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a form of an actor's name stands."""

    start: int
    end: int
    actor: Actor


@dataclass(frozen=True, slots=True)
class Annotated:
    """One article with what a careful reader finds in it."""

    id: str
    facts: dict[str, Any]
    text: str
    actors: tuple[Actor, ...]
    quotes: tuple[GoldQuote, ...]
    asides: tuple[Span, ...]
    """Words in quotation marks that nobody says."""

    @property
    def title(self) -> str | None:
        """The headline; never part of the text."""
        title = self.facts.get("title")
        return str(title) if title is not None else None

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        return str(self.facts.get("language", "en"))

    def mentions(self) -> Iterator[Mention]:
        """Find every mention of an actor by name, in text order, longest form first, never overlapping."""
        forms = {form: actor for actor in self.actors for form in (*actor.forms, actor.name)}
        if not forms:
            return
        ordered = sorted(forms, key=len, reverse=True)
        found = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)")
        for match in found.finditer(self.text):
            yield Mention(*match.span(), forms[match[0]])


def read_folder(folder: Path) -> list[Annotated]:
    """Read every article of *folder*, by name."""
    return [
        read_file(path)
        for path in sorted(folder.glob("*.md"))
        if path.name not in ("README.md", "GUIDELINES.md")
    ]


def read_file(path: Path) -> Annotated:
    """
    Read one file; of a story with a corrected version the first one.

    Raises:
        AnnotationError: it breaks the format.
    """
    first = CORRECTED.split(path.read_text("utf-8"), maxsplit=1)[0]
    return parse(first, name=path.stem)


def parse(source: str, *, name: str) -> Annotated:
    """Read front matter and marked paragraphs; raises AnnotationError."""
    parts = source.strip().split("+++", 2)
    if len(parts) != 3 or parts[0].strip():
        raise AnnotationError(f"{name}: the front matter stands between two lines +++")
    try:
        facts = tomllib.loads(parts[1])
        actors = tuple(
            Actor(actor["name"], actor["type"], actor.get("role"), tuple(actor.get("forms", ())))
            for actor in facts.get("actors", ())
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise AnnotationError(f"{name}: front matter: {error}") from None
    marked = "\n\n".join(" ".join(part.split()) for part in parts[2].strip().split("\n\n") if part.strip())
    text, quotes, asides = _unmark(marked, name)
    return Annotated(name, facts, text, actors, tuple(quotes), tuple(asides))


def _unmark(marked: str, name: str) -> tuple[str, list[GoldQuote], list[Span]]:
    parts: list[str] = []
    quotes: dict[str, GoldQuote] = {}
    linked: list[tuple[str, list[str], Span]] = []
    asides: list[Span] = []
    at = length = 0
    for match in MARK.finditer(marked):
        plain = marked[at : match.start()]
        start = length + len(plain)
        span = (start, start + len(match["words"]))
        parts += [plain, match["words"]]
        at, length = match.end(), span[1]
        if match["kind"]:
            _add_piece(quotes, match, span, name)
        elif match["role"] == "x":
            asides.append(span)
        else:
            linked.append((match["role"], (match["numbers"] or "").split(","), span))
    parts.append(marked[at:])
    text = "".join(parts)
    if "{{" in text or "}}" in text:
        place = text.find("{{") if "{{" in text else text.find("}}")
        raise AnnotationError(f"{name}: a broken mark near {text[max(0, place - 40) : place + 60]!r}")
    for role, numbers, span in linked:
        for number in numbers:
            if number not in quotes:
                raise AnnotationError(
                    f"{name}: {{{{{role}{number}|{text[slice(*span)]}}}}} belongs to no quote"
                )
            (quotes[number].source if role == "s" else quotes[number].cue).append(span)
    return text, sorted(quotes.values(), key=lambda quote: quote.pieces[0]), asides


def _add_piece(quotes: dict[str, GoldQuote], match: re.Match[str], span: Span, name: str) -> None:
    speaker = match["speaker"].strip()
    number = match["number"] or f"@{match.start()}"
    quote = quotes.setdefault(
        number, GoldQuote(number, KINDS[match["kind"]], None if speaker == "-" else speaker)
    )
    if quote.kind != KINDS[match["kind"]] or quote.speaker != (None if speaker == "-" else speaker):
        raise AnnotationError(f"{name}: the pieces of quote {number} differ in kind or speaker")
    quote.pieces.append(span)
