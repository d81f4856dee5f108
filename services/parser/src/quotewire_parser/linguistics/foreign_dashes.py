"""Speech behind a dash, in a paragraph of its own: "— Não vamos sair — disse o prefeito. — É a nossa casa."."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.dialogue import INTERVIEW
from quotewire_parser.linguistics.document import OUTSIDE
from quotewire_parser.linguistics.foreign_cues import DASHES, Clauses, Found
from quotewire_parser.linguistics.foreign_nouns import Subject
from quotewire_parser.linguistics.foreign_phrases import Span
from quotewire_parser.linguistics.foreign_speakers import Spoken
from quotewire_parser.linguistics.tokens import PUNCT

_LONG_DASHES = DASHES.replace("-", "")
_LONGEST = 24  # tokens of a clause inside of a quotation
_FAR = 3  # tokens between the dash and the cue behind it


def dashed(clauses: Clauses, paragraph: Span) -> tuple[Spoken, Subject | None] | None:
    """Read a paragraph that begins with a dash and has a cue behind another; None where it is no speech."""
    doc, words = clauses.doc, clauses.words
    first, last = paragraph
    if words[first] not in _LONG_DASHES or last - first < _FAR or doc.quoted[first] != OUTSIDE:
        return None
    dashes = [k for k in range(first + 1, last) if words[k] in _LONG_DASHES and doc.quoted[k] == OUTSIDE]
    for number, dash in enumerate(dashes):
        end = dashes[number + 1] if number + 1 < len(dashes) else last
        told = _cue(clauses, dash, end)
        if told is None:
            continue
        cue, subject = told
        pieces = [_trimmed(clauses, first + 1, dash)]
        if end < last:
            pieces.append(_trimmed(clauses, end + 1, last))
        pieces = [piece for piece in pieces if piece[0] < piece[1]]
        if not pieces:
            return None
        return Spoken(pieces, cue.span, None, None, INTERVIEW, doc.sentence_of[first]), subject
    return None


def incises(clauses: Clauses, piece: Span) -> list[Span]:
    """
    Cut words in marks at the clauses inside that report them: "« C'est faux, a dit M. Dupont, et on le sait. »".

    Such a clause begins behind a comma or dash with a cue (or its auxiliary) and somebody straight behind it, and ends
    with a comma, a dash or its sentence. From then on its tokens count as outside of the quotation.
    """
    parts: list[Span] = []
    start, end = piece
    quoted = clauses.quoted
    k = start + 1
    while k < end - 1:
        if clauses.words[k] != "," and clauses.words[k] not in DASHES:
            k += 1
            continue
        stop = next((j for j in range(k + 1, min(end - 1, k + _LONGEST)) if _closes(clauses, k, j)), end - 1)
        inside = quoted[k : stop + 1]
        quoted[k : stop + 1] = [OUTSIDE] * len(inside)
        if _reports(clauses, k, stop):
            parts.append((start, k))
            if clauses.words[stop] in DASHES or clauses.words[stop] == "," or stop < end - 1:
                stop += 1
            start = k = min(stop, end)
        else:
            quoted[k : k + len(inside)] = inside
            k += 1
    if any(clauses.words[j][0].isalnum() for j in range(start, end)):
        parts.append((start, end))
    return parts


def _closes(clauses: Clauses, k: int, j: int) -> bool:
    word = clauses.words[j]
    if clauses.words[k] in DASHES:
        return word in DASHES
    if word == ",":  # not the comma of an apposition: "la présidente, Anna Dupont. …"
        later = next(
            (i for i in range(j + 1, min(j + _LONGEST, len(clauses.words))) if clauses.words[i] in ".,"), j
        )
        apposed = all(clauses.subjects.capital(i) for i in range(j + 1, later)) and later > j + 1
        return not apposed
    return word in (".", "!", "?", "…") and clauses.words[j - 1].lower() not in lexicon.foreign_words(
        "titles"
    )


def _reports(clauses: Clauses, k: int, stop: int) -> bool:
    """Tell whether the tokens behind a comma or dash inside of a quotation are "a dit M. Dupont"."""
    dash = clauses.words[k] in DASHES
    cue = clauses.first_cue(k + 1, min(stop, k + _FAR + 1))
    if cue is None:
        return dash and clauses.verb_at(k, stop) is not None and stop - k > 2
    if dash:
        return True
    subject = clauses.subject_of(cue, k, stop, before_first=False)
    aux = range(k + 1, cue.span[0])
    led = all(clauses.lower[j] in clauses.tongue.aux or "-" in clauses.lower[j] for j in aux)
    return (
        subject is not None
        and subject.kind != "nobody"
        and led
        and clauses.subjects.opens_subject(cue.span[1])
    )


def _cue(clauses: Clauses, dash: int, end: int) -> tuple[Found, Subject | None] | None:
    stop = clauses.ceiling(dash + 1)
    stop = min(stop, end)
    cue = clauses.first_cue(dash + 1, min(stop, dash + 1 + _FAR))
    if cue is not None:
        return cue, clauses.subject_of(cue, dash + 1, stop, before_first=False)
    return clauses.verb_at(dash + 1, stop)


def _trimmed(clauses: Clauses, start: int, end: int) -> Span:
    flags, words = clauses.doc.tokens.flags, clauses.words
    while start < end and flags[start] & PUNCT and words[start] not in "¿¡":
        start += 1
    while end > start and words[end - 1] == ",":
        end -= 1
    return start, end
