"""A guess at a text's language from its small words, for callers that do not know it."""

from quotewire_parser.linguistics import lexicon
from quotewire_parser.linguistics.document import Document

_SAMPLE_TOKENS = 600


def guess_language(doc: Document) -> str:
    """ISO 639-1 code of the likeliest of nine languages; "en" where nothing tells."""
    sample = doc.tokens.lower[:_SAMPLE_TOKENS]
    hits = {code: sum(word in words for word in sample) for code, words in lexicon.small_words().items()}
    best = max(hits, key=lambda code: hits[code])
    # English unless another language is clearly ahead: names and quoted words of others are common in it.
    return best if hits[best] > hits["en"] * 1.3 + 2 else "en"
