"""
What a query says, as a tree of frozen nodes.

`str` writes a node as a query that means the same and parses to the same tree. In it OR binds tighter than standing side
by side, as in the search engines that people know: `a b OR c` is `a (b OR c)`.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

FieldName: TypeAlias = Literal[
    "speaker",
    "role",
    "about",
    "kind",
    "stance",
    "outlet",
    "lang",
    "country",
    "section",
    "source",
    "since",
    "until",
]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that must all occur, in any order; single spaces between them."""

    text: str

    def __str__(self) -> str:
        """Write the words."""
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side; in a field for names, the whole name."""

    text: str

    def __str__(self) -> str:
        """Write the phrase in quotation marks."""
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word that begins with *text*."""

    text: str

    def __str__(self) -> str:
        """Write the beginning and a star."""
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Field:
    """A condition on one field; the value holds no further fields."""

    name: FieldName
    value: "Node"
    exactly: bool = False
    """Whether a whole name means this spelling only: a facet's value does, what somebody types does not."""

    def __str__(self) -> str:
        """Write `name:value`."""
        return f"{self.name}:{_operand(self.value)}"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be so."""

    node: "Node"

    def __str__(self) -> str:
        """Write a minus before it."""
        return f"-{_operand(self.node)}"


@dataclass(frozen=True, slots=True)
class And:
    """What must all be so: two nodes at least, none of them an And, no two Words side by side."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        """Write the nodes side by side."""
        return " ".join(str(node) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Or:
    """What must be so once at least: two nodes at least, none of them an Or."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        """Write OR between the nodes."""
        return " OR ".join(_operand(node) for node in self.nodes)


Leaf: TypeAlias = Words | Phrase | Prefix
Node: TypeAlias = Leaf | Field | Not | And | Or


def all_of(nodes: list[Node]) -> Node | None:
    """Join *nodes* by "and": flat, neighbouring words as one; None where there are none."""
    flat: list[Node] = []
    for node in nodes:
        for part in node.nodes if isinstance(node, And) else (node,):
            last = flat[-1] if flat else None
            if isinstance(last, Words) and isinstance(part, Words):
                flat[-1] = Words(f"{last.text} {part.text}")
            else:
                flat.append(part)
    return And(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def any_of(nodes: list[Node]) -> Node | None:
    """Join *nodes* by "or", flat; None where there are none."""
    flat = [part for node in nodes for part in (node.nodes if isinstance(node, Or) else (node,))]
    return Or(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def negated(node: Node) -> Node:
    """Say the opposite of *node*."""
    return node.node if isinstance(node, Not) else Not(node)


def parts_of(node: Node | None) -> tuple[Node, ...]:
    """Give what must all be so for *node*."""
    if node is None:
        return ()
    return node.nodes if isinstance(node, And) else (node,)


def _operand(node: Node) -> str:
    loose = isinstance(node, And | Or) or (isinstance(node, Words) and " " in node.text)
    return f"({node})" if loose else str(node)
