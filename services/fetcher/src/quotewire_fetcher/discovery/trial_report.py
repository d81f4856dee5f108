"""Says what trials of sources showed: in full for a few, as a table for many, as JSON for programs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from quotewire_fetcher.discovery.discovery import Discovery
from quotewire_fetcher.discovery.feed_facts import age_text, rate_text
from quotewire_fetcher.discovery.trial import Repeat, Report
from quotewire_fetcher.schedule.rhythm_words import duration
from quotewire_fetcher.sources.columns import clean, table

_REPEAT: dict[Repeat, str] = {
    "honoured": "honoured: the second request was answered 304",
    "ignored": "ignored: the same document was sent again in full",
    "changed": "unclear: the document changed between two requests",
    "none": "none: each poll costs the whole document",
    "failed": "unclear: the second request failed",
}
_REPEAT_SHORT: dict[Repeat, str] = {
    "honoured": "yes",
    "ignored": "NO",
    "changed": "?",
    "none": "-",
    "failed": "?",
}
_HINTS = {
    "not_a_feed": "`quotewire sources add` with this address looks for the feeds of a site.",
    "robots_disallowed": "The publisher does not want this address to be read by programs; leave it out.",
    "http_404": "The feed has moved or is gone; `quotewire sources add` with the front page finds the new one.",
    "http_410": "The publisher took it away for good; `quotewire sources add` with the front page may find another.",
    "blocked_address": "QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS opens private networks.",
    "blocked_port": "QUOTEWIRE_FETCHER_ALLOWED_PORTS opens more ports.",
    "tls_untrusted": "QUOTEWIRE_FETCHER_CA_FILE names other certificate authorities.",
}

FEW = 3
"""So many sources are said in full; more as a table."""


def told(reports: Sequence[Report], now: datetime) -> list[str]:
    """Say *reports* to a person: in full where they are few, else as a table with the reasons of failures below."""
    bad = [report for report in reports if not report.good]
    if len(reports) > FEW:
        lines = trial_table(reports, now)
        lines += [f"{report.source.id}: {report.code}: {clean(report.reason, 300)}" for report in bad]
    else:
        lines = [line for report in reports for line in long_form(report, now)]
    return [*lines, f"{len(reports) - len(bad)} of {len(reports)} sources are good."]


def long_form(report: Report, now: datetime) -> list[str]:
    """Say all about one source."""
    head = f"{report.source.id}: {report.code}"
    if not report.good:
        lines = [f"{head}: {clean(report.reason, 400)}"]
        if hint := _HINTS.get(report.code):
            lines.append(f"    {hint}")
    else:
        lines = [f"{head}: {', '.join(_summary(report, now))}"]
    facts: list[tuple[str, str]] = [
        *_document(report),
        *_said_by_robots(report),
        ("next", report.next_why),
        ("took", f"{report.took_s:.1f} s" if report.took_s else ""),
    ]
    lines += [f"    {name + ':':<12}{value}" for name, value in facts if value]
    lines += [f"    - {clean(title, 100)}  {url}" for title, url in report.shown]
    if report.discovery is not None:
        lines.append("    Its site has:")
        lines += [f"      {line}" for line in findings_table(report.discovery, now)]
    return lines


def trial_table(reports: Sequence[Report], now: datetime) -> list[str]:
    """Say the most important of many sources, a line each."""
    rows = []
    for report in reports:
        facts = report.facts
        rows.append(
            (
                report.source.id,
                report.code,
                (facts.kind if facts else report.source.kind) or "-",
                f"{facts.entries or facts.children:,}" if facts else "-",
                age_text(facts.newest, now) if facts else "-",
                rate_text(facts.per_day) if facts else "-",
                duration(facts.ttl_s) if facts and facts.ttl_s else "-",
                _REPEAT_SHORT[report.repeat] if report.good else "-",
                "yes" if facts and facts.hub_url else "-",
                _robots_short(report),
                duration(report.next_s) if report.next_s is not None else "-",
            )
        )
    heads = (
        "ID",
        "RESULT",
        "KIND",
        ">ENTRIES",
        ">NEWEST",
        ">A DAY",
        ">TTL",
        "304",
        "HUB",
        "ROBOTS",
        ">NEXT IN",
    )
    return table(rows, heads)


def findings_table(discovery: Discovery, now: datetime) -> list[str]:
    """Say what a site has, a line for each address that was asked for."""
    rows = []
    for found in discovery.findings:
        facts = found.facts
        rows.append(
            (
                "+" if found.chosen else "",
                found.url if facts else found.candidate.url,
                (found.kind or "-") if facts else found.code,
                f"{facts.entries or facts.children:,}" if facts else "-",
                age_text(facts.newest, now) if facts else "-",
                rate_text(facts.per_day) if facts else "-",
                (facts.language if facts else None) or "-",
                found.candidate.found_by,
                found.note if facts else clean(found.reason, 80),
            )
        )
    heads = ("", "ADDRESS", "KIND", ">ENTRIES", ">NEWEST", ">A DAY", "LANG", "FOUND BY", "")
    return table(rows, heads) if rows else ["nothing was found"]


def as_json(report: Report) -> dict[str, Any]:
    """Give all of *report* as plain values; names end in their units."""
    facts = report.facts
    robots = report.robots
    return {
        "id": report.source.id,
        "name": report.source.name,
        "url": report.source.url,
        "code": report.code,
        "good": report.good,
        "reason": report.reason or None,
        "final_url": report.url or None,
        "status": report.status,
        "size_bytes": report.size_bytes,
        "took_s": round(report.took_s, 3),
        **_facts_json(report),
        "title": facts.title if facts else None,
        "language": facts.language if facts else None,
        "ttl_s": facts.ttl_s if facts else None,
        "hub_url": facts.hub_url if facts else None,
        "etag": report.etag,
        "last_modified": report.last_modified,
        "conditional": report.repeat,
        "robots": robots.verdict if robots else None,
        "crawl_delay_s": robots.crawl_delay_s if robots else None,
        "ai_agents_refused": list(robots.ai_agents_refused) if robots else [],
        "ai_reserved": robots.ai_reserved if robots else None,
        "tdm_reserved": report.tdm_reserved,
        "next_poll_s": None if report.next_s is None else round(report.next_s, 1),
        "next_why": report.next_why or None,
        "first": [{"title": title, "url": url} for title, url in report.shown],
        "found": findings_json(report.discovery) if report.discovery else None,
    }


def findings_json(discovery: Discovery) -> list[dict[str, Any]]:
    """Give the findings of *discovery* as plain values."""
    return [
        {
            "url": found.url if found.facts else found.candidate.url,
            "asked_url": found.candidate.url,
            "found_by": found.candidate.found_by,
            "code": found.code,
            "reason": found.reason or None,
            "kind": found.kind,
            "entries": found.facts.entries if found.facts else None,
            "newest": found.facts.newest.isoformat() if found.facts and found.facts.newest else None,
            "per_day": _rounded(found.facts.per_day) if found.facts else None,
            "language": found.facts.language if found.facts else None,
            "title": found.facts.title if found.facts else None,
            "chosen": found.chosen,
            "note": found.note or None,
        }
        for found in discovery.findings
    ]


def _facts_json(report: Report) -> dict[str, Any]:
    facts = report.facts
    if facts is None:
        return {"kind": report.source.kind, "entries": None, "newest": None, "per_day": None}
    return {
        "kind": facts.kind,
        "entries": facts.entries,
        "children": facts.children,
        "children_a_poll": report.budget[0] if report.budget else None,
        "without_address": facts.dropped,
        "cut": facts.cut,
        "salvaged": facts.salvaged,
        "newest": facts.newest.astimezone(UTC).isoformat() if facts.newest else None,
        "per_day": _rounded(facts.per_day),
    }


def _summary(report: Report, now: datetime) -> list[str]:
    facts = report.facts
    if facts is None or facts.kind == "page":
        chosen = len(report.discovery.chosen) if report.discovery else 0
        return ["page", f"{chosen} of the addresses found on its site would be added"]
    parts: list[str] = [facts.kind]
    parts.append(f"{facts.children:,} sitemaps" if facts.children else f"{facts.entries:,} entries")
    if facts.newest:
        parts.append(f"newest {facts.newest:%Y-%m-%d %H:%M} UTC ({age_text(facts.newest, now)} ago)")
    if facts.per_day is not None:
        parts.append(f"{rate_text(facts.per_day)} a day")
    if facts.dropped:
        parts.append(f"{facts.dropped:,} without an address")
    if facts.cut:
        parts.append("more entries than are read")
    if facts.salvaged:
        parts.append("malformed, salvaged")
    if report.budget:
        parts.append(f"a poll reads the {report.budget[0]:,} newest of them")
    return parts


def _document(report: Report) -> list[tuple[str, str]]:
    facts = report.facts
    names = [
        name for name, there in (("ETag", report.etag), ("Last-Modified", report.last_modified)) if there
    ]
    moved = report.url if report.url and report.url != report.source.url else ""
    return [
        ("title", clean(facts.title or "", 120) if facts else ""),
        ("language", (facts.language or "") if facts else ""),
        ("found at", moved),
        ("size", f"{report.size_bytes:,} bytes" if report.size_bytes else ""),
        ("TTL", duration(facts.ttl_s) if facts and facts.ttl_s else ""),
        (
            "validators",
            f"{' and '.join(names)} {_REPEAT[report.repeat]}".strip() if report.good and facts else "",
        ),
        ("hub", (facts.hub_url or "") if facts else ""),
    ]


def _said_by_robots(report: Report) -> list[tuple[str, str]]:
    robots = report.robots
    if robots is None:
        return []
    delay = f", Crawl-delay {robots.crawl_delay_s:g} s" if robots.crawl_delay_s is not None else ""
    agents = ", ".join(robots.ai_agents_refused)
    reserved = [f"AI crawlers shut out: {agents}"] if agents else []
    if robots.ai_reserved is not None:
        reserved.append(f"use by AI {'reserved' if robots.ai_reserved else 'not reserved'} in robots.txt")
    if report.tdm_reserved is not None:
        reserved.append(
            f"tdmrep.json: text and data mining {'reserved' if report.tdm_reserved else 'not reserved'}"
        )
    return [("robots.txt", f"{robots.verdict}{delay}"), ("rights", "; ".join(reserved))]


def _robots_short(report: Report) -> str:
    robots = report.robots
    if robots is None:
        return "-"
    return robots.verdict if robots.crawl_delay_s is None else f"{robots.verdict}, {robots.crawl_delay_s:g} s"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
