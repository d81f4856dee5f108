"""The base images that the stack names, and stand-ins for those which this machine does not have."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.compose.report import CheckError, require
from tests.e2e.compose.shell import run

LABEL = "quotewire.standin"
"""Marks an image as ours; its value says from what it was made."""

DOCKERFILE = Path("deploy/docker/Dockerfile")


@dataclass(frozen=True)
class BaseImages:
    """What the stack is built on, by the names that its files use."""

    python: str
    kafka: str
    opensearch: str


def named_by(root: Path, compose: dict[str, object]) -> BaseImages:
    """
    Read the names from the Dockerfile and from *compose*, the resolved compose file.

    Raises:
        CheckError: the Dockerfile builds on more than one image.
    """
    bases = set(re.findall(r"^FROM (\S+)", (root / DOCKERFILE).read_text(), re.MULTILINE))
    require(len(bases) == 1, f"{DOCKERFILE} should build on one image, it names {sorted(bases)}.")
    services = compose["services"]
    assert isinstance(services, dict)
    return BaseImages(bases.pop(), services["kafka"]["image"], services["opensearch"]["image"])


def python_and_suite(image: str) -> tuple[str, str]:
    """
    Split a tag such as `python:3.11-slim-bookworm` into Python's version and Debian's suite.

    Raises:
        CheckError: it does not look like that.
    """
    found = re.fullmatch(r"python:(\d+\.\d+)-slim-([a-z]+)", image)
    if found is None:
        raise CheckError(
            f"{DOCKERFILE} builds on {image}; a stand-in is known for python:X.Y-slim-SUITE only."
        )
    return found[1], found[2]


def version_of(image: str) -> str:
    """Give the tag of *image*."""
    return image.rpartition(":")[2]


def digest_of(parts: Iterable[object]) -> str:
    """Give a short digest of *parts*: files count by their content, everything else by its text."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            for file in sorted(part.rglob("*")) if part.is_dir() else [part]:
                if file.is_file():
                    total.update(file.name.encode() + b"\0" + file.read_bytes())
        else:
            total.update(str(part).encode())
        total.update(b"\1")
    return total.hexdigest()[:16]


def label_of(image: str) -> str | None:
    """Give our label of the local *image*: empty if it is somebody else's, None if there is no such image."""
    listed = run(["docker", "image", "ls", "--quiet", image]).strip()
    if not listed:
        return None
    labels = json.loads(run(["docker", "image", "inspect", image]))[0]["Config"]["Labels"] or {}
    return str(labels.get(LABEL, ""))
