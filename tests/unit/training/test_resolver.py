"""Learning whom a mention means: what is asked of a marked text, and that a clear feature is learned."""

from training.resolver import Asked, fit, of_annotated, questions, share_right

from tests.quality.annotated import parse

ARTICLE = parse(
    """+++
title = "A test"
actors = [
  {name = "Ama Boateng", type = "person", forms = ["Ama Boateng", "Boateng"]},
  {name = "Kofi Asare", type = "person", forms = ["Kofi Asare"]},
]
+++

Ama Boateng met Kofi Asare. {{s1|She}} {{c1|said}} {{i1 Ama Boateng|it was late}}.

{{s2|The guard}} {{c2|said}} {{i2 The guard|nothing was wrong}}.
""",
    name="test",
)


def test_a_pronoun_and_a_noun_are_asked_and_a_new_speaker_is_nobody_of_before() -> None:
    pronoun, noun = questions([of_annotated(ARTICLE)])
    assert (pronoun.sort, noun.sort) == ("he", "person")
    assert pronoun.right < len(pronoun.features) - 1
    assert noun.right == len(noun.features) - 1


def test_what_tells_the_right_one_is_learned() -> None:
    asked = [Asked("t", "he", ({"good": 1.0}, {"bad": 1.0}), 0)] * 5 + [
        Asked("t", "he", ({"bad": 1.0}, {"good": 1.0}), 1)
    ] * 5
    weights = fit(asked)
    assert weights["good"] > 0 > weights["bad"]
    assert share_right(weights, asked) == 1
