"""The tags that the model gives, in the order of its outputs. A change here needs a new model."""

QUOTE_TAGS = ("O", "B-S", "I-S", "B-Q", "I-Q", "B-C", "I-C")
"""Source, cue (Q) and content: a word belongs to one attribution only, as in PolNeAR."""
NAME_TYPES = {"PER": "person", "ORG": "organization", "LOC": "place", "NORP": "group"}
NAME_TAGS = ("O", *(f"{begin}-{name}" for name in NAME_TYPES for begin in "BI"))
POINTERS = ("cue", "source", "antecedent")
"""Heads that link: content → its cue, cue → its source (or none), source → an earlier mention of who is meant (or none)."""
ANTECEDENT = POINTERS.index("antecedent")
POINTER_SIZE = 64
DISTANCES = 32
"""Buckets of the signed distance between two pieces."""


def continues(tags: tuple[str, ...], before: int, after: int) -> bool:
    """Tell whether tag *after* may follow tag *before* (-1: the start of a window)."""
    if not tags[after].startswith("I"):
        return True
    return before >= 0 and tags[before] != "O" and tags[before][1:] == tags[after][1:]
