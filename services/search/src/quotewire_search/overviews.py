"""What search tells of results as a whole: speakers, outlets, counts over time, special words, comparisons."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from quotewire_search import comparing, sources, speakers
from quotewire_search import speaker as one_speaker
from quotewire_search import terms as special_terms
from quotewire_search import timeline as over_time
from quotewire_search.clauses import Clause
from quotewire_search.cluster import Cluster
from quotewire_search.cursor import Place, SortValue, decode_cursor, encode_cursor
from quotewire_search.errors import BadCursorError
from quotewire_search.facets import read_facets
from quotewire_search.history import Interval, Timeline
from quotewire_search.paging import notices_of
from quotewire_search.people import SourcePage, SpeakerDetail, SpeakerOrder, SpeakerPage
from quotewire_search.queries import Target, articles_body, fitting, quotes_body
from quotewire_search.request import SearchRequest
from quotewire_search.settings import SearchSettings
from quotewire_search.significance import Asked, Comparison, Side, Terms
from quotewire_search.words import RUN
from quotewire_shared.settings import OpenSearchSettings

UTC_NAME: Final = "UTC"
Figures = TypeVar("Figures", Timeline, Terms, Side)


class Overviews:
    """Asks *cluster* for figures; see SearchIndex for what each method promises."""

    def __init__(
        self,
        cluster: Cluster,
        place: OpenSearchSettings,
        settings: SearchSettings,
        widen: Callable[[SearchRequest], Awaitable[SearchRequest]],
        now: Callable[[], datetime],
    ) -> None:
        """Learn other names by *widen*, and the time by *now*."""
        self._cluster = cluster
        self._aliases: dict[Target, str] = {"quotes": place.quotes_alias, "articles": place.articles_alias}
        self._settings = settings
        self._widen = widen
        self._now = now

    async def speakers(self, request: SearchRequest, order: SpeakerOrder) -> SpeakerPage:
        """Find the speakers of the quotes that fit."""
        fingerprint = request.fingerprint(f"speakers by {order}")
        place = _place(request, fingerprint, (int, str) if order == "quotes" else (str,))
        body = self._body("quotes", request)
        query, facets = fitting(request, "quotes"), body.get("aggs", {})
        search = partial(self._cluster.search, self._aliases["quotes"])
        further: Place | None = None
        if order == "name":
            asked = speakers.by_name(query, facets, place, request.limit)
            answer = await search(asked, fields=speakers.BY_NAME)
            names = speakers.read_names(answer)
            if len(names) > request.limit:
                names = names[: request.limit]
                further = Place(after=(names[-1],))
            total, notices = speakers.total_of(answer)
        else:
            view = place.view
            if request.cursor:
                view = view or await self._cluster.open_view(self._aliases["quotes"])
                if view is None:
                    return SpeakerPage(total=0)
                search = partial(self._cluster.search_view, view)
            answer = await search(speakers.ranking(query, facets))
            ranked = speakers.read_ranking(answer)
            names, further = speakers.page_of(ranked, place, request.limit, view)
            total, notices = speakers.total_of(answer, len(ranked))
        figures = await search(speakers.figures(query, names)) if names else {}
        if request.cursor and order == "quotes" and further is None and view:
            await self._cluster.close_view(view)
        slow = bool(answer.get("timed_out") or figures.get("timed_out"))
        return SpeakerPage(
            total=total,
            items=speakers.read_figures(figures, names),
            facets=read_facets(answer, request.wanted_facets, self._settings.facet_values),
            next_cursor=encode_cursor(fingerprint, further) if further and not slow else None,
            notices=(*request.notices, *notices, *notices_of(partial=slow)),
            partial=slow,
        )

    async def speaker(self, name: str) -> SpeakerDetail | None:
        """Tell of one speaker."""
        alias = self._aliases["quotes"]
        if not name.strip() or len(name) > one_speaker.MAX_NAME_CHARS:
            return None
        ways = [one_speaker.same_name(name), one_speaker.other_name(name), *(await self._as_asked(name))]
        answers = await self._cluster.search_all([(alias, one_speaker.who_is(way)) for way in ways])
        found = next(filter(None, map(one_speaker.read_name, answers)), None)
        if found is None:
            return None
        query = one_speaker.same_name(found)
        portrait = await self._cluster.search(alias, one_speaker.portrait(query))
        reach = over_time.read_reach(portrait.get("aggregations", {}))
        interval = over_time.interval_for(reach)
        counted, special = await self._cluster.search_all(
            [
                (alias, _counting(query, over_time.count_aggregations(interval, UTC_NAME))),
                (alias, special_terms.terms_body("quotes", query)),
            ]
        )
        return one_speaker.read_portrait(
            portrait,
            over_time.read_timeline(counted, reach, interval, UTC_NAME),
            special_terms.read_terms(special, SearchRequest.model_construct(speaker=found)).items,
        )

    async def sources(self, request: SearchRequest) -> SourcePage:
        """Tell of the outlets of the articles that fit."""
        fingerprint = request.fingerprint("sources")
        place = _place(request, fingerprint, (str,))
        limit, now = min(request.limit, sources.MOST_A_PAGE), self._now()
        query = fitting(request, "articles")
        after = str(place.after[0]) if place.after else None
        search = partial(self._cluster.search, self._aliases["articles"])
        answer = await search(sources.page_of_names(query, after, limit), fields=sources.NAMES)
        names, total = sources.read_names(answer)
        more, names = len(names) > limit, names[:limit]
        figures = await search(sources.figures(query, names, now)) if names else {}
        slow = bool(answer.get("timed_out") or figures.get("timed_out"))
        return SourcePage(
            total=total,
            items=sources.read_figures(figures, names, now),
            next_cursor=encode_cursor(fingerprint, Place(after=(names[-1],))) if more and not slow else None,
            notices=(*request.notices, *notices_of(partial=slow)),
            partial=slow,
        )

    async def timeline(
        self, target: Target, request: SearchRequest, interval: Interval | None, time_zone: str
    ) -> Timeline:
        """Count what fits over time."""
        query, alias = fitting(request, target), self._aliases[target]
        look = await self._cluster.search(alias, _counting(query, over_time.reach_aggregations()))
        reach = over_time.read_reach(look.get("aggregations", {}))
        interval = interval or over_time.interval_for(reach)
        late = bool(look.get("timed_out"))
        if reach is None:
            empty = Timeline(interval=interval, time_zone=time_zone, total=0, partial=late)
            return _noted(empty, request)
        over_time.check_buckets(reach, interval)
        counted = await self._cluster.search(
            alias, _counting(query, over_time.count_aggregations(interval, time_zone))
        )
        found = over_time.read_timeline(counted, reach, interval, time_zone)
        # What the first look missed may lie before or after what was counted.
        return _noted(found.model_copy(update={"partial": found.partial or late}), request)

    async def terms(self, target: Target, request: SearchRequest) -> Terms:
        """Find the words that are special to what fits."""
        query = self._body(target, request)["query"]
        answer = await self._cluster.search(self._aliases[target], special_terms.terms_body(target, query))
        return _noted(special_terms.read_terms(answer, request), request)

    async def compare(self, asked: Sequence[Asked], time_zone: str) -> Comparison:
        """Put searches for quotes side by side."""
        alias, size = self._aliases["quotes"], self._settings.facet_values
        queries = [fitting(one.request, "quotes") for one in asked]
        looks = await self._cluster.search_all(
            [(alias, comparing.first_look(query, size)) for query in queries]
        )
        reaches = [reach for look in looks if (reach := over_time.read_reach(look.get("aggregations", {})))]
        reach = reaches[0] if reaches else None
        for other in reaches[1:]:
            reach = reach | other if reach else other
        interval = over_time.interval_for(reach)
        counting = over_time.count_aggregations(interval, time_zone)
        rest = await self._cluster.search_all(
            [(alias, _counting(query, counting)) for query in queries]
            + [(alias, special_terms.terms_body("quotes", query)) for query in queries]
        )
        axis = comparing.Axis(reach, interval, time_zone)
        parts = zip(asked, looks, rest[: len(asked)], rest[len(asked) :], strict=True)
        return Comparison(
            items=tuple(
                _noted(comparing.read_side(one, *answers, axis=axis, size=size), one.request)
                for one, *answers in parts
            )
        )

    def _body(self, target: Target, request: SearchRequest) -> Clause:
        build = quotes_body if target == "quotes" else articles_body
        return build(request, timeout_s=self._settings.timeout_s, facet_values=self._settings.facet_values)

    async def _as_asked(self, name: str) -> list[Clause]:
        """Accept what a search for the speaker finds: names in other spellings, and names that mean the same."""
        if not RUN.search(name):
            return []
        try:
            request = SearchRequest(q='speaker:"{}"'.format(name.replace('"', " ")))
        except ValidationError:
            return []
        query: Clause = self._body("quotes", await self._widen(request))["query"]
        return [query]


def _noted(figures: Figures, request: SearchRequest) -> Figures:
    """Say beside *figures* how *request* was read, and where the time was not enough."""
    notices = (*request.notices, *notices_of(partial=figures.partial))
    return figures.model_copy(update={"notices": notices}) if notices else figures


def _place(request: SearchRequest, fingerprint: str, kinds: Sequence[type[SortValue]]) -> Place:
    if not request.cursor:
        return Place()
    place = decode_cursor(request.cursor, fingerprint, kinds)
    if not (place.after or place.shown):
        raise BadCursorError
    return place


def _counting(query: Clause, aggregations: dict[str, Any]) -> Clause:
    return {"query": query, "size": 0, "track_total_hits": False, "aggs": aggregations}
