import gzip
import html
import json
import re
import tomllib
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from email.message import Message

import pytest
from lxml import etree

from quotewire_deploy.newsroom import Newsroom
from quotewire_deploy.newsroom.story import Edition, Story, load_editions, parse_edition, strip_marks
from quotewire_shared.errors import QuotewireError
from tests.engines import free_block

EDITIONS = load_editions()
STORIES = [story for edition in EDITIONS for story in (edition.first, edition.corrected) if story]


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(free_block(6)) as served:
        yield served


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(
        url, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_the_newsroom_is_as_large_and_as_varied_as_promised() -> None:
    outlets = Counter(edition.first.outlet for edition in EDITIONS)
    assert len(EDITIONS) >= 24
    assert len(outlets) == 6
    assert sum(edition.corrected is not None for edition in EDITIONS) == 1
    assert sum(len(edition.first.quotes) for edition in EDITIONS) >= 200
    assert {quote.kind for edition in EDITIONS for quote in edition.first.quotes} == {
        "direct",
        "mixed",
        "indirect",
    }


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.slug}-{story.updated:%H%M}")
def test_every_marked_quote_stands_in_its_story_and_has_a_known_speaker(story: Story) -> None:
    text = "\n\n".join(story.paragraphs)
    names = {actor.name for actor in story.actors}
    for quote in story.quotes:
        for piece in quote.text.split(" … "):
            assert piece in text, quote
        named = quote.speaker is not None and quote.speaker[:1].isupper()
        assert (
            not named or quote.speaker in names or re.match(r"(An?|The|One|Two|Three) ", quote.speaker or "")
        ), quote
    for actor in story.actors:
        assert actor.name in text or actor.name in (story.standfirst or ""), actor


def test_syndicated_copies_have_the_text_of_their_original() -> None:
    texts: dict[str, list[Story]] = {}
    for edition in EDITIONS:
        texts.setdefault(edition.first.paragraphs[0], []).append(edition.first)
    copies = [stories for stories in texts.values() if len(stories) > 1]
    assert len(copies) >= 2
    for first, second in copies:
        assert first.outlet != second.outlet
        assert len(set(first.paragraphs) ^ set(second.paragraphs)) <= 2  # the line that gives credit


def test_every_story_is_served_with_all_its_words(newsroom: Newsroom) -> None:
    for story in newsroom.stories:
        status, _, body = get(newsroom.origin(story.outlet) + story.path)
        plain = html.unescape(re.sub(r"<[^>]+>", "", body.decode()))
        assert status == 200
        for quote in story.quotes:
            for piece in quote.text.split(" … "):
                assert piece in plain, (story.slug, piece)


def test_every_feed_is_well_formed_and_lists_its_stories(newsroom: Newsroom) -> None:
    sources = tomllib.loads(newsroom.sources_toml())["source"]
    listed = 0
    for source in sources:
        _, headers, body = get(source["url"])
        if source["kind"] == "jsonfeed":
            listed += len(json.loads(body)["items"])
        else:
            tree = etree.fromstring(body)
            listed += len(tree.findall(".//{*}entry")) + len(tree.findall(".//item"))
        assert headers["ETag"]
    assert listed == len(newsroom.stories)
    assert {source["kind"] for source in sources} == {"rss", "atom", "jsonfeed"}


def test_an_unchanged_page_is_not_sent_again(newsroom: Newsroom) -> None:
    url = newsroom.origin(newsroom.stories[0].outlet) + newsroom.stories[0].path
    _, headers, _ = get(url)
    assert get(url, If_None_Match=headers["ETag"])[0] == 304
    assert get(url, If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert get(url, If_None_Match='"another"')[0] == 200


def test_pages_are_compressed_for_those_who_can_read_it(newsroom: Newsroom) -> None:
    url = newsroom.origin(newsroom.outlets[0].id) + "/"
    _, headers, body = get(url, Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == get(url)[2]


def test_what_is_not_there_is_said_so(newsroom: Newsroom) -> None:
    assert get(newsroom.origin(newsroom.outlets[0].id) + "/nothing")[0] == 404
    assert b"Disallow: /private/" in get(newsroom.origin(newsroom.outlets[0].id) + "/robots.txt")[2]


def test_a_correction_changes_the_page_and_the_feed() -> None:
    [edition] = [edition for edition in EDITIONS if edition.corrected]
    with Newsroom(free_block(6)) as served:
        page = served.origin(edition.first.outlet) + edition.first.path
        [feed] = [
            source["url"]
            for source in tomllib.loads(served.sources_toml())["source"]
            if source["id"] == edition.first.outlet
        ]
        before = get(page)[2], get(feed)[2]
        served.publish_corrections()
        after = get(page)[2], get(feed)[2]
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert b"Correction" in after[0]


def test_a_taken_port_is_one_clear_line(newsroom: Newsroom) -> None:
    port = int(newsroom.origin(newsroom.outlets[0].id).rsplit(":", 1)[1])
    with pytest.raises(QuotewireError, match=f"Port {port}, which the newsroom needs"):
        Newsroom(port).start()


def test_a_broken_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="broken mark"):
        strip_marks("He said {{d nobody “words”}} and left.")


def test_pieces_of_one_number_are_one_quote() -> None:
    edition: Edition = parse_edition(
        '+++\noutlet = "o"\nslug = "s"\ntitle = "T"\nsection = "World"\npublished = 2026-11-20T08:00:00Z\n+++\n'
        "{{d1 Ama Boateng|“We waited,”}} she said, {{d1 Ama Boateng|“and nothing came.”}} {{i -|that it rained}}"
    )
    assert [(quote.text, quote.kind, quote.speaker) for quote in edition.first.quotes] == [
        ("“We waited,” … “and nothing came.”", "direct", "Ama Boateng"),
        ("that it rained", "indirect", None),
    ]
    assert edition.first.paragraphs == ("“We waited,” she said, “and nothing came.” that it rained",)
