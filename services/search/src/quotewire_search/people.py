"""What search tells of speakers and of sources: shapes of the API, which page and terminal show too."""

from typing import Literal

from pydantic import AwareDatetime, Field

from quotewire_search.answers import Facet, FacetValue, Page, QuoteItem, Shape
from quotewire_search.history import Timeline
from quotewire_search.significance import Term

SpeakerOrder = Literal["quotes", "name"]
"""The most quoted first, or by name."""


class SpeakerSummary(Shape):
    """One speaker among those who said what was asked for."""

    name: str = Field(description="Full name, as the articles give it most often.")
    type: str | None = Field(default=None, description="person, organization, place, group or document.")
    named: bool | None = Field(default=None, description='False for "a senior official".')
    roles: tuple[FacetValue, ...] = Field(default=(), description="The commonest roles, at most three.")
    quotes: int = Field(ge=0, description="Quotes among the results.")
    publishers: int = Field(ge=0, description="Outlets that quote the speaker.")
    first_at: AwareDatetime = Field(description="Time of the earliest of these quotes.")
    last_at: AwareDatetime = Field(description="Time of the latest.")


class SpeakerPage(Page):
    """Some speakers, the most quoted first."""

    items: tuple[SpeakerSummary, ...] = ()


class RoleSpan(Shape):
    """A role, and from when to when the news gave it."""

    role: str
    count: int = Field(ge=0)
    first_at: AwareDatetime
    last_at: AwareDatetime


class SpeakerDetail(Shape):
    """One speaker: who they are in the news, what they speak about, who quotes them, what they said last."""

    name: str
    type: str | None = None
    other_names: tuple[str, ...] = Field(default=(), description="Other forms of the name in the news.")
    country: str | None = None
    quotes: int = Field(ge=0)
    articles: int = Field(ge=0)
    first_at: AwareDatetime
    last_at: AwareDatetime
    roles: tuple[RoleSpan, ...] = Field(default=(), description="The newest role first.")
    publishers: Facet = Field(description="Who quotes them.")
    about: Facet = Field(description="Whom and what their quotes name.")
    kinds: Facet
    stances: Facet
    terms: tuple[Term, ...] = Field(default=(), description="Words that are special to their quotes.")
    timeline: Timeline
    latest: tuple[QuoteItem, ...] = ()
    partial: bool = Field(default=False, description="The time was over before all was searched.")


class SourceSummary(Shape):
    """One outlet: how much of it is here, and whether it still comes."""

    publisher: str
    source_ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    articles: int = Field(ge=0)
    quotes: int = Field(ge=0)
    first_at: AwareDatetime = Field(description="When its first article was seen.")
    last_at: AwareDatetime = Field(description="When its newest article was seen.")
    last_article_id: str
    last_title: str | None = None
    usual_gap_s: float | None = Field(
        default=None, description="Median time between its articles in the last 30 days, in seconds."
    )
    health: str = Field(description="live, late (over three usual gaps silent) or silent (over ten).")
    gaps: tuple["Gap", ...] = Field(default=(), description="Its longest silences of the last 30 days.")
    days: tuple[int, ...] = Field(default=(), description="Articles of each of the last 30 days, today last.")


class Gap(Shape):
    """A silence of an outlet."""

    start: AwareDatetime
    end: AwareDatetime


class SourcePage(Page):
    """Outlets, by name."""

    items: tuple[SourceSummary, ...] = ()
