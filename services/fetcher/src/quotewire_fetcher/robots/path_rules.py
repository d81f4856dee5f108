"""Path patterns with "*" and "$", the longest one deciding, as RFC 9309 has them; matched by protego."""

from collections.abc import Iterable

from protego import Protego

Rule = tuple[bool, str]
"""A yes or no, and the pattern of paths that it is said of."""

_EVERYTHING = frozenset(["/", "*", "/*"])


class PathRules:
    """Which paths may be asked for; without a rule all may. Of two rules of one length the allowing one counts."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Compile *rules*: whether each allows, and its pattern."""
        kept = [(allows, pattern) for allows, pattern in rules if pattern]
        self._constant: bool | None = None
        if all(allows for allows, _ in kept):
            self._constant = True
        elif not any(allows for allows, _ in kept) and any(pattern in _EVERYTHING for _, pattern in kept):
            self._constant = False
        else:
            lines = [f"{'Allow' if allows else 'Disallow'}: {pattern}" for allows, pattern in kept]
            self._matcher = Protego.parse("\n".join(["User-agent: *", *lines]))

    def allow(self, url: str) -> bool:
        """Tell whether *url* may be asked for; what is no address may not."""
        if self._constant is not None:
            return self._constant
        try:
            return bool(self._matcher.can_fetch(url, "*"))
        except ValueError:
            return False


class PathMarks:
    """What was said of paths: yes, no, or nothing. Of two statements of one length the yes counts."""

    def __init__(self, marks: Iterable[Rule]) -> None:
        """Compile *marks*: the statement, and the pattern of paths that it is made of."""
        marks = tuple(marks)
        self._stated = PathRules((False, pattern) for _, pattern in marks)
        self._marked = PathRules(marks)

    def of(self, url: str) -> bool | None:
        """Give the statement on *url*; None where none was made."""
        return None if self._stated.allow(url) else self._marked.allow(url)
