"""
What a page says about itself in its head: its canonical address and its reservations.

Read by a bounded scan of the first part of the page, not by a parser: pages with hundreds of thousands of nested tags
must cost nothing here. The patterns cannot backtrack over more than one tag.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from quotewire_shared.messages import Rights

MAX_HEAD_CHARS = 512 * 1024

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BODY = re.compile(r"<(?:/head|body)\b", re.IGNORECASE)
_TAG = re.compile(r"<(link|meta)\b([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_NO_AI = re.compile(r"(?:^|[\s,:;])(?:noai|noimageai)(?:$|[\s,;])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """Links and metas of a page's head."""

    canonical: str | None
    """The declared canonical address, as written; None where there is none or several differ."""
    tdm_reserved: bool | None
    noai: bool | None


def scan_head(page: str) -> Head:
    """Read the head of *page*."""
    start = page[:MAX_HEAD_CHARS]
    start = _COMMENT.sub("", start)
    if (body := _BODY.search(start)) is not None:
        start = start[: body.start()]
    canonicals: set[str] = set()
    tdm: bool | None = None
    noai: bool | None = None
    for tag, inside in _TAG.findall(start):
        attributes = {
            name.lower(): html.unescape(double or single or bare).strip()
            for name, double, single, bare in _ATTRIBUTE.findall(inside)
        }
        if tag.lower() == "link":
            if "canonical" in attributes.get("rel", "").lower().split() and attributes.get("href"):
                canonicals.add(attributes["href"])
            continue
        name, content = attributes.get("name", "").lower(), attributes.get("content", "")
        if name == "tdm-reservation":
            tdm = content == "1"
        elif name == "robots" and _NO_AI.search(content):
            noai = True
    return Head(canonicals.pop() if len(canonicals) == 1 else None, tdm, noai)


def rights_of(head: Head, headers: Mapping[str, str]) -> Rights:
    """Sum up what a page reserves, from its *head* and its HTTP *headers*; robots.txt had allowed it."""
    tdm, noai = head.tdm_reserved, head.noai
    if "tdm-reservation" in headers:
        tdm = headers["tdm-reservation"].strip() == "1"
    if _NO_AI.search(headers.get("x-robots-tag", "")):
        noai = True
    return Rights(robots="allowed", tdm=tdm, noai=noai)
