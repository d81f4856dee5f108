import pytest

from quotewire_fetcher.robots.path_rules import PathMarks, PathRules


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ([], "/a", True),
        ([(False, "")], "/a", True),
        ([(True, "/a")], "/b", True),
        ([(False, "/*")], "/b", False),
        ([(False, "/"), (True, "/a")], "/a/b", True),
        ([(False, "/"), (True, "/a")], "/b", False),
        ([(False, "/a"), (True, "/a")], "/a", True),
    ],
)
def test_the_longest_rule_decides(rules: list[tuple[bool, str]], path: str, allowed: bool) -> None:
    assert PathRules(rules).allow(f"https://news.example{path}") is allowed


def test_what_is_no_address_is_not_allowed() -> None:
    assert not PathRules([(False, "/a")]).allow("https://[broken")


def test_a_statement_and_none_are_told_apart() -> None:
    marks = PathMarks([(True, "/a"), (False, "/a/b"), (True, "/c"), (False, "/c")])
    said = [marks.of(f"https://news.example{path}") for path in ("/a/x", "/a/b", "/c", "/d")]
    assert said == [True, False, True, None]
