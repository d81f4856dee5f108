"""Names found by a spaCy pipeline of the operator's own; needs the optional extra quotewire-parser[spacy]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quotewire_parser.tagger.model import TaggedName
from quotewire_shared.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

LABELS = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
}
"""spaCy's labels (OntoNotes' and those of its news pipelines) -> our types; other labels are no actors."""


class SpacyNames:
    """Finds names in texts of the pipeline's language; what we find ourselves there is left aside."""

    def __init__(self, pipeline: Callable[[str], Any], language: str) -> None:
        """Take a loaded pipeline, and its ISO 639-1 code."""
        self._pipeline = pipeline
        self.language = language

    @classmethod
    def load(cls, name: str) -> SpacyNames:
        """
        Load a pipeline by the name of its package or by its folder.

        Raises:
            UsageError: spaCy is not installed, or has no such pipeline, or the pipeline finds no names.
        """
        try:
            import spacy  # noqa: PLC0415 - an optional extra
        except ImportError:
            raise UsageError(
                f"QUOTEWIRE_PARSER_SPACY={name}: spaCy is not installed; install quotewire-parser[spacy]."
            ) from None
        try:
            pipeline = spacy.load(name)
        except (OSError, ValueError, ImportError) as error:
            reason = str(error).splitlines()[0]
            raise UsageError(f"QUOTEWIRE_PARSER_SPACY={name}: {reason}") from None
        if not {"ner", "entity_ruler"} & set(pipeline.pipe_names):
            raise UsageError(f"QUOTEWIRE_PARSER_SPACY={name}: the pipeline has neither ner nor entity_ruler.")
        return cls(pipeline, pipeline.lang or "")

    def __call__(self, text: str) -> list[TaggedName]:
        """Give the names of *text* in its order; spaCy says nothing of how sure it is."""
        return [
            TaggedName(found.start_char, found.end_char, LABELS[found.label_], 1.0)
            for found in self._pipeline(text).ents
            if found.label_ in LABELS
        ]
