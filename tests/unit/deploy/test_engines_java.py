"""Which Java the engines run on."""

from pathlib import Path

import pytest

from quotewire_deploy.engines.errors import JavaError
from quotewire_deploy.engines.java import Java, find_java, java_properties


def fake_java(home: Path, version_line: str) -> Path:
    binary = home / "bin" / "java"
    binary.parent.mkdir(parents=True)
    binary.write_text(f"#!/bin/sh\necho '{version_line}' >&2\n")
    binary.chmod(0o755)
    return binary


def test_without_a_word_it_is_the_bundled_one() -> None:
    java = find_java(None)
    assert java.binary.is_file()
    assert java.library.is_file()


@pytest.mark.parametrize("line", ['openjdk version "21.0.8" 2026-07-15', 'openjdk version "25" 2025-09-16'])
def test_a_java_of_ones_own_may_be_named_by_home_or_by_program(tmp_path: Path, line: str) -> None:
    binary = fake_java(tmp_path / "jdk", line)
    assert find_java(tmp_path / "jdk").binary == binary
    assert find_java(binary).home == tmp_path / "jdk"


def test_a_link_to_java_leads_to_its_home(tmp_path: Path) -> None:
    fake_java(tmp_path / "jdk", 'openjdk version "21.0.8"')
    link = tmp_path / "java"
    link.symlink_to(tmp_path / "jdk" / "bin" / "java")
    assert find_java(link).home == tmp_path / "jdk"


@pytest.mark.parametrize(
    ("line", "version"), [('openjdk version "17.0.12"', 17), ('java version "1.8.0_401"', 8)]
)
def test_a_java_that_is_too_old_is_refused(tmp_path: Path, line: str, version: int) -> None:
    fake_java(tmp_path, line)
    with pytest.raises(JavaError, match=f"QUOTEWIRE_ENGINES_JAVA is Java {version}, OpenSearch needs 21"):
        find_java(tmp_path)


def test_a_java_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JavaError, match=r"there is no .*bin/java"):
        find_java(tmp_path)


def test_a_program_that_is_no_java_is_refused(tmp_path: Path) -> None:
    fake_java(tmp_path / "a", "I am a teapot")
    with pytest.raises(JavaError, match="does not tell a version"):
        find_java(tmp_path / "a")
    fake_java(tmp_path / "b", "").write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(JavaError, match="does not work"):
        find_java(tmp_path / "b")


def test_a_java_without_its_library_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JavaError, match="has no lib/server/libjvm"):
        _ = Java(tmp_path).library


def test_properties_are_plain_ascii_whatever_the_folder_is_called() -> None:
    """Java reads them as Latin-1, in which most names cannot be written."""
    text = java_properties({"log.dirs": "/home/Zoë/データ/𝄞", "a": "C:\\x"})
    assert text == "log.dirs=/home/Zo\\u00eb/\\u30c7\\u30fc\\u30bf/\\ud834\\udd1e\na=C:\\\\x\n"
