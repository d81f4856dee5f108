"""The information needs of needs.toml, and a check that their answers stand in the stories."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from quotewire_deploy.newsroom.story import Edition, ExpectedQuote, Story, load_editions
from quotewire_shared.messages import article_id_for

View = Literal["quotes", "articles", "speakers"]
Level = Literal["easy", "middling", "hard"]

FILE: Final = Path(__file__).with_name("needs.toml")
CURLY: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"'})


@dataclass(frozen=True, slots=True)
class Answer:
    """A right answer, or one that must not come: fields that do not belong to the view of its need are None."""

    story: str | None = None
    words: str | None = None
    speaker: str | None = None
    parsed_as: str | None = None
    """The speaker that the parser gives by mistake, beginning; "" where it gives none."""
    first: bool = False

    def __str__(self) -> str:
        """Name it in a report."""
        said = f"“{self.words}”" if self.words else ""
        return ", ".join(filter(None, (self.speaker, said, self.story)))


@dataclass(frozen=True, slots=True)
class Need:
    """Something that somebody wants to know, and what a careful reader of the stories would answer."""

    id: str
    ask: str
    view: View
    level: Level
    why: str
    want: tuple[Answer, ...]
    never: tuple[Answer, ...] = ()

    @property
    def firsts(self) -> tuple[Answer, ...]:
        """Answers of which one must come first."""
        return tuple(answer for answer in self.want if answer.first) or self.want


@cache
def load_needs() -> tuple[Need, ...]:
    """Read every need; raises TypeError or KeyError where the file breaks the format."""
    entries: list[dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))["need"]
    return tuple(
        Need(**{**entry, **{key: _answers(entry.get(key, [])) for key in ("want", "never")}})
        for entry in entries
    )


@cache
def stories() -> dict[str, Story]:
    """Give every story as it stands in the end, corrections made, by the name of its file."""
    return {_name(edition): edition.corrected or edition.first for edition in load_editions()}


@cache
def article_ids() -> dict[str, str]:
    """Give the article id that the pipeline gives each story, by the name of its file."""
    return {
        _name(edition): article_id_for(f"https://{edition.first.outlet}.example{edition.first.path}")
        for edition in load_editions()
    }


def fold(text: str) -> str:
    """Make two printings of the same words equal: case, typographic marks and white space do not count."""
    return " ".join(text.translate(CURLY).casefold().split())


def problems(needs: Sequence[Need]) -> Iterator[str]:
    """Tell what is wrong with *needs*: answers that no story gives, stories that nobody asks for."""
    names = [need.id for need in needs]
    yield from (f"{name}: the id stands twice" for name in sorted({n for n in names if names.count(n) > 1}))
    for need in needs:
        if need.view not in get_args(View) or need.level not in get_args(Level):
            yield f"{need.id}: no such view or level"
        if not need.want:
            yield f"{need.id}: nothing is wanted"
        for answer in (*need.want, *need.never):
            yield from (f"{need.id}: {said}" for said in _slips(need.view, answer))
    asked_for = {answer.story for need in needs for answer in need.want}
    yield from (f"nobody asks for {story}" for story in sorted(set(stories()) - asked_for))


def _slips(view: View, answer: Answer) -> Iterator[str]:
    if view == "speakers":
        if answer.speaker not in {actor.name for story in stories().values() for actor in story.actors}:
            yield f"no story has the actor {answer.speaker}"
        return
    if answer.story not in stories():
        yield f"there is no story {answer.story}"
    elif view == "quotes" and not any(_is(quote, answer) for quote in stories()[answer.story].quotes):
        yield f"{answer.story} has no such quote: {answer}"


def _is(quote: ExpectedQuote, answer: Answer) -> bool:
    return fold(answer.words or "?") in fold(quote.text) and answer.speaker in (None, quote.speaker)


def _answers(entries: list[dict[str, Any]]) -> tuple[Answer, ...]:
    return tuple(Answer(**entry) for entry in entries)


def _name(edition: Edition) -> str:
    return f"{edition.first.outlet}-{edition.first.slug}"
