"""The query language reads what people type, and tells of slips."""

import pytest

from quotewire_search.answers import Notice
from quotewire_search.language.parsing import parse
from quotewire_search.language.tree import And, Field, Not, Or, Phrase, Prefix, Words


def canonical(q: str) -> str:
    return str(parse(q).tree or "")


def notice(q: str) -> Notice:
    (only,) = parse(q).notices
    return only


def test_words_phrases_exclusions_and_beginnings_are_read() -> None:
    assert parse('bridge toll "a rise" -ferry comm*').tree == And(
        (Words("bridge toll"), Phrase("a rise"), Not(Words("ferry")), Prefix("comm"))
    )


def test_or_joins_what_stands_directly_beside_it() -> None:
    assert parse("bridge toll OR fee").tree == And((Words("bridge"), Or((Words("toll"), Words("fee")))))
    assert parse("(bridge toll) OR fee").tree == Or((Words("bridge toll"), Words("fee")))
    assert canonical("a | b || c") == "a OR b OR c"
    assert canonical("trumpet or drum") == "trumpet or drum"


def test_fields_take_a_word_a_phrase_or_a_group() -> None:
    assert parse("speaker:boateng").tree == Field("speaker", Words("boateng"))
    assert parse('Speaker:"Ama Boateng"').tree == Field("speaker", Phrase("Ama Boateng"))
    assert parse("kind:(direct OR mixed)").tree == Field("kind", Or((Words("direct"), Words("mixed"))))
    assert parse("speaker:(ama boateng)").tree == Field("speaker", Words("ama boateng"))
    assert parse("role:minis*").tree == Field("role", Prefix("minis"))
    assert parse("-speaker:boateng toll").tree == And(
        (Not(Field("speaker", Words("boateng"))), Words("toll"))
    )
    assert canonical("publisher:post language:en source_id:x") == "outlet:post lang:en source:x"


@pytest.mark.parametrize(
    ("q", "read"),
    [
        ("https://news.test/a?b=c", "https://news.test/a?b=c"),
        ("train at 12:30", "train at 12:30"),
        ("Re: the bridge", "Re the bridge"),
        ("C++ & Rust", "C++ Rust"),
        ("well-known", "well-known"),
        ('a 12" pipe', "a 12 pipe"),
        ("bridge - toll -- ferry", "bridge toll ferry"),
        ('" bridge', "bridge"),
        (":-) fine :(", "fine"),
        ("1) first", "1 first"),
        ("O’Neil's", "O’Neil's"),
        ("جسر الميناء", "جسر الميناء"),
        ("大桥收费", "大桥收费"),
        ("גשר -נמל", "גשר -נמל"),
        ("AND bridge AND toll", "bridge toll"),
    ],
)
def test_what_is_no_operator_is_a_word_without_a_fuss(q: str, read: str) -> None:
    assert canonical(q) == read
    assert parse(q).notices == ()


@pytest.mark.parametrize(
    ("q", "read", "says", "suggested"),
    [
        ('a "toll rise', "a toll rise", "not closed", 'a "toll rise"'),
        ("(toll OR fee", "toll OR fee", "not closed", "(toll OR fee)"),
        ("speeker:boateng", "speeker boateng", "Did you mean “speaker:”?", "speaker:boateng"),
        ("a Kinds:direct", "a Kinds direct", "Did you mean “kind:”?", "a kind:direct"),
        ("toll OR", "toll", "OR needs something on both sides", None),
        ("kind:spoken", "kind spoken", "direct, mixed or indirect", None),
        ("kind:derect", "kind derect", "direct, mixed or indirect", "kind:direct"),
        ("stance:denies", "stance:denies", "deny", "stance:deny"),
        ("lang:english", "lang english", "lang:en for English", None),
        ("since:yesterday", "since yesterday", "Write 2026", None),
        ("until:(2026 OR 2027)", "until 2026 OR 2027", "takes one date", None),
        ("since:2026-11 until:2026-10", "since:2026-11 until:2026-10", "nothing can lie between", None),
        ("to* bridge", "to bridge", "3 letters", None),
        ("br*dge", "br dge", "at the end of one word", None),
        ("speaker:", "speaker", "needs a value", None),
        ("speaker: boateng", "speaker:boateng", "Read as speaker:boateng", "speaker:boateng"),
        ("-ferry", "-ferry", "Everything but this", None),
        ("!?", "", "no word to search for", None),
    ],
)
def test_a_slip_is_told_with_what_to_write(q: str, read: str, says: str, suggested: str | None) -> None:
    assert canonical(q) == read
    told = notice(q)
    assert says in told.message
    assert told.suggestion == suggested


def test_a_notice_points_at_its_place() -> None:
    told = notice("toll speeker:boateng")
    assert (told.start, told.end) == (5, 12)
    told = notice("toll kind:spoken since:2026")
    assert (told.start, told.end) == (5, 16)


def test_a_group_of_a_field_holds_no_fields() -> None:
    assert canonical("speaker:(role:minister)") == "speaker:(role minister)"


def test_what_costs_too_much_is_cut_and_told() -> None:
    assert canonical("word " * 50) == " ".join(["word"] * 40)
    assert "first 40 words" in notice("word " * 50).message
    assert canonical("橋" * 60) == "橋" * 40
    assert canonical("aaa* bbb* ccc* ddd* eee* fff*") == "aaa* bbb* ccc* ddd* eee* fff"


def test_parentheses_too_deep_are_left_out() -> None:
    assert canonical("(" * 500 + "a OR b" + ")" * 500) == "a OR b"
