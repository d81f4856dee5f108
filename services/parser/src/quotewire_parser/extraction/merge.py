"""Two readings of the same part of a page made into one: the lines of a cautious one, and what it lost between them."""

import re
from collections.abc import Iterator, Sequence

from quotewire_parser.extraction.blocks import Block
from quotewire_parser.extraction.words import CLAUSE_END, weight

AGREED = 0.8
"""Share of the cautious reading's text that must be among the blocks; below, they did not read the same."""
COVERED = 0.6
"""Share of a cautious line that chosen blocks hold; it would stand there twice with them."""
LONGEST_HEADING = 160
MIN_SIBLING_CHARS = 40
MIN_EDGE_CHARS = 80
SURELY_PROSE = 200
"""Characters; no mark is asked for at its end then (Thai has none)."""
MOST_CHARS = 2_000_000
NEAR = 6
"""Lines ahead among which the counterpart of a block is looked for."""
MOST_SEARCHES = 300
"""Lines looked for inside others; each search runs through the whole text."""

_OF_TEXT = re.compile(r"text|body|content|paragraph|article|story|copy|prose", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")


def merge(lines: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """
    Give *lines* with those of *blocks* in their place that belong among them; *lines* alone where the two disagree.

    A block belongs to them if it is a heading over one of them, or prose with the same parent as one of them.
    """
    if not lines or not blocks or sum(map(len, lines)) > MOST_CHARS:
        return list(lines)
    folded = [_fold(line) for line in lines]
    forms = [_fold(block.text) for block in blocks]
    whole = "\n".join(folded)
    known = set(folded)
    searches = MOST_SEARCHES
    held, doubled = [], set()
    at = 0
    for number, form in enumerate(forms):
        inside = form in known
        if not inside and weight(form) >= MIN_SIBLING_CHARS and searches:
            searches -= 1
            inside = form in whole
        if inside:
            at = folded.index(form, at) if form in folded[at : at + NEAR] else at
        elif any(line and line in form for line in folded[at : at + NEAR]):
            # The same line with a counter or a label at its head: the cautious reading has it without.
            doubled.add(number)
        held.append(inside)
    agreed = sum(len(form) for form, inside in zip(forms, held, strict=True) if inside)
    if agreed < AGREED * sum(map(len, folded)):
        return list(lines)
    chosen = [number for number in _chosen(blocks, held) if number not in doubled]
    return _with_the_rest([blocks[at].text for at in chosen], [forms[at] for at in chosen], lines, folded)


def _chosen(blocks: Sequence[Block], held: list[bool]) -> list[int]:
    places = {place for block, inside in zip(blocks, held, strict=True) if inside for place in _places(block)}
    first, last = held.index(True), len(held) - 1 - held[::-1].index(True)
    chosen = set()
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        if held[at] or _is_lost(block, places, inside=first < at < last):
            chosen.add(at)
        elif block.is_heading and len(block.text) <= LONGEST_HEADING and at + 1 in chosen and at > first:
            if block.linked * 2 < len(block.text):
                chosen.add(at)
        elif (
            block.is_heading
            and at + 1 in chosen
            and at < first
            and held[at + 1]
            and _near(block, blocks[at + 1])
        ):
            chosen.add(at)
    return sorted(chosen)


def _places(block: Block) -> Iterator[object]:
    """Give where *block* stands: the element it is in, and what that is called, as each paragraph may have a box."""
    if block.parent is not None:
        yield block.parent
        if name := block.parent.get("class"):
            yield (block.parent.tag, name)
            yield from ((block.parent.tag, part) for part in name.split()[:3] if _OF_TEXT.search(part))
        elif name := block.parent.get("data-component"):
            yield (block.parent.tag, name)


def _near(heading: Block, below: Block) -> bool:
    """Tell whether the two stand in the same entry."""
    return (
        heading.parent is not None
        and heading.linked == 0
        and (
            heading.parent is below.parent
            or (below.parent is not None and heading.parent is below.parent.getparent())
        )
    )


def _is_lost(block: Block, places: set[object], *, inside: bool) -> bool:
    if (
        block.linked * 2 > len(block.text)
        or block.is_heading
        or places.isdisjoint((*_places(block), block.owner))
    ):
        return False
    least = MIN_SIBLING_CHARS if inside else MIN_EDGE_CHARS
    if weight(block.text) >= SURELY_PROSE:
        return True
    return weight(block.text) >= least and bool(CLAUSE_END.search(block.text))


def _with_the_rest(texts: list[str], forms: list[str], lines: Sequence[str], folded: list[str]) -> list[str]:
    """Put the *lines* that are not among *texts* after the line that they followed."""
    place = {form: at for at, form in reversed(list(enumerate(forms)))}
    whole = "".join(forms)
    after: dict[int, list[str]] = {}
    at, searches = -1, MOST_SEARCHES
    for line, form in zip(lines, folded, strict=True):
        if form in place:
            at = place[form]
            continue
        parts = _parts(form, forms, at + 1)
        if sum(len(forms[number]) for number in parts) >= COVERED * len(form) > 0:
            at = parts[-1]  # it runs several of them together
            continue
        if searches and form:
            searches -= 1
            if form in whole:
                continue
        if form:
            after.setdefault(at, []).append(line)
    merged = list(after.get(-1, ()))
    for number, text in enumerate(texts):
        merged.append(text)
        merged.extend(after.get(number, ()))
    return merged


def _parts(line: str, forms: list[str], first: int) -> list[int]:
    """List which of *forms* from the *first* on stand in *line*, one after another, with few others between them."""
    parts: list[int] = []
    read_to, last = 0, first
    for number in range(first, len(forms)):
        if number >= last + NEAR - 1:
            break
        found = line.find(forms[number], read_to) if forms[number] else -1
        if found >= 0:
            parts.append(number)
            read_to, last = found + len(forms[number]), number + 1
    return parts


def _fold(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
