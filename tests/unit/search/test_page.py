"""The page shows quotes first, keeps its state in links, and lets no text out of its place."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit
from urllib.parse import quote as quoted

import pytest

from quotewire_search.errors import BadCursorError, UnavailableError
from quotewire_search.highlight import BEGIN, END
from quotewire_search.request import FACETS
from tests.hostile import HOSTILE
from tests.unit.search.fakes import ARTICLE_ID, FakeIndex, article, browser, facet, quote

TAGS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "link",
        "body",
        "a",
        "header",
        "img",
        "form",
        "label",
        "input",
        "button",
        "main",
        "nav",
        "ul",
        "li",
        "span",
        "bdi",
        "b",
        "div",
        "section",
        "h1",
        "ol",
        "p",
        "blockquote",
        "mark",
        "time",
        "aside",
        "details",
        "summary",
        "h2",
        "footer",
        "article",
        "code",
    ]
)


class Page(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.comments: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a"]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def check_harmless(self) -> None:
        """No element but ours, no script, no handler, no address of another scheme, nothing loaded from elsewhere."""
        assert {tag for tag, _ in self.tags} <= TAGS
        assert not self.comments
        for tag, attributes in self.tags:
            assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
            for name in ("href", "src", "action"):
                address = attributes.get(name)
                assert address is None or address.startswith(("/", "#", "http://", "https://"))
                assert address is None or not address.startswith("//")
                if name != "href" or tag == "link":
                    assert address is None or address.startswith("/")


async def show(index: FakeIndex, path: str = "/", **params: str | list[str]) -> tuple[int, Page]:
    async with browser(index) as client:
        answer = await client.get(path, params=params)
    assert answer.headers["content-type"].startswith("text/html")
    return answer.status_code, Page(answer.text)


async def test_a_quote_shows_speaker_role_words_outlet_time_and_the_way_to_its_place() -> None:
    index = FakeIndex(
        [
            quote(
                role="minister",
                article_title="The bridge",
                published_at="2026-11-20T08:00:00Z",
                stance="deny",
                highlights={"text": [f"No {BEGIN}comment{END}"]},
            )
        ]
    )
    status, page = await show(index, q="comment")
    assert status == 200
    for words in (
        "Ama Boateng",
        "minister",
        "“No comment”",
        "Harbour Post",
        "20 Nov 2026",
        "The bridge",
        "deny",
    ):
        assert words in page.text
    assert page.all("mark")
    assert f"/articles/{ARTICLE_ID}#q1" in page.links()
    assert "https://harbour-post.example/a" in page.links()


async def test_an_unknown_speaker_is_said_to_be_unknown() -> None:
    _, page = await show(FakeIndex([quote(speaker=None)]))
    assert "Speaker not told" in page.text


async def test_reported_words_stand_without_quotation_marks() -> None:
    _, page = await show(FakeIndex([quote(kind="indirect", text="it would rain")]))
    assert "it would rain" in page.text
    assert "“it would rain" not in page.text


async def test_a_facet_is_a_link_that_keeps_the_search_and_its_other_filters() -> None:
    index = FakeIndex([quote()])
    index.facets = {name: facet("2026-11" if name == "month" else "x y") for name in FACETS}
    _, page = await show(index, q="toll", publisher=["A"])
    wanted = [parse_qs(urlsplit(link).query) for link in page.links() if "toll" in link]
    base = {"q": ["toll"], "publisher": ["A"]}
    for narrowed in (
        {**base, "publisher": ["A", "x y"]},
        {**base, "speaker": ['"x y"']},
        {**base, "kind": ["x y"]},
        {**base, "since": ["2026-11"], "until": ["2026-11"]},
    ):
        assert narrowed in wanted
    assert "Nov 2026" in page.text


async def test_a_facet_in_force_is_a_chip_and_a_link_that_removes_it() -> None:
    index = FakeIndex([quote()])
    index.facets = {"kind": facet("direct"), "speaker": facet("Ama Boateng"), "month": facet("2026-11")}
    _, page = await show(index, kind="direct", speaker='"Ama Boateng"', since="2026-11", until="2026-11")
    assert sum(tag.get("aria-current") == "true" for tag in page.all("a")) == 3
    removed = [parse_qs(urlsplit(link).query) for link in page.links()]
    assert {"speaker": ['"Ama Boateng"'], "since": ["2026-11"], "until": ["2026-11"]} in removed
    assert {"kind": ["direct"], "since": ["2026-11"], "until": ["2026-11"]} in removed


async def test_more_leads_to_the_next_page_and_back_to_the_first() -> None:
    index = FakeIndex([quote()])
    index.next_cursor = "abc"
    _, page = await show(index, q="toll")
    assert "/?q=toll&cursor=abc" in page.links()
    _, page = await show(index, q="toll", cursor="xyz")
    assert "← First page" in page.text


async def test_empty_results_help() -> None:
    _, page = await show(FakeIndex(), q="toll", speaker="nobody")
    assert "Nothing found" in page.text
    assert "/?q=toll" in page.links()
    assert "/?speaker=nobody" in page.links()
    assert "/articles?q=toll&speaker=nobody" in page.links()


async def test_an_empty_index_says_what_fills_it() -> None:
    _, page = await show(FakeIndex())
    assert "Nothing has been indexed yet" in page.text


async def test_articles_are_listed_with_their_number_of_quotes() -> None:
    _, page = await show(
        FakeIndex(articles=[article(quote_count=1), article(quote_count=2, title=None)]), "/articles"
    )
    assert "1 quote\n" in page.text
    assert "2 quotes" in page.text
    assert "Untitled article" in page.text


async def test_an_article_shows_its_quotes_and_actors_marked_in_the_text() -> None:
    text = "“I will pay,” said Ama Boateng."
    found = article(
        text=text,
        standfirst="A standfirst",
        authors=["Esi Owusu"],
        completeness="partial",
        quotes=[
            {
                "id": "q1",
                "kind": "direct",
                "text": "I will pay",
                "spans": [{"start": 1, "end": 11}],
                "cue": {"start": 14, "end": 18, "text": "said", "stance": "neutral"},
                "speaker": {
                    "actor_id": "a1",
                    "name": "Ama Boateng",
                    "start": 19,
                    "end": 30,
                    "text": "Ama Boateng",
                },
                "confidence": 0.93,
                "rule": "quote-cue-speaker",
            }
        ],
        actors=[
            {
                "id": "a1",
                "name": "Ama Boateng",
                "type": "person",
                "role": "minister",
                "country": "Ghana",
                "mentions": [{"start": 19, "end": 30}],
            }
        ],
    )
    status, page = await show(FakeIndex(articles=[found]), f"/articles/{ARTICLE_ID}")
    page.check_harmless()
    assert status == 200
    assert text in page.text
    spans = page.all("span")
    assert any(span.get("id") == "q1" for span in spans)
    assert any(
        "q direct" in (span.get("class") or "")
        and "93% sure, by quote-cue-speaker" in (span.get("title") or "")
        for span in spans
    )
    assert any("actor person" in (span.get("class") or "") for span in spans)
    assert "#q1" in page.links()
    assert "/?speaker=%22Ama+Boateng%22" in page.links()


async def test_a_very_long_article_is_cut_and_says_so() -> None:
    found = article(text="word " * 100_000)
    _, page = await show(FakeIndex(articles=[found]), f"/articles/{ARTICLE_ID}")
    assert "The text is longer than shown here" in page.text
    assert len(page.text) < 310_000


async def test_errors_are_told_in_words() -> None:
    index = FakeIndex()
    status, page = await show(index, "/articles/nothing")
    assert (status, "no article here" in page.text) == (404, True)
    status, page = await show(index, "/nowhere")
    assert status == 404
    status, page = await show(index, kind="spoken", q="toll")
    assert (status, "'direct', 'mixed' or 'indirect'" in page.text) == (422, True)
    assert any(field.get("value") == "toll" for field in page.all("input"))
    index.error = BadCursorError()
    status, page = await show(index, cursor="x")
    assert status == 422


async def test_while_the_index_is_away_the_page_says_so_and_when_to_come_back() -> None:
    index = FakeIndex()
    index.error = UnavailableError("no answer from http://secret.internal:9200")
    for path in ("/", "/articles", f"/articles/{ARTICLE_ID}"):
        async with browser(index) as client:
            answer = await client.get(path, params={"q": "toll"})
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
        page = Page(answer.text)
        assert "does not answer right now" in page.text
        assert "secret" not in page.text
        assert f"{path}?q=toll" in page.links()


def hostile_index(said: str) -> FakeIndex:
    """Build an index in which every text is *said*."""
    fields = ("text", "speaker", "role", "article_title", "context")
    found = quote(
        **dict.fromkeys((*fields, "stance", "publisher", "url"), said),
        highlights={name: [f"{BEGIN}{said}{END}{said}"] for name in fields},
    )
    spoken = {
        "id": "q1",
        "kind": "direct",
        "text": said,
        "spans": [{"start": 0, "end": 2}],
        "confidence": 1,
        "rule": said,
        "speaker": {"name": said, "start": 1, "end": 3, "text": said},
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
    told = article(
        **dict.fromkeys(("title", "standfirst", "publisher", "section", "url", "text"), said),
        authors=[said],
        quotes=[spoken],
        actors=[actor],
    )
    index = FakeIndex([found], [told])
    index.facets = {name: facet(said) for name in FACETS if name != "month"}
    index.next_cursor = said
    return index


async def test_hostile_text_is_shown_as_text_wherever_it_stands() -> None:
    index = FakeIndex()
    async with browser(index) as client:
        for text in HOSTILE:
            index.__dict__.update(hostile_index(f"{text} ").__dict__)
            asked: list[dict[str, str]] = [
                {},
                {"q": text, "speaker": text, "publisher": text},
                {"since": text, text: text},
            ]
            for path in ("/", "/articles", f"/articles/{ARTICLE_ID}"):
                for params in asked:
                    answer = await client.get(path, params=params)
                    assert answer.status_code in (200, 422), (path, text)
                    page = Page(answer.text)
                    page.check_harmless()
                    assert params or squeeze(text) in squeeze(page.text)


def squeeze(text: str) -> str:
    """Leave out what HTML does not keep apart, and our own marks."""
    return "".join(text.replace(BEGIN, "").replace(END, "").replace("\x00", "\ufffd").split())


@pytest.mark.parametrize(
    "path", ["/", "/articles", "/static/style.css", "/nowhere", "/api/v1/quotes", "/health"]
)
async def test_every_answer_forbids_scripts_frames_and_third_parties(path: str) -> None:
    async with browser(FakeIndex([quote()])) as client:
        answer = await client.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//x.example",
        "http:",
        "https://[",
        "",
    ],
)
async def test_an_address_that_is_no_web_address_is_no_link(url: str) -> None:
    _, page = await show(FakeIndex([quote(url=url)]))
    assert url == "" or url not in page.links()
    assert "original" not in page.text


async def test_the_first_load_is_small() -> None:
    async with browser(FakeIndex([quote()] * 20)) as client:
        sizes = [
            len((await client.get(path)).content) for path in ("/", "/static/style.css", "/static/mark.svg")
        ]
    assert sum(sizes) < 60_000


async def test_odd_paths_are_not_found() -> None:
    async with browser(FakeIndex()) as client:
        for path in (
            "/static/../main.py",
            "/static/%2e%2e/main.py",
            f"/articles/{quoted('<script>')}",
            "/static/",
        ):
            assert (await client.get(path)).status_code == 404
