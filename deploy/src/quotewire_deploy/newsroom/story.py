"""
Stories as a person writes and reads them: TOML front matter, paragraphs, and each quote marked where it stands.

`{{d Ama Boateng|“We waited,”}} she said` marks direct words of Ama Boateng; m is mixed, i indirect (reported) speech, and
`-` in place of a name says that the text names nobody. Pieces of one broken quote share a number: `{{d1 …}} … {{d1 …}}`.
Where the annotation goes deeper (tests/corpus/GUIDELINES.md), `{{s1|she}}` and `{{c1|said}}` mark source and cue of quote 1,
and `{{x|“Harbour Lights”}}` marks words in quotation marks that nobody says.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

MARK = re.compile(
    r"\{\{(?:(?P<kind>[dmi])(?P<number>\d*) (?P<speaker>[^|{}]+)"
    r"|(?P<role>[scx])(?P<numbers>\d+(?:,\d+)*)?)\|(?P<words>[^{}]*)\}\}"
)
"""A mark: of a quote's words (`kind`, `number`, `speaker`), or of what stands around quotes (`role`, `numbers`)."""
CORRECTED = re.compile(r"^=== corrected ===$", re.MULTILINE)
KINDS = {"d": "direct", "m": "mixed", "i": "indirect"}


@dataclass(frozen=True, slots=True)
class ExpectedQuote:
    """A quote that a careful reader finds."""

    text: str
    """The words, pieces of a broken quote joined by " … "."""
    kind: str
    speaker: str | None
    """The actor's name, or the noun phrase of an unnamed one; None where the text names nobody."""


@dataclass(frozen=True, slots=True)
class ExpectedActor:
    """One of the main actors."""

    name: str
    type: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One version of one story."""

    outlet: str
    slug: str
    title: str
    standfirst: str | None
    authors: tuple[str, ...]
    section: str
    language: str | None
    """ISO 639-1 code; None: its outlet's."""
    published: datetime
    modified: datetime | None
    paragraphs: tuple[str, ...]
    actors: tuple[ExpectedActor, ...]
    quotes: tuple[ExpectedQuote, ...]

    @property
    def path(self) -> str:
        """Path of its page at its outlet."""
        return f"/{self.section.lower()}/{self.published:%Y/%m/%d}/{self.slug}"

    @property
    def updated(self) -> datetime:
        """Time of its last change."""
        return self.modified or self.published


@dataclass(frozen=True, slots=True)
class Edition:
    """A story as first published and, where there is one, as corrected."""

    first: Story
    corrected: Story | None = None


def load_editions() -> list[Edition]:
    """Read every bundled story, newest first."""
    folder = files("quotewire_deploy.newsroom") / "stories"
    texts = [
        file.read_text("utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".md") and file.name != "README.md"
    ]
    editions = [parse_edition(text) for text in texts]
    return sorted(editions, key=lambda edition: (edition.first.published, edition.first.slug), reverse=True)


def parse_edition(text: str) -> Edition:
    """Read a story file; raises ValueError where it breaks the format."""
    first, *corrected = CORRECTED.split(text)
    return Edition(parse_story(first), parse_story(corrected[0]) if corrected else None)


def parse_story(text: str) -> Story:
    """Read one version: front matter and marked paragraphs."""
    _, head, body = text.strip().split("+++", 2)
    facts: dict[str, Any] = tomllib.loads(head)
    paragraphs = [" ".join(part.split()) for part in body.strip().split("\n\n") if part.strip()]
    return Story(
        outlet=facts["outlet"],
        slug=facts["slug"],
        title=facts["title"],
        standfirst=facts.get("standfirst"),
        authors=tuple(facts.get("authors", ())),
        section=facts["section"],
        language=facts.get("language"),
        published=facts["published"],
        modified=facts.get("modified"),
        paragraphs=tuple(strip_marks(paragraph) for paragraph in paragraphs),
        actors=tuple(ExpectedActor(**actor) for actor in facts.get("actors", ())),
        quotes=tuple(expected_quotes("\n\n".join(paragraphs))),
    )


def strip_marks(text: str) -> str:
    """Give the text as it is printed."""
    plain = MARK.sub(lambda mark: mark["words"], text)
    if "{{" in plain or "}}" in plain:
        raise ValueError(f"a broken mark: {plain[:120]}")
    return plain


def expected_quotes(text: str) -> list[ExpectedQuote]:
    """Collect the marked quotes in reading order; pieces of one number are one quote."""
    pieces: dict[str, list[re.Match[str]]] = {}
    for position, mark in enumerate(mark for mark in MARK.finditer(text) if mark["kind"]):
        pieces.setdefault(mark["number"] or f"alone {position}", []).append(mark)
    return [
        ExpectedQuote(
            " … ".join(mark["words"] for mark in marks),
            KINDS[marks[0]["kind"]],
            None if marks[0]["speaker"].strip() == "-" else marks[0]["speaker"].strip(),
        )
        for marks in pieces.values()
    ]
