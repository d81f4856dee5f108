from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.sources.opml import MAX_OUTLINES, read_opml
from quotewire_fetcher.sources.source import Source, check_sources, load_sources
from quotewire_fetcher.sources.source_edit import add_sources
from quotewire_fetcher.sources.source_formats import parse_tables
from quotewire_fetcher.sources.source_text import json_list, opml_document, toml_list
from quotewire_shared.errors import UsageError
from tests.unit.fetcher.source_lists import lists, names, xml_names

READER = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.1">
<head><title>Bea's feeds</title></head>
<body>
  <outline text="Coast">
    <outline type="rss" text="Harbour Post" title="The Harbour Post" xmlUrl="https://harbour.example/feed"
      htmlUrl="https://harbour.example/" language="en-gb" description="x"/>
    <outline text="Islands"><outline text="Caf\xe9 Wire" xmlurl="https://cafe.example/atom" type="atom" language="unknown"/></outline>
  </outline>
  <outline text="No folder" xmlUrl="http://plain.example/rss"/>
  <outline text="A link" type="link" url="https://link.example/"/>
</body></opml>
"""


def read(text: str | bytes) -> list[dict[str, str]]:
    return list(read_opml(text if isinstance(text, bytes) else text.encode(), "list.opml").tables)


def outline(url: str, text: str = "A") -> str:
    return f'<outline text="{text}" xmlUrl="{url}"/>'


def opml(*outlines: str) -> str:
    return f"<opml version='2.0'><body>{''.join(outlines)}</body></opml>"


def test_folders_become_groups_and_attributes_keys() -> None:
    assert read(READER.encode("latin-1")) == [
        {
            "name": "The Harbour Post",
            "url": "https://harbour.example/feed",
            "group": "Coast",
            "home": "https://harbour.example/",
            "language": "en-gb",
        },
        {"name": "Café Wire", "url": "https://cafe.example/atom", "kind": "atom", "group": "Islands"},
        {"name": "No folder", "url": "http://plain.example/rss"},
    ]


def test_a_damaged_list_gives_what_can_be_read_of_it() -> None:
    broken = (
        "<opml><body><outline text='A & B' xmlUrl='https://a.example/f?x=1&y=2'/>"
        "<outline text='C' xmlUrl='https://c.example/f'><outline text=unquoted xmlUrl='https://d.example/f'/></body>"
    )
    found = read_opml(broken.encode(), "list.opml")
    assert found.salvaged
    assert "https://c.example/f" in [table["url"] for table in found.tables]


def test_bad_and_repeated_addresses_are_said_and_left_out() -> None:
    found = read_opml(
        opml(
            outline("ftp://a.example/f", "Old"),
            outline("https://b.example/f"),
            outline("HTTPS://B.example:443/f#top", "Again"),
            outline("https://c.example/" + "x" * 3_000, "Long"),
            outline("https://[broken/", "Bracket"),
        ).encode(),
        "list.opml",
    )
    assert [table["url"] for table in found.tables] == ["https://b.example/f"]
    said = "\n".join(found.problems)
    for word in ("'Old'", "'Again': listed twice", "'Long'", "3,018 characters", "'Bracket'"):
        assert word in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html><body>no</body></html>", "is no OPML"),
        (b"plain", "is no OPML"),
        (b"", "is no OPML"),
        (b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml><body>&a;</body></opml>", "XML entities"),
        ("<!DOCTYPE opml [<!entity a 'b'>]><opml/>".encode("utf-16"), "XML entities"),
        (b"<opml>" + b" " * (10 * 1024 * 1024), "over 10 MB"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        read_opml(data, "list.opml")
    assert "\n" not in str(caught.value)


def test_only_so_many_outlines_are_read() -> None:
    found = read_opml(
        opml(*(outline(f"https://a.example/{number}") for number in range(MAX_OUTLINES + 5))).encode(), "l"
    )
    assert len(found.tables) == MAX_OUTLINES
    assert "first 20,000" in found.problems[-1]


def test_deep_nesting_costs_nothing() -> None:
    deep = "<outline text='x'>" * 100_000 + outline("https://a.example/f") + "</outline>" * 100_000
    found = read_opml(opml(outline("https://b.example/f"), deep).encode(), "l")
    assert [table["url"] for table in found.tables] == ["https://b.example/f"]


def test_an_opml_file_can_be_the_sources_file(tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(
        opml(
            outline("https://a.example/f", "Dawn"),
            outline("gopher://b.example/"),
            outline("https://c.example/f", "Dawn"),
        )
    )
    assert load_sources(path)[0].id == "dawn"
    assert len({source.id for source in load_sources(path)}) == 2


def back(text: str) -> list[Source]:
    path = Path("sources")
    return list(check_sources(parse_tables(path, text.encode())).sources)


@given(lists(names))
def test_toml_and_json_come_back_as_they_were(sources: list[Source]) -> None:
    assert back(toml_list(sources)) == sources
    assert back(json_list(sources)) == sources


@given(lists(xml_names))
def test_opml_comes_back_as_it_was_but_for_the_order_of_groups(sources: list[Source]) -> None:
    def key(source: Source) -> str:
        return source.id

    assert sorted(back(opml_document(sources)), key=key) == sorted(sources, key=key)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<opml><body>{text}".encode()))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(UsageError):
        read_opml(data, "list.opml")


def test_a_list_of_a_reader_joins_a_sources_file(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    listed = check_sources(parse_tables(tmp_path / "l.opml", READER.encode("latin-1"))).sources
    add_sources(path, listed)
    assert load_sources(path) == list(listed)
