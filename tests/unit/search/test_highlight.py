"""Found words are marked, and text stays text."""

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from quotewire_search.highlight import BEGIN, END, Piece, pieces, to_html


def test_found_words_are_split_from_the_rest() -> None:
    assert pieces(f"the {BEGIN}bridge{END} toll") == [
        Piece("the ", found=False),
        Piece("bridge", found=True),
        Piece(" toll", found=False),
    ]


def test_everything_but_the_marks_is_escaped() -> None:
    assert to_html(f'<b>"{BEGIN}a&b{END}"</b>') == ("&lt;b&gt;&quot;<mark>a&amp;b</mark>&quot;&lt;/b&gt;")


@given(st.text(alphabet=st.sampled_from([BEGIN, END, "<", "&", '"', "a"])))
def test_whatever_the_marks_the_html_is_balanced_and_says_the_text(marked: str) -> None:
    html = to_html(marked)
    assert html.count("<mark>") == html.count("</mark>")
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert unescape(bare) == marked.replace(BEGIN, "").replace(END, "")
