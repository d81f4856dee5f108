"""The last lines of a page's text that are about its making: agencies, biographies, addresses."""

import re
from collections.abc import Sequence

from quotewire_parser.extraction.words import fold, may_be_speech, phrases

LONGEST_BIOGRAPHY = 400
LONGEST_ADDRESS = 200
LONGEST_AGENCIES = 40
LARGEST_BOX = 600
"""Characters below a heading over the author."""
MOST_LINES = 4

_INTRODUCES = re.compile(
    r",?\s+(?:is\s+(?:an?|the|our|[^.]{0,40}['’]s)\s|covers\b|writes\b|reports\s+(?:on|from|for)\b|has\s+(?:worked|been|reported|covered|written)\b"
    r"|ist\b|schreibt\b|arbeitet\b|berichtet\b|est\s|écrit\b|couvre\b|es\s|escribe\b|cubre\b|é\s|escreve\b|cobre\b|è\s|scrive\b|schrijft\b|är\s|skriver\b"
    r"|er\s|jest\b|pisze\b|je\s|píše\b|este\s|scrie\b|είναι\b|пишет\b|работает\b|пише\b|yazıyor\b)"
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?:^|\s)@\w{3,}")
_REPORTER = re.compile(r"[가-힣]{2,4}\s?(?:(?:인턴)?기자|특파원)|[(\[][가-힣]{2,10}=[가-힣A-Za-z]{2,10}[)\]]")
# As they sign at the end: "(dpa)", "AFP/Reuters", "TT-NTB".
_AGENCIES = frozenset(
    [
        "aa", "aap", "afp", "agencies", "agencias", "agences", "agenzie", "agerpres", "agências", "anadolu", "ani", "anka", "anp", "ansa", "antara", "ap", "apa",
        "associated press", "ats", "belga", "bernama", "bta", "cnbc", "čtk", "ctk", "dha", "dpa", "dpa-afx", "efe", "epd", "hina", "i̇ha", "iha", "ians", "interfax", "jiji",
        "kna", "kyodo", "lusa", "mti", "ntb", "pa", "pa media", "pap", "pti", "reuters", "ria", "ritzau", "sda", "sid", "sita", "sta", "stt", "tanjug", "tass", "tasr", "tt",
        "agencia efe", "भाषा", "एएनआई", "आईएएनएस", "ttxvn", "ukrinform", "unian", "upi", "xinhua", "yonhap", "тасс", "риа новости", "интерфакс", "وكالات", "أ ف ب", "رويترز", "新华社", "中央社", "共同", "時事", "연합뉴스",
    ]
)  # fmt: skip
# "avec AFP", "Le Monde avec AFP", "Theo TTXVN".
_WITH = re.compile(
    r"[(*]?(?:(?:[A-ZÀ-Þ]\S*\s+){0,3}(?:avec|with|con|com|mit|med|met)|theo|par|por|via)\s+(?P<names>.+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[/,;+&|·–—()（）【】\[\]]|\s-\s|\s(?:and|und|et|y|e|en|och|og|i|и)\s)\s*")


def without_closing(lines: Sequence[str], authors: Sequence[str]) -> list[str]:
    """Give *lines* without those at the end that name agencies, tell of the *authors* or how to reach them."""
    kept = list(lines)
    for at in range(max(len(kept) - MOST_LINES, 1), len(kept)):
        if phrases("writers").are(fold(kept[at])) and sum(map(len, kept[at + 1 :])) <= LARGEST_BOX:
            del kept[at:]
            break
    while len(kept) > 1 and _closes(kept[-1], authors):
        kept.pop()
    return kept


def _closes(line: str, authors: Sequence[str]) -> bool:
    if len(line) <= LONGEST_AGENCIES and _are_agencies(line):
        return True
    if _REPORTER.fullmatch(line):
        return True
    if may_be_speech(line):
        return False
    if len(line) <= LONGEST_ADDRESS and _ADDRESS.search(line):
        return True
    return len(line) <= LONGEST_BIOGRAPHY and any(_is_about(author, line) for author in authors)


def _are_agencies(line: str) -> bool:
    with_outlet = _WITH.match(line)
    names = [
        name
        for name in _BETWEEN.split((with_outlet["names"] if with_outlet else line).strip(" .").lower())
        if name
    ]
    return bool(names) and _AGENCIES.issuperset(names)


def _is_about(author: str, line: str) -> bool:
    """Tell whether *line* introduces its author: "Jon Tarn is the Post's maritime correspondent."."""
    return line.startswith(author) and bool(_INTRODUCES.match(line, len(author)))
