import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_fetcher.pages.visible import MAX_DEPTH, nests_too_deep, visible_hash

STORY = "<html><head><title>Storm</title></head><body><p class='a'>It rained.</p></body></html>"


@pytest.mark.parametrize(
    "other",
    [
        STORY.replace("'a'", "'b' nonce='71'"),
        STORY.replace("</head>", "<script>var id = 7</script></head>"),
        STORY.replace("</head>", "<SCRIPT nonce=1>var id = 8</SCRIPT ></head>"),
        STORY.replace("</head>", "<style>p{}</style></head>"),
        STORY.replace("<body>", "<body><!-- built 12:00 -->\n\n"),
    ],
)
def test_what_no_reader_sees_makes_no_new_version(other: str) -> None:
    assert visible_hash(other) == visible_hash(STORY)


def test_another_word_does() -> None:
    assert visible_hash(STORY.replace("rained", "snowed")) != visible_hash(STORY)


def test_a_script_that_never_ends_hides_the_rest() -> None:
    assert visible_hash("a<script>b") == visible_hash("a<script>c")


def test_deep_nesting_is_seen_and_long_pages_are_not_deep() -> None:
    assert nests_too_deep("<div>" * 300_000)
    assert not nests_too_deep("<div><p>word</p></div>" * 20_000)
    assert not nests_too_deep("<p>word<br><li>" * 20_000)
    assert nests_too_deep("<span>x" * (MAX_DEPTH * 4))


@given(st.text(alphabet="<>/-! aScript\n", max_size=300))
def test_any_text_has_a_hash(page: str) -> None:
    assert len(visible_hash(page)) == 64
