"""Lines that stand among an article's paragraphs but are not part of it."""

import re
from collections.abc import Iterable, Sequence

from quotewire_parser.extraction.closing import without_closing
from quotewire_parser.extraction.completeness import is_paywall_notice
from quotewire_parser.extraction.credits import read_credit
from quotewire_parser.extraction.dates import is_moment
from quotewire_parser.extraction.furniture import is_furniture_phrase, without_sections
from quotewire_parser.extraction.people import is_byline, people_in
from quotewire_parser.extraction.titles import same_line
from quotewire_parser.extraction.words import SENTENCE_END, may_be_speech, weight

LONGEST_LINE = 220
"""Characters; a longer paragraph is never dropped, whatever it begins with."""
LONGEST_STAMP = 50
LARGEST_OFFER = 600
LEAST_TOP_LINES = 4
MOST_TOP_LINES = 12
PROSE_CHARS = 80
"""A byline, a date line or the headline again is looked for before the first line of this length."""

# English, with the commonest forms of German, French, Spanish, Italian and Portuguese. Anchored at both meaning and
# start: "Sign up for our newsletter" is furniture, "Sign up, she told them" is not (and quotation marks save a line).
_FURNITURE = re.compile(
    r"""^(?:
      (?:read|see|watch|listen|view|explore)\s+(?:more|also|next|now)\s*(?:[:|→»>]|$|on\b|about\b|from\b|at\b)
    | (?:watch|listen|read|see)(?:\s+live|\s+here)?\s*[:|]\s
    | also\s+(?:read|see)\b.{0,80}$ | (?:more|further)\s+(?:reading|on\s+this|from|like\s+this|in\s+this)\b(?:.{0,79}[^.])?$
    | (?:related|recommended|most\s+(?:read|popular)|trending|don['’]t\s+miss|you\s+(?:may|might)\s+also\s+like|more\s+stories
        |editor['’]?s['’]?\s+picks?|top\s+stories|in\s+case\s+you\s+missed\s+it)\b\s*(?:[:|].*|(?:articles?|stories|topics|
        content|links|posts|news|coverage|reading)\b[^.]{0,40}|)$
    | (?:sign|signing)\s+up\s+(?:for|to|here|now|today)\b
    | (?:subscribe|subscribing)\s+(?:to|for|here|now|today|with)\b
    | (?:register|log\s*in|sign\s*in)\s+(?:here|now|today|for\s+(?:free|our)|to\s+(?:read|comment|continue|view|access|save|leave|unlock))\b
    | get\s+(?:the|our|more)\b.{0,80}\b(?:newsletter|inbox|app|alerts?|notifications?)\b
    | (?:our|the|this)?\s*(?:daily|weekly|free|morning|evening)?\s*newsletters?\b(?:\s*[:|–-].{0,30}|\s+sign-?\s?up.{0,30})?$
    | (?:download|get|install)\s+(?:our|the)\s+(?:[\w-]+\s+)?app\b
    | (?:follow|like|join|find)\s+us\s+(?:on|at|here|for)\b | follow\s+us$
    | follow\s+.{2,60}\s+on\s+(?:twitter|x|facebook|instagram|bluesky|threads|mastodon|linkedin|whatsapp|telegram|youtube|tiktok|google)
        \b.{0,60}$
    | .{0,60}\bjoin\s+our\s+(?:whatsapp|telegram|(?:\w+\s+)?channel)\b
    | (?:share|tweet|print|e-?mail|save|copy\s+link|bookmark)(?:\s+(?:this|(?:on|via|to)\s+(?:facebook|twitter|x|whatsapp|linkedin|reddit|e-?mail)
        |article|story|link|facebook|twitter|whatsapp)\b.{0,60})?$
    | (?:click|tap)\s+here\b
    | advertisements?(?:\s*[:|–-].{0,40}|\s+feature)?$ | advertis(?:e|ing)(?:\s+(?:with|here|feature)\b[^.]{0,40})?$
    | (?:sponsored|promoted)(?:\s+(?:content|posts?|links?|stor(?:y|ies)|by\s+[^.]{1,30}))?$ | continue\s+reading\b.{0,60}$
    | (?:story|article)\s+continues\b.{0,40}$ | (?:skip|jump)\s+(?:to|past)\b.{0,60}$ | loading[\s.…]*(?:comments|more)?[\s.…]*$ | back\s+to\s+top$
    | (?:image|photo|picture|video|file\s+photo|photograph|illustration|graphic|foto|bild|imagen|crédit\s+photo)s?
        \s*(?:source|credit|caption|courtesy|by)?\s*(?:[:©|/]|by\b).{0,160}$
    | (?:©|\(c\)|copyright\b|all\s+rights\s+reserved|alle\s+rechte|tous\s+droits|todos\s+los\s+derechos|tutti\s+i\s+diritti)
    | (?:\d+\s+)?(?:comments?|replies)\s*(?:\(\d+\))?$ | (?:leave|post|add|write)\s+a\s+(?:comment|reply)\b | (?:view|show|read)\s+(?:all\s+)?(?:\d+\s+)?comments
    | (?:topics?|tags?|filed\s+under|categories|keywords)\s*:.{0,160}$
    | (?:listen|play|watch)\s+(?:to\s+)?(?:this\s+)?(?:article|story|audio|video|the\s+episode)?\s*(?:\d+\s*min(?:utes?)?)?$
    | \d+\s*[- ]?min(?:ute)?s?\s+read$ | listen\s*[•·|(-]?\s*\d+:\d\d\)?$ | location\s*:\s*[^.]{2,60}$
    | \(?with\s+[\w/ ,]{2,30}\s+inputs?\)?\.?$
    | (?:first\s+|last\s+)?(?:published|updated|posted|modified)\b[^.]{0,20}\d[^.]{0,60}$ | published\s+in\s+[^.]{2,60}\b20\d\d\.?$
    | this\s+(?:article|story|piece|report)\s+(?:was|has\s+been|is)\s+(?:first\s+|originally\s+|last\s+|re)?(?:published|updated|corrected|amended
        |produced|supplied|syndicated)\b.{0,160}$
    | (?:have\s+you\s+got|do\s+you\s+have|got)\b.{0,60}\?.{0,40}\b(?:e-?mail|contact|get\s+in\s+touch|call|write\s+to|let\s+us\s+know)\b
    | (?:this\s+(?:site|website)|we)\s+uses?\s+cookies\b | accept\s+(?:all\s+)?cookies
    | (?:lesen\s+sie\s+(?:auch|mehr|dazu)|mehr\s+(?:zum\s+thema|dazu)|(?:à|a)\s+lire\s+(?:aussi|également)|lire\s+aussi|lea\s+(?:también|además)
        |te\s+puede\s+interesar|leggi\s+anche|leia\s+(?:também|mais)|lees\s+ook)\b.{0,120}$
    | (?:anzeige|werbung|publicité|publicidad|pubblicità|publicidade|advertentie|реклама)$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"[^\W_]")
_YEAR_AND_TIME = re.compile(r"(?=.{0,160}(?<!\d)(?:19|20|25)\d\d(?!\d)).{0,160}?(?<!\d)\d{1,2}[:.]\d\d(?!\d)")
# As in: 11/24(火) 10:02 配信
_DAY_AND_TIME = re.compile(r"\D{0,20}\d{1,2}\s?[./月-]\s?\d{1,2}\D{1,8}\d{1,2}[:.時]\d\d\D{0,12}$")
_HASHTAGS = re.compile(r"(?:[#＃][\w-]+[\s,、]*)+")

# "Read Full Article at RT.com", glued to the end of a paragraph by feeds and syndicators.
_TAIL = re.compile(
    r"\s*(?:\[\s*…\s*\]|\[\.\.\.\])?\s*\b(?:read|see|view)\s+(?:the\s+)?(?:full|whole|original|complete|entire|more\s+of\s+the)\s+"
    r"(?:article|story|report|post)\s+(?:at|on|in)\s+[\w.&' -]{2,60}$"
    # "…, she said. – with reports from Ana Reu/Wire"; "…という。【小野寺千佳】"
    r"|(?<=[.!?”\"])\s*[–—-]+\s*with\s+(?:a\s+)?reports?\s+from\s+[^.!?]{2,60}\.?$|(?<=[。」])【[^】]{2,20}】$",
    re.IGNORECASE,
)


def body_lines(
    raw: Sequence[str],
    *,
    titles: Iterable[str | None],
    authors: Sequence[str] = (),
    publisher: str | None = None,
) -> list[str]:
    """
    Keep of *raw* what is the article.

    Dropped are the headline (*titles*) again, bylines and dates at the top, notices, boxes, credits, and at the end
    what is said about the *authors*.
    """
    raw = without_sections(raw)
    known = [title for title in titles if title]
    ours = (publisher,) if publisher else ()
    kept: list[str] = []
    seen: set[str] = set()
    top = top_lines(raw)
    for index, line in enumerate(raw):
        if not _WORD.search(line):
            continue
        if index < top and (
            is_byline(line)
            or is_moment(line)
            or _is_dateline(line)
            or any(same_line(line, name) for name in (*known, *ours))
            or _names_only(line, authors, ours)
        ):
            continue
        text = without_tail(line)
        if is_paywall_notice(text):
            if kept and _is_offer(raw[index + 1 :]):
                break
            continue
        if is_furniture(text) or read_credit(text) or kept[-1:] == [text] or text in seen:
            continue
        if weight(text) >= PROSE_CHARS:
            seen.add(text)  # a page may hold its article twice, for wide screens and for narrow ones
        kept.append(text)
    return without_closing(kept, authors)


def _is_offer(lines: Sequence[str]) -> bool:
    """Tell whether all that stands below a notice is what a subscription has to offer."""
    return sum(map(len, lines)) <= LARGEST_OFFER and not any(
        weight(line) > PROSE_CHARS * 2 or may_be_speech(line) for line in lines
    )


def top_lines(raw: Sequence[str]) -> int:
    """Count the lines at the top among which bylines and dates stand: those before the first that is prose."""
    first = next((index for index, line in enumerate(raw[:MOST_TOP_LINES]) if weight(line) >= PROSE_CHARS), 0)
    return max(first, LEAST_TOP_LINES)


def _is_dateline(line: str) -> bool:
    """Tell whether *line* gives a year (or a day and a month) and a time of day, and is no sentence."""
    if weight(line) <= LONGEST_STAMP and _DAY_AND_TIME.match(line):
        return True
    return weight(line) < LONGEST_LINE and bool(_YEAR_AND_TIME.match(line)) and not SENTENCE_END.search(line)


def _names_only(line: str, authors: Sequence[str], outlets: tuple[str, ...]) -> bool:
    named = people_in((line,), outlets=outlets) if authors and weight(line) < PROSE_CHARS else ()
    return bool(named) and set(named) <= set(authors)


def is_furniture(line: str) -> bool:
    """Tell whether *line* is a label, a box or a link of the page and not of the article."""
    if not _WORD.search(line) or _HASHTAGS.fullmatch(line):
        return True
    if is_furniture_phrase(line):
        return True
    if len(line) > LONGEST_LINE or may_be_speech(line):
        return False
    return bool(_FURNITURE.match(line))


def without_tail(line: str) -> str:
    """Cut "Read full article at …" off the end of *line*."""
    return _TAIL.sub("", line).rstrip() if len(line) < LONGEST_LINE * 20 else line
