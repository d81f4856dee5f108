"""
Checks annotated articles: `python -m tests.quality.check [FILE …]`; without files, all of ours.

What a program can see is a slip is reported, one line each: an unknown speaker, a kind that the quotation marks belie,
words in marks that are in no quote, a form that the text does not have. Exit code 1 where there is any.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.quality.annotated import Annotated, AnnotationError, GoldQuote, read_file

TESTS = Path(__file__).resolve().parents[1]
FOLDERS = (TESTS / "corpus", TESTS / "quality" / "articles")
TYPES = frozenset(("person", "organization", "place", "group", "document"))
DIRECT_SHARE = 0.8
"""Least share of a direct quote's words that stand in quotation marks (as PolNeAR has it)."""
INTERVIEW_STYLES = re.compile(r"q&a|interview|transcript|live", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")
_DOUBLE = re.compile(r"“[^”\n]*(?:”|$)|„[^“”\n]*[“”]|«[^»\n]*»|\"[^\"\n]*(?:\"|$)", re.MULTILINE)
_SINGLE = re.compile(r"‘(?:[^’\n]|’(?=\w))*(?:’|$)|(?<![\w’])'(?:[^'\n]|'(?=\w))*'", re.MULTILINE)
_LEAST_WORDS = 3


def problems(article: Annotated) -> Iterator[str]:
    """Give what is wrong with *article*, a line each."""
    names = {actor.name for actor in article.actors}
    for actor in article.actors:
        if actor.type not in TYPES:
            yield f"{actor.name}: type {actor.type!r} is none of {', '.join(sorted(TYPES))}"
        for form in actor.forms:
            if not re.search(rf"(?<!\w){re.escape(form)}(?!\w)", article.text):
                yield f"{actor.name}: the text has no {form!r}"
    inside = quoted(article.text)
    for quote in article.quotes:
        yield from _of_quote(article, quote, names, inside)
    covered = {k for quote in article.quotes for start, end in quote.pieces for k in range(start, end)}
    covered |= {k for start, end in article.asides for k in range(start, end)}
    for match in _DOUBLE.finditer(article.text):
        words = _WORD.findall(match[0])
        if len(words) >= _LEAST_WORDS and not covered & set(range(match.start() + 1, match.end() - 1)):
            yield f"words in marks that are neither quote nor x: {match[0][:80]}"


def quoted(text: str) -> list[bool]:
    """Tell of each character whether it stands in quotation marks, double or single."""
    inside = [False] * len(text)
    for pattern in (_DOUBLE, _SINGLE):
        for match in pattern.finditer(text):
            inside[match.start() : match.end()] = [True] * (match.end() - match.start())
    return inside


def _of_quote(article: Annotated, quote: GoldQuote, names: set[str], inside: list[bool]) -> Iterator[str]:
    text = article.text
    words = " … ".join(text[start:end] for start, end in quote.pieces)
    where = f"quote {quote.number} ({words[:50]})"
    if quote.speaker is not None and quote.speaker not in names:
        plain = quote.speaker.casefold()
        if quote.speaker[:1].isupper() and not re.match(
            r"(An?|The|One|Two|Three|Some|Several|Many) ", quote.speaker
        ):
            yield f"{where}: the speaker {quote.speaker!r} is no actor"
        elif plain not in text.casefold():
            yield f"{where}: the unnamed speaker {quote.speaker!r} does not stand in the text"
    starts = [m.start() + s for s, e in quote.pieces for m in _WORD.finditer(text[s:e])]
    share = sum(inside[k] for k in starts) / len(starts) if starts else 0.0
    kind = "direct" if share >= DIRECT_SHARE else "mixed" if share else "indirect"
    interview = (
        quote.kind == "direct" and not share and INTERVIEW_STYLES.search(str(article.facts.get("style", "")))
    )
    if kind != quote.kind and not interview:
        yield f"{where}: marked {quote.kind}, but {share:.0%} of its words are in quotation marks ({kind})"
    for span in (*quote.pieces, *quote.source, *quote.cue):
        piece = text[slice(*span)]
        if piece != piece.strip() or not piece:
            yield f"{where}: white space at the edge of {piece!r}"
    if quote.cue and len({text[slice(*span)] for span in quote.cue}) != len(quote.cue):
        yield f"{where}: two cues with the same words"


def main(arguments: list[str]) -> int:
    """Check the named files, or all."""
    paths = [Path(name) for name in arguments] or [
        path for folder in FOLDERS for path in sorted(folder.glob("*.md")) if path.name != "GUIDELINES.md"
    ]
    found = quotes = 0
    for path in paths:
        try:
            article = read_file(path)
        except AnnotationError as error:
            print(error)
            found += 1
            continue
        quotes += len(article.quotes)
        for line in problems(article):
            print(f"{path.name}: {line}")
            found += 1
    print(f"{len(paths)} articles, {quotes} quotes, {found} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
