"""What can be asked of search: one frozen request for the API, the page and the terminal."""

import hashlib
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    model_validator,
)
from pydantic_core import PydanticCustomError

from quotewire_search.answers import Notice
from quotewire_search.conditions import conditions_of
from quotewire_search.freshness import today
from quotewire_search.language.parsing import Parsed, parse
from quotewire_search.language.tree import Node
from quotewire_search.moments import parse_moment
from quotewire_search.widening import Widened
from quotewire_search.words import clean, clean_query, count_terms
from quotewire_shared.messages import QuoteKind

MAX_QUERY_CHARS: Final = 1_000
MAX_FILTER_CHARS: Final = 200
MAX_FILTER_TERMS: Final = 30
"""With the words of `q` and all their fields, below Lucene's 1,024 clauses."""
MAX_FILTER_VALUES: Final = 20
MAX_CURSOR_CHARS: Final = 16_000
"""By relevance a cursor names a view of every index behind the alias; there is one for each month."""
MAX_LIMIT: Final = 100

FacetName = Literal[
    "publisher",
    "speaker",
    "role",
    "kind",
    "stance",
    "language",
    "section",
    "country",
    "actor",
    "month",
]
FACETS: Final[tuple[FacetName, ...]] = get_args(FacetName)
Sort = Literal["relevance", "newest", "oldest"]
SAME: Final = {"outlet": "publisher", "lang": "language"}
"""Parameters with two names: both may be given, and mean the same."""


def _cleaned(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _cleaned_query(value: Any) -> Any:
    return clean_query(value) if isinstance(value, str) else value


def _lowered(value: Any) -> Any:
    return clean(value).lower() if isinstance(value, str) else value


def _affordable(value: str) -> str:
    found = count_terms(value)
    if found > MAX_FILTER_TERMS:
        raise PydanticCustomError(
            "too_many_words",
            "{found} words are more than a name has; write at most {terms}.",
            {"found": found, "terms": MAX_FILTER_TERMS},
        )
    return value


def _dated(value: str) -> str:
    if value:
        try:
            parse_moment(value)
        except ValueError as error:
            raise PydanticCustomError("not_a_date", "{reason}", {"reason": str(error)}) from None
    return value


def _facet_names(value: str) -> str:
    unknown = sorted(set(filter(None, value.split(","))) - set(FACETS) - {"none"})
    if unknown:
        raise PydanticCustomError(
            "unknown_facet",
            "There is no such facet. Write any of {facets}, with commas between them, or none.",
            {"facets": ", ".join(FACETS)},
        )
    return value


Words = Annotated[str, BeforeValidator(_cleaned_query)]
Name = Annotated[
    str, BeforeValidator(_cleaned_query), AfterValidator(_affordable), Field(max_length=MAX_FILTER_CHARS)
]
Value = Annotated[str, BeforeValidator(_cleaned), Field(min_length=1, max_length=MAX_FILTER_CHARS)]
Token = Annotated[str, BeforeValidator(_lowered), Field(min_length=1, max_length=MAX_FILTER_CHARS)]
Date = Annotated[str, BeforeValidator(_cleaned), AfterValidator(_dated), Field(max_length=40)]


class SearchRequest(BaseModel):
    """One search; empty fields ask for nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Words = Field(
        default="",
        max_length=MAX_QUERY_CHARS,
        description='The query language: words that must all occur, "a phrase", toll OR fee, -word, prefix*, ( ), and '
        "speaker: role: about: kind: stance: outlet: lang: country: section: since: until: with a value. "
        "Never a syntax error: what is no operator is searched as words, and `notices` tell it.",
        examples=['bridge "toll increase" -ferry speaker:boateng since:2026-11'],
    )
    speaker: Name = Field(
        default="",
        description="Who said it: any part of the name or of its other forms in the article; "
        'the whole name, exactly, in "quotation marks". Case and accents do not matter.',
        examples=["boateng"],
    )
    role: Name = Field(
        default="",
        description="Words of the speaker's role, as the text gives it.",
        examples=["prime minister"],
    )
    about: Name = Field(
        default="",
        description="A name that is spoken about. Articles: an actor in them. Quotes: named in the words or, where "
        "somebody else speaks, in the headline or the paragraph around.",
        examples=["Northgate"],
    )
    publisher: tuple[Value, ...] = Field(
        default=(),
        max_length=MAX_FILTER_VALUES,
        description="Name of the outlet, whole; case and accents do not matter. Repeat it for several.",
        examples=[["Harbour Post"]],
    )
    outlet: tuple[Value, ...] = Field(
        default=(),
        max_length=MAX_FILTER_VALUES,
        description="The same as `publisher`.",
        examples=[["Harbour Post"]],
    )
    kind: tuple[QuoteKind, ...] = Field(
        default=(),
        max_length=3,
        description="direct, mixed or indirect. Repeat it for several.",
        examples=[["direct"]],
    )
    stance: tuple[Token, ...] = Field(
        default=(),
        max_length=MAX_FILTER_VALUES,
        description="Stance of the cue: neutral, claim, deny, warn, accuse, promise, ask, demand, … Repeat it for several.",
        examples=[["deny"]],
    )
    language: tuple[Token, ...] = Field(
        default=(),
        max_length=MAX_FILTER_VALUES,
        description="ISO 639-1 code of the article's language. Repeat it for several.",
        examples=[["en"]],
    )
    lang: tuple[Token, ...] = Field(
        default=(), max_length=MAX_FILTER_VALUES, description="The same as `language`.", examples=[["en"]]
    )
    country: tuple[Value, ...] = Field(
        default=(),
        max_length=MAX_FILTER_VALUES,
        description="Country of the speaker (articles: of an actor) as the text gives it. Repeat it for several.",
        examples=[["Norway"]],
    )
    section: tuple[Value, ...] = Field(
        default=(),
        max_length=MAX_FILTER_VALUES,
        description="Section of the outlet, whole. Repeat it for several.",
        examples=[["Politics"]],
    )
    source_id: tuple[Value, ...] = Field(
        default=(),
        max_length=MAX_FILTER_VALUES,
        description="Id of a source. Repeat it for several.",
        examples=[["harbour-post"]],
    )
    since: Date = Field(
        default="",
        description="Published at this time or later (where that is unknown: first seen). 2026, 2026-11, 2026-11-24 or "
        "2026-11-24T12:00Z; UTC where no zone is given.",
        examples=["2026-11"],
    )
    until: Date = Field(
        default="",
        description="Published at this time or earlier; a day, month or year is meant to its end.",
        examples=["2026-11-24"],
    )
    sort: Sort | None = Field(
        default=None,
        description="relevance (default where q holds words; the newer first at equal match), newest (default else) "
        "or oldest.",
        examples=["newest"],
    )
    limit: int = Field(default=20, ge=1, le=MAX_LIMIT, description="Most items in the answer.", examples=[20])
    cursor: str = Field(
        default="",
        max_length=MAX_CURSOR_CHARS,
        description="`next_cursor` of the answer before, all other parameters unchanged.",
    )
    facets: Annotated[str, BeforeValidator(_lowered), AfterValidator(_facet_names)] = Field(
        default="",
        max_length=MAX_FILTER_CHARS,
        description="Which facets to count, with commas between them, or none. "
        "Default: all, and none where a cursor is given.",
        examples=["publisher,speaker"],
    )

    _widened: Widened = PrivateAttr(default_factory=Widened)

    @model_validator(mode="before")
    @classmethod
    def _join_names(cls, asked: Any) -> Any:
        """Put the values of a parameter's second name to those of its first."""
        if not isinstance(asked, dict):
            return asked
        joined = dict(asked)
        for second, first in SAME.items():
            values = joined.pop(second, ())
            if isinstance(values, list | tuple) and values:
                joined[first] = [*(joined.get(first) or ()), *values]
            elif values:
                joined[second] = values  # not a list: the field says so
        return joined

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        if self.since and self.until and parse_moment(self.since).start >= parse_moment(self.until).end:
            raise PydanticCustomError("dates_crossed", "`since` is after `until`: nothing can lie between.")
        return self

    @property
    def parsed(self) -> Parsed:
        """What `q` says, and the slips in it."""
        return _parse(self.q)

    @property
    def conditions(self) -> tuple[Node, ...]:
        """What the other parameters demand beside `q`."""
        return conditions_of(self)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What should be known about how the request was read."""
        return (*self.parsed.notices, *self._widened.notices)

    @property
    def widened(self) -> Widened:
        """Other names for those asked for, as far as they were looked up."""
        return self._widened

    def widened_by(self, widened: Widened) -> Self:
        """Give the same request with the other names known."""
        copy = self.model_copy()
        copy._widened = widened  # noqa: SLF001 - our own
        return copy

    @property
    def by_relevance(self) -> bool:
        """Whether the best match comes first: where there are words, or where it is asked for and `q` says something."""
        if self.sort in ("newest", "oldest"):
            return False
        return self.parsed.has_words or (self.sort == "relevance" and self.parsed.tree is not None)

    @property
    def wanted_facets(self) -> tuple[FacetName, ...]:
        """Facets to count, in their usual order."""
        if not self.facets:
            return () if self.cursor else FACETS
        names = self.facets.split(",")
        return tuple(name for name in FACETS if name in names)

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.model_dump(exclude={"sort", "limit", "cursor", "facets"}, exclude_defaults=True))

    def fingerprint(self, of: str) -> str:
        """Name this search over *of* (articles or quotes) by what decides its results and their order."""
        asked = self.model_dump_json(exclude={"limit", "cursor", "facets", "sort"})
        order = (
            f"relevance {today()}" if self.by_relevance else self.sort if self.sort == "oldest" else "newest"
        )
        return hashlib.sha256(f"{of} {order} {asked}".encode()).hexdigest()[:12]


@lru_cache(maxsize=256)
def _parse(q: str) -> Parsed:
    return parse(q)
