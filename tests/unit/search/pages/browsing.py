"""What a browser would make of a page, and that nothing on it can do harm."""

from html.parser import HTMLParser

from tests.unit.search.fakes import FakeIndex, browser

OURS = ("/", "#")
ELSEWHERE = ("http://", "https://")


class Page(HTMLParser):
    """A page's elements and text; `text` leaves out what tips tell, which stand inside the words they are about."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = text
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.tips: list[str] = []
        self.scripts = ""
        self.comments: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag in ("meta", "link", "input", "img", "br"):
            return
        is_tip = attributes.get("class") == "tip"
        if is_tip:
            self.tips.append("")
        self._open.append((tag, is_tip))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        opened, _ = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "script":
            self.scripts += data
        elif any(is_tip for _, is_tip in self._open):
            self.tips[-1] += data
        else:
            self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def links(self) -> list[str]:
        return [attributes.get("href") or "" for tag, attributes in self.tags if tag == "a"]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]

    def check_sound(self) -> None:
        """Every element is closed, names are unique, and what describes or labels something exists."""
        assert not self._open, self._open
        names = self.ids()
        assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
        for _, attributes in self.tags:
            for reference in ("aria-describedby", "aria-labelledby", "for"):
                value = attributes.get(reference)
                assert value is None or set(value.split()) <= set(names), (reference, value)

    def check_harmless(self) -> None:
        """No script but our files, no handler, no style, no address of another scheme, nothing loaded from elsewhere."""
        assert not self.scripts.strip()
        assert not self.comments
        assert not {"iframe", "object", "embed", "base", "style", "frame"} & {tag for tag, _ in self.tags}
        for tag, attributes in self.tags:
            assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
            for name in ("href", "src", "action"):
                address = attributes.get(name)
                if address is None:
                    continue
                assert address.startswith(OURS if name != "href" or tag == "link" else OURS + ELSEWHERE)
                assert not address.startswith("//")
                if tag == "a" and address.startswith(ELSEWHERE):
                    assert "noopener" in (attributes.get("rel") or "")


async def show(index: FakeIndex, path: str, **params: str | list[str]) -> tuple[int, Page]:
    """Open *path*; whatever it is, it must be sound and harmless."""
    async with browser(index) as client:
        answer = await client.get(path, params=params or None)
    assert answer.headers["content-type"].startswith("text/html")
    page = Page(answer.text)
    page.check_sound()
    page.check_harmless()
    return answer.status_code, page
