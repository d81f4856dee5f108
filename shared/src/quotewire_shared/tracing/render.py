"""Lays the life of an article out for a person. What feeds and servers said is shown without its control characters."""

from datetime import UTC
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from quotewire_shared.tracing.contract import Finding
from quotewire_shared.tracing.life import Life, sum_up

MOST_CHARS: Final = 600
STYLES: Final = {
    "done": "green",
    "waiting": "yellow",
    "dropped": "bold red",
    "unknown": "magenta",
    "missing": "dim",
    "note": "dim",
}


def clean(text: str, most: int = MOST_CHARS) -> str:
    """Give *text* on one line, cut, without control characters: a feed must not drive somebody's terminal."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return plain if len(plain) <= most else f"{plain[:most]}…"


def render(life: Life) -> RenderableType:
    """Show *life* as a table, oldest first, then what was looked for in vain and how far, and what it comes to."""
    table = Table("when (UTC)", "step", "by", "what", box=None, header_style="bold", pad_edge=False)
    table.columns[0].no_wrap = True
    for finding in (finding for finding in life.findings if finding.outcome != "missing"):
        when = f"{finding.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if finding.at else ""
        word = finding.stage if finding.outcome in ("done", "note") else f"{finding.stage}: {finding.outcome}"
        table.add_row(when, Text(word, STYLES.get(finding.outcome, "")), finding.service, _words(finding))
    head = Text(clean(life.query.asked))
    ids = Text(f"ids: {', '.join(life.query.ids)}" if life.query.ids else "")
    parts: list[RenderableType] = [head, ids, ""]
    if table.row_count:
        parts += [table, ""]
    missing = [finding for finding in life.findings if finding.outcome == "missing"]
    parts += [Text(f"- {clean(finding.text)}", "dim") for finding in missing]
    parts += [""] if missing else []
    return Group(*parts, Text(clean(sum_up(life), 2_000), "bold"))


def _words(finding: Finding) -> Text:
    words = Text(f"{finding.code}: " if finding.code else "", "bold")
    words.append(clean(finding.text), "not bold dim" if finding.outcome == "note" else "not bold")
    if finding.advice:
        words.append(f"\nWhat to do: {clean(finding.advice)}", "italic not bold")
    return words
