"""What search tells of time: how much was said when, and how an article changed."""

from typing import Literal

from pydantic import AwareDatetime, Field

from quotewire_search.answers import Notice, Shape

Interval = Literal["hour", "day", "week", "month", "quarter", "year"]


class Bucket(Shape):
    """One interval of a timeline."""

    start: AwareDatetime
    end: AwareDatetime = Field(description="Its end, exclusive.")
    count: int = Field(ge=0)


class Timeline(Shape):
    """Counts over time; what has no date of publication counts when it was first seen."""

    interval: Interval
    time_zone: str = Field(description="IANA name; days and months begin at its midnight.")
    total: int = Field(ge=0)
    buckets: tuple[Bucket, ...] = Field(default=(), description="In order of time, empty ones included.")
    partial: bool = Field(default=False, description="The time was over before all was searched.")
    notices: tuple[Notice, ...] = Field(
        default=(), description="What should be known about how it was searched."
    )


class ArticleVersion(Shape):
    """One version of an article as it was read."""

    version: str = Field(description="Name of this version: the first 12 hex digits of its content hash.")
    fetched_at: AwareDatetime
    modified_at: AwareDatetime | None = None
    title: str | None = None
    standfirst: str | None = None
    text: str = ""


class ArticleVersions(Shape):
    """Every version of one article that was read, the oldest first."""

    article_id: str
    items: tuple[ArticleVersion, ...] = ()
