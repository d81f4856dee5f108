"""Hostile text is shown as text on every reading page, wherever it stands."""

import pytest

from tests.hostile import HOSTILE
from tests.unit.search.fakes import (
    ARTICLE_ID,
    FakeIndex,
    browser,
    facet,
    quote,
    source,
    speaker,
    speaker_detail,
    term,
    version,
)
from tests.unit.search.pages.browsing import Page
from tests.unit.search.pages.stories import story


def hostile_index(said: str) -> FakeIndex:
    """Build an index in which every text is *said*."""
    found = quote(
        **dict.fromkeys(
            ("text", "speaker", "role", "article_title", "stance", "publisher", "url", "language"), said
        )
    )
    spoken = {
        "id": "q1",
        "kind": "direct",
        "text": said,
        "spans": [{"start": 0, "end": 2}],
        "confidence": 1,
        "rule": said,
        "speaker": {"actor_id": "a1", "name": said, "start": 1, "end": 3, "text": f"{said}!"},
        "cue": {"start": 0, "end": 9, "text": said, "stance": said},
    }
    actor = {
        "id": "a1",
        "name": said,
        "type": "person",
        "role": said,
        "country": said,
        "mentions": [{"start": 1, "end": 5}],
    }
    unnamed = {**actor, "id": "a2", "named": False, "mentions": [{"start": 2, "end": 6}]}
    told = story(
        **dict.fromkeys(
            ("title", "standfirst", "publisher", "section", "url", "text", "language", "parser_version"), said
        ),
        authors=[said],
        quotes=[spoken],
        actors=[actor, unnamed],
    )
    index = FakeIndex([found], [told])
    index.facets = {name: facet(said) for name in ("publisher", "about", "kind", "stance")}
    index.found_terms = (term(term=said),)
    index.found_versions = (
        version(title=f"a{said}", text=f"b {said}", standfirst=said, version=said),
        version(title=said, text=f"c {said}"),
    )
    index.found_sources = (
        source(publisher=said, last_title=said, languages=[said], health=said, last_article_id=said),
    )
    index.found_speakers = (speaker(name=said),)
    index.found_speaker = speaker_detail(
        name="x",
        type=said,
        country=said,
        other_names=[said],
        roles=[{**speaker_detail().roles[0].model_dump(), "role": said}],
        publishers=facet(said),
        about=facet(said),
        kinds=facet(said),
        stances=facet(said),
        terms=[term(term=said)],
        latest=[found],
    )
    return index


@pytest.mark.parametrize(
    "path",
    [
        f"/articles/{ARTICLE_ID}",
        f"/articles/{ARTICLE_ID}/versions",
        "/speakers/x",
        "/compare?of=a&of=b",
        "/sources",
    ],
)
async def test_hostile_text_is_shown_as_text(path: str) -> None:
    index = FakeIndex()
    async with browser(index) as client:
        for text in HOSTILE:
            index.__dict__.update(hostile_index(f"{text} ").__dict__)
            answer = await client.get(path)
            assert answer.status_code == 200, text
            page = Page(answer.text)
            page.check_harmless()
            page.check_sound()
            assert squeeze(text) in squeeze(page.text), text


async def test_hostile_addresses_are_answered_and_echo_no_markup() -> None:
    index = hostile_index("x")
    async with browser(index) as client:
        for text in HOSTILE:
            for path, params in (
                ("/compare", {"of": [text, "b"], "since": text}),
                ("/compare", {"of": [text, "b"]}),
                ("/sources", {"publisher": text}),
                ("/feed.atom", {"q": text, "of": text}),
                ("/feed.json", {"q": text}),
                (f"/articles/{ARTICLE_ID}/versions", {"before": text}),
                (f"/articles/{ARTICLE_ID}/cite", {"format": text, "quote": text}),
            ):
                answer = await client.get(path, params=params)
                assert answer.status_code in (200, 404, 422), (path, text)
                if answer.headers["content-type"].startswith("text/html"):
                    Page(answer.text).check_harmless()


def squeeze(text: str) -> str:
    """Leave out what HTML does not keep apart."""
    return "".join(text.replace("\x00", "\ufffd").split())
