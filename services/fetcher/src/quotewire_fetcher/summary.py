"""What a single run did: printed at its end."""

from dataclasses import dataclass, field

from quotewire_fetcher.pages.handler import PageOutcome


@dataclass(slots=True)
class Summary:
    """What one run did."""

    sources: int = 0
    feeds_ok: int = 0
    feeds_failed: dict[str, str] = field(default_factory=dict)
    """Source id -> code."""
    pages_published: int = 0
    pages_unchanged: int = 0
    pages_buried: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    """Code -> dead letters."""

    def note_page(self, outcome: PageOutcome, code: str) -> None:
        """Count what became of a page."""
        if outcome == "published":
            self.pages_published += 1
        elif outcome == "unchanged":
            self.pages_unchanged += 1
        elif outcome == "buried":
            self.pages_buried += 1
            self.reasons[code] = self.reasons.get(code, 0) + 1
