"""
What a page says about itself in its head: its addresses and its reservations.

Read by a bounded scan of the first part of the page, not by a parser: pages with hundreds of thousands of nested tags
must cost nothing here. The patterns cannot backtrack over more than one tag.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from quotewire_fetcher.naming.identity import is_same_page
from quotewire_fetcher.net.web import Verdict
from quotewire_fetcher.robots.robots_rules import ai_reserved_by
from quotewire_shared.messages import Rights

MAX_HEAD_CHARS = 512 * 1024
_MAX_CANONICALS = 10

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# What stands inside these is text or code, whatever tags it seems to hold.
_RAW = re.compile(r"<(script|style|template)\b[^<>]{0,4000}>[^<]*+(?:<(?!/\1\b)[^<]*+)*+", re.IGNORECASE)
_BODY = re.compile(r"<(?:/head|body)\b", re.IGNORECASE)
_TAG = re.compile(r"<(link|meta)\b([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LINK = re.compile(r"<([^<>]{1,2048})>([^<]*)")
_REL = re.compile(
    r""";\s{0,9}rel\s{0,9}=\s{0,9}(?:"([^"]{0,200})"|'([^']{0,200})'|([^\s"';,]{1,200}))""", re.IGNORECASE
)
_NO_AI = re.compile(r"(?:^|[\s,:;])(?:noai|noimageai)(?:$|[\s,;])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """Links and metas of a page's head."""

    canonical: str | None
    """The declared canonical address, as written; None where there is none or several differ."""
    tdm_reserved: bool | None
    noai: bool | None
    og_url: str | None = None
    """`og:url` as written, the first one."""
    tdm_policy: str | None = None
    """Where terms for mining are stated; as written."""


@dataclass(slots=True)
class _Found:
    canonicals: list[str] = field(default_factory=list)
    tdm: bool | None = None
    noai: bool | None = None
    og_url: str | None = None
    policy: str | None = None


def scan_head(page: str) -> Head:
    """Read the head of *page*."""
    start = page[:MAX_HEAD_CHARS]
    start = _RAW.sub("", _COMMENT.sub("", start))
    if (body := _BODY.search(start)) is not None:
        start = start[: body.start()]
    found = _Found()
    for tag, inside in _TAG.findall(start):
        attributes = {
            name.lower(): html.unescape(double or single or bare).strip()
            for name, double, single, bare in _ATTRIBUTE.findall(inside)
        }
        if tag.lower() == "link":
            if "canonical" in attributes.get("rel", "").lower().split() and attributes.get("href"):
                found.canonicals.append(attributes["href"])
        else:
            _take_meta(found, attributes)
    return Head(_one(found.canonicals[:_MAX_CANONICALS]), found.tdm, found.noai, found.og_url, found.policy)


def canonical_in(headers: Mapping[str, str]) -> str | None:
    """Give the canonical address that a `Link` header declares (RFC 8288, RFC 6596), as written; None: not one."""
    return _one(_linked(headers, "canonical")[:_MAX_CANONICALS])


def linked(headers: Mapping[str, str], relation: str) -> str | None:
    """Give the first address that a `Link` header names as *relation* (RFC 8288), as written; None: there is none."""
    return next(iter(_linked(headers, relation)), None)


def _linked(headers: Mapping[str, str], relation: str) -> list[str]:
    return [
        target.strip()
        for target, rest in _LINK.findall(headers.get("link", "")[:8_192])
        if (given := _REL.search(rest)) and relation in (given[1] or given[2] or given[3]).lower().split()
    ]


def rights_of(
    head: Head, headers: Mapping[str, str], *, verdict: Verdict | None = None, tdmrep: bool | None = None
) -> Rights:
    """
    Sum up what a page reserves.

    For mining, the head counts more than a header, and a header more than the site's file (*tdmrep*): the order of the
    TDM Reservation Protocol, "Processing priority". Without a *verdict*, robots.txt had allowed the page and nothing is
    known of what it says to AI crawlers.

    Args:
        head: what the page says of itself.
        headers: of the answer; names in lower case, repeated ones joined by a comma.
        verdict: what robots.txt says of the page's final address.
        tdmrep: whether tdmrep.json reserves that address.
    """
    tdm = _reserved_by(headers.get("tdm-reservation", ""))
    said = [value for value in (head.tdm_reserved, tdm, tdmrep) if value is not None]
    noai = head.noai
    if _no_ai_in(headers.get("x-robots-tag", "")) or any(
        ai_reserved_by(headers.get(name, "")) for name in ("content-usage", "content-signal")
    ):
        noai = True
    if verdict is None:
        return Rights(robots="allowed", tdm=said[0] if said else None, noai=noai)
    ai = True if verdict.ai_agents_refused else verdict.ai_reserved
    return Rights(
        robots="allowed" if verdict.allowed else "disallowed",
        tdm=said[0] if said else None,
        noai=noai,
        ai=ai,
        ai_agents=verdict.ai_agents_refused,
    )


def _take_meta(found: _Found, attributes: dict[str, str]) -> None:
    content = attributes.get("content", "")
    name = (
        attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or ""
    ).lower()
    if name == "tdm-reservation":
        found.tdm = _reserved_by(content)
    elif name == "tdm-policy":
        found.policy = content or None
    elif name == "og:url":
        found.og_url = found.og_url or content or None
    elif (name == "robots" or name.endswith(("bot", "-ai")) or name == "x-robots-tag") and _no_ai_in(content):
        found.noai = True


def _one(declared: list[str]) -> str | None:
    """Give what all of *declared* mean, if they mean one address."""
    if not declared:
        return None
    first = declared[0]
    return first if all(other == first or is_same_page(other, first) for other in declared[1:]) else None


def _no_ai_in(directives: str) -> bool:
    """Tell whether "noai" or "noimageai" is among robots *directives*, for whichever agent."""
    return _NO_AI.search(directives) is not None


def _reserved_by(value: str) -> bool | None:
    """Read a `tdm-reservation`: 1 or 0; whatever else is an error of its sender and says nothing."""
    said = {part.strip() for part in value.split(",")}
    return True if "1" in said else False if said == {"0"} else None
