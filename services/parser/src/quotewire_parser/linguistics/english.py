"""Quotes of an English text: reports of each sentence, quotations that float, turns of an interview."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from quotewire_parser.linguistics.dialogue import is_asker, turns
from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.findings import Finding, clausal
from quotewire_parser.linguistics.floating import Floating
from quotewire_parser.linguistics.reports import SentenceReports

_NEAR = 4
"""So many of the last findings may share tokens with one of the next sentence."""


def english_findings(
    doc: Document, by_model: Sequence[Finding] = (), over: Callable[[], bool] = lambda: False
) -> list[Finding]:
    """
    Find the quotes of an English text, in reading order; an interview's turns replace what they cover.

    What the model found stands; a rule's finding is added where the model saw nothing, and quotations that neither
    took go to whoever spoke last. When the time is *over*, the sentences that are left hold what the model found there.
    """
    floating = Floating(doc)
    found: list[Finding] = []
    spoken = turns(doc)
    closed = {doc.sentence_of[k] for turn in spoken for start, end in turn.pieces for k in range(start, end)}
    governed, alone = _by_sentence(doc, by_model, closed)
    taken = {k for findings in governed.values() for finding in findings for k in _tokens_of(finding)}
    for findings in governed.values():
        for finding in findings:
            floating.owner.update(dict.fromkeys(finding.stretches, finding))
    for number in range(len(doc.sentences)):
        if number in closed:
            continue
        here = governed[number]
        reports = [] if over() else SentenceReports(doc, number).run()
        for finding in here:
            _lend_mention(doc, finding, reports)
        here += [finding for finding in reports if taken.isdisjoint(_tokens_of(finding))]
        here = floating.add(number, here)
        found += here
        found += [floating.carry(finding) for finding in alone[number] if _is_new(finding, found[-_NEAR:])]
    # Who only asks ("Q:") makes no statement; the sentences of the question stay closed to the other rules.
    answers = [
        turn for turn in spoken if turn.mention is None or not is_asker(doc.tokens.span_text(*turn.mention))
    ]
    return sorted([*found, *answers], key=lambda finding: finding.pieces[0])


def _by_sentence(
    doc: Document, by_model: Sequence[Finding], closed: set[int]
) -> tuple[defaultdict[int, list[Finding]], defaultdict[int, list[Finding]]]:
    """Sort the model's findings by sentence: those with cue or source, and those without; none in a *closed* sentence."""
    governed: defaultdict[int, list[Finding]] = defaultdict(list)
    alone: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in by_model:
        lone = finding.cue is None and finding.mention is None
        if lone and finding.stretches and not any(clausal(doc, piece) for piece in finding.pieces):
            continue  # a title, a term
        if closed.isdisjoint({finding.sentence, *(doc.sentence_of[start] for start, _ in finding.pieces)}):
            (alone if lone else governed)[finding.sentence].append(finding)
    return governed, alone


def _same_sentence(doc: Document, finding: Finding) -> bool:
    return finding.mention is not None and doc.sentence_of[finding.mention[0]] == finding.sentence


def _lend_mention(doc: Document, finding: Finding, reports: Sequence[Finding]) -> None:
    """Give a finding whose cue has no source in its sentence the speaker whom the rules find at that cue."""
    if finding.cue is not None and (finding.mention is None or not _same_sentence(doc, finding)):
        first, last = finding.cue
        lent = (report.mention for report in reports if report.cue and first <= report.cue[0] < last)
        finding.mention = next(lent, finding.mention)


def _is_new(finding: Finding, others: Sequence[Finding]) -> bool:
    mine = set(_tokens_of(finding))
    return all(mine.isdisjoint(_tokens_of(other)) for other in others)


def _tokens_of(finding: Finding) -> list[int]:
    spans = [*finding.pieces, finding.cue] if finding.cue is not None else finding.pieces
    return [k for span in spans for k in range(*span)]
