from quotewire_fetcher.robots.robots_rules import RobotsRules, RobotsText
from quotewire_fetcher.robots.robots_shelf import RobotsFile, RobotsShelf

TEXT = RobotsText(own=((False, "/a"), (False, "/b")), sitemaps=("https://a.example/map.xml",))
RULES = RobotsRules(TEXT)


def file(packed: bytes | None = None) -> RobotsFile:
    return RobotsFile(packed if packed is not None else TEXT.packed(), 0.0, 1.0, weight=TEXT.weight)


def test_a_file_is_kept_in_few_bytes_and_comes_back_as_it_was() -> None:
    assert RobotsText.unpacked(TEXT.packed()) == TEXT
    assert file().rules().text == TEXT
    assert RobotsFile(None, 0.0, 1.0).rules().text == RobotsText()


def test_files_that_were_not_used_for_longest_go_first() -> None:
    shelf = RobotsShelf(max_origins=2)
    shelf.put("https://a.example", file())
    shelf.put("https://b.example", file())
    assert shelf.get("https://a.example") is not None
    shelf.put("https://c.example", file())
    assert shelf.get("https://b.example") is None
    assert shelf.get("https://a.example") is not None


def test_the_bytes_of_all_files_are_bounded() -> None:
    shelf = RobotsShelf(max_bytes=250)
    for name in "abc":
        shelf.put(f"https://{name}.example", file(b"x" * 100))
    assert shelf.get("https://a.example") is None
    shelf.put("https://b.example", file(b""))
    shelf.put("https://d.example", file(b"x" * 100))
    assert shelf.get("https://c.example") is not None


def test_rules_are_kept_ready_for_the_file_that_they_were_made_of() -> None:
    shelf, first, second = RobotsShelf(), file(), file(RobotsText().packed())
    shelf.keep_ready("https://a.example", first, RULES)
    assert shelf.rules("https://a.example", first) is RULES
    assert shelf.rules("https://a.example", second) is None
    assert shelf.rules("https://b.example", first) is None


def test_only_some_rules_are_kept_ready() -> None:
    for shelf in (RobotsShelf(max_ready=2), RobotsShelf(max_ready_weight=2 * TEXT.weight)):
        kept = file()
        for name in "abc":
            shelf.keep_ready(name, kept, RULES)
        assert [shelf.rules(name, kept) is not None for name in "abc"] == [False, True, True]
