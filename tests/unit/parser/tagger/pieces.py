"""A word-piece tokenizer that needs no model file: known words are one piece, others fall into letters."""

import string

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

KNOWN = (
    "the",
    "mayor",
    "said",
    "we",
    "waited",
    "ama",
    "bo",
    "##ateng",
    "it",
    "rained",
    "port",
    "sel",
    "##la",
)


def tokenizer() -> Tokenizer:
    """Build it."""
    letters = [*string.ascii_lowercase, *string.digits, *string.punctuation, *"“”‘’«»„—–…"]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{x}" for x in letters), *KNOWN]
    made = Tokenizer(
        WordPiece({piece: n for n, piece in enumerate(dict.fromkeys(vocabulary))}, unk_token="[UNK]")
    )
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    return made
