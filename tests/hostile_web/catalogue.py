"""The whole web: every good publisher and every bad one, from three numbers."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tests.hostile_web import bad_feeds, bad_pages, bad_wild, good_feeds, good_odd, good_pages, good_wild
from tests.hostile_web.maker import Maker
from tests.hostile_web.site import Site, SourceRow


@dataclass(frozen=True, slots=True)
class Plan:
    """What a web is made of; the same plan gives the same web, in any process."""

    port: int
    """Where all hosts listen."""
    blocked_port: int
    """Where something listens that must not be asked."""
    hosts: int = 0
    """At least so many hosts: plain papers are added to the catalogue's own."""
    seed: int = 1
    started_at: float = 0.0
    """Seconds since 1970; what its articles' times are counted from."""


@dataclass(frozen=True, slots=True)
class Web:
    """Hosts, and where nobody must come."""

    plan: Plan
    network: str
    """The addresses that a fetcher may be allowed, as CIDR."""
    sites: tuple[Site, ...]

    @property
    def sources(self) -> list[SourceRow]:
        """Every source of the sources file."""
        return [row for site in self.sites for row in site.sources]

    @property
    def canaries(self) -> list[tuple[str, int]]:
        """Addresses that listen and must never be connected to."""
        inside = next(site for site in self.sites if site.name == "links-inside")
        own = [("127.0.0.1", self.plan.port), ("::1", self.plan.port)]
        return [*own, (inside.host, self.plan.blocked_port)]

    def sources_json(self) -> list[dict[str, str]]:
        """Write the sources file's list."""
        return [
            {
                "id": row.id,
                "name": row.name,
                "url": row.url,
                **({"kind": row.kind} if row.kind else {}),
                **({"home": row.home} if row.home else {}),
            }
            for row in self.sources
        ]


def build_web(plan: Plan) -> Web:
    """Make the web of *plan*."""
    net = 20 + plan.seed % 200
    small = _fill(plan, net, extra=0)
    return small if len(small.sites) >= plan.hosts else _fill(plan, net, extra=plan.hosts - len(small.sites))


def _fill(plan: Plan, net: int, *, extra: int) -> Web:
    maker = Maker(port=plan.port, net=net, seed=plan.seed, now=datetime.fromtimestamp(plan.started_at, UTC))
    good_feeds.add_all(maker, extra)
    good_pages.add_all(maker)
    good_odd.add_all(maker)
    good_wild.add_all(maker)
    bad_feeds.add_all(maker)
    bad_wild.add_all(maker)
    bad_pages.add_all(maker, blocked_port=plan.blocked_port)
    # Good and bad ones stand mixed in the sources file.
    order = list(maker.sites)
    maker.random.shuffle(order)
    return Web(plan, f"127.{net}.0.0/16", tuple(order))
