"""Quotations in other languages than English: words in marks beside a cue of that language, and who stands next to it."""

from functools import cache

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import OUTSIDE, Document
from quotewire_parser.linguistics.findings import Finding
from quotewire_parser.linguistics.foreign_mentions import (
    is_forename,
    is_pronoun,
    mention_after,
    mention_before,
    name_in,
)
from quotewire_parser.linguistics.name import Name
from quotewire_parser.linguistics.naming import type_by_list
from quotewire_parser.linguistics.tokens import PUNCT

_MIN_WORDS = 3  # fewer words in marks are a title or a term, unless a cue with a colon announces them
_REACH = 16  # tokens between a quotation and its cue


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
        if finding is None or _joined(finding, found):
            continue
        if finding.mention is not None and is_pronoun(doc, finding.mention) and found:
            finding.carried = found[-1]
        found.append(finding)
    return found


def spoken_names(doc: Document, findings: list[Finding]) -> list[Name]:
    """
    Give the names by which *findings* name their speakers, and every later place where the surname stands alone.

    Capitals say little in many languages (all German nouns have them); that somebody speaks says much.
    """
    names: dict[int, Name] = {}
    surnames: dict[str, str] = {}
    for finding in findings:
        span = (
            name_in(doc, finding.mention) if finding.mention is not None and finding.carried is None else None
        )
        if span is None:
            continue
        kind = type_by_list(doc.tokens.span_text(*span)) or "person"
        names[span[0]] = Name(*span, kind)
        if kind == "person":
            surnames[doc.tokens.words[span[1] - 1]] = kind
    covered = {k for name in names.values() for k in range(name.start, name.end)}
    for k, word in enumerate(doc.tokens.words):
        if word in surnames and k not in covered:
            start = k - 1 if k and k - 1 not in covered and is_forename(doc, k - 1) else k
            names[start] = Name(start, k + 1, "person")
    return [names[k] for k in sorted(names)]


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
        mention = mention_after(doc, cue + 1, last) or mention_before(doc, cue, first)
        if not behind and doc.tokens.lower[cue] not in according:
            mention = mention_before(doc, cue, first) or mention
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
