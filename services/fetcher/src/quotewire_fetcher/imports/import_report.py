"""What became of an import: counted as it goes, told at its end."""

from collections import Counter
from dataclasses import dataclass, field

from quotewire_fetcher.imports.import_entries import Broken, PassedOver, Taken
from quotewire_shared.messages import ArticleFetched

MOST_REASONS = 30
"""A hostile archive may give a thousand statuses."""


@dataclass
class Report:
    """Counts of one import."""

    articles: int = 0
    addresses: int = 0
    skipped: int = 0
    """Candidates before the place where it was to begin."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """By reason."""
    failed: Counter[str] = field(default_factory=Counter)
    """By reason."""
    settled: int = 0
    """Candidates, counted from the first of all, of which every one is done: where another run may go on."""

    @property
    def done(self) -> int:
        """What was imported, or would be."""
        return self.articles + self.addresses

    @property
    def failures(self) -> int:
        """What could not be imported."""
        return self.failed.total()

    def count_taken(self, item: Taken) -> None:
        """Count what was sent."""
        if isinstance(item, ArticleFetched):
            self.articles += 1
        else:
            self.addresses += 1

    def count_left(self, item: PassedOver | Broken) -> None:
        """Count what was not."""
        (self.failed if isinstance(item, Broken) else self.passed_over)[item.code] += 1

    def lines(self, *, dry_run: bool) -> list[str]:
        """Say it: the sum first, then the parts."""
        verb = "would be imported" if dry_run else "imported"
        lines = [f"{self.done:,} {verb}, {self.failures:,} failed."]
        if self.addresses:
            lines.append(f"  {verb}: {self.articles:,} articles, {self.addresses:,} addresses to fetch")
        if self.skipped:
            lines.append(f"  skipped: {self.skipped:,}")
        for name, reasons in (("passed over", self.passed_over), ("failed", self.failed)):
            if reasons:
                parts = [f"{count:,} {reason}" for reason, count in reasons.most_common(MOST_REASONS)]
                if len(reasons) > MOST_REASONS:
                    parts.append(f"{len(reasons) - MOST_REASONS:,} other reasons")
                lines.append(f"  {name}: {', '.join(parts)}")
        return lines
