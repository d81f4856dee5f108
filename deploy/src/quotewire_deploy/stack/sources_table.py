"""Lays out for a person how well the sources are."""

import time
from collections.abc import Mapping
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

SHOWN: Final = 10
MINUTE_S: Final = 60
HOUR_S: Final = 3_600
DAY_S: Final = 86_400


def render_sources(facts: Mapping[str, Any] | None, now: float | None = None) -> RenderableType:
    """Show *facts* (`sources.add_up`); what feeds and servers said is shown as plain text."""
    if facts is None:
        return "no fetcher runs: `quotewire sources status` reads what the last one remembered"
    now = time.time() if now is None else now
    lines: list[RenderableType] = [_counts(facts), _times(facts, now)]
    if facts["codes"]:
        lines.append("codes    " + ", ".join(f"{code} {number}" for code, number in facts["codes"].items()))
    if len(facts["fetchers"]) > 1 or any("problem" in said for said in facts["fetchers"].values()):
        lines += [_of_fetcher(name, said) for name, said in sorted(facts["fetchers"].items())]
    if facts["worst"]:
        lines += ["", _worst(facts["worst"], now)]
    return Group(*lines)


def span(seconds: float) -> str:
    """Say a duration in one or two units: 45 s, 12 min, 3 h 20 min, 5 d 2 h."""
    whole = round(abs(seconds))
    if whole < MINUTE_S:
        return f"{whole} s"
    if whole < HOUR_S:
        return f"{whole // MINUTE_S} min"
    if whole < DAY_S:
        minutes = whole % HOUR_S // MINUTE_S
        return f"{whole // HOUR_S} h" + (f" {minutes} min" if minutes else "")
    hours = whole % DAY_S // HOUR_S
    return f"{whole // DAY_S} d" + (f" {hours} h" if hours else "")


def _counts(facts: Mapping[str, Any]) -> str:
    parts = [
        f"{facts[name]:,} {name.replace('_', ' ')}" for name in ("ok", "failing", "parked", "never_polled")
    ]
    parts += [f"{facts['hubs']:,} pushed by a hub"] if facts["hubs"] else []
    return f"sources  {facts['sources']:,}: {', '.join(parts)}"


def _times(facts: Mapping[str, Any], now: float) -> str:
    due, oldest = facts["next_due_at"], facts["oldest_overdue"]
    if oldest is not None:
        return (
            f"due      {facts['overdue']:,} are overdue; {oldest['source_id']} for longest, "
            f"by {span(now - oldest['due_at'])}"
        )
    if due is None:
        return "due      none"
    return f"due      next in {span(due - now)}" if due > now else "due      now"


def _of_fetcher(name: str, said: Mapping[str, Any]) -> Text:
    if "problem" in said:
        return Text(f"{name}: does not tell ({_plain(said['problem'])})", "red")
    return Text(f"{name}: {said['sources']:,} sources, {said['failing'] + said['parked']:,} failing")


def _worst(worst: list[Mapping[str, Any]], now: float) -> RenderableType:
    table = Table("failing source", "code", "failures", "last good", "next", box=None, header_style="bold")
    for entry in worst[:SHOWN]:
        good = f"{span(now - entry['ok_at'])} ago" if entry.get("ok_at") else "never"
        wait_s = entry["next_due_at"] - now
        table.add_row(
            Text(_plain(entry["source_id"])),
            Text(_plain(entry["code"] or "-"), "red" if entry["health"] == "parked" else ""),
            str(entry["failures"]),
            good,
            f"in {span(wait_s)}" if wait_s > 0 else "now",
        )
    if len(worst) > SHOWN:
        return Group(table, "more: quotewire sources status --failing")
    return table


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in str(text))[:200]
