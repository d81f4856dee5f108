"""A golden page: NAME.html beside NAME.toml, which says what a careful reader takes from it."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from quotewire_shared.messages import ArticleFetched, FeedFacts, article_id_for

FOLDER = Path(__file__).parent / "golden"
FETCHED = timedelta(hours=2)
"""From publication, or its last change, to the fetch, where a page does not say."""
SEEN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Golden:
    """One page and what is expected of it."""

    name: str
    html: str
    url: str
    fetched_at: datetime
    feed: dict[str, Any]
    title: str | None
    standfirst: str | None
    authors: tuple[str, ...]
    published: datetime | None
    modified: datetime | None
    language: str
    completeness: str
    section: str | None
    text: str
    """Paragraphs joined by blank lines, without title and standfirst."""
    absent: tuple[str, ...]
    """Words of the page that must not be in the text."""

    def message(self) -> ArticleFetched:
        """Give the page as the fetcher publishes it."""
        return ArticleFetched(
            article_id=article_id_for(self.url),
            url=self.url,
            final_url=self.url,
            canonical_url=self.url,
            source_id="golden",
            publisher=self.feed.get("publisher"),
            fetched_at=self.fetched_at,
            first_seen_at=self.fetched_at,
            status=200,
            content_type="text/html",
            charset="utf-8",
            html=self.html,
            feed=FeedFacts(**{key: value for key, value in self.feed.items() if key != "publisher"})
            if self.feed
            else None,
        )


def read_golden(path: Path) -> Golden:
    """
    Read the page at *path* (its .toml) and the .html beside it.

    Raises:
        ValueError: a field is missing, unknown, or not as it must be.
    """
    facts = tomllib.loads(path.read_text("utf-8"))
    known = {field for field in Golden.__slots__ if field not in ("name", "html")}
    if unknown := facts.keys() - known:
        raise ValueError(f"{path.name}: there is no field {', '.join(sorted(unknown))}")
    published, modified = facts.get("published"), facts.get("modified")
    latest = max((moment for moment in (published, modified) if moment), default=None)
    return Golden(
        name=path.stem,
        html=path.with_suffix(".html").read_bytes().decode("utf-8"),
        url=facts["url"],
        fetched_at=facts.get("fetched_at") or (latest + FETCHED if latest else SEEN),
        feed=facts.get("feed", {}),
        title=facts.get("title"),
        standfirst=facts.get("standfirst"),
        authors=tuple(facts.get("authors", ())),
        published=published,
        modified=modified,
        language=facts["language"],
        completeness=facts.get("completeness", "full"),
        section=facts.get("section"),
        text="\n\n".join(" ".join(part.split()) for part in facts["text"].strip().split("\n\n")),
        absent=tuple(facts.get("absent", ())),
    )


def read_all(folder: Path = FOLDER) -> list[Golden]:
    """Read every golden page of *folder*, by name."""
    return [read_golden(path) for path in sorted(folder.glob("*.toml"))]
