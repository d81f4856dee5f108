"""An article's text is cut where quotes and names begin and end, and loses nothing."""

from hypothesis import given
from hypothesis import strategies as st

from quotewire_search.marking import Segment, paragraphs
from quotewire_shared.documents import ArticleDocument
from tests.unit.search.fakes import article


def marked(text: str, *, quotes: list[dict[str, object]], actors: list[dict[str, object]]) -> ArticleDocument:
    return article(
        text=text,
        quotes=[
            {"id": f"q{n}", "kind": "direct", "text": "x", "confidence": 1, "rule": "r", **one}
            for n, one in enumerate(quotes, 1)
        ],
        actors=[{"id": f"a{n}", "name": f"N{n}", "type": "person", **one} for n, one in enumerate(actors, 1)],
    )


def test_a_name_inside_a_quote_is_both() -> None:
    story = marked(
        'He said "I met Ama today".',
        quotes=[{"spans": [{"start": 9, "end": 24}]}],
        actors=[{"mentions": [{"start": 15, "end": 18}]}],
    )
    (segments,) = paragraphs(story, 1_000)
    assert [segment.text for segment in segments] == ['He said "', "I met ", "Ama", " today", '".']
    name = segments[2]
    assert (name.quote() or segments).id == "q1"  # type: ignore[union-attr]
    assert (name.actor() or segments).name == "N1"  # type: ignore[union-attr]
    assert [segment.anchors for segment in segments] == [(), ("q1",), (), (), ()]


def test_a_quote_over_two_paragraphs_is_marked_in_both_and_has_one_anchor() -> None:
    story = marked("“One\n\ntwo” end", quotes=[{"spans": [{"start": 1, "end": 9}]}], actors=[])
    first, second = paragraphs(story, 1_000)
    assert [segment.text for segment in first] == ["“", "One"]
    assert [segment.text for segment in second] == ["two", "” end"]
    assert second[0].quote()
    assert [segment.anchors for segment in (*first, *second)] == [(), ("q1",), (), ()]


def test_cue_and_speaker_lead_back_to_their_quote() -> None:
    story = marked(
        "Yes, said Ama",
        quotes=[
            {
                "spans": [{"start": 0, "end": 3}],
                "cue": {"start": 5, "end": 9, "text": "said", "stance": "neutral"},
                "speaker": {"start": 10, "end": 13, "text": "Ama"},
            }
        ],
        actors=[],
    )
    (segments,) = paragraphs(story, 1_000)
    assert [segment.text for segment in segments if segment.cue_of()] == ["said", "Ama"]


def test_a_cut_text_keeps_what_begins_before_the_cut() -> None:
    story = marked(
        "abcdefgh",
        quotes=[{"spans": [{"start": 2, "end": 8}]}, {"spans": [{"start": 6, "end": 8}]}],
        actors=[],
    )
    (segments,) = paragraphs(story, 4)
    assert [segment.text for segment in segments] == ["ab", "cd"]
    assert segments[1].anchors == ("q1",)


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: {"start": pair[0], "end": pair[1]})


@given(
    st.text(alphabet=st.sampled_from("ab \n"), max_size=30),
    st.lists(st.lists(spans, min_size=1, max_size=2), max_size=4),
    st.lists(st.lists(spans, max_size=3), max_size=4),
)
def test_whatever_the_offsets_the_words_stay_as_they_are(
    text: str, quotes: list[list[dict[str, int]]], mentions: list[list[dict[str, int]]]
) -> None:
    story = marked(
        text, quotes=[{"spans": one} for one in quotes], actors=[{"mentions": one} for one in mentions]
    )
    cut: list[list[Segment]] = paragraphs(story, 1_000)
    shown = "".join(segment.text for paragraph in cut for segment in paragraph)
    assert shown.replace("\n", "") == text.replace("\n", "")
    anchors = [anchor for paragraph in cut for segment in paragraph for anchor in segment.anchors]
    assert len(anchors) == len(set(anchors))
