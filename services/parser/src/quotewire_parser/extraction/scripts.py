"""Times in the data of a page's scripts, where analytics and the page's own code keep them."""

import re
from itertools import islice

from lxml.html import HtmlElement

MOST_CHARS = 400_000
"""Of all scripts together; larger ones hold whole sites."""
MOST_SCRIPTS = 60
MOST_FOUND = 40

_MAYBE = re.compile(r"ubli(?:sh|ca)|UBLI|isplay_date|ub_?[Dd]ate")
_PUBLISHED = re.compile(
    r"""["']?(?P<key>(?:article|content|page|story|news|post|dc|cms)?[._-]?(?:date_?published|publish(?:ed)?(?:_?(?:at|on|date(?:time)?|time(?:stamp)?))|publication_?(?:date|time)"""
    r"""|pub_?date|(?:first|original)_?publish(?:ed)?_?(?:at|date|time)?|fecha_?publicacion|date_?publication|display_?date))\\?["']?\s*[:=,]\s*\\?["']"""
    r"""(?P<value>20\d\d-\d\d-\d\dT\d\d:\d\d[0-9:.]{0,10}(?:Z|[+-]\d\d:?\d\d)?)\\?["']""",
    re.IGNORECASE,
)


def script_times(tree: HtmlElement) -> tuple[str, ...]:
    """List publication times in scripts; none where one key has several, as then they are of several articles."""
    found: dict[str, set[str]] = {}
    left = MOST_CHARS
    for script in islice(tree.iter("script"), MOST_SCRIPTS):
        text = script.text or ""
        if len(text) > left or not _MAYBE.search(text):
            continue
        left -= len(text)
        for count, match in enumerate(_PUBLISHED.finditer(text)):
            found.setdefault(match["key"].lower(), set()).add(match["value"])
            if count == MOST_FOUND:
                return ()
    if any(len(values) > 1 for values in found.values()):
        return ()
    return tuple(dict.fromkeys(value for values in found.values() for value in values))
