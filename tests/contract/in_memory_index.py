"""An article index without a server: what tests of handlers use, kept honest by the contract."""

from collections.abc import Sequence

from quotewire_indexer.convert import Entry
from quotewire_indexer.index import IndexRejectedError
from quotewire_shared.documents import quote_document_id, to_source, version_document_id
from quotewire_shared.errors import PermanentError
from tests.contract.article_index import NESTED_LIMIT, Documents


class InMemoryIndex:
    """Keeps the newest entry of each article, and refuses what OpenSearch would refuse."""

    def __init__(self) -> None:
        self.index = self
        self._entries: dict[str, Entry] = {}
        self._wordings: dict[str, Entry] = {}

    async def write(self, entries: Sequence[Entry]) -> list[PermanentError | None]:
        return [self._write(entry) for entry in entries]

    def _write(self, entry: Entry) -> PermanentError | None:
        name = version_document_id(entry.article.article_id, entry.wording.version)
        kept = self._wordings.get(name)
        if kept is None or kept.wording_version < entry.wording_version:
            self._wordings[name] = entry
        if entry.version < 0 or len(entry.article.actors) + len(entry.quotes) > NESTED_LIMIT:
            return IndexRejectedError("refused")
        stored = self._entries.get(entry.article.article_id)
        if stored is None or stored.version < entry.version:
            self._entries[entry.article.article_id] = entry
        return None

    async def articles(self) -> Documents:
        return {id_: (entry.version, to_source(entry.article)) for id_, entry in self._entries.items()}

    async def quotes(self) -> Documents:
        return {
            quote_document_id(id_, quote.position): (entry.version, to_source(quote))
            for id_, entry in self._entries.items()
            for quote in entry.quotes
        }

    async def versions(self) -> Documents:
        return {
            id_: (entry.wording_version, to_source(entry.wording)) for id_, entry in self._wordings.items()
        }
