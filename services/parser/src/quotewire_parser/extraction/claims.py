"""What one part of a page (JSON-LD, meta tags, markup, the feed) says of its article, before anything is believed."""

from dataclasses import dataclass

from quotewire_shared.messages import ProvenanceSource


@dataclass(frozen=True, slots=True)
class Claims:
    """Raw statements of one source, the likeliest first in each field."""

    source: ProvenanceSource
    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    """Who signs the page where readers see it; what stands in `authors` is for machines."""
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    free: bool | None = None
    """False: readers have to pay. None: not said."""
    words: int | None = None
    """Length of the article in words, where the page states it."""
    body: str | None = None
    """The article's text, where the page states it apart from its markup; paragraphs by blank lines."""
