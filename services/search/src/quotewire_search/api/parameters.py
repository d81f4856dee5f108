"""What each route can be asked beyond a search: the parameters of a SearchRequest, and a few of its own."""

from functools import cache
from typing import Annotated, Final, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from quotewire_search.comparing import FEWEST, MOST
from quotewire_search.history import Interval
from quotewire_search.people import SpeakerOrder
from quotewire_search.queries import Target
from quotewire_search.request import MAX_QUERY_CHARS, SearchRequest, Words

VERSION: Final = "/api/v1"
"""Before every route; each router has it itself, so that metrics name routes whole."""
MAX_ZONE_CHARS: Final = 64


@cache
def time_zones() -> frozenset[str]:
    """List the IANA names of time zones; they are read from disk once."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in time_zones():
        raise PydanticCustomError(
            "unknown_time_zone",
            "There is no such time zone. Write an IANA name such as Europe/Berlin, or UTC.",
        )
    return name


def _not_empty(query: str) -> str:
    if not query:
        raise PydanticCustomError("empty_side", "A side is empty. Write a speaker or words for each.")
    return query


Zone = Annotated[
    str,
    AfterValidator(_known_zone),
    Field(
        max_length=MAX_ZONE_CHARS,
        description="IANA name of the time zone in which days, weeks and months begin.",
        examples=["Europe/Berlin"],
    ),
]
Of = Annotated[Target, Field(description="What is counted: quotes or articles.", examples=["quotes"])]


Side = Annotated[Words, AfterValidator(_not_empty), Field(max_length=MAX_QUERY_CHARS)]


class SpeakersRequest(SearchRequest):
    """A search whose results are told by speaker."""

    sort: SpeakerOrder | None = Field(  # type: ignore[assignment]
        default=None,
        description="quotes (default): the most quoted first, up to the 20,000th; name: by name, all of them.",
        examples=["name"],
    )


class TimelineRequest(SearchRequest):
    """A search whose results are counted over time."""

    of: Of = "quotes"
    interval: Interval | None = Field(
        default=None,
        description="hour, day, week, month, quarter or year; default: one that suits the length of time.",
        examples=["day"],
    )
    tz: Zone = "UTC"


class TermsRequest(SearchRequest):
    """A search of whose results the special words are told."""

    of: Of = "quotes"


class CompareRequest(SearchRequest):
    """Two to five searches for quotes, within the same filters."""

    of: tuple[Side, ...] = Field(
        min_length=FEWEST,
        max_length=MOST,
        description="One side of the comparison, in the query language; write it two to five times.",
        examples=[['speaker:"Ama Boateng"', "bridge toll"]],
    )
    tz: Zone = "UTC"


class ExportRequest(SearchRequest):
    """A search all of whose results are wanted."""

    format: Literal["ndjson", "csv"] = Field(
        default="ndjson",
        description="ndjson: one stored document a line, with all its fields; csv: the commonest fields, with a header.",
        examples=["ndjson"],
    )
