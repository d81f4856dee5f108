"""`quotewire trace` as a person types it."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from quotewire_shared.errors import UsageError
from quotewire_shared.tracing import life
from quotewire_shared.tracing.command import add_to
from quotewire_shared.tracing.contract import Finding, Query, Trail

ID = "ab" * 16


def run(*words: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_to(app)
    return CliRunner().invoke(app, ["trace", *words])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Query]:
    """One service that knows the article ID and nothing else."""
    queries: list[Query] = []

    async def tracer(query: Query) -> Trail:
        queries.append(query)
        known = query.ids == (ID,)
        return Trail((Finding("indexer", "indexed", "done", "In the index."),) if known else ())

    monkeypatch.setattr(life, "installed_tracers", lambda: {"indexer": lambda: tracer})
    return queries


def test_what_is_known_is_shown_with_exit_code_0(asked: list[Query]) -> None:
    result = run(ID)
    assert result.exit_code == 0
    assert "It is in the index." in result.stdout
    assert "The parser is not installed here" in result.stdout


def test_what_nobody_knows_ends_with_exit_code_1(asked: list[Query]) -> None:
    result = run("https://a.example/1", "--json")
    assert result.exit_code == 1
    values: dict[str, Any] = json.loads(result.stdout)
    assert values["known"] is False
    assert values["summary"]


def test_how_far_is_looked_can_be_said(asked: list[Query]) -> None:
    run(ID, "--hours", "2", "--records", "5", "--patience", "3")
    assert (asked[0].hours, asked[0].records, asked[0].patience_s) == (2, 5, 3)


@pytest.mark.parametrize("words", [(ID, "--hours", "0"), (ID, "--records", "0"), ()])
def test_bounds_are_checked(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_neither_an_address_nor_an_id_is_wrong_usage() -> None:
    assert isinstance(run("harbour-post").exception, UsageError)


def test_the_installed_services_are_asked_in_the_order_of_an_article() -> None:
    assert list(life.installed_tracers()) == ["fetcher", "parser", "indexer"]
