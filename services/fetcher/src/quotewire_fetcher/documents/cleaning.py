"""What stands in a feed, made plain: text without tags, absolute addresses, names, language tags."""

import html
import re
from urllib.parse import urljoin

from quotewire_fetcher.naming.identity import MAX_URL_CHARS, canonical_url

MAX_TITLE_CHARS = 500
MAX_SUMMARY_CHARS = 2_000
MAX_NAME_CHARS = 200
MAX_AUTHORS = 20
RAW_CHARS_PER_CHAR = 20
"""Of a text, so many characters are cleaned for each one that is kept; markup outweighs words by less."""

MAX_SCRIPTS = 8
"""Scripts and style sheets that are taken out of one text."""

_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_SCRIPT_OPEN = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_SCRIPT_CLOSE = re.compile(r"</(?:script|style)", re.IGNORECASE)
_MAIL_AND_NAME = re.compile(r"\S{1,200}@\S{1,200}\s{0,9}\((?P<name>[^()]+)\)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_PLAIN_URL = re.compile(
    rf"https?://(?:(?:[a-zA-Z0-9-]{{1,63}}\.){{0,8}}[a-zA-Z]{{2,24}}|{_OCTET}(?:\.{_OCTET}){{3}})"
    r"(?::[1-5]?[0-9]{1,4})?(?:[/?#][!-~]*)?"
)
"""An address that `urljoin` would leave as it is and that `canonical_url` takes; nearly all are such."""
_LINE_ENDS = str.maketrans("", "", "\t\r\n")


def plain_text(value: object, max_chars: int) -> str | None:
    """Take the tags, entities and runs of white space out of *value*; None where nothing is left."""
    if not isinstance(value, str) or not value:
        return None
    # Cut first: what is shown in the end is short, and cleaning megabytes for it is not worth the time.
    text = value[: max_chars * RAW_CHARS_PER_CHAR]
    if "<" in text:
        text = _TAG.sub(" ", _without_scripts(text))
    if "&" in text:
        text = html.unescape(text)
    if not text.isprintable():
        text = _UNSEEN.sub("", text)
    text = " ".join(text.split())
    return text[:max_chars].rstrip() or None


def absolute_url(value: object, base_url: str) -> str | None:
    """Resolve the address *value* against *base_url*; None where it is none that could be fetched."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _PLAIN_URL.fullmatch(text):
        return text if len(text) <= MAX_URL_CHARS else None
    # Without the space and line ends that wrapped lines leave inside an address.
    text = text.translate(_LINE_ENDS)
    if not text or len(text) > MAX_URL_CHARS:
        return None
    try:
        url = urljoin(base_url, text)
        canonical_url(url)
        url.encode()
    except ValueError:
        return None
    return url if len(url) <= MAX_URL_CHARS else None


def is_web_address(value: object) -> bool:
    """Tell whether *value* names its scheme and that is http or https; a guid that does not is no address."""
    return isinstance(value, str) and value.strip()[:8].lower().startswith(("http://", "https://"))


def names(values: list[object]) -> tuple[str, ...]:
    """Clean the names of authors, each once; mail addresses are nobody's byline."""
    found: dict[str, None] = {}
    for value in values[: MAX_AUTHORS * 2]:
        name = plain_text(value, MAX_NAME_CHARS)
        if name is None:
            continue
        if "@" in name:
            # RSS 2.0 wants "mail@host (Name)".
            match = _MAIL_AND_NAME.fullmatch(name)
            name = match["name"].strip() if match else ""
        if name and "@" not in name:
            found[name] = None
    return tuple(found)[:MAX_AUTHORS]


def language_tag(value: object) -> str | None:
    """Take a language tag such as "en-GB"; None where *value* is none."""
    text = value.strip().replace("_", "-") if isinstance(value, str) else ""
    return text if _LANGUAGE.fullmatch(text) else None


def _without_scripts(text: str) -> str:
    for _ in range(MAX_SCRIPTS):
        if (opened := _SCRIPT_OPEN.search(text)) is None:
            return text
        if (closed := _SCRIPT_CLOSE.search(text, opened.end())) is None:
            return text[: opened.start()]
        text = f"{text[: opened.start()]} {text[closed.start() :]}"
    return text
