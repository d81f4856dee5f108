"""Which model the parser reads with: one that ships with it, one of the operator's, or none."""

from pathlib import Path

from quotewire_shared.errors import UsageError

RULES = "rules"
"""The name that means: no model, rules alone."""
SHIPPED = Path(__file__).parent / "data" / "models"
FILES = ("model.onnx", "model.json", "tokenizer.json")


def model_folder(name: str) -> Path | None:
    """
    Give the folder of the model called *name*: open, research, or a folder of one's own; None for rules alone.

    Raises:
        UsageError: there is no such model.
    """
    if name == RULES:
        return None
    folder = SHIPPED / name if name.isidentifier() else Path(name)
    missing = [file for file in FILES if not (folder / file).is_file()]
    if missing:
        shipped = sorted(path.name for path in SHIPPED.iterdir() if path.is_dir()) if SHIPPED.is_dir() else []
        raise UsageError(
            f"QUOTEWIRE_PARSER_MODEL={name}: {folder} has no {missing[0]}. "
            f"Give {', '.join([*shipped, RULES])}, or a folder with {', '.join(FILES)}."
        )
    return folder
