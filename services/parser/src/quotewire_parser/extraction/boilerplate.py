"""Lines that stand among an article's paragraphs but are not part of it."""

import re
from collections.abc import Iterable, Sequence

from quotewire_parser.extraction.completeness import is_paywall_notice
from quotewire_parser.extraction.people import is_byline
from quotewire_parser.extraction.titles import same_line

LONGEST_LINE = 220
"""Characters; a longer paragraph is never dropped, whatever it begins with."""
BYLINES_WITHIN = 4
"""A byline, a date line or the headline again is looked for in this many lines at the top."""

# English, with the commonest forms of German, French, Spanish, Italian and Portuguese. Anchored at both meaning and
# start: "Sign up for our newsletter" is furniture, "Sign up, she told them" is not (and quotation marks save a line).
_FURNITURE = re.compile(
    r"""^(?:
      (?:read|see|watch|listen|view|explore)\s+(?:more|also|next|now)\s*(?:[:|→»>]|$|on\b|about\b|from\b|at\b)
    | (?:also|more|further)\s+(?:read|reading|on\s+this|from|like\s+this|in\s+this)\b.{0,80}$
    | (?:related|recommended|most\s+(?:read|popular)|trending|don['’]t\s+miss|you\s+(?:may|might)\s+also\s+like|more\s+stories
        |editor['’]?s['’]?\s+picks?|top\s+stories|in\s+case\s+you\s+missed\s+it)\b\s*(?:[:|].*|(?:articles?|stories|topics|
        content|links|posts|news|coverage|reading)\b.{0,40}|)$
    | (?:sign|signing)\s+up\s+(?:for|to|here|now|today)\b
    | (?:subscribe|subscribing|register|log\s*in|sign\s*in)\s+(?:to|for|here|now|today|with)\b
    | get\s+(?:the|our|more)\b.{0,80}\b(?:newsletter|inbox|app|alerts?|notifications?)\b
    | (?:our|the|this)?\s*(?:daily|weekly|free|morning|evening)?\s*newsletters?\b.{0,30}$
    | (?:download|get|install)\s+(?:our|the)\s+(?:[\w-]+\s+)?app\b
    | (?:follow|like|join|find)\s+us\b | (?:share|tweet|print|email|save|copy\s+link|bookmark)(?:\s+(?:this|on|via|by|article|story|link|
        facebook|twitter|whatsapp|x)\b.{0,60})?$
    | (?:click|tap)\s+here\b
    | advertis(?:e|ement|ing)\b.{0,40}$ | sponsored\b.{0,40}$ | promoted\b.{0,40}$ | continue\s+reading\b.{0,60}$
    | story\s+continues\b.{0,40}$ | (?:skip|jump)\s+(?:to|past)\b.{0,60}$ | loading\b.{0,20}$ | back\s+to\s+top$
    | (?:image|photo|picture|video|file\s+photo|photograph|illustration|graphic|foto|bild|imagen|crédit\s+photo)s?
        \s*(?:source|credit|caption|courtesy|by)?\s*(?:[:©|/]|by\b).{0,160}$
    | (?:©|\(c\)|copyright\b|all\s+rights\s+reserved|alle\s+rechte|tous\s+droits|todos\s+los\s+derechos|tutti\s+i\s+diritti)
    | (?:\d+\s+)?(?:comments?|replies)\s*(?:\(\d+\))?$ | (?:leave|post|add|write)\s+a\s+(?:comment|reply)\b | (?:view|show|read)\s+(?:all\s+)?(?:\d+\s+)?comments
    | (?:topics?|tags?|filed\s+under|categories|keywords)\s*:.{0,160}$
    | (?:listen|play|watch)\s+(?:to\s+)?(?:this\s+)?(?:article|story|audio|video|the\s+episode)?\s*(?:\d+\s*min(?:utes?)?)?$
    | \d+\s*[- ]?min(?:ute)?s?\s+read$
    | (?:first\s+|last\s+)?(?:published|updated|posted|modified)\b[^.]{0,20}\d[^.]{0,60}$
    | (?:this\s+(?:site|website)|we)\s+uses?\s+cookies\b | accept\s+(?:all\s+)?cookies
    | (?:lesen\s+sie\s+(?:auch|mehr|dazu)|mehr\s+(?:zum\s+thema|dazu)|(?:à|a)\s+lire\s+(?:aussi|également)|lire\s+aussi|lea\s+(?:también|además)
        |te\s+puede\s+interesar|leggi\s+anche|leia\s+(?:também|mais)|lees\s+ook)\b.{0,120}$
    | (?:anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|реклама)$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_QUOTE_MARK = re.compile('["“”„«»]')
_WORD = re.compile(r"\w")

# "Read Full Article at RT.com", glued to the end of a paragraph by feeds and syndicators.
_TAIL = re.compile(
    r"\s*(?:\[\s*…\s*\]|\[\.\.\.\])?\s*\b(?:read|see|view)\s+(?:the\s+)?(?:full|whole|original|complete|entire|more\s+of\s+the)\s+"
    r"(?:article|story|report|post)\s+(?:at|on|in)\s+[\w.&' -]{2,60}$",
    re.IGNORECASE,
)
_CONTRIBUTION = re.compile(
    r"^(?P<people>[^.:;“”\"]{3,120}?)\s+(?:also\s+)?contributed\s+(?:reporting\s+)?(?:to|for)\s+this\s+(?:report|story|article)"
    r"(?:\s+(?:for|from|in)\s+(?P<outlet>[^.;“”\"]{2,60}))?\.?$"
)


def body_lines(raw: Sequence[str], *, titles: Iterable[str | None]) -> list[str]:
    """Keep of *raw* what is the article: no headline (*titles*) again, no byline, no notice, no box, no credits."""
    known = [title for title in titles if title]
    kept: list[str] = []
    for index, line in enumerate(raw):
        at_top = index < BYLINES_WITHIN
        if at_top and (is_byline(line) or any(same_line(line, title) for title in known)):
            continue
        text = without_tail(line)
        if is_furniture(text) or is_paywall_notice(text) or contribution(text) or kept[-1:] == [text]:
            continue
        kept.append(text)
    return kept


def is_furniture(line: str) -> bool:
    """Tell whether *line* is a label, a box or a link of the page and not of the article."""
    if not _WORD.search(line):
        return True
    if len(line) > LONGEST_LINE or _QUOTE_MARK.search(line):
        return False
    return bool(_FURNITURE.match(line))


def without_tail(line: str) -> str:
    """Cut "Read full article at …" off the end of *line*."""
    return _TAIL.sub("", line).rstrip() if len(line) < LONGEST_LINE * 20 else line


def contribution(line: str) -> tuple[str, str | None] | None:
    """Read "NAME contributed to this report for OUTLET": (people, outlet or None), or None for any other line."""
    found = _CONTRIBUTION.match(line) if len(line) <= LONGEST_LINE else None
    return (found["people"], found["outlet"]) if found else None
