"""What the rules find, as hints for the model: it is trained with them, and learns where they are to be trusted."""

from quotewire_parser.linguistics.actors import Entity, find_entities
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.english import english_findings
from quotewire_parser.linguistics.findings import Finding

Hint = tuple[int, int, str]
"""Offsets (code points, half-open) and what stands there: a part of a quote, or a type of name."""
SOURCE, CUE, CONTENT = "S", "Q", "C"
_NAMES = {"person": "PER", "organization": "ORG", "place": "LOC", "group": "NORP"}


def rule_hints(doc: Document) -> list[Hint]:
    """Read an English text by rules alone; where hints of a kind overlap, the later one counts."""
    return [*_quote_hints(doc, english_findings(doc)), *_name_hints(doc, find_entities(doc))]


def _quote_hints(doc: Document, findings: list[Finding]) -> list[Hint]:
    """Give sources, cues and contents; of nested quotes the outer one comes last."""
    hints = []
    for finding in sorted(findings, key=lambda found: sum(end - start for start, end in found.pieces)):
        hints += [_hint(doc, piece, CONTENT) for piece in finding.pieces]
        if finding.cue is not None:
            hints.append(_hint(doc, finding.cue, CUE))
        if finding.mention is not None and finding.carried is None:
            hints.append(_hint(doc, finding.mention, SOURCE))
    return hints


def _name_hints(doc: Document, entities: list[Entity]) -> list[Hint]:
    """Give the names of every actor whose type the model knows."""
    return [_hint(doc, span, _NAMES[e.type]) for e in entities if e.type in _NAMES for span in e.spans]


def _hint(doc: Document, span: tuple[int, int], what: str) -> Hint:
    return doc.tokens.starts[span[0]], doc.tokens.ends[span[1] - 1], what
