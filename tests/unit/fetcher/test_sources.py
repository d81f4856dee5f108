import json
from pathlib import Path

import pytest

from quotewire_fetcher.sources import load_sources, slug
from quotewire_shared.errors import UsageError

ROOT = Path(__file__).parents[3]
GOOD = """
# a comment
[[source]]
id = "a"
name = "A"
url = "https://a.example/feed"
kind = "atom"
poll_interval_s = 60

[[source]]
name = "Béla's Post"
url = "https://b.example/feed"
"""


def load(path: Path, text: str | bytes) -> list[str]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [source.id for source in load_sources(path)]


def test_toml_is_read_and_ids_are_made_of_names(tmp_path: Path) -> None:
    assert load(tmp_path / "s.toml", GOOD) == ["a", "bela-s-post"]


def test_a_json_list_is_read(tmp_path: Path) -> None:
    entries = [
        {"name": "Harbour Post", "url": "https://a.example/f", "kind": "rss", "home": "https://a.example/"},
        {"name": "東京", "url": "https://b.example/f"},
    ]
    assert load(tmp_path / "s.json", json.dumps(entries)) == ["harbour-post", "source-2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[source]]\nid = "a"\nname = \n', "line 3"),
        (
            '[[source]]\nname = "A"\nurl = "https://a.example/"\n\n[[source]]\nname = "B"\n',
            "line 5 (source 2): url",
        ),
        ('[[source]]\nname = "A"\nurl = "ftp://a.example/"\n', "line 1 (source 1): url"),
        ('[[source]]\nname = "A"\nurl = "https://a.example/"\nkind = "gopher"\n', "kind"),
        ('[[source]]\nid = "UPPER"\nname = "A"\nurl = "https://a.example/"\n', "id"),
        (GOOD + GOOD, "used twice"),
        ("", "names no source"),
        ("[source]\nname = 'A'\n", "two brackets"),
        ("source = [1]\n", "expected a table"),
        (b"\n[[source]]\nname = '\xff'\n", "line 3: not UTF-8"),
        ("[{broken", "not valid JSON"),
        ('{"name": "A"}', "expected a JSON list"),
        ("[1]", "source 1: expected a table"),
    ],
)
def test_a_broken_file_is_said_in_one_line_with_its_place(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    path = tmp_path / "sources.toml"
    with pytest.raises(UsageError) as caught:
        load(path, text)
    message = str(caught.value)
    assert said in message
    assert str(path) in message
    assert "\n" not in message


def test_a_missing_file_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no sources file .*QUOTEWIRE_FETCHER_SOURCES_FILE"):
        load_sources(tmp_path / "none.toml")
    with pytest.raises(UsageError, match="cannot be read"):
        load_sources(tmp_path)


def test_the_list_that_ships_is_sound_and_says_that_it_is_unverified() -> None:
    path = ROOT / "deploy" / "sources.toml"
    sources = load_sources(path)
    assert len(sources) >= 20
    assert "UNVERIFIED" in path.read_text()
    assert len({source.language for source in sources}) >= 6


def test_slugs_are_plain() -> None:
    assert slug("Le Monde – À la une") == "le-monde-a-la-une"
    assert slug("東京") == ""
