"""Every construction that reports speech, in short invented news: what is said, how, by whom, and which word says so."""

from dataclasses import dataclass

import pytest

from quotewire_parser.linguistics import analyse

NOBODY = None


@dataclass(frozen=True)
class Said:
    """One expected quote; `who` is the actor's name, None where the text does not tell."""

    kind: str
    words: str
    who: str | None
    cue: str | None


def direct(words: str, who: str | None, cue: str | None) -> Said:
    return Said("direct", words, who, cue)


def mixed(words: str, who: str | None, cue: str | None) -> Said:
    return Said("mixed", words, who, cue)


def indirect(words: str, who: str | None, cue: str | None) -> Said:
    return Said("indirect", words, who, cue)


def said_in(text: str, language: str = "en") -> list[Said]:
    """What the rules find, in the shape of the tables."""
    return [
        Said(
            quote.kind,
            quote.text,
            quote.speaker.name if quote.speaker else None,
            quote.cue.text if quote.cue else None,
        )
        for quote in analyse(text, language=language).quotes
    ]


PLACES_OF_THE_CUE = {
    "behind": (
        "“The harbour will reopen on Monday,” Adaeze Okonjo said.",
        direct("“The harbour will reopen on Monday,”", "Adaeze Okonjo", "said"),
    ),
    "inverted": (
        "“The harbour will reopen on Monday,” said Adaeze Okonjo, the port manager.",
        direct("“The harbour will reopen on Monday,”", "Adaeze Okonjo", "said"),
    ),
    "before, with a comma": (
        "Rasmus Lindqvist said, “The ice is thin this year.”",
        direct("“The ice is thin this year.”", "Rasmus Lindqvist", "said"),
    ),
    "before, with a colon": (
        "Rasmus Lindqvist said: “The ice is thin this year.”",
        direct("“The ice is thin this year.”", "Rasmus Lindqvist", "said"),
    ),
    "before, with somebody told": (
        "Tomás Ibarrola told reporters in Lisbon: “The ice is thin this year.”",
        direct("“The ice is thin this year.”", "Tomás Ibarrola", "told"),
    ),
    "behind, with a paper told": (
        "“We are ready,” Paulo Trindade, the minister, told The Adomi Times on Sunday.",
        direct("“We are ready,”", "Paulo Trindade", "told"),
    ),
    "behind an apposition": (
        "“We are ready”, Paulo Trindade, who leads the party, said on Sunday.",
        direct("“We are ready”", "Paulo Trindade", "said"),
    ),
    "a title before the name": (
        "The minister, Paulo Trindade, said: “We are ready”.",
        direct("“We are ready”", "Paulo Trindade", "said"),
    ),
    "a role and an apposition": (
        "“It is a lie,” the spokesman for the firm, Ugo Bellandi, said.",
        direct("“It is a lie,”", "Ugo Bellandi", "said"),
    ),
    "age and trade behind the name": (
        "“It was dark,” recalled Nokuthula Dlamini, 34, a nurse.",
        direct("“It was dark,”", "Nokuthula Dlamini", "recalled"),
    ),
    "a question": (
        "“Where is the money?” asked Nokuthula Dlamini.",
        direct("“Where is the money?”", "Nokuthula Dlamini", "asked"),
    ),
    "an exclamation": (
        "“This is over!” shouted Nokuthula Dlamini.",
        direct("“This is over!”", "Nokuthula Dlamini", "shouted"),
    ),
    "a question before": (
        "Asked about the leak, Nokuthula Dlamini said: “No comment at this time.”",
        direct("“No comment at this time.”", "Nokuthula Dlamini", "said"),
    ),
    "as somebody put it": (
        "As Paulo Trindade put it, “the sea does not wait”.",
        direct("“the sea does not wait”", "Paulo Trindade", "put it"),
    ),
    "written": (
        "Inês Falcão tweeted: “We are ready and we shall win.”",
        direct("“We are ready and we shall win.”", "Inês Falcão", "tweeted"),
    ),
    "in a statement on a day": (
        "Siobhán Keaveney said in a statement on Tuesday: “The plan will fail.”",
        direct("“The plan will fail.”", "Siobhán Keaveney", "said"),
    ),
    "several speakers at once": (
        "“We are ready,” said Paulo Trindade and Inês Falcão.",
        direct("“We are ready,”", "Paulo Trindade", "said"),
    ),
    "quoted as saying": (
        "Rania Haddad was quoted as saying “the dam is cracked and old”.",
        direct("“the dam is cracked and old”", "Rania Haddad", "saying"),
    ),
}

BROKEN = {
    "broken by its cue": (
        "“The harbour,” Rasmus Lindqvist said, “will not reopen this year.”",
        direct("“The harbour,” … “will not reopen this year.”", "Rasmus Lindqvist", "said"),
    ),
    "broken by an inverted cue": (
        "“The harbour,” said Rasmus Lindqvist, “will not reopen this year.”",
        direct("“The harbour,” … “will not reopen this year.”", "Rasmus Lindqvist", "said"),
    ),
    "carried on in the next sentence": (
        "“The harbour will reopen,” said Rasmus Lindqvist. “We have waited long enough.”",
        direct("“The harbour will reopen,” … “We have waited long enough.”", "Rasmus Lindqvist", "said"),
    ),
    "several paragraphs, each opened anew": (
        "Leilani Kahananui said: “The reef is dying and nobody listens.\n\n“Every summer the fish leave.”",
        direct(
            "“The reef is dying and nobody listens. … “Every summer the fish leave.”",
            "Leilani Kahananui",
            "said",
        ),
    ),
}

WITHOUT_A_CUE = {
    "colon after a name": (
        "Leilani Kahananui: “The reef is dying and nobody listens.”",
        direct("“The reef is dying and nobody listens.”", "Leilani Kahananui", None),
    ),
    "colon after a sentence": (
        "Leilani Kahananui was blunt: “The reef is dying and nobody listens.”",
        direct("“The reef is dying and nobody listens.”", "Leilani Kahananui", None),
    ),
    "dash before a name": (
        "“The reef is dying and nobody listens.” — Leilani Kahananui, marine biologist",
        direct("“The reef is dying and nobody listens.”", "Leilani Kahananui", None),
    ),
    "dash on the next line": (
        "“The reef is dying and nobody listens.”\n— Leilani Kahananui",
        direct("“The reef is dying and nobody listens.”", "Leilani Kahananui", None),
    ),
    "alone, with nobody near": (
        "“The reef is dying and nobody listens.”\n\nThe fair opens at noon.",
        direct("“The reef is dying and nobody listens.”", NOBODY, None),
    ),
}

MARKS = {
    "British single marks and apostrophes": (
        "‘The reef isn’t dying and nobody’s worried,’ said Gwilym Prothero.",
        direct("‘The reef isn’t dying and nobody’s worried,’", "Gwilym Prothero", "said"),
    ),
    "straight single marks and apostrophes": (
        "'The reef isn't dying and nobody's worried,' said Gwilym Prothero.",
        direct("'The reef isn't dying and nobody's worried,'", "Gwilym Prothero", "said"),
    ),
    "a plural's apostrophe inside": (
        "Ugo Bellandi told me: ‘I like the farmers’ market on Mondays.’",
        direct("‘I like the farmers’ market on Mondays.’", "Ugo Bellandi", "told"),
    ),
    "straight marks": (
        '"The reef is dying," said Bilal Chaudhry.',
        direct('"The reef is dying,"', "Bilal Chaudhry", "said"),
    ),
    "two straight singles": (
        "''The reef is dying,'' said Bilal Chaudhry.",
        direct("''The reef is dying,''", "Bilal Chaudhry", "said"),
    ),
    "guillemets": (
        "«The reef is dying,» said Bilal Chaudhry.",
        direct("«The reef is dying,»", "Bilal Chaudhry", "said"),
    ),
    "guillemets turned inwards": (
        "»The reef is dying«, said Bilal Chaudhry.",
        direct("»The reef is dying«", "Bilal Chaudhry", "said"),
    ),
    "low and high": (
        "„The reef is dying,“ said Bilal Chaudhry.",
        direct("„The reef is dying,“", "Bilal Chaudhry", "said"),
    ),
    "low and straight": (
        '„The reef is dying," said Bilal Chaudhry.',
        direct('„The reef is dying,"', "Bilal Chaudhry", "said"),
    ),
    "closing marks on both sides": (
        "”The reef is dying,” said Bilal Chaudhry.",
        direct("”The reef is dying,”", "Bilal Chaudhry", "said"),
    ),
    "corner brackets": (
        "「The reef is dying」, said Bilal Chaudhry.",
        direct("「The reef is dying」", "Bilal Chaudhry", "said"),
    ),
    "never closed": (
        "Bilal Chaudhry said: “The reef is dying and nobody listens any more.\n\nThe council meets on Friday.",
        direct("“The reef is dying and nobody listens any more.", "Bilal Chaudhry", "said"),
    ),
    "straight and never closed": (
        'Bilal Chaudhry said: "The reef is dying and nobody listens any more.',
        direct('"The reef is dying and nobody listens any more.', "Bilal Chaudhry", "said"),
    ),
    "single inside double": (
        "“He told me ‘go home’ and shut the door,” said Bilal Chaudhry.",
        direct("“He told me ‘go home’ and shut the door,”", "Bilal Chaudhry", "said"),
    ),
    "double inside single": (
        "‘He told me “go home” and shut the door,’ said Bilal Chaudhry.",
        direct("‘He told me “go home” and shut the door,’", "Bilal Chaudhry", "said"),
    ),
    "double inside double": (
        "“He told me “go home” and shut the door,” said Bilal Chaudhry.",
        direct("“He told me “go home” and shut the door,”", "Bilal Chaudhry", "said"),
    ),
    "straight inside straight": (
        '"He told me "go home" and shut the door," said Bilal Chaudhry.',
        direct('"He told me "go home" and shut the door,"', "Bilal Chaudhry", "said"),
    ),
}

MIXED = {
    "a copula before the marks": (
        "The plan was “a costly mistake”, Siobhán Keaveney said.",
        mixed("The plan was “a costly mistake”", "Siobhán Keaveney", "said"),
    ),
    "called": (
        "Siobhán Keaveney called the plan a “costly mistake”.",
        mixed("the plan a “costly mistake”", "Siobhán Keaveney", "called"),
    ),
    "described as": (
        "Rania Haddad described the deal as “a farce”.",
        mixed("the deal as “a farce”", "Rania Haddad", "described"),
    ),
    "a clause with some words in marks": (
        "Siobhán Keaveney said the plan was “a costly mistake” and would fail.",
        mixed("the plan was “a costly mistake” and would fail", "Siobhán Keaveney", "said"),
    ),
    "one word in marks": (
        "Paulo Trindade said he was “ready”.",
        mixed("he was “ready”", "Paulo Trindade", "said"),
    ),
    "that before the marks": (
        "Paulo Trindade said that “the sea does not wait for us or for anybody else”.",
        mixed("that “the sea does not wait for us or for anybody else”", "Paulo Trindade", "said"),
    ),
}

INDIRECT = {
    "that": (
        "Siobhán Keaveney said that the plan would fail.",
        indirect("that the plan would fail", "Siobhán Keaveney", "said"),
    ),
    "no that": (
        "Siobhán Keaveney said the plan would fail.",
        indirect("the plan would fail", "Siobhán Keaveney", "said"),
    ),
    "no that after another verb": (
        "Siobhán Keaveney predicted the plan would fail.",
        indirect("the plan would fail", "Siobhán Keaveney", "predicted"),
    ),
    "a particle": (
        "Rania Haddad pointed out that the dam was old.",
        indirect("that the dam was old", "Rania Haddad", "pointed out"),
    ),
    "behind": (
        "The plan would fail, Siobhán Keaveney said.",
        indirect("The plan would fail", "Siobhán Keaveney", "said"),
    ),
    "inverted": (
        "The plan would fail, said Siobhán Keaveney.",
        indirect("The plan would fail", "Siobhán Keaveney", "said"),
    ),
    "question": (
        "Siobhán Keaveney asked whether the plan would fail.",
        indirect("whether the plan would fail", "Siobhán Keaveney", "asked"),
    ),
    "infinitive with an object": (
        "Siobhán Keaveney urged ministers to drop the plan.",
        indirect("to drop the plan", "Siobhán Keaveney", "urged"),
    ),
    "infinitive alone": (
        "Siobhán Keaveney vowed to fight the plan.",
        indirect("to fight the plan", "Siobhán Keaveney", "vowed"),
    ),
    "object": (
        "Siobhán Keaveney denied the allegations.",
        indirect("the allegations", "Siobhán Keaveney", "denied"),
    ),
    "object behind for": (
        "Rania Haddad called for an inquiry.",
        indirect("an inquiry", "Rania Haddad", "called for"),
    ),
    "accused of": (
        "Siobhán Keaveney accused the council of hiding the figures.",
        indirect("the council of hiding the figures", "Siobhán Keaveney", "accused"),
    ),
    "according to, first": (
        "According to Siobhán Keaveney, the plan would fail.",
        indirect("the plan would fail", "Siobhán Keaveney", "According to"),
    ),
    "according to, last": (
        "The plan would fail, according to Siobhán Keaveney.",
        indirect("The plan would fail", "Siobhán Keaveney", "according to"),
    ),
    "in a statement, first": (
        "In a statement, Siobhán Keaveney said the plan would fail.",
        indirect("the plan would fail", "Siobhán Keaveney", "said"),
    ),
    "in a statement, behind the verb": (
        "Siobhán Keaveney said in a statement that the plan would fail.",
        indirect("that the plan would fail", "Siobhán Keaveney", "said"),
    ),
    "told, with the one who is told": (
        "Emergency services chief Tupua Leavasa told the council that three people were missing.",
        indirect("that three people were missing", "Tupua Leavasa", "told"),
    ),
    "quoted as saying": (
        "Rania Haddad was quoted as saying the dam was cracked.",
        indirect("the dam was cracked", "Rania Haddad", "saying"),
    ),
}

MENTIONS = {
    "he": (
        "Kwabena Asante-Mensah opened the clinic. He said the beds were full.",
        indirect("the beds were full", "Kwabena Asante-Mensah", "said"),
    ),
    "she": (
        "Ingrid Halvorsen opened the clinic. “The beds are full,” she said.",
        direct("“The beds are full,”", "Ingrid Halvorsen", "said"),
    ),
    "he, with nobody before": (
        "“The talks,” he said, “are over.”",
        direct("“The talks,” … “are over.”", NOBODY, "said"),
    ),
    "it": (
        "The Harbour Authority closed the pier. It said the wood was rotten.",
        indirect("the wood was rotten", "Harbour Authority", "said"),
    ),
    "the minister": (
        "Fisheries Minister Hyun-woo Baek visited the port. “The quota stays,” the minister added.",
        direct("“The quota stays,”", "Hyun-woo Baek", "added"),
    ),
    "the spokeswoman": (
        "Anjali Deshmukh, a spokeswoman for the airline, sat down. The spokeswoman said flights would resume.",
        indirect("flights would resume", "Anjali Deshmukh", "said"),
    ),
    "a senior official": (
        "A senior official said the talks had failed.",
        indirect("the talks had failed", "A senior official", "said"),
    ),
    "several officers": (
        "Two police officers said the road was closed.",
        indirect("the road was closed", "Two police officers", "said"),
    ),
    "residents": (
        "Residents said the water smelled of petrol.",
        indirect("the water smelled of petrol", "Residents", "said"),
    ),
    "somebody's lawyer is not that somebody": (
        "Okafor’s lawyer said the charges were false.",
        indirect("the charges were false", "Okafor’s lawyer", "said"),
    ),
    "a report": (
        "The report said the dam was cracked.",
        indirect("the dam was cracked", "The report", "said"),
    ),
    "a letter, inverted": (
        "“The dam is cracked,” read the letter.",
        direct("“The dam is cracked,”", "the letter", "read"),
    ),
    "a statement, with a colon": (
        "The statement read: “The dam is cracked and the valley must be cleared.”",
        direct("“The dam is cracked and the valley must be cleared.”", "The statement", "read"),
    ),
    "a leaked letter warns": (
        "A leaked letter warned that the dam was cracked.",
        indirect("that the dam was cracked", "A leaked letter", "warned"),
    ),
}

OTHER_LANGUAGES = {
    "de: behind": (
        "„Das Wasser steigt weiter an“, sagte Annegret Holthusen.",
        direct("„Das Wasser steigt weiter an“", "Annegret Holthusen", "sagte"),
    ),
    "de: before": (
        "Annegret Holthusen sagte: „Das Wasser steigt weiter an.“",
        direct("„Das Wasser steigt weiter an.“", "Annegret Holthusen", "sagte"),
    ),
    "de: a noun": (
        "»Das Wasser steigt weiter an«, erklärte die Bürgermeisterin.",
        direct("»Das Wasser steigt weiter an«", "die Bürgermeisterin", "erklärte"),
    ),
    "fr: behind": (
        "« Le récif est en train de mourir », a déclaré Amélie Tournier.",
        direct("« Le récif est en train de mourir »", "Amélie Tournier", "déclaré"),
    ),
    "fr: before": (
        "Amélie Tournier a ajouté : « Le récif meurt. »",
        direct("« Le récif meurt. »", "Amélie Tournier", "ajouté"),
    ),
    "fr: according to": (
        "Selon Amélie Tournier, « le récif est en train de mourir ».",
        direct("« le récif est en train de mourir »", "Amélie Tournier", "Selon"),
    ),
    "es: behind": (
        "«El agua sigue subiendo en el valle», dijo Remedios Ayllón.",
        direct("«El agua sigue subiendo en el valle»", "Remedios Ayllón", "dijo"),
    ),
    "es: a noun": (
        "“El agua sigue subiendo”, afirmó la alcaldesa.",
        direct("“El agua sigue subiendo”", "la alcaldesa", "afirmó"),
    ),
    "it: behind": (
        "«L’acqua continua a salire ovunque», ha detto Ornella Brambati.",
        direct("«L’acqua continua a salire ovunque»", "Ornella Brambati", "detto"),
    ),
    "pt: behind": (
        "“A água continua a subir”, disse Inês Falcão.",
        direct("“A água continua a subir”", "Inês Falcão", "disse"),
    ),
    "ru: behind": (
        "«Вода продолжает подниматься», — сказал Аркадий Вересов.",
        direct("«Вода продолжает подниматься»", "Аркадий Вересов", "сказал"),
    ),
    "ru: a pronoun with nobody before": (
        "«Вода продолжает подниматься», — сказала она.",
        direct("«Вода продолжает подниматься»", NOBODY, "сказала"),
    ),
}


def table(*tables: dict[str, tuple[str, Said]]) -> pytest.MarkDecorator:
    """Parametrise by the rows of *tables*, named by their keys."""
    rows = [(name, row) for named in tables for name, row in named.items()]
    return pytest.mark.parametrize(
        ("text", "expected"), [row for _, row in rows], ids=[name for name, _ in rows]
    )


@table(PLACES_OF_THE_CUE, BROKEN, WITHOUT_A_CUE)
def test_words_in_marks_are_found_wherever_their_cue_stands(text: str, expected: Said) -> None:
    assert said_in(text) == [expected]


@table(MARKS)
def test_every_nation_s_marks_hold_a_quotation(text: str, expected: Said) -> None:
    assert said_in(text) == [expected]


@table(MIXED, INDIRECT)
def test_reported_words_keep_their_extent(text: str, expected: Said) -> None:
    assert said_in(text) == [expected]


@table(MENTIONS)
def test_whoever_is_meant_speaks(text: str, expected: Said) -> None:
    assert said_in(text) == [expected]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [(name[:2], *row) for name, row in OTHER_LANGUAGES.items()],
    ids=OTHER_LANGUAGES.keys(),
)
def test_quotations_of_other_languages_are_found(language: str, text: str, expected: Said) -> None:
    assert said_in(text, language) == [expected]


# Russian has no list of small words: it must be named.
@pytest.mark.parametrize("name", [name for name in OTHER_LANGUAGES if not name.startswith("ru")])
def test_the_language_need_not_be_named_where_the_text_is_long_enough(name: str) -> None:
    language, (text, _) = name[:2], OTHER_LANGUAGES[name]
    filler = {
        "de": "Die Stadt hat das Ufer gesperrt und die Feuerwehr ist mit zwei Booten auf dem Fluss im Einsatz.",
        "fr": "Le maire a fermé les plages et une partie du port pour la nuit, mais il ne sait pas qui est dans la zone.",
        "es": "La ciudad cerró el puerto por la noche y los barcos no salen con el viento que viene del mar.",
        "it": "La città ha chiuso il porto per la notte e i pescatori non sono usciti con il vento che soffia dal mare.",
        "pt": "A cidade fechou o porto para a noite e os barcos não saem com o vento que vem do mar em uma semana.",
    }[language]
    longer = f"{text} {filler}"
    assert analyse(longer) == analyse(longer, language=language)


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “peace bridge” was closed on Friday.",
        "Her novel “The Salt Road” won the prize on Friday.",
        "He sang “The Ballad of the Old Weir” at the festival.",
        "Jaroslav “Jarda” Novotný won the race on Friday.",
        'Lotte van Aalst, known for her album "Night Ferry", will tour in May.',
        "The illness, known as “long fever”, is rare.",
        "The 6' 2\" keeper saved the '90s classic.",
    ],
)
def test_scare_quotes_titles_nicknames_and_measures_are_no_quotes(text: str) -> None:
    assert said_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Paulo Trindade declined to comment.",
        "Paulo Trindade did not say when it would end.",
        "Paulo Trindade has said nothing.",
        "Nobody said anything.",
        "The police report was published on Friday.",
        "Ministers had been told the dam was cracked.",
        "It was said that the dam was cracked.",
        "Ships call at the port twice a week.",
        "",
        "   \n\n ",
    ],
)
def test_what_nobody_says_is_no_quote(text: str) -> None:
    assert said_in(text) == []


def test_a_speaker_is_carried_to_the_next_paragraph_and_to_pronouns() -> None:
    text = (
        "Leilani Kahananui addressed the council.\n\n“The reef is dying and nobody listens,” she said.\n\n"
        "“Every summer the water gets warmer.”\n\n“Who will speak for the fish?” she added."
    )
    assert {said.who for said in said_in(text)} == {"Leilani Kahananui"}
    assert [said.words for said in said_in(text)] == [
        "“The reef is dying and nobody listens,”",
        "“Every summer the water gets warmer.”",
        "“Who will speak for the fish?”",
    ]


def test_they_are_those_who_spoke_before() -> None:
    assert said_in("Residents said the water smelled. They added that nobody had come.")[1] == indirect(
        "that nobody had come", "Residents", "added"
    )


def test_turns_of_an_interview_are_quotes_of_those_who_take_them() -> None:
    turns = said_in(
        "Farrukh Yuldashev: What went wrong?\n\nMireille Abadie: The pumps failed at night.\n\n"
        "Farrukh Yuldashev: Who knew?\n\nMireille Abadie: Everybody at the plant.\n\nThey all went home."
    )
    assert [(turn.who, turn.words) for turn in turns] == [
        ("Farrukh Yuldashev", "What went wrong?"),
        ("Mireille Abadie", "The pumps failed at night."),
        ("Farrukh Yuldashev", "Who knew?"),
        ("Mireille Abadie", "Everybody at the plant."),
    ]


def test_an_interview_may_label_the_answers_only() -> None:
    turns = said_in(
        "What went wrong?\n\nAbadie: The pumps failed at night.\n\nThen it rained.\n\nWho knew?\n\n"
        "Abadie: Everybody at the plant.\n\nAnd now?\n\nAbadie: We wait."
    )
    assert [(turn.who, turn.words) for turn in turns] == [
        ("Abadie", "The pumps failed at night. … Then it rained."),
        ("Abadie", "Everybody at the plant."),
        ("Abadie", "We wait."),
    ]


def test_a_label_before_three_paragraphs_that_answer_nothing_is_no_interview() -> None:
    text = "Weather: It rains.\n\nIt will be wet.\n\nWeather: It snows.\n\nIt is cold.\n\nWeather: It thaws."
    assert said_in(text) == []


def test_letters_before_the_turns_of_an_interview_name_nobody() -> None:
    text = "Q: What went wrong?\n\nA: The pumps failed.\n\nQ: Who knew?\n\nA: Everybody at the plant."
    found = analyse(text, language="en")
    assert found.actors == ()
    told = [
        (quote.kind, quote.speaker and (quote.speaker.actor_id, quote.speaker.text)) for quote in found.quotes
    ]
    assert told == [("direct", (None, "A")), ("direct", (None, "A"))]


def test_the_answers_of_an_interview_are_those_of_whom_its_lead_names() -> None:
    lead = "Ama Boateng runs the harbour. Boateng spoke to us.\n\n"
    turns = "Q: What went wrong?\n\nA: The pumps failed.\n\nQ: Who knew?\n\nA: Everybody at the plant."
    found = analyse(lead + turns, language="en")
    assert [(quote.text, quote.speaker and quote.speaker.name) for quote in found.quotes] == [
        ("The pumps failed.", "Ama Boateng"),
        ("Everybody at the plant.", "Ama Boateng"),
    ]


def test_a_relative_clause_makes_no_second_actor_of_its_head() -> None:
    found = analyse("“The talks failed,” said a senior official who added that it was late.", language="en")
    assert [(actor.name, actor.named) for actor in found.actors] == [("a senior official", False)]


def test_the_stance_of_a_quote_is_that_of_its_cue() -> None:
    found = analyse("Rania Haddad denied the charges. Ugo Bellandi said it was late.", language="en")
    assert [quote.cue and quote.cue.stance for quote in found.quotes] == ["deny", "neutral"]


def test_headline_and_standfirst_move_no_offset() -> None:
    text = "Rania Haddad said it was late."
    assert analyse(text, title="Haddad speaks", standfirst="At night", language="en") == analyse(
        text, language="en"
    )


WRONG = {
    "an indirect report that its cue breaks": (
        "The reef, Leilani Kahananui said, was dying fast.",
        [indirect("The reef … was dying fast", "Leilani Kahananui", "said")],
        "a subject before the cue has no verb, and only clauses count as words",
    ),
    "a term that people use": (
        "Doctors call this “long fever syndrome”, a rare illness.",
        [],
        "the rule cannot tell a habit of naming from a judgement",
    ),
    "they, with no speaker before": (
        "The miners met at dawn. They said the shaft was unsafe.",
        [indirect("the shaft was unsafe", "The miners", "said")],
        "plural nominals that never speak are no actors",
    ),
    "a request for silence": (
        "“The talks have failed,” said a senior official who asked not to be named.",
        [direct("“The talks have failed,”", "a senior official", "said")],
        "a request is reported speech to the rules",
    ),
    "a source in a source": (
        "Police said that, according to witnesses, the car sped off.",
        [indirect("that, according to witnesses, the car sped off", "Police", "said")],
        "the words of one report are closed to the next, and the inner one is found first",
    ),
    "a title in marks behind said": (
        "He said “The House” was sold.",
        [mixed("“The House” was sold", None, "said")],
        "what stands in marks behind a cue is taken alone",
    ),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(text, expected, id=name, marks=pytest.mark.xfail(strict=True, reason=reason))
        for name, (text, expected, reason) in WRONG.items()
    ],
)
def test_known_gaps(text: str, expected: list[Said]) -> None:
    assert said_in(text) == expected
