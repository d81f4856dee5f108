"""A page that its scripts build still has a text: in the data that they build it from."""

import json

from quotewire_parser.extraction.agreement import without_edges
from quotewire_parser.extraction.states import read_states, scripts_of
from tests.unit.parser.extraction.news import HEADLINE, NEWS, tree_of

BODY = "".join(f"<p>{line}</p>" for line in NEWS)


def read(script: str) -> list[str]:
    return list(
        read_states(
            scripts_of(tree_of(f"<html><body><div id=root></div>{script}</body></html>")), (HEADLINE,)
        )
    )


def test_the_text_is_found_in_next_data() -> None:
    page = {"articleData": {"heading": HEADLINE, "body": BODY}, "latest": [{"title": "x", "body": BODY * 2}]}
    data = json.dumps({"props": {"pageProps": page}}).replace("</", "<\\/")
    assert read(f"<script id=__NEXT_DATA__ type=application/json>{data}</script>") == list(NEWS)


def test_the_text_is_found_in_a_state_that_a_script_sets() -> None:
    parts = [{"type": "text", "content": line} for line in NEWS] + [{"type": "image", "caption": "The gates"}]
    data = {"story": {"headlines": {"basic": HEADLINE}, "content_elements": parts}}
    assert read(
        f"<script>window.Fusion=window.Fusion||{{}};Fusion.globalContent={json.dumps(data)};Fusion.x=1;</script>"
    ) == list(NEWS)


def test_the_article_of_the_headline_is_taken_and_not_a_longer_one() -> None:
    data = {"a": {"title": "Fares go up", "body": BODY * 3}, "b": {"title": HEADLINE, "body": BODY}}
    assert read(f"<script>window.__INITIAL_STATE__ = {json.dumps(data)}</script>") == list(NEWS)


def test_broken_data_have_no_text() -> None:
    assert read("<script>window.__STATE__ = {'a': " + "[" * 400 + "</script>") == []


def test_short_lines_around_the_stated_text_go() -> None:
    stated = "\n".join(NEWS)
    assert without_edges(["The gates at low tide", *NEWS, "Jon Tarn covers the coast."], stated) == NEWS
    assert without_edges([*NEWS, "“Never,” she said."], stated) == (*NEWS, "“Never,” she said.")
    assert without_edges(NEWS, stated[:100]) == NEWS
