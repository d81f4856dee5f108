"""An article is drawn for the eye, and nothing in it can move the cursor or forge our markup."""

import io

import pytest
from rich.console import Console

from quotewire_parser.cli.render import MIN_WIDTH, console_for, explain, show
from quotewire_shared.messages import Actor, ArticleParsed, Cue, Quote, Span, Speaker
from tests.factories import NOON, article_parsed
from tests.hostile import HOSTILE

TEXT = "“Never again,” said Mara Ilves."
ILVES = Actor(
    id="a1",
    name="Mara Ilves",
    type="person",
    role="head of the authority",
    aliases=("Ilves",),
    mentions=(Span(start=20, end=30),),
)
OFFICIAL = Actor(id="a2", name="a senior official", type="person", named=False)
SAID = Quote(
    id="q1",
    kind="direct",
    spans=(Span(start=1, end=13),),
    text="Never again,",
    cue=Cue(start=15, end=19, text="said", stance="neutral"),
    speaker=Speaker(actor_id="a1", name="Mara Ilves", start=20, end=30, text="Mara Ilves"),
    confidence=0.95,
    rule="cue-after",
)
UNKNOWN = SAID.model_copy(update={"id": "q2", "cue": None, "speaker": None})
ARTICLE = article_parsed(
    title="Gates shut",
    standfirst="Divers at work",
    authors=["Jon Tarn", "Ana Reu"],
    publisher="Harbour Post",
    published_at=NOON,
    modified_at=NOON,
    section="Ports",
    language="en",
    text=TEXT,
    word_count=5,
    provenance={"authors": "jsonld", "published_at": "meta"},
    actors=[ILVES, OFFICIAL],
    quotes=[SAID, UNKNOWN],
)


def drawn(article: ArticleParsed, *, reasons: bool = False, width: int = 120) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    (explain if reasons else show)(article, console)
    return out.getvalue()


def test_headline_facts_actors_and_quotes_are_shown() -> None:
    page = drawn(ARTICLE)
    for part in (
        "Gates shut", "Divers at work", "Jon Tarn, Ana Reu (jsonld)", "Harbour Post", "2026-11-24 12:00 UTC (meta)", "Ports", "5 (full)",
        "https://harbour-post.example/a", "2 actors", "Mara Ilves", "head of the authority", "a senior official (unnamed)", "2 quotes", "Never again,",
    ):  # fmt: skip
        assert part in page


def test_an_unknown_speaker_is_a_question_mark() -> None:
    [line] = [line for line in drawn(ARTICLE).splitlines() if "q2" in line]
    assert "?" in line
    assert "Ilves" not in line


def test_a_speaker_without_a_name_is_shown_by_the_mention() -> None:
    quote = SAID.model_copy(update={"speaker": Speaker(text="the captain", start=0, end=1)})
    assert "the captain" in drawn(ARTICLE.model_copy(update={"quotes": (quote,)}))


def test_an_article_with_nothing_known_is_shown_too() -> None:
    page = drawn(article_parsed("urn:quotewire:file:1"))
    assert "(no headline)" in page
    assert "No actors found." in page
    assert "No quotes found." in page
    assert "unknown" in page
    assert "urn:" not in page


def test_reasons_are_given_for_each_quote() -> None:
    page = drawn(ARTICLE, reasons=True)
    for part in (
        "Mara Ilves (a1)",
        'by the mention "Mara Ilves" at 20',
        '"said" at 15 (neutral)',
        "cue-after",
        "0.95",
        "1-13: …“[q1]” said Mara Ilves.…",
    ):
        assert part in page
    assert "unknown" in page
    assert "none" in page


def test_no_quotes_have_no_reasons() -> None:
    assert "No quotes found." in drawn(article_parsed(), reasons=True)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_without_its_powers(hostile: str) -> None:
    text = f"[bold red]{hostile}[/] [link=https://x.example]"
    speaker = SAID.speaker.model_copy(update={"name": text}) if SAID.speaker else None
    article = ARTICLE.model_copy(
        update={
            "title": text,
            "standfirst": text,
            "authors": (text,),
            "section": text,
            "publisher": text,
            "actors": (ILVES.model_copy(update={"name": text, "role": text, "aliases": (text,)}),),
            "quotes": (SAID.model_copy(update={"text": text, "rule": text, "speaker": speaker}),),
        }
    )
    for page in (drawn(article, width=400), drawn(article, reasons=True, width=400)):
        assert "[bold red]" in page
        assert not set(page) & {
            *map(chr, range(10)),
            *map(chr, range(11, 32)),
            *map(chr, range(0x7F, 0xA0)),
            "\u202e",
            "\u2066",
        }


def test_a_narrow_terminal_loses_no_word_of_a_quote() -> None:
    quote = SAID.model_copy(update={"text": "word " * 200})
    assert drawn(ARTICLE.model_copy(update={"quotes": (quote,)}), width=60).count("word") >= 200


def test_output_that_is_no_terminal_has_room_for_tables(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert console_for().width >= MIN_WIDTH
    assert console_for(width=50).width == 50
    show(ARTICLE, console_for())
    assert "Mara Ilves" in capsys.readouterr().out
