import subprocess
import sys


def quotewire(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "quotewire_shared.cli", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_lists_the_commands_of_every_installed_service() -> None:
    done = quotewire("--help")
    assert done.returncode == 0
    for command in (
        *("demo", "up", "engines", "parse", "import", "search", "quotes", "speakers", "export", "tokens"),
        *("bootstrap", "run"),
    ):
        assert command in done.stdout


def test_without_words_it_helps_and_says_wrong_usage() -> None:
    done = quotewire()
    assert done.returncode == 2
    assert "Usage" in done.stdout + done.stderr


def test_an_unknown_command_is_wrong_usage_without_a_traceback() -> None:
    done = quotewire("fly")
    assert done.returncode == 2
    assert "No such command 'fly'" in done.stderr
    assert "Traceback" not in done.stderr


def test_verbose_shows_where_an_error_came_from() -> None:
    done = quotewire("--verbose", "run", "ghost")
    assert done.returncode == 2
    assert "Traceback" in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("quotewire: There is no service 'ghost'")
