"""
Two versions of a text -> what was added and removed, word by word. Pure, and bounded in time.

First paragraphs are compared, then the words of those that changed: so a moved comma is one word's change and a long
text costs little. Where a passage is too long or the time is over, whole paragraphs are shown as changed: never wrong,
only coarser.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

MAX_CHARS: Final = 200_000
"""Longest text that is compared, in characters; what lies beyond is left out, and `cut` says so."""
MAX_PARAGRAPHS: Final = 1_000
MAX_WORDS: Final = 1_000
"""Longest passage compared word by word, in tokens; difflib takes half a second for such a one at worst."""
MAX_SECONDS: Final = 1.0
CONTEXT: Final = 1
"""Unchanged paragraphs shown before and after a change."""
BREAK: Final = "\n\n"
TOKEN: Final = re.compile(r"\n{2,}|\w+|[^\w\s]|\s+")
PARAGRAPH: Final = re.compile(r"\n{2,}")
WORD: Final = re.compile(r"\w")
Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that both versions have, or only one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a number of unchanged ones that are not shown."""

    changes: tuple[Change, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed between two texts."""

    passages: tuple[Passage, ...] = ()
    added: int = 0
    """Words that only the newer text has."""
    removed: int = 0
    """Words that only the older text has."""
    cut: bool = False
    """Whether a text was too long to be compared to its end."""


def differences(before: str, after: str, *, clock: Callable[[], float] = time.monotonic) -> Differences:
    """Compare two texts; unchanged paragraphs away from any change are counted, not shown."""
    deadline = clock() + MAX_SECONDS
    (old, old_cut), (new, new_cut) = _bounded(before), _bounded(after)
    rows: list[tuple[Change, ...]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            rows += [(Change("same", paragraph),) for paragraph in old[i1:i2] if paragraph]
        else:
            coarse = clock() > deadline
            rows += _paragraphs(changed_words(BREAK.join(old[i1:i2]), BREAK.join(new[j1:j2]), coarse=coarse))
    changes = [change for row in rows for change in row]
    return Differences(
        passages=tuple(_shown(rows)),
        added=_words(change.text for change in changes if change.kind == "added"),
        removed=_words(change.text for change in changes if change.kind == "removed"),
        cut=old_cut or new_cut,
    )


def changed_words(before: str, after: str, *, coarse: bool = False) -> list[Change]:
    """Compare two passages word by word; *coarse*: as wholes."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if coarse or max(len(old), len(new)) > MAX_WORDS:
        return _joined([Change("removed", before), Change("added", after)])
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            found.append(Change("same", "".join(old[i1:i2])))
        else:
            found += [Change("removed", "".join(old[i1:i2])), Change("added", "".join(new[j1:j2]))]
    return _joined(_without_crumbs(found))


def _bounded(text: str) -> tuple[list[str], bool]:
    """Cut a text into paragraphs, no more than can be compared; tell whether some were left out."""
    found = PARAGRAPH.split(text[:MAX_CHARS].strip(), maxsplit=MAX_PARAGRAPHS)
    return found[:MAX_PARAGRAPHS], len(text) > MAX_CHARS or len(found) > MAX_PARAGRAPHS


def _without_crumbs(changes: Sequence[Change]) -> Iterator[Change]:
    """Count spaces and marks between two changes as changed: "three new words" reads better than three changes."""
    last = len(changes) - 1
    for place, change in enumerate(changes):
        if change.kind == "same" and 0 < place < last and not WORD.search(change.text):
            yield Change("removed", change.text)
            yield Change("added", change.text)
        else:
            yield change


def _joined(changes: Iterable[Change]) -> list[Change]:
    """Put what was removed before what was added in its place, each in one piece."""
    found: list[Change] = []
    pending: dict[Kind, str] = {"removed": "", "added": ""}
    for change in [*changes, Change("same", "")]:
        if change.kind != "same":
            pending[change.kind] += change.text
            continue
        found += [Change(kind, text) for kind, text in pending.items() if text]
        pending = {"removed": "", "added": ""}
        if change.text:
            found.append(change)
    return found


def _paragraphs(changes: Iterable[Change]) -> list[tuple[Change, ...]]:
    rows: list[list[Change]] = [[]]
    for change in changes:
        for number, text in enumerate(PARAGRAPH.split(change.text)):
            if number:
                rows.append([])
            if text:
                rows[-1].append(Change(change.kind, text))
    return [tuple(row) for row in rows if row]


def _shown(rows: Sequence[tuple[Change, ...]]) -> Iterator[Passage]:
    changed = [place for place, row in enumerate(rows) if any(change.kind != "same" for change in row)]
    near = {place + step for place in changed for step in range(-CONTEXT, CONTEXT + 1)}
    skipped = 0
    for place, row in enumerate(rows):
        if place not in near:
            skipped += 1
            continue
        if skipped:
            yield Passage(skipped=skipped)
            skipped = 0
        yield Passage(changes=row)
    if skipped:
        yield Passage(skipped=skipped)


def _words(texts: Iterable[str]) -> int:
    return sum(len(re.findall(r"\w+", text)) for text in texts)
