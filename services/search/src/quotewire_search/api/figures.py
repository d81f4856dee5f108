"""/api/v1/speakers, sources, timeline, terms and compare: what results tell as a whole. They only translate."""

from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Path, Query

from quotewire_search.api import examples
from quotewire_search.api.parameters import (
    VERSION,
    CompareRequest,
    SpeakersRequest,
    TermsRequest,
    TimelineRequest,
)
from quotewire_search.comparing import sides
from quotewire_search.history import Timeline
from quotewire_search.index import SearchIndex
from quotewire_search.people import SourcePage, SpeakerDetail, SpeakerPage
from quotewire_search.problems import documented
from quotewire_search.request import SearchRequest
from quotewire_search.significance import Comparison, Terms

MAX_NAME_CHARS: Final = 1_024

NamePath = Annotated[
    str,
    Path(
        description="The speaker's whole name, or another form of it; case and accents do not matter.",
        examples=["Ama Boateng"],
        max_length=MAX_NAME_CHARS,
    ),
]


def people_routes(index: SearchIndex) -> APIRouter:
    """Make the routes that tell of speakers and outlets."""
    router = APIRouter(prefix=VERSION)

    @router.get(
        "/speakers",
        tags=["speakers"],
        summary="Speakers of what is found",
        responses={**examples.of(examples.SPEAKERS), **documented(422, 503)},
    )
    async def search_speakers(request: Annotated[SpeakersRequest, Query()]) -> SpeakerPage:
        """Who said what is asked for: the speakers of the quotes that fit, with exact counts."""
        return await index.speakers(request, request.sort or "quotes")

    @router.get(
        "/speakers/{name:path}",
        tags=["speakers"],
        summary="One speaker",
        responses={**examples.of(examples.SPEAKER), **documented(404, 422, 503)},
    )
    async def read_speaker(name: NamePath) -> SpeakerDetail:
        """One speaker: roles over time, who quotes them, what they speak about, what they said last."""
        speaker = await index.speaker(name)
        if speaker is None:
            raise HTTPException(
                404,
                "Nobody of this name is quoted here. Write the whole name, or look for parts of it: /api/v1/speakers?speaker=…",
            )
        return speaker

    @router.get(
        "/sources",
        tags=["sources"],
        summary="Outlets of what is found",
        responses={**examples.of(examples.SOURCES), **documented(422, 503)},
    )
    async def search_sources(request: Annotated[SearchRequest, Query()]) -> SourcePage:
        """The outlets of the articles that fit, by name, at most 50 in one answer; `sort` and `facets` have no effect."""
        return await index.sources(request)

    return router


def figure_routes(index: SearchIndex) -> APIRouter:
    """Make the routes that count and compare."""
    router = APIRouter(prefix=VERSION, tags=["figures"])

    @router.get(
        "/timeline",
        summary="Counts over time",
        responses={**examples.of(examples.TIMELINE), **documented(422, 503)},
    )
    async def read_timeline(request: Annotated[TimelineRequest, Query()]) -> Timeline:
        """How much of it was published when. `sort`, `limit`, `cursor` and `facets` have no effect."""
        return await index.timeline(request.of, request, request.interval, request.tz)

    @router.get(
        "/terms",
        summary="What is special about a result",
        responses={**examples.of(examples.TERMS), **documented(422, 503)},
    )
    async def read_terms(request: Annotated[TermsRequest, Query()]) -> Terms:
        """
        Words that are commoner in what is found than elsewhere; of syndicated copies one counts.

        `sort`, `limit`, `cursor` and `facets` have no effect.
        """
        return await index.terms(request.of, request)

    @router.get(
        "/compare",
        summary="Two to five searches side by side",
        responses={**examples.of(examples.COMPARISON), **documented(422, 503)},
    )
    async def compare(request: Annotated[CompareRequest, Query()]) -> Comparison:
        """
        Speakers or queries side by side over the same time, within the same filters.

        `sort`, `limit`, `cursor` and `facets` have no effect.
        """
        return await index.compare(sides(request, request.of), request.tz)

    return router
