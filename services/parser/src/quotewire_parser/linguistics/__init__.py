"""Who is in a text and who says what, by rules: `analyse` is the one door."""

from quotewire_parser.linguistics.analysis import MAX_CHARS, Analysis, analyse
from quotewire_parser.linguistics.rules import RULES, Rule

__all__ = ["MAX_CHARS", "RULES", "Analysis", "Rule", "analyse"]
