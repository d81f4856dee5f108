"""Which model the parser reads with: one of ours, an operator's, or none."""

from importlib.resources import files
from pathlib import Path

from quotewire_shared.errors import UsageError

RULES = "rules"
"""The name that means: no model, rules alone."""
OURS = ("open",)
"""Models that ship with the parser, by the recipe that trained them (MODEL_CARD.md)."""
FILES = ("model.onnx", "model.json", "tokenizer.json")


def model_folder(name: str) -> Path | None:
    """
    Give the folder of the model called *name*; None for rules alone.

    Raises:
        UsageError: there is no such model.
    """
    if name == RULES:
        return None
    folder = Path(str(files("quotewire_parser"))) / "tagger" / "models" / name if name in OURS else Path(name)
    missing = [file for file in FILES if not (folder / file).is_file()]
    if missing:
        raise UsageError(
            f"QUOTEWIRE_PARSER_MODEL={name}: there is no {folder / missing[0]}. "
            f"Give open, {RULES}, or a folder with {', '.join(FILES)}."
        )
    return folder
