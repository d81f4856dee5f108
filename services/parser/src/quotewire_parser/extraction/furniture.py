"""Lines of a page's furniture in many languages, by the phrases of `data/`: labels, links, calls, credits."""

import re
from collections.abc import Sequence
from functools import cache

from quotewire_parser.extraction.words import SENTENCE_END, fold, may_be_speech, phrases, weight

LONGEST_CALL = 220
LONGEST_CREDIT = 160
SHORTEST_LATIN = 3
LONGEST_RIGHTS = 600
LONGEST_SOURCE = 70
LONGEST_LABEL = 60
LONGEST_LINK = 160
MOST_LINKS = 12
"""Lines under a heading such as "Most read" that are taken for its links."""
ARTICLE_SHARE = 0.5
"""Of the text; so much must stand above a heading over comments before what is below it is dropped."""

_LEADS_ON = re.compile(r"^\s*(?:[:|：»>→▶►–—】]|-\s)")
# Simak Video "TITLE"
_NAMED = re.compile(r"""^\s*(?:["“].*["”]|「.*」)\W*$""")
_CREDIT_MARK = re.compile(r"^\s*(?:[:：/=©|]|\(c\)|[–—-]\s)")
_CLOCK = re.compile(
    r"^(?:\d{1,2}[:.hH]\d\d|\d{1,2}\s?[ap]\.?m\.?)(?:\s*(?:[ap]\.?m\.?|Uhr|Uur|h|[A-Z]{2,5}))?$",
    re.IGNORECASE,
)
_COUNTER = re.compile(r"^\(?\d{1,3}\s*(?:/|of|von|de|di|sur|из|z|van|av)\s*\d{1,3}\)?$", re.IGNORECASE)
# "(Photo by Jon Tarn/Wire)", "[사진=연합뉴스]", "© Wire": marks that mean a credit in every language.
_CREDIT_ALONE = re.compile(
    r"^[(\[【（]?\s*(?:©|\(c\)|ⓒ|copyright\b|getty\s+images\b|(?:reuters|afp|epa|ap|dpa)\s?/|ap\s+photo\b|shutterstock\b|istock\b).{0,80}$"
    r"|^.{2,60}\s*/\s*(?:getty(?:\s+images)?|afp|reuters|epa(?:-efe)?|efe|ap|dpa|ansa|shutterstock|istock|imago|picture\s+alliance|xinhua|tass|anadolu(?:\s+ajansı)?|pap|mti|ntb|tt|lehtikuva|yonhap|kyodo)\)?$"
    r"|^fot\.\s.{2,60}$|^(?:image|media)\s+(?:source|caption),\s.{2,100}$|^credit\.{3}.{2,80}$|^[▲△▼].*[(（](?:圖|图|照片|사진|写真|資料|翻攝).*[)）]$",
    re.IGNORECASE,
)
# An arrow or a pointing hand before a line that is no sentence: a link to another page, wherever in the world.
_POINTER = re.compile(r"^\s*(?:>>+|»|[▶▷►☞→➤➡👉🔗])")
_SIGNED = re.compile(r"^[(\[]?[a-z]{2,4}(?:\s?/\s?[a-z]{2,4})+[)\]]?$|^\[[^\]:]{2,30}:[^\]]{0,60}\]$")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
LONGEST_SIGNATURE = 70
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$|^[\w.+-]+@[\w-]+\.[\w.]+$")


def is_furniture_phrase(line: str) -> bool:
    """Tell whether *line* is a label, a way to another page, a call to the reader or a credit, in whatever language."""
    if len(line) > LONGEST_RIGHTS:
        return False
    chars, folded, quotes = weight(line), fold(line), may_be_speech(line)
    if not quotes and phrases("rights").within(folded):
        return True
    if chars > LONGEST_CALL:
        return False
    if _is_label(line, folded) or _leads_away(line, folded):
        return True
    return not quotes and (_is_credit(line, folded) or _calls(folded))


def _is_label(line: str, folded: str) -> bool:
    if len(line) > LONGEST_LABEL:
        return False
    return phrases("labels").are(folded) or bool(
        _COUNTER.match(line) or _CLOCK.match(line) or _ADDRESS.match(line)
    )


def _leads_away(line: str, folded: str) -> bool:
    after = phrases("also").rest(folded)
    if after is not None and (
        _LEADS_ON.match(after) or (" " in folded[: -len(after)].strip() and _NAMED.match(after))
    ):
        return True
    return not SENTENCE_END.search(line) and bool(_POINTER.match(line))


def _is_credit(line: str, folded: str) -> bool:
    ends = bool(SENTENCE_END.search(line))
    if not ends and (_SIGNED.match(line) or (len(line) <= LONGEST_SIGNATURE and _MAIL.search(line))):
        return True
    after = phrases("sources").rest(folded)
    if after is not None and len(line) <= LONGEST_SOURCE and after.lstrip()[:1] in {":", "："}:
        return True
    if not ends and _credit_at_end().search(folded):
        return True
    after = phrases("pictures").rest(folded)
    if len(line) > LONGEST_CREDIT:
        return False
    return bool(_CREDIT_ALONE.match(line) or (after is not None and _CREDIT_MARK.match(after)))


def _calls(folded: str) -> bool:
    return phrases("calls").rest(folded) is not None or phrases("asks").within(folded)


@cache
def _credit_at_end() -> re.Pattern[str]:
    """Match "The bridge at dawn. Foto: Jon Tarn/Wire": a caption with its credit."""
    # In Latin letters, shorter ones are parts of words.
    words = "|".join(
        re.escape(phrase)
        for phrase in phrases("pictures")
        if len(phrase) >= SHORTEST_LATIN or not phrase.isascii()
    )
    return re.compile(rf"(?:^|[\s(|—–.-])(?:{words})\s*[:：/©]\s*[^.!?:：]{{2,60}}$")


def without_sections(lines: Sequence[str]) -> list[str]:
    """Drop headings over other pages with the links below them, and all that stands below a heading over comments."""
    total = sum(map(len, lines))
    kept: list[str] = []
    seen = links = 0
    for line in lines:
        seen += len(line)
        folded = fold(line) if len(line) <= LONGEST_LABEL else ""
        if folded and phrases("comments").are(folded) and seen > ARTICLE_SHARE * total:
            break
        if folded and phrases("sections").are(folded):
            links = MOST_LINKS
            continue
        if links and len(line) <= LONGEST_LINK and not SENTENCE_END.search(line) and not may_be_speech(line):
            links -= 1
            continue
        links = 0
        kept.append(line)
    return kept
