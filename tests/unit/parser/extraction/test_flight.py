"""Articles in the rows that Next.js streams are found, however the rows are cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_parser.extraction.flight import flight_values
from tests.unit.parser.extraction.news import ANY_TEXT, H1, HEADLINE, NEWS, TITLE, lines_of

HTML = "".join(f"<p>{line}</p>" for line in NEWS)


def push(text: str) -> str:
    return f"self.__next_f.push([1,{json.dumps(text)}])"


def page(*pushes: str) -> str:
    scripts = "".join(f"<script>{each}</script>" for each in pushes)
    return f"<html><head>{TITLE}</head><body>{H1}<div class=skeleton></div>{scripts}</body></html>"


def rows() -> str:
    first = json.dumps(["$", "$L6", None, {"article": {"title": HEADLINE, "content": "$7"}}])
    return f'1:I[4707,["a.js"],""]\n5:{first}\n7:T{len(HTML.encode()):x},{HTML}8:["$","p",null,{{}}]\n'


@pytest.mark.parametrize("size", [40, 333, 100_000])
def test_a_text_that_another_row_refers_to_is_read(size: int) -> None:
    stream = rows()
    pushes = [push(stream[at : at + size]) for at in range(0, len(stream), size)]
    assert lines_of(page("(self.__next_f=self.__next_f||[]).push([0])", *pushes)) == list(NEWS)


def test_paragraphs_in_a_row_of_json_are_read() -> None:
    body = [{"type": "paragraph", "text": line} for line in NEWS]
    row = json.dumps(["$", "$L6", None, {"data": {"headline": HEADLINE, "body": body}}])
    assert lines_of(page(push(f"5:{row}\n"))) == list(NEWS)


@given(st.lists(ANY_TEXT, max_size=5))
def test_any_pushes_are_read_or_passed_over(texts: list[str]) -> None:
    list(flight_values([push(text) for text in texts]))
    list(flight_values([f"self.__next_f.push({text}" for text in texts]))
    list(flight_values([push(f"1:T{len(text):x},{text}") for text in texts]))
