"""In which language, and for which country, a page is written: its own word for it, where its text agrees."""

from collections.abc import Iterable

from quotewire_parser.language import CLOSE, the_finder

ENOUGH_CHARS = 120
"""A shorter sample says too little against the page's own word."""


def likely_tags(stated: Iterable[str], sample: str) -> list[str]:
    """
    List those of the *stated* tags ("de-AT") that are of the language of *sample*; that language alone, where none is.

    Templates are copied with their `lang`: what they say of a region counts only beside the right language.
    """
    tags = [tag for tag in stated if tag.strip()]
    found = the_finder().find(sample, ()) if len(sample) >= ENOUGH_CHARS else None
    if found is None:
        return tags
    same = next((group for group in CLOSE if found in group), frozenset({found}))
    agreeing = [tag for tag in tags if tag.replace("_", "-").partition("-")[0].strip().lower() in same]
    return agreeing or [found]
