import json
from pathlib import Path

import pytest
from babel import Locale

from quotewire_fetcher.sources.source import load_sources, read_sources, slug
from quotewire_shared.errors import UsageError

ROOT = Path(__file__).parents[4]
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
    assert load(tmp_path / "s.json", json.dumps(entries)) == ["harbour-post", "b-example"]


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


def test_entries_of_one_name_get_ids_that_hang_on_their_addresses(tmp_path: Path) -> None:
    entries = [{"name": "Post", "url": f"https://{host}.example/f"} for host in ("a", "b", "c")]
    first = load(tmp_path / "s.json", json.dumps(entries))
    assert len(set(first)) == 3
    assert first[0] == "post"
    assert load(tmp_path / "s.json", json.dumps([entries[0], entries[2]])) == [first[0], first[2]]


def test_an_address_that_is_listed_twice_is_read_once_and_told(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    entries = [
        {"name": "Post", "url": "https://a.example/f"},
        {"name": "Again", "url": "https://A.example:443/f?utm_source=x"},
    ]
    assert load(path, json.dumps(entries)) == ["post"]
    assert (
        "source 2: https://A.example:443/f?utm_source=x is already listed as 'post'"
        in read_sources(path).notices[0]
    )


def test_sources_that_are_not_enabled_are_known_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    assert load(path, GOOD + "enabled = false\n") == ["a"]
    assert [source.enabled for source in read_sources(path).sources] == [True, False]


def test_kinds_are_known_in_other_spellings(tmp_path: Path) -> None:
    spelt = ["RSS", "news-sitemap", "sitemap_index", "JSON Feed", "rdf", "feed", None]
    entries = [
        {"name": str(place), "url": f"https://a.example/{place}", "kind": kind, "home": None}
        for place, kind in enumerate(spelt)
    ]
    (tmp_path / "s.json").write_text(json.dumps(entries))
    kinds = [source.kind for source in load_sources(tmp_path / "s.json")]
    assert kinds == ["rss", "newssitemap", "sitemapindex", "jsonfeed", "rss", None, None]


def test_a_broken_entry_of_ten_thousand_is_named_by_its_number(tmp_path: Path) -> None:
    entries: list[object] = [{"name": f"Outlet {n}", "url": f"https://o{n}.example/f"} for n in range(10_000)]
    entries[4_710] = {"name": "Odd", "url": "mailto:a@b.example"}
    with pytest.raises(UsageError, match=r"source 4711: url: .*not an http address"):
        load(tmp_path / "s.json", json.dumps(entries))


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotewire_fetcher.sources.source_formats.MAX_FILE_BYTES", 10)
    with pytest.raises(UsageError, match="is over"):
        load(tmp_path / "s.toml", GOOD)


@pytest.mark.parametrize("text", ["[" * 100_000, "a = " + "[" * 100_000])
def test_a_file_that_is_nested_without_end_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"not valid|too deeply"):
        load(tmp_path / "s.toml", text)


def test_the_list_that_ships_is_sound_and_says_that_it_is_unverified() -> None:
    path = ROOT / "deploy" / "sources.toml"
    listed = read_sources(path)
    sources = listed.sources
    assert not listed.notices
    assert len(sources) >= 90
    assert "UNVERIFIED" in path.read_text()
    assert all(source.url.startswith("https://") for source in sources)
    assert {source.group for source in sources} == {
        "africa",
        "americas",
        "asia",
        "europe",
        "international",
        "middle-east",
        "oceania",
    }
    countries = {source.country for source in sources if source.country}
    assert len(countries) >= 30
    assert countries <= set(Locale("en").territories)
    languages = {source.language.partition("-")[0] for source in sources if source.language}
    assert len(languages) >= 20
    assert languages <= set(Locale("en").languages)
    assert all(source.language for source in sources)
    assert len({source.name for source in sources}) == len(sources)


def test_slugs_are_plain() -> None:
    assert slug("Le Monde – À la une") == "le-monde-a-la-une"
    assert slug("東京") == ""
