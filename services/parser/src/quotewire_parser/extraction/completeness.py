"""How much of an article a page shows: all of it, a part, or only an appetiser."""

import re
from collections.abc import Iterator, Sequence
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from quotewire_parser.extraction.claims import Claims
from quotewire_parser.extraction.words import fold, phrases
from quotewire_shared.messages import Completeness

TEASER_WORDS = 120
"""Behind a paywall fewer words than this are an appetiser; news stories are rarely that short, previews usually are."""
LONG_WORDS = 600
"""A text this long is whole, even on a page that asks for money (the notice is laid over it)."""
SHOWN_SHARE = 0.7
"""Part of the stated word count that must be there; outlets count captions and headlines too."""
LONGEST_NOTICE = 400
LONGEST_LABEL = 120
AROUND = 150
MOST_PLACES = 100

_NOTICE = re.compile(
    r"\b(?:(?:subscribe|sign\s+(?:in|up)|log\s+in|register|become\s+a\s+(?:member|subscriber))\s+(?:now\s+)?(?:to|and)\s+(?:continue|keep|read|unlock"
    r"|access)|(?:to|and)\s+(?:continue|keep|finish)\s+reading\b.{0,60}\b(?:subscri|sign|log|regist|account)|(?:this|the\s+full|the\s+rest\s+of\s+this)"
    r"\s+(?:article|story|content|page)\s+is\s+(?:only\s+|exclusively\s+)?(?:available\s+)?(?:only\s+)?(?:for|to)\s+(?:our\s+)?(?:subscribers|members"
    r"|registered)|already\s+a\s+(?:subscriber|member)\s*\?|you(?:['’]ve|\s+have)\s+(?:read|reached|used)\b.{0,40}\bfree\s+(?:articles?|stories)"
    r"|unlock\s+(?:this|the\s+full)\s+(?:article|story)|(?:article|story)\s+reserved\s+for\s+(?:our\s+)?subscribers)",
    re.IGNORECASE,
)
# One of these stands in every notice that the pattern knows: looking around them is ten times faster than everywhere.
_STEMS = (
    "continu", "unlock", "subscri", "sign in", "sign up", "signin", "log in", "login", "regist", "reading", "member", "free article", "free stor",
)  # fmt: skip
_spoken = etree.XPath(
    "//text()[not(parent::script or parent::style or parent::noscript or parent::template or parent::title or parent::option)]",
    smart_strings=False,
)
_ALIKE = (("’", "'"), ("\u00ad", ""), ("\u200b", ""))
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*(?:(?:read|continue|see)\b.{0,30})?$", re.IGNORECASE)


def is_paywall_notice(line: str) -> bool:
    """Tell whether *line* asks for money or an account before it shows the rest."""
    if len(line) > LONGEST_NOTICE:
        return False
    folded = fold(line)
    if _NOTICE.search(line) or phrases("paywall").within(folded):
        return True
    return len(line) <= LONGEST_LABEL and phrases("members").within(folded)


def asks_for_money(tree: HtmlElement) -> bool:
    """Tell whether the visible page holds such a notice anywhere."""
    # Not by `tidy` and `fold`: over a whole page their tables of characters take longer than all the phrases.
    text = " ".join(" ".join(cast("list[str]", _spoken(tree))).lower().split())
    for written, plain in _ALIKE:
        text = text.replace(written, plain)
    return phrases("paywall").within(text) or any(
        _NOTICE.search(text, max(at - AROUND, 0), at + AROUND)
        for stem in _STEMS
        for at in _places(text, stem)
    )


def _places(text: str, stem: str) -> Iterator[int]:
    at = text.find(stem)
    for _ in range(MOST_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(stem, at + AROUND)


def judge(
    paragraphs: Sequence[str], word_count: int, claims: Sequence[Claims], *, notice: bool
) -> Completeness:
    """Judge from what the page states (price, length), its *notice*, and how the text ends."""
    priced = any(claim.free is False for claim in claims)
    stated = next((claim.words for claim in claims if claim.words), None)
    cut_off = bool(paragraphs and _CUT_OFF.search(paragraphs[-1]))
    if stated is not None and word_count >= stated * SHOWN_SHARE and not cut_off:
        return Completeness.FULL
    missing = stated is not None and word_count < stated * SHOWN_SHARE
    locked = (notice or (priced and word_count < TEASER_WORDS)) and word_count < LONG_WORDS
    if not (missing or locked or cut_off):
        return Completeness.FULL
    short = word_count < TEASER_WORDS and (locked or cut_off)
    return Completeness.TEASER if short else Completeness.PARTIAL
