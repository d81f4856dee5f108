"""Results in a terminal fit the window and can do nothing to it."""

import csv
import json
from io import StringIO

import pytest
from rich.console import Console

from quotewire_search import terminal
from quotewire_search.answers import ArticleSummary, Notice
from quotewire_search.asking import Found, Item, What
from quotewire_search.highlight import BEGIN, END
from quotewire_search.lines import UNSAFE
from quotewire_shared.documents import to_source
from tests.hostile import HOSTILE
from tests.unit.search.fakes import article, quote, speaker


def found(*items: Item, total: int = 1, partial: bool = False) -> Found[Item]:
    return Found(total, items, partial=partial)


def printed(what: What, items: list[Item], *, width: int, total: int = 1, partial: bool = False) -> str:
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=False, highlight=False)
    terminal.show(what, found(*items, total=total, partial=partial), console)
    return out.getvalue()


def summary(**fields: object) -> ArticleSummary:
    return ArticleSummary.model_validate(to_source(article(**fields)))


@pytest.mark.parametrize("width", [30, 60, 80, 200])
def test_quotes_fit_the_window(width: int) -> None:
    long = quote(text="many words " * 60, speaker="A very long name of somebody", role="chair of everything")
    text = printed("quotes", [long, quote(kind="indirect", speaker=None)], width=width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "No comment" in text


@pytest.mark.parametrize(
    ("kind", "words", "shown"),
    [
        ("direct", "No comment", "“No comment”"),
        ("direct", "“No comment,”", "“No comment,”"),
        ("direct", "「ノーコメント」", "「ノーコメント」"),
        ("mixed", "the offer “a promise on water”", "the offer “a promise on water”"),
        ("indirect", "that nothing was said", "that nothing was said"),
    ],
)
def test_quotation_marks_stand_around_what_was_said_word_for_word_once(
    kind: str, words: str, shown: str
) -> None:
    text = printed("quotes", [quote(kind=kind, text=words)], width=200)
    assert f" {shown} " in text


@pytest.mark.parametrize("width", [30, 80])
def test_articles_fit_the_window(width: int) -> None:
    text = printed("articles", [summary(title="The bridge", quote_count=3)], width=width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "The bridge" in text


def test_the_last_line_tells_how_many_there_are() -> None:
    assert "1 of 27 quotes; --limit 27 shows more." in printed("quotes", [quote()], width=80, total=27)
    assert "1 of 1 quotes." in printed("quotes", [quote()], width=80)
    assert printed("quotes", [], width=80, total=0) == "No quotes found.\n"


def test_a_total_that_was_cut_off_is_a_lower_bound() -> None:
    assert "1 of at least 1 quotes." in printed("quotes", [quote()], width=80, partial=True)


@pytest.mark.parametrize("width", [30, 60, 80, 200])
def test_speakers_fit_the_window(width: int) -> None:
    roles = [{"value": f"chair of the committee number {number}", "count": 1} for number in range(3)]
    items: list[Item] = [speaker(roles=roles, quotes=12_345), speaker(name="A " * 60, roles=[])]
    text = printed("speakers", items, width=width, total=27)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "Ama" in text
    assert "12,345" in text
    assert "2 of 27 speakers" in text
    assert "No speakers found." in printed("speakers by name", [], width=width)


def test_speakers_are_csv_and_json_too() -> None:
    roles = [{"value": "minister", "count": 2}, {"value": "=chair", "count": 1}]
    (row,) = csv.DictReader(StringIO(terminal.to_csv("speakers", [speaker(roles=roles)])))
    assert (row["name"], row["roles"], row["quotes"]) == ("Ama Boateng", "minister; =chair", "3")
    assert json.loads(terminal.to_json(found(speaker())))["items"][0]["quotes"] == 3


def test_notices_go_to_standard_error_and_command_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    slip = Notice(message="There is no field \x1b[31mspeker.", suggestion='speaker:"Ama\x07 Boateng"')
    terminal.tell(Found(0, (), (slip,)))
    terminal.tell(Found(0, (), partial=True))
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == ('note: There is no field [31mspeker. Write: speaker:"Ama Boateng"')
    assert "The time was over" in err.splitlines()[1]


def test_json_carries_the_notices_and_whether_it_is_all() -> None:
    document = json.loads(
        terminal.to_json(Found(0, (), (Notice(message="a slip", start=1, end=3),), partial=True))
    )
    assert document["partial"] is True
    assert document["notices"][0]["start"] == 1


def test_the_pager_is_used_only_when_asked_for_and_only_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paged: list[str] = []
    monkeypatch.setattr("pydoc.pager", lambda text, *_: paged.append(text))
    monkeypatch.delenv("LESS", raising=False)
    for is_terminal, pager in ((True, False), (False, True)):
        console = Console(file=StringIO(), width=80, force_terminal=is_terminal)
        terminal.show("quotes", found(quote()), console, pager=pager)
    assert paged == []
    terminal.show(
        "quotes", found(quote()), Console(file=StringIO(), width=80, force_terminal=True), pager=True
    )
    assert "No comment" in paged[0]


def test_rich_markup_in_text_is_only_text() -> None:
    assert "[bold red]x[/]" in printed("quotes", [quote(text="[bold red]x[/]")], width=80)


def test_found_words_are_coloured_on_a_terminal() -> None:
    out = StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system="standard")
    terminal.show("quotes", found(quote(highlights={"text": [f"No {BEGIN}comment{END}"]})), console)
    assert "\x1b[1;33mcomment" in out.getvalue()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_can_command_the_terminal(text: str) -> None:
    said = f"a{text}"
    hostile = quote(**dict.fromkeys(("text", "speaker", "role", "publisher", "article_title", "url"), said))
    listed = summary(**dict.fromkeys(("title", "publisher", "url", "standfirst"), said), authors=[said])
    marked = quote(highlights={"text": [f"{BEGIN}{said}{END}{said}"]})
    talker = speaker(name=said, roles=[{"value": said, "count": 1}])
    outputs = [
        *(printed("quotes", [hostile, marked], width=width) for width in (40, 120)),
        *(printed("articles", [listed], width=width) for width in (40, 120)),
        terminal.to_json(found(hostile, marked)),
        terminal.to_json(found(listed)),
        terminal.to_csv("quotes", [hostile]),
        terminal.to_csv("articles", [listed]),
        *(printed("speakers", [talker], width=width) for width in (40, 120)),
        terminal.to_csv("speakers", [talker]),
    ]
    for output in outputs:
        assert not UNSAFE.search(output.replace("\n", ""))
    assert json.loads(outputs[4])["items"][0]["text"] == said


def test_csv_is_read_back_and_cells_are_no_formulas() -> None:
    text = terminal.to_csv(
        "quotes", [quote(text='He said "x", then\nleft', speaker="=cmd|'/C calc'!A0", role="-1")]
    )
    (row,) = csv.DictReader(StringIO(text))
    assert row["text"] == 'He said "x", then left'
    assert (row["speaker"], row["role"]) == ("'=cmd|'/C calc'!A0", "'-1")
