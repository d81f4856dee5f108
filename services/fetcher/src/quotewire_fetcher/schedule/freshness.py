"""When a published page is looked at again: often while it is fresh, for corrections come in the first hours."""

from collections.abc import Sequence

OLDEST = 2.0
"""No look comes later after the first sight than so many times the last offset, however often the page changes."""


def next_look(
    fetched_at: float,
    first_seen_at: float,
    looks: int,
    changed_at_last: float | None = None,
    *,
    after_s: Sequence[float],
) -> float | None:
    """
    Say when a page is to be looked at again, in seconds since 1970; None: not any more.

    Args:
        fetched_at: the last time that it was fetched, by a look or else.
        first_seen_at: when it was met first.
        looks: as `after_look` counts them; 0 after the first fetch.
        changed_at_last: when a look last found a change; offsets count from it then.
        after_s: offsets of the looks, growing; empty: no page is looked at again.
    """
    start = first_seen_at if changed_at_last is None else max(changed_at_last, first_seen_at)
    for offset_s in after_s[max(looks, 0) :]:
        when = start + offset_s
        # A page that waited long for its first fetch, or was fetched meanwhile for another reason, skips a look.
        if when - fetched_at >= min(offset_s, after_s[0]) / 2:
            return when if when <= first_seen_at + OLDEST * after_s[-1] else None
    return None


def after_look(looks: int, *, changed: bool) -> int:
    """
    Count a look that was made.

    A change takes half of the looks back: a page that was corrected once may be again. It never leads back to the very
    first look, or a page that is never the same twice would be fetched at the shortest distance for days.
    """
    return (looks + 1 + 1) // 2 if changed else looks + 1
