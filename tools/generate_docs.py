"""
Write the documents that are made from the code: message schemas, settings, messages, AsyncAPI.

Usage: python -m tools.generate_docs [--check]. With --check nothing is written, and a stale document is an error.
"""

import json
import sys
from pathlib import Path

from quotewire_indexer import reference
from tools.documents import asyncapi, messages, settings

ROOT = Path(__file__).resolve().parent.parent


def documents() -> dict[Path, str]:
    """Give each generated document's path, relative to the root, and its text."""
    made = {
        Path("docs/settings.md"): settings.render(),
        Path("docs/messages.md"): messages.render(),
        Path("docs/asyncapi.json"): asyncapi.render(),
        Path("docs/indices.md"): reference.render(),
    }
    for model in messages.MESSAGES:
        schema = json.dumps(model.model_json_schema(mode="serialization"), indent=2) + "\n"
        made[Path("tests/contract/schemas") / f"{model.__name__}.json"] = schema
    return made


def main() -> None:
    """Write every document, or name the stale ones."""
    stale = [path for path, text in documents().items() if not _same(ROOT / path, text)]
    if "--check" in sys.argv:
        if stale:
            sys.exit(f"Out of date, run `make docs`: {', '.join(map(str, stale))}")
        return
    for path in stale:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(documents()[path])
        print(f"wrote {path}")


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    main()
