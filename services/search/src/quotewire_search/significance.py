"""What search tells of a result as a whole: the words special to it, and results side by side."""

from dataclasses import dataclass

from pydantic import Field

from quotewire_search.answers import Facet, Notice, Shape
from quotewire_search.history import Timeline
from quotewire_search.request import SearchRequest


class Term(Shape):
    """A word or name that is commoner in a result than elsewhere."""

    term: str
    score: float = Field(
        description="How special it is (JLH: how much commoner, absolutely times relatively)."
    )
    count: int = Field(ge=0, description="Documents of the sample in which it occurs.")
    background: int = Field(ge=0, description="Documents of the whole index in which it occurs.")


class Terms(Shape):
    """What is special about a result; syndicated copies count once."""

    total: int = Field(ge=0, description="Documents that fit.")
    sample: int = Field(ge=0, description="Documents that were looked at.")
    items: tuple[Term, ...] = ()
    partial: bool = Field(default=False, description="The time was over before all was searched.")
    notices: tuple[Notice, ...] = Field(
        default=(), description="What should be known about how it was searched."
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the speakers or queries to compare: its name for people, and what it asks."""

    label: str
    request: SearchRequest


class Side(Shape):
    """One of the speakers or queries of a comparison."""

    label: str
    q: str = Field(description="What was asked.")
    total: int = Field(ge=0)
    timeline: Timeline
    facets: dict[str, Facet] = Field(
        default_factory=dict, description="publisher, speaker, about, kind, stance."
    )
    terms: tuple[Term, ...] = ()
    partial: bool = Field(default=False, description="The time was over before all was searched.")
    notices: tuple[Notice, ...] = Field(
        default=(), description="What should be known about how it was searched."
    )


class Comparison(Shape):
    """Two to five speakers or queries side by side, over the same time."""

    items: tuple[Side, ...]
