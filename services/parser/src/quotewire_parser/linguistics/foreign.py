"""Quotations in other languages than English: words in marks beside a cue of that language, and who stands next to it."""

from collections.abc import Callable

from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.foreign_cues import DASHES
from quotewire_parser.linguistics.foreign_dashes import dashed, incises
from quotewire_parser.linguistics.foreign_reader import Reader
from quotewire_parser.linguistics.foreign_speakers import spoken_names

__all__ = ["foreign_reports", "spoken_names"]


def foreign_reports(doc: Document, language: str, over: Callable[[], bool] = lambda: False) -> list[Finding]:
    """
    Find the quotations of a text in *language* (ISO 639-1), in reading order.

    A quotation counts where a word of saying stands beside it in its sentence (or ends the sentence before with a
    colon), or where it is a whole sentence after one that counts; the words around one in mid-sentence are part of it.
    Languages without a list of such words share all lists: a word that is one in any of them is taken for one.
    When the time is *over*, the rest is left unread.
    """
    reader = Reader(doc, language)
    found = reader.found
    pieces = [doc.stretch_tokens(stretch) for stretch in doc.stretches]
    items = [(piece[0], n) for n, piece in enumerate(pieces) if piece[1] > piece[0]]
    items += [(first, -1) for first, _ in doc.paragraphs if doc.tokens.words[first] in DASHES]
    goes_on = False
    for start, n in sorted(items):
        if over():
            break
        if start < reader.read_to:
            continue
        if n < 0:
            told = dashed(reader.clauses, doc.paragraphs[doc.paragraph_of(start)])
            if told is not None:
                reader.add(*told)
                reader.read_to = told[0].last_token()
            continue
        if goes_on and found:
            found[-1].pieces.append(pieces[n])
        else:
            known = len(found)
            for piece in incises(reader.clauses, pieces[n]):
                reader.read(piece)
            goes_on = len(found) > known
        goes_on = goes_on and doc.stretches[n].carries_on
    return list(found)
