"""Judges a run: what was published and refused, the manners that the hosts saw, and what the fetchers cost."""

from collections import Counter
from collections.abc import Iterator

from tests.hostile_web.catalogue import Web
from tests.hostile_web.evidence import Evidence, Published
from tests.hostile_web.manners import Rules, Violation, excused, judge_manners
from tests.hostile_web.site import Site, Version

MAX_MEMORY_MB = 400.0
MAX_STALL_S = 0.25
CALM_S = 0.1
"""A stall is judged only where the machine itself was never later than this."""


def judge(web: Web, evidence: Evidence, rules: Rules) -> list[Violation]:
    """Give everything that is wrong with a run that is over."""
    return [
        *_articles(web, evidence),
        *_identity(web, evidence),
        *_letters(web, evidence),
        *_feeds(web, evidence),
        *judge_manners(web, evidence, rules),
        *_costs(evidence),
    ]


def pending(web: Web, evidence: Evidence, rules: Rules) -> list[str]:
    """Say what a run that goes on has still to do: articles, letters, codes and polls that are not there yet."""
    markers = {one.marker for one in evidence.published}
    missing = [
        version.marker
        for site in web.sites
        for version in site.versions
        if version.marker not in markers and not version.optional
    ]
    letters = {url for one in evidence.letters for url in one.urls}
    missing += [url for site in web.sites for url in site.refused if url not in letters]
    missing += [f"feed {one.text}" for one in _feeds(web, evidence)]
    missing += [one.text for one in judge_manners(web, evidence, rules) if one.check == "polls"]
    return missing


def _articles(web: Web, evidence: Evidence) -> Iterator[Violation]:
    by_marker: dict[str | None, list[Published]] = {}
    for one in evidence.published:
        by_marker.setdefault(one.marker, []).append(one)
    for one in by_marker.pop(None, []):
        yield Violation("articles", f"{one.url} was published, and is nobody's article")
    for site in web.sites:
        for version in site.versions:
            found = by_marker.pop(version.marker, [])
            yield from _version(site, version, found, evidence)
    free = tuple(f"hw:{site.name}/" for site in web.sites if site.free)
    for marker, found in by_marker.items():
        if not (marker or "").startswith(free) or len(found) > 1:
            yield Violation("articles", f"{marker} was published {len(found)} times, unexpected")


def _version(site: Site, version: Version, found: list[Published], evidence: Evidence) -> Iterator[Violation]:
    if not found:
        if not version.optional and not _lost_by_a_kill(site, version, evidence):
            yield Violation("articles", f"{version.marker} was never published")
        return
    again = [one for one in evidence.record.requests if one.host == site.host and one.version]
    # A killed process may have published what it had no time to remember: at least once, not exactly once.
    allowed = 1 + any(excused(one, evidence.killed) for one in again)
    if len(found) > allowed:
        yield Violation("articles", f"{version.marker} was published {len(found)} times")
    for one in found:
        if version.phrase not in one.body:
            yield Violation("words", f"{version.marker} was not decoded as it was meant: {one.body[:300]!r}")
        if version.canonical_url is not None and one.canonical_url != version.canonical_url:
            yield Violation(
                "identity", f"{version.marker} is {one.canonical_url}, wanted {version.canonical_url}"
            )
        for name, wanted in version.rights:
            if one.rights.get(name) != wanted:
                yield Violation(
                    "rights", f"{version.marker}: {name} is {one.rights.get(name)!r}, wanted {wanted!r}"
                )


def _lost_by_a_kill(site: Site, version: Version, evidence: Evidence) -> bool:
    """Tell whether a version was read by a process that was then killed, and is replaced by a newer one."""
    page, _, number = version.marker.rpartition("#")
    newer = any(
        (one.marker or "").startswith(f"{page}#") and one.marker != version.marker
        for one in evidence.published
    )
    return newer and any(
        one.host == site.host and one.version == number and excused(one, evidence.killed)
        for one in evidence.record.requests
    )


def _identity(web: Web, evidence: Evidence) -> Iterator[Violation]:
    ids: dict[str, set[str]] = {}
    pages: dict[str, set[str]] = {}
    for one in evidence.published:
        page = (one.marker or "").rpartition("#")[0]
        ids.setdefault(page, set()).add(one.article_id)
        pages.setdefault(one.article_id, set()).add(page)
    for page, found in ids.items():
        if page and len(found) > 1:
            yield Violation("identity", f"{page} has {len(found)} ids")
    for article_id, named in pages.items():
        if len(named) > 1:
            yield Violation("identity", f"{article_id} is {' and '.join(sorted(named))}")


def _letters(web: Web, evidence: Evidence) -> Iterator[Violation]:
    expected = {url: codes for site in web.sites for url, codes in site.refused.items()}
    free = tuple(site.origin + "/" for site in web.sites if site.free)
    tolerated = {row.id for site in web.sites if site.may_refuse for row in site.sources}
    counts: Counter[str] = Counter()
    for one in evidence.letters:
        known = [url for url in one.urls if url in expected]
        counts.update(known)
        for url in known:
            if one.code not in expected[url]:
                yield Violation(
                    "codes", f"{url}: {one.code} ({one.reason}), wanted {' or '.join(sorted(expected[url]))}"
                )
        if not known and one.source_id not in tolerated and not any(url.startswith(free) for url in one.urls):
            yield Violation(
                "codes", f"{' '.join(sorted(one.urls))}: {one.code} ({one.reason}), wanted an article"
            )
    for url, codes in expected.items():
        if counts[url] == 0:
            yield Violation("codes", f"{url}: no dead letter, wanted {' or '.join(sorted(codes))}")
        elif counts[url] > 1 + len(evidence.killed):
            yield Violation("codes", f"{url}: {counts[url]} dead letters")


def _feeds(web: Web, evidence: Evidence) -> Iterator[Violation]:
    for row in web.sources:
        known = evidence.feeds.get(row.id)
        if known is None:
            yield Violation("feeds", f"{row.id}: no record")
            continue
        # What a source leads to (a moved feed, a front page's feeds) has records of its own, named after it.
        led_to = [one for name, one in evidence.feeds.items() if name.startswith(f"{row.id}@") and one]
        codes = {one.get("code") for one in (known, *led_to)} - {None}
        if not row.any_code and not (codes & row.codes if row.codes else not codes):
            wanted = " or ".join(sorted(row.codes)) if row.codes else "no code"
            reasons = " ".join(str(one.get("reason"))[:120] for one in (known, *led_to))
            yield Violation("feeds", f"{row.id}: {codes or None} ({reasons}), wanted {wanted}")


def _costs(evidence: Evidence) -> Iterator[Violation]:
    for cost in evidence.costs:
        if cost.peak_mb >= MAX_MEMORY_MB:
            yield Violation("memory", f"{cost.name}: {cost.peak_mb:.0f} MB, allowed {MAX_MEMORY_MB:.0f} MB")
        # Time in which it was ready and got no processor is the machine's, not its own.
        own_s = (cost.stall_s or 0.0) - cost.waited_s
        if evidence.record.lag_s < CALM_S and own_s >= MAX_STALL_S:
            yield Violation(
                "stall",
                f"{cost.name}: {cost.stall_s:.3f} s, {cost.waited_s:.3f} s of it waiting, allowed {MAX_STALL_S} s",
            )
