"""Keeping and reading the engines' logs."""

from pathlib import Path

from quotewire_deploy.engines import logfiles


def test_each_start_gets_a_new_file_and_five_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "kafka.log"
    for start in range(8):
        logfiles.rotate(log)
        log.write_text(f"start {start}")
    kept = sorted(tmp_path.iterdir())
    assert [file.name for file in kept] == ["kafka.log", *(f"kafka.log.{age}" for age in range(1, 5))]
    assert [file.read_text() for file in kept] == [f"start {start}" for start in (7, 6, 5, 4, 3)]


def test_an_empty_log_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "kafka.log").touch()
    logfiles.rotate(tmp_path / "kafka.log")
    assert [file.name for file in tmp_path.iterdir()] == ["kafka.log"]


def test_the_end_of_a_log_is_its_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "kafka.log"
    assert logfiles.tail(log, 3) == []
    log.write_bytes(b"one\ntwo \xff\nthree\nfour")
    assert logfiles.tail(log, 3) == ["two \ufffd", "three", "four"]
    assert logfiles.tail(log, 0) == []


def test_following_gives_complete_new_lines_also_after_a_rotation(tmp_path: Path) -> None:
    log = tmp_path / "kafka.log"
    log.write_text("old and long enough to be longer than its successor\n")
    lines = logfiles.follow({"kafka": log})
    with log.open("a") as file:
        file.write("one\ntw")
    assert next(lines) == ("kafka", "one")
    with log.open("a") as file:
        file.write("o\n")
    assert next(lines) == ("kafka", "two")
    logfiles.rotate(log)
    log.write_text("new\n")
    assert next(lines) == ("kafka", "new")


def test_the_engines_roll_their_logs_by_size(tmp_path: Path) -> None:
    text = logfiles.log4j_properties(tmp_path / "kafka.log", {"noisy.Logger": "warn"})
    settings = dict(line.split("=", 1) for line in text.splitlines())
    assert settings["appender.file.filePattern"] == f"{tmp_path / 'kafka.log'}.%i"
    assert settings["appender.file.strategy.max"] == "4"
    assert settings["logger.l0.name"] == "noisy.Logger"
    assert settings["logger.l0.level"] == "warn"
