"""What a page writes beside its own dates: "Published", "Aktualisiert", "公開日"."""

import re
from functools import cache

from quotewire_parser.extraction.dates import LABELS

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def label_of(text: str) -> str | None:
    """Tell whether *text* labels a publication or a change: "published", "modified", or None."""
    found = labels().search(text)
    if found is None:
        return None
    return "modified" if found[0].lower() in LABELS["modified"] else "published"


@cache
def labels() -> re.Pattern[str]:
    """Match any label, the longer ones first; scripts without spaces have theirs anywhere."""
    words = sorted({*LABELS["published"], *LABELS["modified"]}, key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in words if not _CJK.search(word))
    joined = "|".join(re.escape(word) for word in words if _CJK.search(word))
    return re.compile(rf"(?<![^\W\d_])(?:{spaced})(?![^\W\d_])|{joined}", re.IGNORECASE)
