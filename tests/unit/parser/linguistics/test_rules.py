"""Each rule that is listed finds what its line says, and no rule is listed that finds nothing."""

import pytest

from quotewire_parser.linguistics import RULES, Rule, analyse

WAITED = "“Nobody knows what the sea will do.”"
EXAMPLES = {
    "direct_behind": f"{WAITED[:-2]},” Ana Duarte said.",
    "direct_behind_inverted": f"{WAITED[:-2]},” said Ana Duarte.",
    "direct_before": f"Ana Duarte said: {WAITED}",
    "mixed_behind": "It was “a sad mistake”, Ana Duarte said.",
    "mixed_behind_inverted": "It was “a sad mistake”, said Ana Duarte.",
    "mixed_complement": "Ana Duarte called it a “sad mistake”.",
    "indirect_behind": "It was very late, Ana Duarte said.",
    "indirect_behind_inverted": "It was very late, said Ana Duarte.",
    "indirect_that": "Ana Duarte said that it was late.",
    "indirect_clause": "Ana Duarte said it was late.",
    "indirect_clause_other": "Ana Duarte warned it was late.",
    "indirect_question": "Ana Duarte asked whether it was late.",
    "indirect_infinitive": "Ana Duarte urged them to wait.",
    "indirect_object": "Ana Duarte denied the claim.",
    "according_to": "According to Ana Duarte, it was late.",
    "colon_name": f"Ana Duarte: {WAITED}",
    "colon_sentence": f"Ana Duarte was blunt: {WAITED}",
    "dash_name": f"{WAITED} — Ana Duarte",
    "interview_turn": "Ana Duarte: Why?\nBo Lind: Rain.\nAna Duarte: When?\nBo Lind: At night.",
    "alone": WAITED,
    "alone_same_paragraph": f"Ana Duarte said that it was late. {WAITED}",
    "alone_next_paragraph": f"Ana Duarte said that it was late.\n\n{WAITED}",
    "foreign_direct": "„Das Wasser steigt weiter“, sagte Ana Duarte.",
}


def test_every_rule_has_an_example_and_every_example_a_rule() -> None:
    # What the trained model finds is named "model…"; its tests stand beside it.
    assert EXAMPLES.keys() == {name for name in RULES if not name.startswith("model")}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_finds_its_example(rule: str) -> None:
    language = "de" if rule.startswith("foreign") else "en"
    quotes = analyse(EXAMPLES[rule], language=language).quotes
    assert quotes[-1].rule == rule
    assert quotes[-1].confidence == RULES[rule].confidence


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_says_what_it_looks_for_and_how_sure_it_is(rule: Rule) -> None:
    assert 0 < rule.confidence < 1
    assert rule.about.endswith(".")
