"""Results in a terminal fit the window and can do nothing to it."""

import csv
import json
from io import StringIO

import pytest
from rich.console import Console

from quotewire_search import terminal
from quotewire_search.answers import ArticleSummary
from quotewire_search.highlight import BEGIN, END
from quotewire_shared.documents import to_source
from tests.hostile import HOSTILE
from tests.unit.search.fakes import article, quote


def printed(target: str, items: list[object], *, width: int, total: int = 1) -> str:
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=False, highlight=False)
    terminal.show(target, total, items, console)  # type: ignore[arg-type]
    return out.getvalue()


def summary(**fields: object) -> ArticleSummary:
    return ArticleSummary.model_validate(to_source(article(**fields)))


@pytest.mark.parametrize("width", [30, 60, 80, 200])
def test_quotes_fit_the_window(width: int) -> None:
    long = quote(text="many words " * 60, speaker="A very long name of somebody", role="chair of everything")
    text = printed("quotes", [long, quote(kind="indirect", speaker=None)], width=width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "No comment" in text


@pytest.mark.parametrize("width", [30, 80])
def test_articles_fit_the_window(width: int) -> None:
    text = printed("articles", [summary(title="The bridge", quote_count=3)], width=width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "The bridge" in text


def test_the_last_line_tells_how_many_there_are() -> None:
    assert "1 of 27 quotes; --limit 27 shows more." in printed("quotes", [quote()], width=80, total=27)
    assert "1 of 1 quotes." in printed("quotes", [quote()], width=80)
    assert printed("quotes", [], width=80, total=0) == "No quotes found.\n"


def test_rich_markup_in_text_is_only_text() -> None:
    assert "[bold red]x[/]" in printed("quotes", [quote(text="[bold red]x[/]")], width=80)


def test_found_words_are_coloured_on_a_terminal() -> None:
    out = StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system="standard")
    terminal.show("quotes", 1, [quote(highlights={"text": [f"No {BEGIN}comment{END}"]})], console)
    assert "\x1b[1;33mcomment" in out.getvalue()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_can_command_the_terminal(text: str) -> None:
    said = f"a{text}"
    hostile = quote(**dict.fromkeys(("text", "speaker", "role", "publisher", "article_title", "url"), said))
    listed = summary(**dict.fromkeys(("title", "publisher", "url", "standfirst"), said), authors=[said])
    marked = quote(highlights={"text": [f"{BEGIN}{said}{END}{said}"]})
    outputs = [
        *(printed("quotes", [hostile, marked], width=width) for width in (40, 120)),
        *(printed("articles", [listed], width=width) for width in (40, 120)),
        terminal.to_json(1, [hostile, marked]),
        terminal.to_json(1, [listed]),
        terminal.to_csv("quotes", [hostile]),
        terminal.to_csv("articles", [listed]),
    ]
    for output in outputs:
        assert not terminal.UNSAFE.search(output.replace("\n", ""))
    assert json.loads(outputs[4])["items"][0]["text"] == said


def test_csv_is_read_back_and_cells_are_no_formulas() -> None:
    text = terminal.to_csv(
        "quotes", [quote(text='He said "x", then\nleft', speaker="=cmd|'/C calc'!A0", role="-1")]
    )
    (row,) = csv.DictReader(StringIO(text))
    assert row["text"] == 'He said "x", then left'
    assert (row["speaker"], row["role"]) == ("'=cmd|'/C calc'!A0", "'-1")
