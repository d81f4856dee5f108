"""Dates and bylines that only readers see: short lines around the headline, in whatever element they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from quotewire_parser.extraction.calendars import Day, find_day, plain_digits
from quotewire_parser.extraction.clocks import read_clock
from quotewire_parser.extraction.crafts import BY_ALONE
from quotewire_parser.extraction.dates import CLOCK_WITHIN, LONGEST, words_beside_day
from quotewire_parser.extraction.headings import bounded_text
from quotewire_parser.extraction.labels import label_of, labels
from quotewire_parser.extraction.people import is_byline, is_person, may_be_byline
from quotewire_parser.extraction.places import NOWHERE, Place
from quotewire_parser.extraction.regions import PROFILE, is_elsewhere, is_in_card, is_of_card
from quotewire_parser.extraction.tree import marks, tidy, visible_text
from quotewire_parser.extraction.yearless import is_yearless

LONGEST_LINE = 240
BEFORE, AFTER = 40, 160
"""Elements looked at before and after the headline; beyond them is the site's head, or the body."""
AT_END = 80
"""Elements looked at from the end of the article, where little was found at its beginning."""
PARAGRAPH_CHARS, LONGEST_PARAGRAPH = 140, 2_000
MOST_PARAGRAPHS = 2
"""So many paragraphs of so many characters after the headline are the body."""
MOST_WORDS_BESIDE = 7
"""Words that may stand beside a date in its line ("Port Adomi, 24 November"); with more it is a sentence."""
MOST_FOUND = 8

_DIGIT = re.compile(r"\d")
_DAYLIKE = re.compile(r"\d[./\-–]\s?\d|(?:\A|\D)(?:1[34]|19|20|25)\d\d(?:\D|\Z)|\d\s?[年년\u0e00-\u0e7f]")
_TIMELIKE = re.compile(r"\d\s?(?:[:.hH]\s?\d\d|[時时點点시]\s?\d)")
_DATE_MARK = re.compile(
    r"date|time|publish|posted|updated|modified|meta|byline|info|datum|fecha|hora|tarih|data|ngay|waktu|tanggal"
)
_SENTENCE_END = re.compile(r"[.!?。！？।]$")
_ISSUE_MARK = re.compile(
    r"publish|created|posted|pub-?date|(?:article|entry|news|story|post|content)[_-]*(?:date|time)"
)
_CHANGE_MARK = re.compile(r"updat|modif|lastmod|revised|guncel")
_SPLIT = re.compile(
    r"\s(?=[^\d\s:：]{1,14}\s?[:：](?!\d))|\s[|•·/–—~]\s|[|•·｜┃ㅣ]|(?:\A|(?<=\D))[(（\[](?!\s?(?:GMT|UTC|[A-Z]{2,4}[)）\]]))|[)）\]](?=\D|\Z)|\s{2,}"
)
_READ = ("p", "div", "span", "li", "ul", "time", "em", "i", "b", "strong", "small", "a", "td", "font", "address", "dd", "dl", "section", "header", "h2", "h3", "h4", "h5", "h6", "figcaption")  # fmt: skip
_APART = re.compile(r"(?<=\d)\s([/.])\s(?=\d)")
_MACHINE = re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d")


@dataclass(slots=True)
class Visible:
    """What was found, the likeliest first."""

    published: list[str] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    bylines: list[HtmlElement] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    """Bylines that share their element with a date."""


def read_visible(tree: HtmlElement, headings: tuple[HtmlElement, ...], place: Place = NOWHERE) -> Visible:
    """Read the lines around the first of *headings* (the beginning of the page, where there is none)."""
    found = Visible()
    reader = (place, frozenset(headings[0].iterancestors()) if headings else frozenset())
    elements = list(tree.iter(*_READ, "h1"))
    at = elements.index(headings[0]) if headings and headings[0] in elements else 0
    seen: set[HtmlElement] = set(headings)
    for element in elements[max(0, at - BEFORE) : at]:
        _read(element, seen, found, reader, strict=True)
    paragraphs = 0
    for element in elements[at + 1 : at + 1 + AFTER]:
        if element.tag in {"p", "div"}:
            text = bounded_text(element, LONGEST_PARAGRAPH) or ""
            paragraphs += len(text) >= PARAGRAPH_CHARS and (element.tag == "p" or len(element) == 0)
        if paragraphs >= MOST_PARAGRAPHS or len(found.published) >= MOST_FOUND:
            break
        _read(element, seen, found, reader, strict=False)
    if not found.published or not found.bylines:
        for element in _end(tree, headings):
            _read(element, seen, found, reader, strict=True)
    return found


def _end(tree: HtmlElement, headings: tuple[HtmlElement, ...]) -> list[HtmlElement]:
    box = next(headings[0].iterancestors("article", "main"), None) if headings else tree.find(".//article")
    return [] if box is None else list(box.iter(*_READ))[-AT_END:]


def _read(
    element: HtmlElement,
    seen: set[HtmlElement],
    found: Visible,
    reader: tuple[Place, frozenset[HtmlElement]],
    *,
    strict: bool,
) -> None:
    """Read *element* if it is a short line; *strict* takes only a date that says what it is."""
    place, around = reader
    text = bounded_text(element, LONGEST_LINE)
    if not text or element in around:
        return
    linked = not strict and element.tag == "a" and PROFILE.search(element.get("href") or "")
    has_digit = bool(_DIGIT.search(text))
    if not (linked or has_digit or may_be_byline(text)) or not seen.isdisjoint(
        (element, *element.iterancestors())
    ):
        return
    if linked and not is_elsewhere(element, around):
        found.signed.append(text)
        return
    dated = has_digit and bool(
        _DAYLIKE.search(plain_digits(text)) or (not strict and _TIMELIKE.search(plain_digits(text)))
    )
    signed = not dated and is_byline(visible_text(element))
    if not (dated or signed) or is_elsewhere(element, around) or _is_anothers(element, text, around):
        return
    if signed:
        found.bylines.append(element)
    if signed or _dates(element, found, place, strict=strict):
        seen.add(element)


def _is_anothers(element: HtmlElement, text: str, around: frozenset[HtmlElement]) -> bool:
    return is_in_card(element, text) or (bool(around) and is_of_card(element, around))


@dataclass(slots=True)
class _Stamp:
    text: str
    kind: str | None
    has_clock: bool


@dataclass(slots=True)
class _Line:
    """What the pieces of one line say."""

    stamps: list[_Stamp] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    pending: str | None = None
    """A label whose time has not come yet."""
    names: bool = False
    """Whether the last piece was "By" or "Author"."""

    def add(self, piece: str, hint: str | None, place: Place, *, strict: bool) -> None:
        named, self.names = self.names, bool(BY_ALONE.match(piece.rstrip(" ,:")))
        if named and is_person(piece):
            self.signed.append(piece)
            return
        kind = label_of(piece) or self.pending or hint
        if _MACHINE.match(piece):
            self.stamps.append(_Stamp(piece[:LONGEST], kind, has_clock=True))
            return
        day = find_day(piece, place) if len(piece) <= LONGEST * 2 else None
        if day is not None:
            if kind == "modified" and _labels_the_next(day.after):
                kind = hint
            self._add_day(piece, day, kind, place)
        elif not strict and is_yearless(piece):
            self.stamps.append(_Stamp(piece, kind or self.pending, has_clock=True))
        elif self.stamps and _TIMELIKE.search(piece) and _clock("", piece, place):
            _add_clock(self.stamps, piece, kind, place)
        elif is_byline(piece):
            self.signed.append(piece)
        elif kind:
            self.pending = kind

    def _add_day(self, piece: str, day: Day, kind: str | None, place: Place) -> None:
        if _is_sentence(piece, f"{day.before} {day.after}", labelled=bool(kind or self.pending)):
            return
        self.signed.extend(_beside(day.before, day.after))
        clock = _clock(day.before, day.after, place)
        self.stamps.append(_Stamp(_bounded(piece, day.before), kind or self.pending, clock))
        self.pending = None


def _dates(element: HtmlElement, found: Visible, place: Place, *, strict: bool) -> bool:
    line = _Line()
    for piece, hint in _pieces(element):
        line.add(piece, hint, place, strict=strict)
    marked = bool(_DATE_MARK.search(marks(element)))
    kept = [stamp for stamp in line.stamps if not strict or stamp.kind or (marked and stamp.has_clock)]
    for stamp in kept:
        (found.modified if stamp.kind == "modified" else found.published).append(stamp.text)
    if kept:
        profiles = (link for link in element.iter("a") if PROFILE.search(link.get("href") or ""))
        found.signed.extend((*line.signed, *(tidy(link.text_content()) for link in profiles)))
    return bool(kept)


def _labels_the_next(after: str) -> bool:
    """Tell whether the label *after* a day begins another statement: "23/11/2026 18h05 Atualizado há 2 horas"."""
    found = labels().search(after)
    return found is not None and bool(_DIGIT.search(after[found.end() :]))


def _beside(before: str, after: str) -> Iterator[str]:
    """Give a byline that shares its line with a day: "By Jon Tarn, 23 November 2026"."""
    for line in (before, after):
        bare = line.strip(" ,;-–—|•·")
        if is_byline(bare):
            yield bare


def _is_sentence(piece: str, beside: str, *, labelled: bool) -> bool:
    words = words_beside_day(beside)
    if labelled:
        return words > MOST_WORDS_BESIDE
    return words > MOST_WORDS_BESIDE - 2 or (words > 2 and bool(_SENTENCE_END.search(piece)))  # noqa: PLR2004 - "Gates close" is a sentence


def _add_clock(stamps: list[_Stamp], piece: str, kind: str | None, place: Place) -> None:
    """Give the last of *stamps* its time, or make one of a change on the same day ("updated: 15:20")."""
    last = stamps[-1]
    if not last.has_clock and kind in {None, last.kind}:
        last.text, last.has_clock = f"{last.text} {piece}"[:LONGEST], True
    elif kind == "modified":
        day = find_day(last.text, place)
        if day is not None:
            stamp = f"{day.year:04}-{day.month:02}-{day.day:02} {piece}"
            stamps.append(_Stamp(stamp[:LONGEST], kind, has_clock=True))


def _clock(before: str, after: str, place: Place) -> bool:
    try:
        return read_clock(before[-CLOCK_WITHIN:], after[:CLOCK_WITHIN], place) is not None
    except ValueError:
        return False


def _bounded(piece: str, before: str) -> str:
    """Cut a long line to the part that has its date."""
    return piece if len(piece) <= LONGEST else piece[max(0, len(before) - CLOCK_WITHIN) :][:LONGEST]


def _pieces(element: HtmlElement) -> Iterator[tuple[str, str | None]]:
    """Give the parts of a line between its separators, with what their own element's name says they are."""
    texts: list[tuple[str, str | None]] = []
    for node in element.iter():
        own = node if isinstance(node.tag, str) else None
        hint = _hint(own, element) if own is not None else None
        stamp = _stamp_of(own) if own is not None and hint else None
        if stamp:
            yield stamp, hint
        texts.append((node.text or "" if own is not None else "", hint))
        if node is not element:
            parent = node.getparent()
            texts.append((node.tail or "", _hint(parent, element) if parent is not None else None))
    # A day that is spread over several elements is read from the whole line.
    if not any(find_day(plain_digits(tidy(text)), NOWHERE) for text, _ in texts):
        whole = bounded_text(element, LONGEST_LINE) or ""
        texts = [(_APART.sub(r"\1", whole), None)]
    for text, hint in texts:
        for part in _SPLIT.split(plain_digits(text)):
            for piece in _before_labels(tidy(part)):
                if piece:
                    yield piece, hint


def _hint(node: HtmlElement, line: HtmlElement) -> str | None:
    """Tell by the name of *node* which time it holds; the whole *line* often holds both."""
    names = marks(node)
    if node is not line and _CHANGE_MARK.search(names):
        return "modified"
    return "published" if _ISSUE_MARK.search(names) else None


def _stamp_of(element: HtmlElement) -> str | None:
    """Give the machine's form of a date that an attribute of *element* has (`data-date`, `datetime`, `title`)."""
    for name, value in element.items():
        if (name.startswith("data-") or name in {"datetime", "title", "content"}) and _MACHINE.match(value):
            return str(value)
    return None


def _before_labels(text: str) -> Iterator[str]:
    """Split *text* where a second label begins: "Published 1 May 2026 Updated 2 May 2026"."""
    cuts = [match.start() for match in labels().finditer(text) if _DAYLIKE.search(text[: match.start()])]
    ends = [*(cut for cut in cuts if _DAYLIKE.search(text[cut:]) or _TIMELIKE.search(text[cut:])), len(text)]
    start = 0
    for end in ends:
        yield text[start:end].strip()
        start = end
