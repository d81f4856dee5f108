"""Comments in boxes without a name go by their way to answer them."""

import pytest

from tests.unit.parser.extraction.news import NEWS, lines_of, story

TEXT = "I have moored there for forty years and nobody ever asked me about the gates, not once."


def comments(label: str, count: int = 4) -> str:
    return (
        "<div id=x>"
        + "".join(f"<div class=msg><b>user{at}</b><p>{TEXT} {at}</p>{label}</div>" for at in range(count))
        + "</div>"
    )


@pytest.mark.parametrize(
    "label",
    ["<button>Reply</button>", "<a href=#r>Antworten</a>", "<span>Ответить (2)</span>", "<div>返信</div>"],
)
def test_boxes_that_can_be_answered_are_comments(label: str) -> None:
    assert lines_of(story(*NEWS, after=comments(label))) == list(NEWS)
    assert lines_of(story(*NEWS, after=comments(label, 20))) == list(NEWS)


def test_one_such_label_makes_no_comment() -> None:
    assert f"{TEXT} 0" in lines_of(story(*NEWS, comments("<span>Reply</span>", 1)))


def test_entries_that_are_the_article_stay() -> None:
    entries = "".join(f"<div class=post><p>{line}</p><a href=#r>Reply</a></div>" for line in NEWS)
    assert [line for line in lines_of(story(entries)) if line in NEWS] == list(NEWS)
