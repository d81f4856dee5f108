"""What is to be written for one version of an article, given what is stored. No I/O."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from quotewire_indexer.bulk import Action, VersionType
from quotewire_indexer.convert import Entry
from quotewire_shared.documents import QuoteDocument, quote_document_id, version_document_id

SWEPT: Final = 200
"""Positions that are looked at behind a leftover quote, or after a surprise."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a stored article."""

    version: int
    quote_count: int

    @classmethod
    def of(cls, hit: dict[str, Any]) -> Self:
        """Read a hit of OpenSearch."""
        return cls(int(hit["_version"]), int(hit.get("_source", {}).get("quote_count", 0)))


@dataclass(frozen=True, slots=True)
class Wish:
    """The version of an article that is to be written, out of those in hand."""

    entry: Entry
    most_quotes: int
    """Quotes of the version in hand that has the most: an earlier try may have left some of them behind."""

    @classmethod
    def of(cls, entries: Sequence[Entry], positions: Sequence[int]) -> Self:
        """Wish for the first of *positions*."""
        return cls(entries[positions[0]], max(len(entries[position].quotes) for position in positions))

    @property
    def id(self) -> str:
        """The article's id."""
        return self.entry.article.article_id


@dataclass(slots=True, eq=False)
class Target:
    """A version of an article on its way into its indices; `refusal` is set when OpenSearch will never take it."""

    entry: Entry
    articles_index: str
    quotes_index: str
    versions_index: str
    stored: Stored | None
    most_quotes: int
    least_version: int = 0
    """Version of a newer entry of this batch that was refused: its quotes are gone, but their places remember it."""
    refusal: str | None = None
    surprised: bool = False
    """An answer did not fit what we had looked up: somebody else is writing this article."""

    @property
    def quotes_version(self) -> int:
        """External version of the quotes' documents: the article's, unless their places remember a refused one."""
        return max(self.entry.version, self.least_version)

    @property
    def quotes_version_type(self) -> VersionType:
        """How that version is compared."""
        return "external" if self.quotes_version == self.entry.version else "external_gte"

    @property
    def id(self) -> str:
        """The article's id."""
        return self.entry.article.article_id

    @property
    def is_news(self) -> bool:
        """Tell whether it is newer than what is stored; the same version is a replay."""
        return self.stored is None or self.stored.version < self.entry.version

    def has_quote(self, document_id: str) -> bool:
        """Tell whether the stored version has the quote of that document."""
        position = int(document_id.rpartition("q")[2])
        return self.stored is not None and position <= self.stored.quote_count

    @property
    def quotes_up_to(self) -> int:
        """The last position at which a quote of any version may lie."""
        return max(self.most_quotes, len(self.entry.quotes), self.stored.quote_count if self.stored else 0)


def by_article(entries: Sequence[Entry]) -> dict[str, list[int]]:
    """Give for each article id the positions of its versions, newest first; of equal ones the first."""
    positions: dict[str, list[int]] = {}
    for position, entry in enumerate(entries):
        positions.setdefault(entry.article.article_id, []).append(position)
    for rest in positions.values():
        rest.sort(key=lambda position: -entries[position].version)
    return positions


def put_article(target: Target) -> Action:
    """Store the article."""
    return Action(target.articles_index, target.id, target.entry.version, target.entry.article)


def put_wordings(target: Target, entries: Iterable[Entry]) -> Iterator[Action]:
    """Keep the wordings of *entries*, all of the target's article; that of the stored version is there already."""
    for entry in entries:
        if target.stored is None or target.stored.version != entry.version:
            wording = entry.wording
            name = version_document_id(target.id, wording.version)
            yield Action(target.versions_index, name, entry.wording_version, wording)


def put_quotes(target: Target) -> Iterator[Action]:
    """Store the quotes."""
    return restore_quotes(target, target.entry.quotes, target.quotes_version_type)


def restore_quotes(
    target: Target, quotes: Iterable[QuoteDocument], version_type: VersionType = "external_gte"
) -> Iterator[Action]:
    """Store *quotes* over those that the target's version left."""
    for quote in quotes:
        name = quote_document_id(target.id, quote.position)
        yield Action(target.quotes_index, name, target.quotes_version, quote, version_type)


def delete_stale_quotes(target: Target) -> Iterator[Action]:
    """Delete the quotes that the target's version no longer has."""
    after = len(target.entry.quotes)
    return delete_quotes(target, after, target.quotes_version_type)


def delete_quotes(target: Target, after: int, version_type: VersionType = "external_gte") -> Iterator[Action]:
    """Delete the quotes behind position *after*, up to the last that any known version had."""
    for position in range(after + 1, target.quotes_up_to + 1):
        name = quote_document_id(target.id, position)
        yield Action(target.quotes_index, name, target.quotes_version, None, version_type)


def delete_surplus(target: Target, stored: Stored) -> Iterator[Action]:
    """Delete the quotes that *stored*, which stays, does not have, and that *target*'s versions may have written."""
    for position in range(stored.quote_count + 1, target.quotes_up_to + 1):
        name = quote_document_id(target.id, position)
        yield Action(target.quotes_index, name, stored.version, None, "external_gte")


@dataclass(frozen=True, slots=True)
class Leftover:
    """
    Where quotes may lie that no stored version has, and that we do not know of.

    Another process may write an older version of the article (it came in another lane) between our look-up and our
    write. Either its quotes are there when we look, after our article is stored; or it meets our article when it stores
    its own, and then takes its quotes back itself. As a rule its quotes lie in a row, and one position tells whether
    there are any; where an answer surprised us, positions far behind are looked at too.
    """

    quotes_index: str
    article_id: str
    after: int
    """The last position that was dealt with."""
    width: int
    """How many positions behind it to look at."""
    version: int
    """Version of the stored article; quotes of a newer one stay."""

    @classmethod
    def of(cls, target: Target) -> Self:
        """Look behind all positions that *target* knows of."""
        width = SWEPT if target.surprised else 1
        return cls(target.quotes_index, target.id, target.quotes_up_to, width, target.quotes_version)

    @property
    def places(self) -> list[tuple[str, str]]:
        """Index and id of each quote that may be there."""
        positions = range(self.after + 1, self.after + self.width + 1)
        return [(self.quotes_index, quote_document_id(self.article_id, position)) for position in positions]

    def rest(self) -> "Leftover":
        """Look behind those."""
        return replace(self, after=self.after + self.width, width=SWEPT)
