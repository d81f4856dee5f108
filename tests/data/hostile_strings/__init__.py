"""
Strings that somebody will send to search, in named groups: syntax of every engine, markup, Unicode, sheer size.

`GROUPS` holds text; `PERCENT_ENCODED` holds values as they stand in a URL, for bytes that no text becomes.
"""

from typing import Final

from tests.data.hostile_strings import characters, injection, sizes, syntax

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "lucene": syntax.LUCENE,
    "simple query string": syntax.SIMPLE_QUERY_STRING,
    "own language": syntax.OWN_LANGUAGE,
    "regex": syntax.REGEX,
    "nesting": syntax.NESTING,
    "wildcards": syntax.WILDCARDS,
    "markup": injection.MARKUP,
    "attributes": injection.ATTRIBUTES,
    "templates": injection.TEMPLATES,
    "databases": injection.DATABASES,
    "paths": injection.PATHS,
    "headers": injection.HEADERS,
    "control": characters.CONTROL,
    "surrogates": characters.SURROGATES,
    "direction": characters.DIRECTION,
    "combining": characters.COMBINING,
    "invisible": characters.INVISIBLE,
    "forms": characters.FORMS,
    "confusables": characters.CONFUSABLES,
    "emoji": characters.EMOJI,
    "scripts": characters.SCRIPTS,
    "numbers": sizes.NUMBERS,
    "long": sizes.LONG,
}
"""Every string by what it attacks."""

PERCENT_ENCODED: Final = (
    "%",
    "%%",
    "%2",
    "%zz",
    "%00",
    "%25%32%35",
    "%2500",
    "%u0041",
    "%3Cscript%3E",
    "%253Cscript%253E",
    "%0d%0aSet-Cookie:%20a=b",
    "%c0%af%c0%ae",
    "%e0%80%af",
    "%ff%fe%fd",
    "%80",
    "%c3",
    "%f4%90%80%80",
    "%ed%a0%80",
    "%ed%a0%bd%ed%b8%80",
    "%ed%b0%80",
    "%ef%bf%bf",
    "+%2b+",
    "a;b=c",
    "a%26b=c",
    "%e2%80%ae%e2%80%ae",
    "\x80\xff",
)
"""Values of a parameter as they stand in a URL: broken escapes, overlong and cut UTF-8, encoded surrogates, raw bytes."""


def everything() -> tuple[str, ...]:
    """Give every string of every group once."""
    return tuple(dict.fromkeys(text for group in GROUPS.values() for text in group))
