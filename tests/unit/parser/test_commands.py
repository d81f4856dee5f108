"""`quotewire parse` in every form that the design names, as a person or a program starts it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from quotewire_parser.commands import register
from quotewire_shared.errors import UsageError
from quotewire_shared.messages import ArticleParsed
from tests.unit.fetcher.site import Site, answer, serve_site
from tests.unit.parser.extraction.news import HEADLINE, NEWS, story

PAGE = story(*NEWS)
TEXT = "\n\n".join((HEADLINE, *NEWS))


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def quotewire(*arguments: str, stdin: str | bytes = b"", cwd: Path | None = None, **env: str) -> Ran:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "quotewire_shared.cli", *arguments],
        input=data,
        capture_output=True,
        check=False,
        cwd=cwd,
        timeout=120,
        env={**os.environ, "QUOTEWIRE_PARSER_WORKERS": "1", **env},
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def article(ran: Ran) -> ArticleParsed:
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == 1
    return ArticleParsed.model_validate_json(ran.out)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "gates.html"
    file.write_text(PAGE)
    return file


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as running:
        running.pages["/gates"] = answer(PAGE)
        yield running


def test_a_file_is_shown_as_headline_actors_and_quotes(page: Path) -> None:
    ran = quotewire("parse", str(page))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(HEADLINE)
    assert "Mara Ilves" in ran.out
    assert "Nobody wants" in ran.out


def test_a_file_is_given_as_json(page: Path) -> None:
    found = article(quotewire("parse", str(page), "--json"))
    assert (found.title, found.text) == (HEADLINE, "\n\n".join(NEWS))
    direct = [quote for quote in found.quotes if quote.kind == "direct"]
    assert direct[0].speaker is not None
    assert direct[0].speaker.name == "Mara Ilves"


def test_standard_input_is_a_page_or_a_text() -> None:
    assert article(quotewire("parse", "-", "--json", stdin=PAGE)).title == HEADLINE
    assert article(quotewire("parse", "--json", "-", stdin=TEXT)).text == "\n\n".join(NEWS)


def test_an_address_is_fetched(site: Site) -> None:
    ran = quotewire(
        "parse", site.url("/gates"), "--json", QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS="127.0.0.0/8"
    )
    found = article(ran)
    assert (found.title, found.url) == (HEADLINE, site.url("/gates"))


def test_reasons_are_explained(page: Path) -> None:
    ran = quotewire("parse", str(page), "--explain")
    assert ran.code == 0
    for part in ("rule", "confidence", "cue", '"said"', "Mara Ilves (a"):
        assert part in ran.out


@pytest.mark.parametrize(
    ("stdin", "reason"),
    [
        ("", "characters of article"),
        ("Hi", "Only 2 characters of article"),
        (b"\x00\x01\x00\x02", "neither HTML nor text"),
        ("<div>" * 300_000, "nest deeper"),
    ],
)
def test_a_page_that_is_no_article_fails_with_one_line(stdin: str | bytes, reason: str) -> None:
    ran = quotewire("parse", "-", stdin=stdin)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert reason in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["-", "--json", "--explain"], ["-", "--workers", "2"], ["a.html", "--jsonl"], ["--jsonl", "--json"],
        ["--jsonl", "--workers", "0"], ["--jsonl", "--workers", "many"], ["--no-such-option"],
    ],
)  # fmt: skip
def test_wrong_usage_is_told_before_anything_is_loaded(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = typer.Typer(rich_markup_mode=None)
    register(app)
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, UsageError) or result.exit_code == 2
    assert result.stdout == ""


def test_wrong_usage_is_exit_code_2_and_one_line() -> None:
    ran = quotewire("parse")
    assert (ran.code, ran.out) == (2, "")
    assert (
        ran.err
        == "quotewire: Name a page: a file, an http(s) address, or - for standard input; or give --jsonl.\n"
    )


def test_an_address_that_is_not_public_is_refused() -> None:
    ran = quotewire("parse", "http://127.0.0.1:9/", QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS="")
    assert ran.code == 1
    assert "not public" in ran.err


def test_a_setting_out_of_bounds_is_named() -> None:
    ran = quotewire("parse", "-", stdin=TEXT, QUOTEWIRE_PARSER_WORKERS="-1")
    assert ran.code == 2
    assert "QUOTEWIRE_PARSER_WORKERS" in ran.err


def test_lines_are_answered_in_order_and_bad_ones_in_their_place() -> None:
    lines = [
        json.dumps({"id": "a", "html": PAGE, "url": "https://x.example/a"}),
        "not json",
        json.dumps({"id": 7, "text": TEXT}),
        json.dumps({"id": "short", "text": "Hi"}),
        "",
        json.dumps({"id": "deep", "html": "<div>" * 300_000}),
        json.dumps({"text": "no id"}),
        json.dumps({"id": "z", "text": "\n\n".join(NEWS), "title": "Gates", "language": "en"}),
    ]
    ran = quotewire("parse", "--jsonl", "--workers", "2", stdin="\n".join(lines))
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 0
    assert [line["id"] for line in answers] == ["a", None, 7, "short", "deep", None, "z"]
    assert [line.get("error", {}).get("code") for line in answers] == [
        None,
        "invalid_json",
        None,
        "no_text",
        "page_too_deep",
        "invalid_line",
        None,
    ]
    assert all(
        set(line) == {"id", "error"} and set(line["error"]) == {"code", "message"}
        for line in answers
        if "error" in line
    )
    good = {line["id"]: ArticleParsed.model_validate(line) for line in answers if "error" not in line}
    assert (good["a"].url, good["a"].title, good[7].title, good["z"].title) == (
        "https://x.example/a",
        HEADLINE,
        HEADLINE,
        "Gates",
    )
    assert ran.err.startswith("7 lines, 4 errors, ")


def test_any_number_of_workers_gives_the_same_answers() -> None:
    lines = "".join(
        json.dumps({"id": n, "text": f"{TEXT}\n\nGate {n} will be shut on Tuesday."}) + "\n"
        for n in range(30)
    )

    def answers(*workers: str) -> list[dict[str, object]]:
        found = [
            json.loads(line) for line in quotewire("parse", "--jsonl", *workers, stdin=lines).out.splitlines()
        ]
        for line in found:
            del line["fetched_at"], line["first_seen_at"]
        return found

    one = answers("--workers", "1")
    assert [line["id"] for line in one] == list(range(30))
    assert answers("--workers", "3") == one


def test_no_lines_are_no_answers() -> None:
    ran = quotewire("parse", "--jsonl")
    assert (ran.code, ran.out) == (0, "")


def test_a_reader_that_goes_away_ends_the_stream_quietly() -> None:
    lines = (json.dumps({"id": 1, "text": TEXT}) + "\n") * 400
    command = f"{sys.executable} -W ignore -m quotewire_shared.cli parse --jsonl --workers 1 | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], input=lines.encode(), capture_output=True, check=False, timeout=120
    )
    assert json.loads(done.stdout)["id"] == 1
    assert done.stderr == b""


def test_help_names_every_form() -> None:
    ran = quotewire("parse", "--help")
    assert ran.code == 0
    for part in ("PATH|URL|-", "--json", "--jsonl", "--explain", "--workers"):
        assert part in ran.out
