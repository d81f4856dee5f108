"""What is odd about a query as a whole."""

from quotewire_search.language.slips import Slips
from quotewire_search.language.tree import Field, Node, Not, Phrase, Words, parts_of
from quotewire_search.moments import parse_moment


def judge(q: str, tree: Node | None, slips: Slips) -> None:
    """Tell if *q* asks for nothing, only excludes, or crosses its dates."""
    parts = parts_of(tree)
    if not parts and q.strip():
        slips.note("There is no word to search for here, so everything is shown.")
    if parts and all(isinstance(part, Not) for part in parts):
        slips.note("Everything but this is shown. Add a word that must occur to find less.")
    dates = {part.name: part.value for part in parts if isinstance(part, Field)}
    since, until = dates.get("since"), dates.get("until")
    if since and until and _are_crossed(since, until):
        slips.note("since: is after until:, so nothing can lie between. Change one of the two dates.")


def _are_crossed(since: Node, until: Node) -> bool:
    first, last = (node.text for node in (since, until) if isinstance(node, Words | Phrase))
    return parse_moment(first).start >= parse_moment(last).end
