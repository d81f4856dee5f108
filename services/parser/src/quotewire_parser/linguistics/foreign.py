"""Speech in other languages than English: words in marks beside a cue of that language, reported speech, and who says it."""

from collections.abc import Callable

from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.foreign_cues import DASHES
from quotewire_parser.linguistics.foreign_dashes import dashed, incises
from quotewire_parser.linguistics.foreign_reader import Reader
from quotewire_parser.linguistics.foreign_speakers import Spoken, spoken_names

__all__ = ["foreign_reports", "spoken_names"]

_DASH, _SENTENCE = -1, -2


def foreign_reports(doc: Document, language: str, over: Callable[[], bool] = lambda: False) -> list[Finding]:
    """
    Find the quotations and the reported speech of a text in *language* (ISO 639-1), in reading order.

    A quotation counts where a word of saying stands beside it in its sentence (or ends the sentence before with a
    colon), or where it is a whole sentence after one that counts; the words around one in mid-sentence are part of it.
    Languages without a list of such words share all lists: a word that is one in any of them is taken for one.
    When the time is *over*, the rest is left unread.
    """
    reader = Reader(doc, language)
    found = reader.found
    pieces = [doc.stretch_tokens(stretch) for stretch in doc.stretches]
    items = [(piece[0], n) for n, piece in enumerate(pieces) if piece[1] > piece[0]]
    sentences = list(reader.clauses.sentences()) if reader.tongue.reports else []
    items += [(first, _DASH) for first, _ in doc.paragraphs if doc.tokens.words[first] in DASHES]
    items += [(last - 1, _SENTENCE) for _, last in sentences]
    firsts = {last - 1: first for first, last in sentences}
    goes_on: Spoken | None = None
    for start, n in sorted(items, key=lambda item: (item[0], item[1] == _SENTENCE)):
        if over():
            break
        if n == _SENTENCE:
            reader.report(firsts[start], start + 1)
            continue
        if start < reader.read_to:
            continue
        if n == _DASH:
            told = dashed(reader.clauses, doc.paragraphs[doc.paragraph_of(start)])
            if told is not None:
                reader.add(*told)
                reader.read_to = told[0].last_token()
            continue
        if goes_on is not None:
            goes_on.pieces.append(pieces[n])
        else:
            known = len(found)
            for piece in incises(reader.clauses, pieces[n]):
                reader.read(piece)
            goes_on = found[-1] if len(found) > known else None
        goes_on = goes_on if doc.stretches[n].carries_on else None
    return _in_order(found)


def _in_order(found: list[Spoken]) -> list[Finding]:
    """Sort findings as the text has them; none may carry the speaker of a later one."""
    ordered = sorted(found, key=lambda finding: finding.pieces[0])
    place = {id(finding): number for number, finding in enumerate(ordered)}
    for number, finding in enumerate(ordered):
        later = finding.carried
        if later is not None and place[id(later)] > number:
            finding.mention, finding.carried = later.mention, later.carried
    return list(ordered)
