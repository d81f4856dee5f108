"""One host: what it serves, and what it expects of whoever reads it."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.hostile_web.http import HTML, Ask, Reply, Route, always, answer
from tests.hostile_web.stories import Story

ROBOTS = "User-agent: *\nDisallow: /private/\n"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article that must be published, exactly once."""

    marker: str
    phrase: str
    """Words that the published page must contain: it was decoded as it was meant."""
    canonical_url: str | None = None
    """None: not judged."""
    rights: tuple[tuple[str, object], ...] = ()
    """Fields of `rights` that must be so."""
    optional: bool = False
    """Published once or not at all."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source of the sources file, with the code that its record must show at the end; None: all is well."""

    id: str
    name: str
    url: str
    kind: str | None
    codes: frozenset[str] | None = None
    home: str | None = None
    leads_on: bool = False
    """Whether the address only leads to the feed, so that it need not be polled itself."""
    any_code: bool = False
    """Whether it may end with any code or with none."""


@dataclass
class Site:
    """One host. Its routes are asked by path and query, then by path alone, then `fallback`."""

    name: str
    host: str
    port: int
    now: datetime
    routes: dict[str, Route] = field(default_factory=dict)
    fallback: Route | None = None
    listens: bool = True
    tls: bool = False
    crawl_delay_s: float = 0.0
    asked: Counter[str] = field(default_factory=Counter)
    delivered: Counter[str] = field(default_factory=Counter)
    """Good answers that were sent to their end."""

    versions: list[Version] = field(default_factory=list)
    refused: dict[str, frozenset[str]] = field(default_factory=dict)
    """Address → codes, one of which its dead letter must carry."""
    sources: list[SourceRow] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    """Beginnings of targets that robots.txt disallows."""
    polled: set[str] = field(default_factory=set)
    """Paths of documents that are read again and again: feeds, sitemaps, front pages."""
    single_paths: list[str] = field(default_factory=list)
    """Paths that are one page whatever query a feed puts behind them: fetched once for each version."""
    never_asked: list[str] = field(default_factory=list)
    """Beginnings of targets that must not be asked for another reason than robots.txt."""
    unjudged_validators: bool = False
    """Whether this host's feed may be asked without a condition."""
    free: bool = False
    """Whether it may also publish what nobody expects, each marker once."""
    may_refuse: bool = False
    """Whether its feed may lead to dead letters that nobody expects."""

    def __post_init__(self) -> None:
        self.routes["/robots.txt"] = always(answer(ROBOTS, kind="text/plain", meaning="silent"))
        self.forbidden.append("/private/")

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http{'s' if self.tls else ''}://{self.host}:{self.port}"

    def url(self, target: str) -> str:
        """Write an address on this host."""
        return f"{self.origin}{target}"

    def reply(self, ask: Ask) -> Reply:
        """Answer *ask*."""
        route = self.routes.get(ask.target) or self.routes.get(ask.path) or self.fallback
        return route(ask) if route else answer("not here", status=404, kind="text/plain")

    # Filling it

    def robots(self, text: str, **values: object) -> None:
        """Serve *text* as robots.txt."""
        self.routes["/robots.txt"] = always(
            answer(text, kind="text/plain", meaning="silent", **values)  # type: ignore[arg-type]
        )

    def source(
        self,
        target: str = "/feed",
        kind: str | None = None,
        *,
        codes: str = "",
        tag: str = "",
        **values: Any,
    ) -> None:
        """List a source; *codes*, parted by blanks, are what it must end with."""
        name = self.name + (f"-{tag}" if tag else "")
        url = target if "://" in target else self.url(target)
        wanted = frozenset(codes.split()) or None
        if url.startswith(self.origin):
            self.polled.add(url.removeprefix(self.origin))
        self.sources.append(SourceRow(name, f"The {name} paper", url, kind, wanted, **values))

    def article(
        self,
        target: str,
        story: Story,
        *,
        version: str = "v1",
        canonical: str | None = None,
        rights: tuple[tuple[str, object], ...] = (),
        optional: bool = False,
    ) -> Version:
        """Expect *story* to be published of *target*."""
        made = Version(
            self.marker(target, version),
            story.phrase,
            None if canonical == "" else self.url(canonical or target),
            rights,
            optional,
        )
        self.versions.append(made)
        return made

    def marker(self, target: str, version: str = "v1") -> str:
        """Name a version of a page."""
        return f"hw:{self.name}{target}#{version}"

    def page(self, target: str, story: Story, version: str = "v1", *, head: str = "") -> str:
        """Write *story* as a page with its marker."""
        return story.html(marker=self.marker(target, version), head=head)

    def add_page(self, target: str, story: Story, *, head: str = "", **values: object) -> None:
        """Serve *story* at *target* and expect it."""
        self.routes[target] = validated(lambda _ask: (self.page(target, story, head=head).encode(), "v1"))
        self.article(target, story, **values)  # type: ignore[arg-type]

    def refuse(self, target: str, codes: str, route: Route | Reply | None = None) -> None:
        """Serve something bad at *target* and expect a dead letter with one of *codes*."""
        url = target if "://" in target else self.url(target)
        self.refused[url] = frozenset(codes.split())
        if route is not None:
            self.routes[target] = always(route) if isinstance(route, Reply) else route


def validated(
    build: Callable[[Ask], tuple[bytes, str]],
    *,
    kind: str = HTML,
    etag: bool = True,
    modified: bool = True,
    weak: bool = False,
    headers: dict[str, str] | None = None,
) -> Route:
    """Serve what *build* gives (body, version) with validators done right: 304 for whoever has it already."""
    dates: dict[str, str] = {}

    def route(ask: Ask) -> Reply:
        body, version = build(ask)
        digest = hashlib.sha256(body).hexdigest()[:20]
        born = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=len(dates))
        named = dict(headers or {})
        if etag:
            named["ETag"] = f'{"W/" if weak else ""}"{digest}"'
        if modified:
            named["Last-Modified"] = dates.setdefault(digest, format_datetime(born, usegmt=True))
        given_tag, given_date = ask.headers.get("if-none-match"), ask.headers.get("if-modified-since")
        has_it = (
            given_tag == named.get("ETag")
            if given_tag and etag
            else (modified and given_date is not None and given_date == named["Last-Modified"])
        )
        if has_it:
            return answer(b"", status=304, kind="", version=version, headers=named)
        return answer(body, kind=kind, version=version, headers=named)

    return route
