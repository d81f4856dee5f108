"""
Write or check requirements.lock: exact versions and hashes, no addresses.

uv.lock records download addresses, which must not stand in this repository, so it is never committed: it is made from
the committed lock's versions, exported, and thrown away (engineering-facts, part 8). Runs on a bare Python.

Usage: python tools/check_lock.py UV [--write] [--upgrade]
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9._-]+==[^\\\n]+)", re.MULTILINE)
"""A package with its version and, behind a semicolon, the Python versions it is for."""


def export(uv: str, *, keep: bool) -> str:
    """Resolve the workspace and return the lock's text; *keep* holds to the versions of the committed one."""
    with tempfile.TemporaryDirectory() as folder:
        # A copy of the project files, so that no uv.lock is left in the tree.
        for file in [
            ROOT / "pyproject.toml",
            *ROOT.glob("*/pyproject.toml"),
            *ROOT.glob("services/*/pyproject.toml"),
        ]:
            target = Path(folder) / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text()
            if keep and file.parent == ROOT:
                pins = [json.dumps(pin.strip()) for pin in PINNED.findall(LOCK.read_text())]
                text = text.replace(
                    "[tool.uv]\n", f"[tool.uv]\nconstraint-dependencies = [{', '.join(pins)}]\n", 1
                )
            target.write_text(text)
        for command in (
            [uv, "lock", "--quiet"],
            [
                *(uv, "export", "--quiet", "--frozen", "--all-packages", "--all-groups", "--no-header"),
                *("--no-annotate", "--format", "requirements.txt", "-o", "requirements.lock"),
            ],
        ):
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                sys.exit(f"{' '.join(command[:2])} failed:\n{done.stderr}")
        return (Path(folder) / "requirements.lock").read_text()


def main() -> None:
    """Compare or write."""
    uv, *options = sys.argv[1:]
    uv = str(Path(shutil.which(uv) or uv).absolute())  # it runs in another folder
    keep = LOCK.exists() and "--upgrade" not in options
    text = export(uv, keep=keep)
    if "--write" in options:
        LOCK.write_text(text)
        print(f"wrote {LOCK.name}: {len(PINNED.findall(text))} packages")
    elif text != LOCK.read_text():
        sys.exit("requirements.lock does not fit the pyproject files; run `make lock`.")


if __name__ == "__main__":
    main()
