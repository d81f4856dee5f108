"""An invented world of publishers for the schedule's simulation: hosts, feeds, rates, slow answers, outages."""

import math
import random
import zlib
from dataclasses import dataclass, field

from quotewire_fetcher.schedule.week_profile import DAY_S, HOUR_S

FEEDS_OF_A_HOST = 1.3
"""Exponent of the Pareto law of feeds per host: most hosts have one or two, a few have thousands."""
MOST_FEEDS_OF_A_HOST = 3_000
MEDIAN_RATE_A_DAY = 2.0
RATE_SPREAD = 1.5
"""New entries a day of a feed are log-normal: a mean of 6 a day, one feed of a hundred above 60."""
MEDIAN_ANSWER_S = 0.3
SLOW_SHARE, DEAD_SHARE, CRAWL_DELAY_SHARE = 0.02, 0.01, 0.05
"""Hosts that take 5 to 25 s for each answer, that never answer, and that ask for a pause of 5 to 30 s."""
NO_ANSWER_S = 10.0
"""A host that is away takes as long as the time-out of a connection."""
PAUSE_S = 1.0
OUTAGES_A_DAY = 1 / 30
OUTAGE_S = 1_800.0
BIG_OUTAGE_SHARE = 0.1
BIG_OUTAGE_S = 1_200.0
"""One network goes away with a tenth of all hosts, in the middle of what is measured."""


@dataclass(slots=True)
class HostModel:
    """A host: how fast it answers, and when it does not."""

    name: str
    answer_s: float
    pause_s: float
    dead: bool
    away: list[tuple[float, float]] = field(default_factory=list)

    def is_away(self, now: float) -> bool:
        """Tell whether nothing comes back now."""
        return self.dead or any(start <= now < end for start, end in self.away)

    @property
    def usual_s(self) -> float:
        """Seconds for which a request and its pause take the host, when all is well."""
        return self.answer_s + self.pause_s

    def draw_s(self, rng: random.Random, now: float) -> float:
        """Draw how long one request takes."""
        if self.is_away(now):
            return NO_ANSWER_S
        return min(self.answer_s * rng.lognormvariate(0.0, 0.5), 30.0)


@dataclass(slots=True)
class FeedModel:
    """A feed: how much it publishes, and when in the day."""

    id: str
    host: HostModel
    rate_s: float
    busy_from: int
    conditional: bool
    ttl_s: float

    def activity(self, when: float) -> float:
        """Give the multiple of the mean rate: most comes within twelve hours of the day."""
        return 1.75 if (int(when // HOUR_S) - self.busy_from) % 24 < 12 else 0.25  # noqa: PLR2004 - half a day

    def draw_entries(self, rng: random.Random, start: float, end: float) -> list[float]:
        """Draw the times of the entries from *start* to *end*: a Poisson process, by thinning (Lewis & Shedler 1979)."""
        most, times, when = 1.75 * self.rate_s, [], start
        while (when := when + rng.expovariate(most)) < end:
            if rng.random() < self.activity(when) / 1.75:
                times.append(when)
        return times


def hosts_of(
    process: int, processes: int, feeds: int, *, begin: float, seed: int
) -> list[tuple[HostModel, int]]:
    """Make the hosts that *process* of *processes* owns, with their numbers of feeds; *feeds* in all processes."""
    rng = random.Random(seed)
    mine: list[tuple[HostModel, int]] = []
    made = number = 0
    while made < feeds:
        count = min(int(rng.paretovariate(FEEDS_OF_A_HOST)), MOST_FEEDS_OF_A_HOST, feeds - made)
        host = _host(f"news{number}.example", rng, begin)
        if zlib.crc32(host.name.encode()) % processes == process:
            mine.append((host, count))
        made += count
        number += 1
    return mine


def feeds_of(host: HostModel, count: int, rng: random.Random) -> list[FeedModel]:
    """Make the feeds of *host*; feeds of one host publish in the same hours."""
    busy_from = rng.randrange(24)
    median_s = MEDIAN_RATE_A_DAY / DAY_S
    return [
        FeedModel(
            f"{host.name}-{number}",
            host,
            median_s * rng.lognormvariate(0.0, RATE_SPREAD),
            busy_from,
            conditional=rng.random() < 0.7,  # noqa: PLR2004 - share of feeds with validators
            ttl_s=rng.choice((0.0, 0.0, 0.0, 3_600.0)),
        )
        for number in range(count)
    ]


def _host(name: str, rng: random.Random, begin: float) -> HostModel:
    kind = rng.random()
    answer_s = min(MEDIAN_ANSWER_S * rng.lognormvariate(0.0, 0.9), 5.0)
    if kind < SLOW_SHARE:
        answer_s = rng.uniform(5.0, 25.0)
    pause_s = rng.uniform(5.0, 30.0) if rng.random() < CRAWL_DELAY_SHARE else PAUSE_S
    host = HostModel(name, answer_s, pause_s, dead=SLOW_SHARE <= kind < SLOW_SHARE + DEAD_SHARE)
    when = begin - DAY_S
    while (when := when + rng.expovariate(OUTAGES_A_DAY / DAY_S)) < begin + DAY_S:
        host.away.append((when, when + OUTAGE_S * math.exp(rng.gauss(0.0, 1.0))))
    if rng.random() < BIG_OUTAGE_SHARE:
        middle = begin + 1.5 * HOUR_S
        host.away.append((middle, middle + BIG_OUTAGE_S))
    return host
