"""What holds for every text whatever: no error, true offsets, ids in order, the same answer twice."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quotewire_parser.linguistics import MAX_CHARS, RULES, Analysis, analyse
from quotewire_shared.messages import Actor, Quote

LANGUAGES = [None, "en", "de", "fr", "ru", "xx"]
FRAGMENTS = [
    "Adaeze Okonjo", "Dr. Rasmus Lindqvist", "Kim Jae-won", "María Quispe Huamán", "Okonjo", "Mr", "J. K.", "al-Haddad",
    "Foreign Minister", "the minister", "a senior official", "residents", "The report", "he", "She", "they", "It",
    "International Monetary Fund", "IMF", "U.S.", "Moscow", "French", "said", "told reporters", "asked", "added", "read",
    "put it", "called", "accused", "denied", "urged", "according to", "quoted as saying", "in a statement", "on Monday",
    "that", "whether", "to", "of", "the harbour would reopen", "the dam is cracked", "who", "which", "and", "not", "’s",
    "'s", "Q:", "A:", "sagte", "a déclaré", "dijo", "сказал", "die Sprecherin", "она", "“", "”", "‘", "’", '"', "'",
    "«", "»", "„", "‹", "›", "「", "」", "''", ".", ",", ":", ";", "?", "!", "—", "–", "-", "(", ")", "…", "\n", "\n\n",
]  # fmt: skip

TEXT = st.text(max_size=400)  # hypothesis leaves surrogates out: no page can hold them once it is decoded
NEWS = st.builds(
    "".join,
    st.lists(
        st.sampled_from(FRAGMENTS).flatmap(lambda part: st.sampled_from([part, part + " "])), max_size=60
    ),
)
LIMITS = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(text: str, found: Analysis) -> None:
    """Assert everything that messages.py and design.md promise of actors and quotes."""
    read = text[:MAX_CHARS]
    actors = [Actor.model_validate(actor.model_dump()) for actor in found.actors]
    quotes = [Quote.model_validate(quote.model_dump()) for quote in found.quotes]
    assert tuple(actors) == found.actors
    assert tuple(quotes) == found.quotes
    check_actors(read, actors)
    check_quotes(read, quotes, {actor.id: actor.name for actor in actors})


def check_actors(text: str, actors: list[Actor]) -> None:
    assert [actor.id for actor in actors] == [f"a{number}" for number in range(1, len(actors) + 1)]
    firsts = [actor.mentions[0].start for actor in actors]
    assert firsts == sorted(firsts)
    for actor in actors:
        forms = {actor.name, *actor.aliases}
        assert actor.name not in actor.aliases
        assert len(actor.aliases) == len(set(actor.aliases))
        end = 0
        for mention in actor.mentions:
            assert end <= mention.start < mention.end <= len(text)  # in order, never overlapping
            end = mention.end
            if actor.named:
                form = " ".join(text[mention.start : mention.end].replace("’", "'").split())
                assert form in {known.replace("’", "'") for known in forms}


def check_quotes(text: str, quotes: list[Quote], names: dict[str, str]) -> None:
    assert [quote.id for quote in quotes] == [f"q{number}" for number in range(1, len(quotes) + 1)]
    for quote in quotes:
        assert quote.rule in RULES
        assert quote.confidence == RULES[quote.rule].confidence
        end = 0
        for span in quote.spans:
            assert end <= span.start < span.end <= len(text)
            end = span.end
        assert quote.text == " … ".join(text[span.start : span.end] for span in quote.spans)
        if quote.cue is not None:
            assert quote.cue.text
            assert quote.cue.text == text[quote.cue.start : quote.cue.end]
        if quote.speaker is not None:
            speaker = quote.speaker
            assert (speaker.start is None) == (speaker.end is None) == (speaker.text is None)
            if speaker.start is not None:
                assert speaker.text
                assert speaker.text == text[speaker.start : speaker.end]
            assert speaker.actor_id is None or speaker.actor_id in names
            assert speaker.name == names.get(speaker.actor_id or "")


@LIMITS
@given(text=TEXT, language=st.sampled_from(LANGUAGES))
@example(text="“", language="en")
@example(text="\u0130stanbul dedi", language="en")  # lower() makes two characters of one
@example(text="ß said “ﬁ”.", language="en")
def test_any_text_keeps_every_promise(text: str, language: str | None) -> None:
    found = analyse(text, language=language)
    check(text, found)
    assert analyse(text, language=language) == found


@LIMITS
@given(text=NEWS, language=st.sampled_from(LANGUAGES))
def test_anything_like_news_keeps_every_promise(text: str, language: str | None) -> None:
    found = analyse(text, language=language)
    check(text, found)
    assert analyse(text, language=language) == found


@LIMITS
@given(first=NEWS, second=NEWS)
def test_quotes_come_in_reading_order(first: str, second: str) -> None:
    starts = [quote.spans[0].start for quote in analyse(f"{first}\n\n{second}", language="en").quotes]
    assert starts == sorted(starts)


NEWS_LINE = "Mayor Ayodele Oyelaran said the harbour would reopen. “We wait for the tide,” she said. "
HOSTILE = {
    "a thousand people and nouns": " ".join(f"Ama Xa{n}ba, a farmer, waited." for n in range(1000))
    + "\n\n"
    + "“We are here now,” the farmer said. " * 500,
    "a thousand people and pronouns": " ".join(f"Ama Xa{n}ba waited." for n in range(1000))
    + "\n\n"
    + "“We are here now,” she said. " * 500,
    "nothing": "",
    "white space": " \t\u00a0\u2028\n\n" * 100,
    "2 MB of news": NEWS_LINE * (2_000_000 // len(NEWS_LINE) + 1),
    "2 MB of paragraphs": (NEWS_LINE + "\n\n") * (2_000_000 // len(NEWS_LINE) + 1),
    "one line of 300 kB": (NEWS_LINE.replace(".", ",") * 4000)[:300_000],
    "one word of 300 kB": "a" * 300_000,
    "only capitals": "Ab Cd " * 10_000,
    "only organisations": " ".join(f"QX{number}Y said." for number in range(3000)),
    "only cues": "said " * 10_000,
    "only according to": "according to " * 5000,
    "only initials": "A. B. " * 8000,
    "only labels": "A: x\nB: y\n" * 2000,
    "10,000 nested": "“‘" * 5000 + "deep" + "’”" * 5000,
    "10,000 opened": ": “word " * 10_000,
    "10,000 opened and closed at the end": "“a " * 10_000 + "” " * 10_000,
    "right to left": "قالت نورا الحداد: «سيفتح الميناء يوم الاثنين». \u202eאמר “שלום” \u202c" * 200,
    "emoji": "Zuri 👩🏽‍🚒 said: “We did it 🎉🎉!” 🇰🇪" * 500,
    "control characters": "Zuri\x00 Mwangi said\x1b “we\x07 did\x0c it\x85 well”.\u200b\ufeff" * 500,
    "combining marks": "Z\u0301" * 10_000 + " said “a\u0308\u0308\u0308 b c”.",
    "Devanagari": "मंत्री ने कहा, “हम तैयार हैं।” " * 600,
    "Han": "张伟民说：“我们准备好了。” " * 1000,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_read_in_time_and_keep_every_promise(text: str) -> None:
    check(text, analyse(text, language="en"))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "name", ["10,000 nested", "10,000 opened", "right to left", "emoji", "only initials"]
)
def test_hostile_texts_are_read_in_time_in_other_languages(name: str) -> None:
    check(HOSTILE[name], analyse(HOSTILE[name], language="de"))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("mark", "“”„«»‹›‘’‚「」『』\"'")
def test_a_text_of_nothing_but_one_mark_is_read_in_time(mark: str) -> None:
    for text in (mark * 10_000, f"x{mark} " * 3000, f": {mark}x" * 2000):
        check(text, analyse(text, language="en"))


def test_only_the_beginning_of_a_text_without_end_is_read() -> None:
    text = "a " * (MAX_CHARS // 2 - 40) + NEWS_LINE + "“Never read at all,” said Okon Effiong."
    assert text.index("said Okon") > MAX_CHARS
    assert [actor.name for actor in analyse(text, language="en").actors] == ["Ayodele Oyelaran"]
