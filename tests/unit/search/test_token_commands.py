"""`quotewire tokens` shows a token once, keeps its hash, and refuses in one line what cannot be one."""

import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from quotewire_search.token_commands import register
from quotewire_search.tokens import entry, find, hash_of, make_secret, read_tokens
from quotewire_shared.errors import QuotewireError, UsageError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "tokens.toml"
    monkeypatch.setenv("QUOTEWIRE_SEARCH_TOKENS_FILE", str(path))
    return path


def run(*words: str) -> Result:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, ["tokens", *words])


def test_a_new_token_is_shown_once_and_its_entry_can_be_pasted(tmp_path: Path) -> None:
    done = run("new", "desk", "--scope", "export", "--scope", "read", "--expires", "2100-01-31")
    assert done.exit_code == 0
    text, secret = done.stdout.rsplit("\n", 2)[:2]
    path = tmp_path / "pasted.toml"
    path.write_text(text)
    (token,) = read_tokens(path)
    assert (token.name, token.scopes) == ("desk", ("read", "export"))
    assert token.expires == datetime(2100, 2, 1, tzinfo=UTC)
    assert token.sha256 == hash_of(secret)
    assert secret not in text


def test_appended_tokens_are_found_by_their_secret(file: Path) -> None:
    secrets = [run("new", name, "--append").stdout.strip() for name in ("desk", "radio")]
    tokens = read_tokens(file)
    found = [find(tokens, secret) for secret in secrets]
    assert [token and token.name for token in found] == ["desk", "radio"]
    assert find(tokens, make_secret()) is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_list_shows_no_hash(file: Path) -> None:
    file.write_text(entry("desk", make_secret(), ["read", "metrics"], None))
    run("new", "radio", "--expires", "2100-01-31", "--append")
    done = run("list")
    assert done.stdout.splitlines() == [
        "desk: read, metrics; for ever",
        "radio: read; until 2100-02-01T00:00Z",
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["new", "a b"], "The token is wrong at name"),
        (["new", 'x"\nname="y'], "The token is wrong at name"),
        (["new", "desk", "--scope", "write"], "no scope write. Write any of read, export, metrics"),
        (["new", "desk", "--expires", "soon"], "write it as 2027-06-30"),
        (["new", "desk", "--expires", "2020-01-01"], "is over already"),
        (["list"], "cannot be read"),
    ],
)
def test_what_cannot_be_a_token_is_refused_in_one_line(file: Path, words: list[str], says: str) -> None:
    error = run(*words).exception
    assert isinstance(error, UsageError)
    assert says in str(error)
    assert "\n" not in str(error)


def test_two_tokens_of_one_name_are_refused(file: Path) -> None:
    run("new", "desk", "--append")
    before = file.read_text()
    error = run("new", "desk", "--append").exception
    assert isinstance(error, UsageError)
    assert "a token called desk already" in str(error)
    assert file.read_text() == before


def test_a_file_that_cannot_be_written_is_one_line(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_SEARCH_TOKENS_FILE", str(file.parent / "missing" / "tokens.toml"))
    error = run("new", "desk", "--append").exception
    assert isinstance(error, QuotewireError)
    assert "cannot be written (No such file or directory)" in str(error)


def test_without_a_file_set_the_command_says_which_setting_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUOTEWIRE_SEARCH_TOKENS_FILE", raising=False)
    error = run("list").exception
    assert isinstance(error, UsageError)
    assert "QUOTEWIRE_SEARCH_TOKENS_FILE" in str(error)


HASH = "0" * 64


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[token", "is not TOML"),
        ("\xff", "is not TOML"),
        ('[[token]]\nname = "a"\nsha256 = "abc"\nscopes = ["read"]\n', "token.0.sha256"),
        (
            f'[[token]]\nname = "a"\nsha256 = "{HASH}"\nscopes = ["all"]\n',
            "Scopes are read, export, metrics.",
        ),
        (f'[[token]]\nname = "a"\nsha256 = "{HASH}"\nscopes = []\n', "token.0.scopes"),
        (f'[[token]]\nname = "a"\nsha256 = "{HASH}"\nscopes = ["read"]\nscope = "x"\n', "token.0.scope"),
        ('[[tokens]]\nname = "a"\n', "tokens"),
        (
            f'[[token]]\nname = "a"\nsha256 = "{HASH}"\nscopes = ["read"]\nexpires = 2027-01-01T12:00:00\n',
            "token.0.expires",
        ),
        (f'[[token]]\nname = "a"\nsha256 = "{HASH}"\nscopes = ["read"]\n' * 2, "the name a 2 times"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_one_line_that_says_where(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "tokens.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError) as error:
        read_tokens(path)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_one_secret_may_not_have_two_names(tmp_path: Path) -> None:
    path = tmp_path / "tokens.toml"
    path.write_text(entry("a", "qw_x", ["read"], None) + entry("b", "qw_x", ["read"], None))
    with pytest.raises(UsageError, match="each token needs its own"):
        read_tokens(path)


def test_secrets_are_long_and_never_the_same() -> None:
    secrets = {make_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert min(len(secret) for secret in secrets) >= 46


def test_a_day_is_meant_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "tokens.toml"
    path.write_text(entry("desk", "qw_x", ["read"], date(2026, 11, 30)))
    (token,) = read_tokens(path)
    end = datetime(2026, 12, 1, tzinfo=UTC)
    assert not token.is_over(end - timedelta(seconds=1))
    assert token.is_over(end)
