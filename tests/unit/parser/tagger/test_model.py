"""The decoding around the network, with a network that says what a test wants."""

import time
from typing import Any

import numpy as np

from quotewire_parser.linguistics import analyse
from quotewire_parser.tagger.crf import Floats
from quotewire_parser.tagger.model import Tagger
from quotewire_parser.tagger.pointers import buckets
from quotewire_parser.tagger.tags import DISTANCES, NAME_TAGS, POINTER_SIZE, POINTERS, QUOTE_TAGS
from tests.unit.parser.tagger.pieces import tokenizer

PIECES = tokenizer()
TEXT = "“We waited,” said Ama Boateng. “It rained.”"
WANTED = ["B-C", *["I-C"] * 4, "B-Q", "B-S", "I-S", None, "O", "B-C", *["I-C"] * 4]
NAMES: dict[int, str | None] = {6: "B-PER", 7: "I-PER"}


def neutral(tags: tuple[str, ...]) -> dict[str, Any]:
    return {
        "steps": np.zeros((len(tags), len(tags))).tolist(),
        "starts": [0.0] * len(tags),
        "ends": [0.0] * len(tags),
    }


FACTS = {
    "version": "test-1",
    "quotes": neutral(QUOTE_TAGS),
    "names": neutral(NAME_TAGS),
    "pointers": {
        "distance": np.zeros((len(POINTERS), DISTANCES)).tolist(),
        "nothing": [-50.0] * len(POINTERS),
    },
}


class Scripted:
    """Scores the tags that are wanted high; points from everything at everything alike."""

    def __init__(self, quotes: list[str | None], names: dict[int, str | None]) -> None:
        self.quotes, self.names = quotes, names

    def __call__(self, ids: Any, features: Any) -> tuple[Floats, Floats, Floats, Floats]:
        del features
        size = ids.shape[1]
        quotes, names = (
            np.zeros((size, len(QUOTE_TAGS)), np.float32),
            np.zeros((size, len(NAME_TAGS)), np.float32),
        )
        for k, tag in enumerate(self.quotes, 1):
            quotes[k, QUOTE_TAGS.index(tag or "O")] = 9.0
        for k in range(size):
            names[k, NAME_TAGS.index(self.names.get(k - 1) or "O")] = 9.0
        flat = np.zeros((size, len(POINTERS) * POINTER_SIZE), np.float32)
        return quotes, names, flat, flat


def tagger() -> Tagger:
    return Tagger(Scripted(WANTED, NAMES), PIECES, FACTS)


def test_tags_and_pointers_become_attributions_and_names() -> None:
    tagged = tagger().tag(TEXT)
    [found] = tagged.attributions
    assert [TEXT[s:e] for s, e in found.content] == ["“We waited,”", "“It rained.”"]
    assert TEXT[slice(*(found.cue or (0, 0)))] == "said"
    assert TEXT[slice(*(found.source or (0, 0)))] == "Ama Boateng"
    assert found.sure > 0.9
    assert [(TEXT[n.start : n.end], n.type) for n in tagged.names] == [("Ama Boateng", "person")]


def test_the_analysis_takes_the_models_findings_as_its_own() -> None:
    found = analyse(TEXT, language="en", tagger=tagger())
    [quote] = found.quotes
    assert (quote.text, quote.kind, quote.rule) == ("“We waited,” … “It rained.”", "direct", "model")
    assert quote.speaker is not None
    assert quote.speaker.name == "Ama Boateng"
    assert quote.cue is not None
    assert quote.cue.stance == "neutral"


TWO = "Ama Boateng said we waited\n\nit rained said Ama"
TAGS = {
    "one paragraph": ["B-S", "I-S", None, "B-Q", "B-C", "I-C", "O", "O", "O", "O"],
    "across": ["B-S", "I-S", None, "B-Q", "B-C", "I-C", "I-C", "I-C", "O", "O"],
    "far source": ["B-S", "I-S", None, "O", "O", "O", "B-C", "I-C", "B-Q", "O"],
}


def linked(tags: str) -> list[tuple[list[str], str | None, str | None]]:
    tagged = Tagger(Scripted(TAGS[tags], {}), PIECES, FACTS).tag(TWO)
    return [
        (
            [TWO[s:e] for s, e in found.content],
            found.cue and TWO[slice(*found.cue)],
            found.source and TWO[slice(*found.source)],
        )
        for found in tagged.attributions
    ]


def test_an_attribution_stays_in_its_paragraph() -> None:
    assert linked("one paragraph") == [(["we waited"], "said", "Ama Boateng")]
    assert linked("across") == [(["it rained"], None, None), (["we waited"], "said", "Ama Boateng")]
    assert linked("far source") == [(["it rained"], "said", None)]


def test_honorifics_are_no_part_of_a_name() -> None:
    text = "the mayor said Dr. Ama Bo waited"
    pieces = PIECES.encode(text, add_special_tokens=False)
    told = {"D": "B-PER", ".": "I-PER", "Ama": "I-PER", "Bo": "I-PER"}
    names = {
        k: told.get(text[s:e]) or told.get(text[s])
        for k, (s, e) in enumerate(pieces.offsets)
        if text[s] in "DAB."
    }
    actors = analyse(text, language="en", tagger=Tagger(Scripted([], names), PIECES, FACTS)).actors
    [actor] = [actor for actor in actors if actor.named]
    assert (actor.name, actor.type) == ("Ama Bo", "person")


def test_the_rules_lend_a_speaker_where_the_model_saw_none() -> None:
    text = "The bridge is shut, said Ama Boateng."
    words = PIECES.encode(text, add_special_tokens=False).word_ids
    told = ["B-C", "I-C", "I-C", "I-C", "O", "B-Q", "O", "O", "O"]
    tags = [told[word or 0] if k == 0 or words[k - 1] != word else None for k, word in enumerate(words)]
    [quote] = analyse(text, language="en", tagger=Tagger(Scripted(tags, {}), PIECES, FACTS)).quotes
    assert (quote.rule, quote.speaker and quote.speaker.text) == ("model", "Ama Boateng")


def test_when_the_time_is_over_no_further_window_is_read() -> None:
    assert tagger().tag(TEXT, over=lambda: True).attributions == []


def test_where_the_model_had_no_time_the_rules_read() -> None:
    class Slow(Scripted):
        def __call__(self, ids: Any, features: Any) -> tuple[Floats, Floats, Floats, Floats]:
            time.sleep(0.7)
            return super().__call__(ids, features)

    text = "\n\n".join([TEXT] * 60)
    found = analyse(text, language="en", tagger=Tagger(Slow([], {}), PIECES, FACTS), seconds=1.0)
    assert found.partial
    assert {quote.rule for quote in found.quotes} == {"direct_behind_inverted"}
    assert all(quote.speaker and quote.speaker.name == "Ama Boateng" for quote in found.quotes)


def test_an_empty_text_has_nothing() -> None:
    tagged = tagger().tag("")
    assert tagged.attributions == []
    assert tagged.names == []


def test_a_model_that_sees_nothing_leaves_it_to_the_rules() -> None:
    blind = Tagger(Scripted([], {}), PIECES, FACTS)
    [quote] = analyse(TEXT, language="en", tagger=blind).quotes
    assert quote.rule == "direct_behind_inverted"


def test_distances_fall_into_their_buckets() -> None:
    assert buckets(np.array([0, 7, 8, 600, -1, -600])).tolist() == [0, 7, 8, 15, 17, 31]
