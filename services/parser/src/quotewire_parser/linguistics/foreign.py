"""Quotations in other languages than English: words in marks beside a cue of that language, and who stands next to it."""

from functools import cache

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.tokens import CAP, PUNCT

_MIN_WORDS = 3  # fewer words in marks are a title or a term, unless a cue with a colon announces them
_REACH = 16  # tokens between a quotation and its cue
_LONGEST_MENTION = 9
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "di",
        "del",
        "della",
        "dei",
        "der",
        "den",
        "dem",
        "des",
        "van",
        "von",
        "zu",
        "zum",
        "la",
        "le",
        "les",
        "el",
        "los",
        "las",
        "do",
        "dos",
        "das",
        "du",
        "bin",
        "al",
        "af",
        "von",
        "y",
        "e",
        "et",
        "und",
        "och",
        "i",
        "и",
    ]
)
_ARTICLES = frozenset(
    [
        "der",
        "die",
        "das",
        "den",
        "dem",
        "ein",
        "eine",
        "einer",
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "el",
        "los",
        "las",
        "una",
        "lo",
        "gli",
        "il",
        "i",
        "o",
        "os",
        "a",
        "as",
        "um",
        "uma",
        "de",
        "het",
        "een",
        "en",
        "ett",
    ]
)


def foreign_reports(doc: Document, language: str) -> list[Finding]:
    """
    Find the quotations of a text in *language* (ISO 639-1), in reading order.

    A quotation counts where a word of saying stands beside it in its sentence (or ends the sentence before with a
    colon), or where it is a whole sentence after one that counts. Languages without a list of such words share all
    lists: a word that is one in any of them is taken for one.
    """
    says, according = _cues(language)
    found: list[Finding] = []
    stretches = [doc.stretch_tokens(stretch) for stretch in doc.stretches]
    for piece in stretches:
        words = sum(doc.tokens.words[k][0].isalnum() for k in range(*piece))
        if piece[1] <= piece[0] or not words:
            continue
        finding = _beside_cue(doc, piece, words, says, according) or _carried(doc, piece, words, found)
        if finding is not None and not _joined(finding, found):
            found.append(finding)
    return found


def _joined(finding: Finding, found: list[Finding]) -> bool:
    """Take a quotation into the one before it where the same cue stands between the two."""
    if not found or finding.cue is None or found[-1].cue != finding.cue:
        return False
    found[-1].pieces += finding.pieces
    return True


@cache
def _cues(language: str) -> tuple[frozenset[str], frozenset[str]]:
    sections = lexicon.foreign_cues()
    if language in sections:
        return sections[language], sections[f"{language} according"]
    says = [words for name, words in sections.items() if not name.endswith("according")]
    according = [words for name, words in sections.items() if name.endswith("according")]
    return frozenset().union(*says), frozenset().union(*according)


def _beside_cue(
    doc: Document, piece: tuple[int, int], words: int, says: frozenset[str], according: frozenset[str]
) -> Finding | None:
    number = doc.sentence_of[piece[0]]
    first, last = doc.sentences[doc.sentence_of[piece[1] - 1]]
    first = doc.sentences[number][0]
    after = range(piece[1], min(last, piece[1] + _REACH))
    before = range(piece[0] - 1, max(first, piece[0] - _REACH) - 1, -1)
    announced = bool(piece[0]) and doc.tokens.words[piece[0] - 1] == ":"
    if announced and piece[0] == first and number:
        first = doc.sentences[number - 1][0]
        before = range(piece[0] - 1, max(first, piece[0] - _REACH) - 1, -1)
    for places, behind in ((before, False), (after, True)) if announced else ((after, True), (before, False)):
        cue = _nearest(doc, places, says | according)
        if cue is None or (words < _MIN_WORDS and not announced):
            continue
        # Behind the quotation the clause reads "…, said Smith": an end of sentence between the two parts them.
        mention = _mention_after(doc, cue + 1, last) or _mention_before(doc, cue, first)
        if not behind and doc.tokens.lower[cue] not in according:
            mention = _mention_before(doc, cue, first) or mention
        return Finding([piece], (cue, cue + 1), None, mention, "foreign_direct", number)
    return None


def _nearest(doc: Document, places: range, cues: frozenset[str]) -> int | None:
    """Give the first cue on the way, unless another quotation or the end of a clause comes first."""
    for k in places:
        if doc.quoted[k] != OUTSIDE or doc.tokens.words[k] in ".!?;":
            return None
        if doc.tokens.lower[k] in cues:
            return k
    return None


def _carried(doc: Document, piece: tuple[int, int], words: int, found: list[Finding]) -> Finding | None:
    """Give a quotation that is a whole sentence the speaker of the one in the sentence before, in the same paragraph."""
    if not found or words < _MIN_WORDS + 1:
        return None
    number = doc.sentence_of[piece[0]]
    first, last = doc.sentences[number]
    alone = all(doc.quoted[k] != OUTSIDE or doc.tokens.flags[k] & PUNCT for k in range(first, last))
    previous = found[-1]
    gap = doc.text[doc.tokens.ends[previous.last_token() - 1] : doc.tokens.starts[piece[0]]]
    if not alone or "\n" in gap or number - doc.sentence_of[previous.last_token() - 1] > 1:
        return None
    return Finding([piece], None, None, None, "alone_same_paragraph", number, carried=previous)


def _mention_after(doc: Document, start: int, ceiling: int) -> tuple[int, int] | None:
    """Take the words with capitals that follow a cue, its article and small words of names included."""
    tokens = doc.tokens
    k = start
    while (
        k < min(ceiling, start + 3)
        and not tokens.flags[k] & CAP
        and not tokens.flags[k] & PUNCT
        and doc.quoted[k] == OUTSIDE
    ):
        k += 1
    if k >= ceiling or not tokens.flags[k] & CAP or doc.quoted[k] != OUTSIDE:
        return None
    return _whole(doc, k, ceiling, floor=start)


def _mention_before(doc: Document, end: int, floor: int) -> tuple[int, int] | None:
    """Take the last words with capitals before a cue."""
    tokens = doc.tokens
    for k in range(end - 1, max(floor, end - _REACH) - 1, -1):
        if doc.quoted[k] != OUTSIDE:
            return None
        if (
            tokens.flags[k] & CAP
            and (k == floor or not tokens.flags[k - 1] & CAP)
            and len(tokens.words[k]) > 1
        ):
            start = k
            while (
                start - 2 >= floor and tokens.lower[start - 1] in _PARTICLES and tokens.flags[start - 2] & CAP
            ):
                start -= 2
                while start > floor and tokens.flags[start - 1] & CAP:
                    start -= 1
            return _whole(doc, start, end, floor=floor)
    return None


def _whole(doc: Document, start: int, ceiling: int, *, floor: int) -> tuple[int, int]:
    tokens = doc.tokens
    end = start + 1
    while end < min(ceiling, start + _LONGEST_MENTION) and doc.quoted[end] == OUTSIDE:
        if tokens.flags[end] & CAP:
            end += 1
        elif tokens.lower[end] in _PARTICLES and end + 1 < ceiling and tokens.flags[end + 1] & CAP:
            end += 2
        else:
            break
    if start > floor and tokens.lower[start - 1] in _ARTICLES:
        start -= 1
    return start, end
