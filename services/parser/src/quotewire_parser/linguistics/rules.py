"""
The rules that find quotes, one line each, with the confidence that their findings carry.

A confidence is the share of a rule's findings that were right in words and speaker on the Wikinews training articles
(score_quotes.py, "e2e"), rounded and damped for rules that fired rarely. It is a figure to sort and filter by, no
probability for a single quote; on other outlets it is a few points lower.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule looks for, in one line, and how often it was right."""

    about: str
    confidence: float


RULES: dict[str, Rule] = {
    "model": Rule("The trained model tagged words, cue and source; no rule was needed.", 0.85),
    "model_alone": Rule("The trained model tagged words, and neither cue nor source.", 0.50),
    "direct_behind": Rule('Quotation, then speaker and cue: "...", Smith said.', 0.90),
    "direct_behind_inverted": Rule('Quotation, then cue and speaker: "...", said Smith.', 0.90),
    "direct_before": Rule('Speaker and cue, then the quotation: Smith said: "...".', 0.88),
    "mixed_behind": Rule(
        'Words partly in marks, then speaker and cue: It was "a mistake", Smith said.', 0.75
    ),
    "mixed_behind_inverted": Rule(
        'Words partly in marks, then cue and speaker: It was "a mistake", said Smith.', 0.75
    ),
    "mixed_complement": Rule('The cue governs words partly in marks: Smith called it a "mistake".', 0.80),
    "indirect_behind": Rule("Reported words, then speaker and cue: It was late, Smith said.", 0.80),
    "indirect_behind_inverted": Rule("Reported words, then cue and speaker: It was late, said Smith.", 0.75),
    "indirect_that": Rule("The cue governs a clause with that: Smith said that it was late.", 0.85),
    "indirect_clause": Rule("A verb of saying governs a clause without that: Smith said it was late.", 0.85),
    "indirect_clause_other": Rule("Another cue governs a clause: Smith warned it was late.", 0.70),
    "indirect_question": Rule("The cue governs a question: Smith asked whether it was late.", 0.70),
    "indirect_infinitive": Rule("The cue governs an infinitive: Smith urged them to wait.", 0.65),
    "indirect_object": Rule("The cue governs a noun phrase: Smith denied the claim.", 0.55),
    "according_to": Rule("According to Smith, it was late.", 0.85),
    "colon_name": Rule('Speaker, colon, quotation: Smith: "...".', 0.70),
    "colon_sentence": Rule('A sentence that announces words, colon, quotation: She was blunt: "...".', 0.70),
    "dash_name": Rule('Quotation, dash, speaker: "..." - Jane Smith.', 0.60),
    "interview_turn": Rule(
        "A turn of an interview that begins with its speaker's name; no marks needed.", 0.80
    ),
    "alone": Rule("A sentence that is a quotation, with nobody named near it; no speaker is given.", 0.40),
    "alone_same_paragraph": Rule(
        "A sentence that is a quotation, after a report in the same paragraph.", 0.60
    ),
    "alone_next_paragraph": Rule("A sentence that is a quotation, in the paragraph after a report.", 0.55),
    "foreign_direct": Rule(
        "Quotation, or reported words, beside a cue of another language: „...“, sagte Schmidt.", 0.70
    ),
}
