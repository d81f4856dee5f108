import pytest

from quotewire_parser.linguistics.inflect import plural, verb_forms


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("say", "says said said saying"),
        ("claim", "claims claimed claimed claiming"),
        ("deny", "denies denied denied denying"),
        ("betray", "betrays betrayed betrayed betraying"),
        ("declare", "declares declared declared declaring"),
        ("agree", "agrees agreed agreed agreeing"),
        ("express", "expresses expressed expressed expressing"),
        ("preach", "preaches preached preached preaching"),
        ("admit", "admits admitted admitted admitting"),
        ("rebut", "rebuts rebutted rebutted rebutting"),
        ("write", "writes wrote written writing"),
    ],
)
def test_verb_forms(lemma: str, forms: str) -> None:
    assert " ".join(verb_forms(lemma)) == forms


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("minister", "ministers"),
        ("deputy", "deputies"),
        ("boy", "boys"),
        ("boss", "bosses"),
        ("coach", "coaches"),
    ],
)
def test_plurals(noun: str, expected: str) -> None:
    assert plural(noun) == expected
