"""Hostile text is shown as text on every results page, wherever it stands."""

import pytest

from quotewire_search.answers import Notice, QuotePage
from quotewire_search.highlight import BEGIN, END
from quotewire_search.request import FACETS, SearchRequest
from tests.hostile import HOSTILE
from tests.unit.search.fakes import FakeIndex, article, browser, facet, quote, speaker
from tests.unit.search.pages.browsing import Page


class Hostile(FakeIndex):
    """An index in which every text is *said*, notices included."""

    def __init__(self, said: str) -> None:
        fields = ("text", "speaker", "role", "article_title", "context")
        found = quote(
            **dict.fromkeys((*fields, "stance", "publisher", "url"), said),
            highlights={name: [f"{BEGIN}{said}{END}{said}"] for name in fields},
        )
        told = article(**dict.fromkeys(("title", "standfirst", "publisher", "section", "url", "text"), said))
        super().__init__([found], [told])
        self.said = said
        self.found_speakers = (speaker(name=said, roles=[{"value": said, "count": 1}]),)
        self.facets = {name: facet(said) for name in FACETS if name != "month"}
        self.next_cursor = said

    async def quotes(self, request: SearchRequest) -> QuotePage:
        found = await super().quotes(request)
        return found.model_copy(update={"notices": (Notice(message=self.said, suggestion=self.said),)})


def squeeze(text: str) -> str:
    """Leave out what HTML does not keep apart, and our own marks."""
    return "".join(text.replace(BEGIN, "").replace(END, "").replace("\x00", "\ufffd").split())


@pytest.mark.parametrize("path", ["/", "/articles", "/speakers"])
async def test_hostile_text_is_shown_as_text_wherever_it_stands(path: str) -> None:
    index = FakeIndex()
    async with browser(index) as client:
        for text in HOSTILE:
            hostile = Hostile(f"{text} ")
            index.__class__ = Hostile
            index.__dict__.update(hostile.__dict__)
            asked: list[dict[str, str]] = [
                {},
                {"q": text, "speaker": text, "publisher": text},
                {"since": text, text: text},
            ]
            for params in asked:
                answer = await client.get(path, params=params)
                assert answer.status_code in (200, 422), (path, text)
                page = Page(answer.text)
                page.check_sound()
                page.check_harmless()
                assert params or squeeze(text) in squeeze(page.text)
