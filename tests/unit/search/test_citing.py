"""Citations name speaker, words, outlet, date, title and address, in forms that other programs read."""

import json

from quotewire_search.citing import Citation, as_bibtex, as_csl, as_text, citation_key, in_marks
from tests.hostile import HOSTILE
from tests.unit.search.fakes import ARTICLE_ID, article, quote


def cited(**fields: object) -> Citation:
    return Citation.of_quote(
        quote(
            **{"article_title": "The bridge", "role": "minister", "published_at": "2026-11-20T23:30:00-02:00"}
            | fields
        )
    )


def test_a_quote_is_cited_in_one_line() -> None:
    assert (
        as_text(cited())
        == "Ama Boateng (minister): “No comment”. In: “The bridge”, Harbour Post, 21 November 2026, https://harbour-post.example/a."
    )


def test_words_that_bring_their_quotation_marks_get_no_others() -> None:
    assert in_marks("„Nein“ … „niemals“") == "„Nein“ … „niemals“"
    assert in_marks("it would rain", reported=True) == "it would rain"


def test_what_is_not_known_is_said() -> None:
    text = as_text(cited(speaker=None, role=None, article_title=None, published_at=None))
    assert text.startswith("Speaker not told: “No comment”. In: untitled article, Harbour Post, first seen ")


def test_an_article_is_cited_with_its_authors() -> None:
    found = Citation.of_article(
        article(authors=["Esi Owusu", "Kofi Ntim"], published_at="2026-11-20T08:00:00Z")
    )
    assert (
        as_text(found)
        == "Esi Owusu; Kofi Ntim: “The bridge”, harbour-post, 20 November 2026, https://harbour-post.example/a."
    )
    assert as_text(Citation.of_article(article(title=None))).startswith("Untitled article, harbour-post")


def test_a_quote_of_an_article_knows_its_speakers_role() -> None:
    spoken = {
        "id": "q1",
        "kind": "indirect",
        "text": "it would rain",
        "spans": [{"start": 0, "end": 13}],
        "speaker": {"actor_id": "a1", "name": "Ama Boateng"},
        "confidence": 1,
        "rule": "test",
    }
    actor = {"id": "a1", "name": "Ama Boateng", "type": "person", "role": "minister"}
    found = article(text="it would rain", quotes=[spoken], actors=[actor])
    assert as_text(Citation.of_article(found, found.quotes[0])).startswith(
        "Ama Boateng (minister): it would rain. In: “The bridge”"
    )


def test_bibtex_holds_what_a_bibliography_needs() -> None:
    entry = as_bibtex(cited(publisher="Ink & Paper {daily}"))
    assert entry.startswith("@article{ink-paper-daily-2026-aaaaaaaa-q1,\n")
    assert r"  journal = {Ink \& Paper \{daily\}}," in entry
    assert "  year = {2026}," in entry
    assert "  month = {11}," in entry
    assert "  note = {Ama Boateng (minister): “No comment”}," in entry


def test_csl_json_is_read_as_a_newspaper_article() -> None:
    (item,) = json.loads(as_csl(cited()))
    assert item["type"] == "article-newspaper"
    assert item["issued"] == {"date-parts": [[2026, 11, 21]]}
    assert item["container-title"] == "Harbour Post"
    assert item["URL"] == "https://harbour-post.example/a"


def test_undated_articles_have_no_date_but_a_key() -> None:
    one = Citation.of_article(article())
    assert "year" not in as_bibtex(one)
    assert "issued" not in json.loads(as_csl(one))[0]
    assert citation_key(one) == f"harbour-post-undated-{ARTICLE_ID[:8]}"


def test_hostile_text_breaks_no_citation() -> None:
    for text in HOSTILE:
        one = cited(text=f"x{text}", speaker=f"x{text}", publisher=f"x{text}", article_title=f"x{text}")
        assert "\n" not in as_text(one)
        json.loads(as_csl(one))
        entry = as_bibtex(one)
        bare = entry.replace(r"\{", "").replace(r"\}", "")
        assert bare.count("{") == bare.count("}")
        assert citation_key(one).isascii()
        assert not set(citation_key(one)) & set(' "{}\\,\r\n;')
