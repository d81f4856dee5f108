"""Tells what the fetcher's records of a page say, in words for a person."""

import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from quotewire_fetcher.memory.state import FeedState, HostState, PageState
from quotewire_fetcher.reporting.reasons import reason_for
from quotewire_shared.messages import ArticleFetched
from quotewire_shared.tracing.contract import Stage
from quotewire_shared.tracing.notebook import Notebook
from quotewire_shared.tracing.scan import Record, place_of, time_of


def tell_listing(book: Notebook, feed: FeedState, url: str | None = None) -> None:
    """Tell that *feed* lists the page now, or that *url* is the feed itself."""
    facts = {"source_id": feed.source_id, "url": feed.url}
    if feed.url == url:
        book.note(
            "named",
            "note",
            f"This is the address of source {feed.source_id}, not of an article.",
            advice=f"`quotewire sources status {feed.source_id}` tells how it is.",
            facts=facts,
        )
        return
    text = f"Source {feed.source_id} lists it in the document that was read last."
    book.note("named", "note", text, at=_moment(feed.ok_at), facts=facts)


def tell_host(book: Notebook, host: HostState) -> None:
    """Tell that *host* asked for patience."""
    if host.until > time.time():
        book.note(
            "robots",
            "note",
            f"{host.host} is left alone until {_clock(host.until)}{_because(host.code)}.",
            facts={"host": host.host, "until": host.until},
            code=host.code,
        )
    if host.crawl_delay_s:
        book.note("robots", "note", f"{host.host} asks for {host.crawl_delay_s:g} s between two requests.")


def tell_page(book: Notebook, page: PageState, *, told: Collection[str]) -> None:
    """Tell where *page* stands; a refusal whose code is among *told* was told by its dead letter."""
    facts = _facts(page)
    if page.fetched_at is not None:
        book.note(
            "fetched",
            "done",
            f"Fetched {page.url}{_way(page)}.{_again(page)}",
            at=_moment(page.fetched_at),
            facts=facts,
        )
    if page.phase == "moved":
        text = f"{page.url} redirects to {page.moved_to}, which another domain's fetcher was asked for."
        book.note("fetched", "note", text, at=_moment(page.settled_at), facts=facts)
    elif page.phase == "refused" and page.code not in told:
        _tell_refused(book, page, facts)
    elif page.phase == "pending":
        _tell_pending(book, page, facts)
    elif page.phase == "done" and page.code:
        reason = reason_for(page.code)
        text = f"A later look failed, so it is not looked at any more: {reason.meaning} {page.reason or ''}"
        book.note("fetched", "note", text.strip(), code=page.code, facts=facts)


def tell_article(book: Notebook, hit: Record) -> None:
    """Tell of one version that was published, and what the publisher reserves."""
    try:
        article = ArticleFetched.model_validate_json(hit.value or b"")
    except ValidationError as error:
        book.note("published", "unknown", f"A published page that cannot be read: {error}", at=time_of(hit))
        return
    book.learn(ids=[article.article_id], places=[place_of(hit)])
    body = article.html if article.html is not None else article.text or ""
    way = f" after {len(article.redirects)} redirects" if article.redirects else ""
    status = f"status {article.status}" if article.status else "imported"
    facts: dict[str, Any] = {
        "article_id": article.article_id,
        "canonical_url": article.canonical_url,
        "final_url": article.final_url,
        "redirects": list(article.redirects),
        "status": article.status,
        "chars": len(body),
        "lane": article.lane.value,
        "source_id": article.source_id,
        "rights": article.rights.model_dump(mode="json"),
        "place": f"{hit.topic}, partition {hit.partition}, offset {hit.offset}",
    }
    book.note(
        "published",
        "done",
        f"Published as article {article.article_id} ({status}{way}, {len(body):,} characters, {article.lane.value} "
        f"lane): {article.canonical_url}",
        at=time_of(hit),
        version_at=article.fetched_at,
        facts=facts,
    )
    rights = article.rights
    reserved = [
        name
        for name, value in (("tdm", rights.tdm), ("noai", rights.noai), ("ai", rights.ai))
        if value is True
    ]
    said = f"; the publisher reserves {' and '.join(reserved)}" if reserved else ""
    book.note("robots", "note", f"robots.txt: {article.rights.robots}{said}.", at=article.fetched_at)


def _tell_refused(book: Notebook, page: PageState, facts: dict[str, Any]) -> None:
    code = page.code or "fetch_refused"
    reason = reason_for(code)
    stage: Stage = "robots" if code.startswith("robots_") else "fetched"
    book.note(
        stage,
        "dropped",
        f"{reason.meaning} {page.reason or ''}".strip(),
        at=_moment(page.settled_at),
        code=code,
        advice=reason.advice,
        facts=facts,
    )


def _tell_pending(book: Notebook, page: PageState, facts: dict[str, Any]) -> None:
    now = time.time()
    at = _moment(max(page.next_try_at, page.fetched_at or 0.0, page.first_seen_at))
    if page.code is None:
        if page.next_try_at > now:
            text = f"It is fetched at {_clock(page.next_try_at)}."
        else:
            text = (
                "It waits for its host's turn; hosts are asked one page at a time, with a pause after each."
            )
        book.note("fetched", "waiting", text, at=at, facts=facts)
        return
    reason = reason_for(page.code)
    when = f"at {_clock(page.next_try_at)}" if page.next_try_at > now else "when its host's turn comes"
    book.note(
        "robots" if page.code.startswith("robots_") else "fetched",
        "waiting",
        f"Try {page.attempts} failed: {reason.meaning} {page.reason or ''} The next try is {when}.",
        at=at,
        code=page.code,
        advice=reason.advice,
        facts=facts,
    )


def _again(page: PageState) -> str:
    if page.phase == "done" and page.next_try_at:
        return f" It is looked at again at {_clock(page.next_try_at)}."
    return ""


def _way(page: PageState) -> str:
    return f" after {len(page.redirects)} redirects from {page.named_url}" if page.redirects else ""


def _because(code: str | None) -> str:
    return f" ({reason_for(code).meaning.rstrip('.')})" if code else ""


def _facts(page: PageState) -> dict[str, Any]:
    return {
        "page_id": page.page_id,
        "url": page.url,
        "named_url": page.named_url,
        "source_id": page.source_id,
        "phase": page.phase,
        "lane": page.lane.value,
        "attempts": page.attempts,
        "next_try_at": page.next_try_at or None,
        "fetched_at": page.fetched_at,
        "article_id": page.article_id,
        "redirects": list(page.redirects),
        "moved_to": page.moved_to,
        "reason": page.reason,
    }


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _clock(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
