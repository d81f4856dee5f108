"""An article and its quotes become documents, with the speaker's facts beside each quote."""

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire_indexer.convert import CUT, MAX_CONTEXT_CHARS, TooManyQuotesError, context_of, convert
from quotewire_shared.documents import MAX_QUOTES_PER_ARTICLE
from quotewire_shared.errors import InvalidMessageError
from quotewire_shared.messages import ArticleParsed, Span
from tests.factories import NOON, article_parsed

TEXT = 'The harbour froze.\n\n"It is cold," Ana Lima, the minister, said. Nobody denied it.\n\nThe end.'


def quote(number: int = 1, **fields: Any) -> dict[str, Any]:
    start = TEXT.index("It is cold")
    return {
        "id": f"q{number}",
        "kind": "direct",
        "spans": [{"start": start, "end": start + 10}],
        "text": "It is cold",
        "cue": {"start": 1, "end": 5, "text": "said", "stance": "neutral"},
        "speaker": {"actor_id": "a1", "name": "Lima", "start": 0, "end": 8, "text": "Ana Lima"},
        "confidence": 0.8,
        "rule": "test",
        **fields,
    }


def parsed(*quotes: dict[str, Any], **fields: Any) -> ArticleParsed:
    minister = {
        "id": "a1",
        "name": "Ana Lima",
        "type": "person",
        "role": "minister",
        "country": "Brazil",
        "aliases": ["Lima"],
    }
    return article_parsed(**{"text": TEXT, "title": "Cold", "actors": [minister], "quotes": quotes, **fields})


def test_a_quote_carries_what_a_reader_filters_by() -> None:
    (document,) = convert(parsed(quote(), publisher="Harbour Post", language="en", section="World")).quotes
    assert document.model_dump(exclude={"article_id", "url", "canonical_url"}) == {
        "quote_id": "q1",
        "position": 1,
        "text": "It is cold",
        "kind": "direct",
        "speaker": "Ana Lima",
        "speaker_text": "Ana Lima",
        "speaker_type": "person",
        "speaker_named": True,
        "speaker_aliases": ("Lima",),
        "role": "minister",
        "country": "Brazil",
        "about": (),
        "about_aliases": (),
        "cue": "said",
        "stance": "neutral",
        "confidence": 0.8,
        "rule": "test",
        "context": '"It is cold," Ana Lima, the minister, said. Nobody denied it.',
        "publisher": "Harbour Post",
        "source_id": "harbour-post",
        "language": "en",
        "section": "World",
        "article_title": "Cold",
        "near_duplicate_signature": None,
        "published_at": None,
        "fetched_at": NOON,
        "first_seen_at": NOON,
    }


def test_an_article_keeps_every_field_it_shares_with_the_message() -> None:
    message = parsed(quote(), modified_at=NOON + timedelta(hours=1), provenance={"title": "meta"})
    entry = convert(message)
    assert entry.version == message.document_version
    assert entry.article.quote_count == 1
    stored = entry.article.model_dump()
    said = message.model_dump()
    assert {name: stored[name] for name in stored if name in said} == {
        name: said[name] for name in said if name in stored
    }
    assert set(stored) - set(said) == {"quote_count"}


def test_an_unknown_speaker_stays_unknown() -> None:
    (document,) = convert(parsed(quote(speaker=None, cue=None))).quotes
    assert (document.speaker, document.speaker_type, document.role, document.cue) == (None, None, None, None)


def test_a_speaker_who_is_no_actor_keeps_the_name_at_the_quote() -> None:
    (document,) = convert(parsed(quote(speaker={"name": "A neighbour", "text": "a neighbour"}))).quotes
    assert (document.speaker, document.speaker_text, document.speaker_type) == (
        "A neighbour",
        "a neighbour",
        None,
    )


def named(id_: str, name: str, words: str, text: str, **fields: Any) -> dict[str, Any]:
    places = [match.span() for match in re.finditer(words, text)]
    return {
        "id": id_,
        "name": name,
        "type": "person",
        "mentions": [{"start": start, "end": end} for start, end in places],
        **fields,
    }


def test_a_quote_is_about_the_named_actors_in_its_words_but_not_its_speaker() -> None:
    text = 'Boris Kos came. "Lima and Kos, the envoy, and Mar" … "Dov met Kos" Eve went.'
    actors = [
        named("a1", "Ana Lima", "Lima", text, aliases=["Lima"]),
        named("a2", "Boris Kos", "Boris Kos|Kos", text, aliases=["Kos", "B. Kos"]),
        named("a3", "the envoy", "the envoy", text, named=False),
        named("a4", "Mara", "Mar. …", text),  # begins in the quote and ends behind it
        named("a5", "Eve", "Eve", text),
        named("a6", "Dov", "Dov", text),
    ]
    spans = [
        {"start": text.index("Lima"), "end": text.index('" …')},
        {"start": text.index("Dov"), "end": text.index('" Eve')},
    ]
    (document,) = convert(parsed(quote(spans=spans), text=text, actors=actors)).quotes
    assert document.about == ("Boris Kos", "Dov")
    assert document.about_aliases == ("Kos", "B. Kos")


def test_a_quote_of_nobody_we_know_is_about_all_whom_it_names() -> None:
    (document,) = convert(
        parsed(
            quote(spans=[{"start": 0, "end": 8}], speaker=None),
            text="Ana Lima",
            actors=[named("a1", "Ana Lima", "Ana Lima", "Ana Lima")],
        )
    ).quotes
    assert document.about == ("Ana Lima",)


@pytest.mark.parametrize("fields", [{"fetched_at": NOON + timedelta(seconds=1)}, {"parser_revision": 0}])
def test_of_equal_wordings_the_earliest_fetch_counts_and_then_the_newest_parser(
    fields: dict[str, Any],
) -> None:
    first, other = convert(parsed()), convert(parsed(**fields))
    assert first.wording_version > other.wording_version > 0


def test_a_version_is_named_by_its_content() -> None:
    wording = convert(parsed(content_hash="0123456789abcdef" * 4)).wording
    assert (wording.version, wording.title, wording.text) == ("0123456789ab", "Cold", TEXT)


def test_quotes_that_cannot_be_named_are_refused() -> None:
    with pytest.raises(InvalidMessageError, match="Quote number 2 is called q3"):
        convert(parsed(quote(1), quote(3)))


def test_more_quotes_than_an_index_takes_are_refused() -> None:
    with pytest.raises(TooManyQuotesError):
        convert(parsed(*(quote(number) for number in range(1, MAX_QUOTES_PER_ARTICLE + 2))))


def test_a_quote_over_two_paragraphs_has_both_as_its_context() -> None:
    assert (
        context_of([Span(start=10, end=14), Span(start=25, end=30)], TEXT)
        == TEXT[: TEXT.index("\n\nThe end")]
    )


def test_the_context_of_a_single_paragraph_is_all_of_it() -> None:
    assert context_of([Span(start=0, end=3)], "One two three.") == "One two three."


def test_a_long_paragraph_is_cut_between_words_with_the_quote_in_its_middle() -> None:
    text = "before " * 1_000 + '"the quote" ' + "after " * 1_000
    start = text.index("the quote")
    context = context_of([Span(start=start, end=start + 9)], text)
    assert context.startswith(f"{CUT}before ")
    assert context.endswith(f"after{CUT}")
    assert '"the quote"' in context


@given(
    st.lists(st.sampled_from(["word ", "a" * 500, "\n\n", "é. "]), max_size=60).map("".join),
    st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 9_000)), min_size=1, max_size=3),
)
def test_any_spans_in_any_text_have_a_context_within_bounds(text: str, pairs: list[tuple[int, int]]) -> None:
    context = context_of([Span(start=min(pair), end=max(pair)) for pair in pairs], text)
    assert len(context) <= MAX_CONTEXT_CHARS + 2 * len(CUT)
    assert context.strip(CUT) in text
