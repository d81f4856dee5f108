# ruff: noqa: INP001 - a script that is copied into images, not a package
"""
Says what one image needs: the third-party libraries that its packages name, as the workspace's lock pins them.

Run as `python requirements_of.py LOCK PYPROJECT…`. It prints the lock's own lines (version, marker, hashes), so that an
installer which demands a hash for everything takes from the lock or fails. What those libraries need in turn is left
to the installer, which gets the whole lock as constraints.
"""

import re
import sys
import tomllib
from pathlib import Path

OURS = "quotewire-"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
EXTRAS = re.compile(r"\[[^\]]*\]")


def normal(name: str) -> str:
    """Write a distribution's name as the lock does (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[str, list[str]]:
    """Read the lock: the entries of each distribution, several where its version depends on the Python."""
    entries: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        if (found := NAME.match(entry)) is not None:
            entries.setdefault(normal(found[0]), []).append(entry)
    return entries


def requirements(lock: str, pyprojects: list[str]) -> list[str]:
    """
    Give the lock's entries for what *pyprojects* depend on, with the extras that they ask for.

    Raises:
        SystemExit: the lock does not pin one of them.
    """
    entries, chosen = pinned(lock), {}
    for text in pyprojects:
        for requirement in tomllib.loads(text)["project"]["dependencies"]:
            found = NAME.match(requirement)
            if found is None or normal(found[0]).startswith(OURS):
                continue
            extras = EXTRAS.search(requirement)
            if normal(found[0]) not in entries:
                sys.exit(f"requirements.lock does not pin {found[0]}: run `make lock`.")
            for entry in entries[normal(found[0])]:
                pinned_name = NAME.match(entry)
                if pinned_name is not None:
                    chosen[entry] = (
                        pinned_name[0] + (extras[0] if extras else "") + entry[pinned_name.end() :]
                    )
    return list(chosen.values())


if __name__ == "__main__":
    lock_file, *pyproject_files = map(Path, sys.argv[1:])
    print("\n".join(requirements(lock_file.read_text(), [file.read_text() for file in pyproject_files])))  # noqa: T201 - what it is for
