"""The word lists are well formed: a slip in one of them would silence a rule without an error."""

from collections.abc import Callable

import pytest

from quotewire_parser.linguistics import lexicon

STANCES = {
    "accuse", "admit", "advise", "agree", "announce", "answer", "ask", "believe", "claim", "confirm", "demand", "deny",
    "document", "explain", "neutral", "praise", "promise", "warn",
}  # fmt: skip
CUE_LINES = lexicon._lines("cues.txt")


@pytest.mark.parametrize("line", CUE_LINES)
def test_a_cue_line_holds_lemma_stance_and_frames(line: str) -> None:
    lemma, stance, frames = (part.strip() for part in line.split("|"))
    assert lemma == lemma.lower()
    assert lemma.replace("-", "").isalpha()
    assert lemma.count("-") <= 1
    assert stance in STANCES
    assert set(frames) <= set("tniacoqdp")
    assert len(set(frames)) == len(frames) > 0


def test_a_lemma_has_one_line() -> None:
    lemmas = [line.split("|")[0].strip() for line in CUE_LINES]
    assert sorted({lemma for lemma in lemmas if lemmas.count(lemma) > 1}) == []


def test_every_form_of_a_cue_is_known_and_its_particle_comes_first() -> None:
    cues = lexicon.cue_words()
    assert {cue.lemma for form in ("say", "says", "said", "saying") for cue in cues[form]} == {"say"}
    assert [cue.particle for cue in cues["called"]] == ["for", "on", None]
    assert {cue.form for cue in cues["read"]} == {"past"}
    for readings in cues.values():
        bare = [cue.particle is None for cue in readings]
        assert bare == sorted(bare)


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pt", "ru"])
def test_a_language_with_cues_has_sources_without_verb(language: str) -> None:
    cues = lexicon.foreign_cues()
    assert len(cues[language]) >= 10
    assert f"{language} according" in cues
    assert all(word == word.lower() for word in cues[language] | cues[f"{language} according"])


def test_an_auxiliary_is_no_cue() -> None:
    says = {
        word for name, words in lexicon.foreign_cues().items() if "according" not in name for word in words
    }
    assert not says & {"hat", "a", "ha", "ho", "hanno", "tem", "est", "ist", "è", "war"}


@pytest.mark.parametrize(
    "load",
    [
        lambda: lexicon.word_class("pronouns"),
        lambda: lexicon.word_class("sentence-openers"),
        lexicon.human_nouns,
        lexicon.first_names,
        lexicon.organisation_heads,
        lexicon.honorifics,
        lexicon.ranks,
        lexicon.role_modifiers,
        lambda: lexicon.foreign_words("articles"),
        lambda: lexicon.foreign_words("pronouns"),
    ],
)
def test_lists_that_are_compared_with_lower_case_are_lower_case(load: Callable[[], frozenset[str]]) -> None:
    words = load()
    assert words
    assert [word for word in words if word != word.lower()] == []


def test_nouns_for_people_have_plurals_and_kinds() -> None:
    nouns = lexicon.human_nouns()
    assert (nouns["minister"], nouns["ministers"], nouns["spokeswomen"]) == ("person", "people", "people")
    assert (nouns["ministry"], nouns["report"], nouns["residents"]) == ("organization", "document", "people")
    assert "minister" in lexicon.role_nouns()
    assert "ministers" not in lexicon.role_nouns()


def test_every_country_has_a_name_and_no_two_share_one() -> None:
    rows = lexicon.countries()
    forms = [form for row in rows for form in (row.name, *row.aliases)]
    assert len(rows) > 150
    assert sorted({form for form in forms if forms.count(form) > 1}) == []
    assert lexicon.country_by_adjective()["Kenyans"] == "Kenya"
    assert lexicon.country_by_capital()["Lisbon"] == "Portugal"


def test_organisations_are_known_by_name_and_letters() -> None:
    known = lexicon.known_organisations()
    assert known["IMF"] == known["International Monetary Fund"]
    assert all(form and form == form.strip() for form in known)
