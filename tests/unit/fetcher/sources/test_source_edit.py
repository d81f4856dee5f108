import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from quotewire_fetcher.sources.source import Source, load_sources
from quotewire_fetcher.sources.source_edit import add_sources, listed_in, remove_source, write_file
from quotewire_fetcher.sources.source_text import toml_list
from quotewire_shared.errors import UsageError
from tests.unit.fetcher.source_lists import lists, names

TOML = """# Our list. Ask Ada before you change it.

# The harbour, daily.
[[source]]
id = "harbour"    # never rename
name = "Harbour Post"
url = "https://harbour.example/feed"

# The lantern: slow on Sundays.
[[source]]
url = "https://lantern.example/rss"
name = 'Lantern'
"""


def new(name: str = "Dune Wire", url: str = "https://dune.example/feed", **values: object) -> Source:
    return Source.model_validate({"id": "dune", "name": name, "url": url} | values)


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(TOML)
    return path


def test_an_added_source_stands_at_the_end_and_the_rest_stays_as_it_was(toml: Path) -> None:
    edit = add_sources(toml, [new(kind="rss", language="en")])
    assert [source.id for source in edit.added] == ["dune"]
    assert toml.read_text() == (
        TOML + '\n[[source]]\nid = "dune"\nname = "Dune Wire"\nurl = "https://dune.example/feed"\n'
        'kind = "rss"\nlanguage = "en"\n'
    )


def test_an_address_in_another_spelling_is_refused_as_listed(toml: Path) -> None:
    edit = add_sources(toml, [new(url="https://HARBOUR.example:443/feed?utm_source=x#top")])
    assert not edit.added
    assert edit.refused[0][1] == "harbour"
    assert toml.read_text() == TOML


def test_a_taken_id_gets_a_mark_that_hangs_on_the_address(toml: Path) -> None:
    first = add_sources(toml, [new(id="harbour"), new(id="harbour", url="https://dune.example/other")])
    ids = [source.id for source in first.added]
    assert len({*ids, "harbour"}) == 3
    assert all(name.startswith("harbour-") for name in ids)
    assert [source.id for source in load_sources(toml)][2:] == ids


def test_text_that_toml_must_escape_comes_back(toml: Path) -> None:
    source = new(name='A "quoted" \\ name\twith \x7f, an é and 東京', poll_interval_s=90.5, enabled=False)
    add_sources(toml, [source])
    assert listed_in(toml).sources[-1] == source


def test_line_ends_of_the_file_are_kept(toml: Path) -> None:
    toml.write_bytes(TOML.replace("\n", "\r\n").encode())
    add_sources(toml, [new()])
    assert b"\n" not in toml.read_bytes().replace(b"\r\n", b"")


def test_a_file_without_a_last_line_end_is_added_to(toml: Path) -> None:
    toml.write_text(TOML.rstrip("\n"))
    add_sources(toml, [new()])
    assert len(load_sources(toml)) == 3


def test_a_json_list_keeps_its_order_and_keys_that_we_do_not_know(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps([{"name": "A", "url": "https://a.example/f", "note": "mine"}]))
    add_sources(path, [new()])
    assert json.loads(path.read_text()) == [
        {"name": "A", "url": "https://a.example/f", "note": "mine"},
        {"id": "dune", "name": "Dune Wire", "url": "https://dune.example/feed"},
    ]


@pytest.mark.parametrize("name", ["new.toml", "new.json"])
def test_a_file_that_does_not_exist_is_made(tmp_path: Path, name: str) -> None:
    add_sources(tmp_path / name, [new()])
    assert [source.id for source in load_sources(tmp_path / name)] == ["dune"]
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o644


def test_rights_of_the_file_and_a_link_to_it_are_kept(toml: Path, tmp_path: Path) -> None:
    toml.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(toml)
    add_sources(link, [new()])
    assert link.is_symlink()
    assert toml.stat().st_mode & 0o777 == 0o640
    assert len(load_sources(toml)) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.toml", "sources.toml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("source = []\n", "cannot be changed safely"),
        ("[[source]]\nname = \n", "not valid TOML"),
        ("<opml><body/></opml>", "is OPML"),
    ],
)
def test_a_file_that_cannot_be_changed_safely_is_left_alone(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        add_sources(path, [new()])
    assert path.read_text() == text


def test_a_removed_source_takes_its_comment_along_and_nothing_else(toml: Path) -> None:
    assert remove_source(toml, "lantern").name == "Lantern"
    assert toml.read_text() == TOML[: TOML.index("# The lantern")]
    add_sources(toml, [new()])
    remove_source(toml, "harbour")
    assert toml.read_text().startswith("# Our list. Ask Ada before you change it.\n\n[[source]]")
    assert [source.id for source in load_sources(toml)] == ["dune"]


def test_a_removed_source_leaves_a_json_list(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    add_sources(path, [new(), new(id="b", url="https://b.example/f")])
    remove_source(path, "dune")
    assert [source.id for source in load_sources(path)] == ["b"]


def test_what_is_not_listed_is_not_removed(toml: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no source 'nobody'"):
        remove_source(toml, "nobody")
    with pytest.raises(UsageError, match="has no source"):
        remove_source(tmp_path / "none.toml", "nobody")
    with pytest.raises(UsageError, match="folder"):
        add_sources(tmp_path / "no" / "s.toml", [new()])


def test_a_table_that_only_looks_like_one_is_not_cut_in_two(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    text = (
        'note = """\n[[source]]\n"""\n[[source]]\nid = "a"\nname = "A"\nurl = "https://a.example/"\n'
        '[[source]]\nid = "b"\nname = "B"\nurl = "https://b.example/"\n'
    )
    path.write_text(text)
    with pytest.raises(UsageError, match="cannot be changed safely"):
        remove_source(path, "a")
    assert path.read_text() == text


def test_a_list_that_names_an_address_twice_is_for_an_editor(toml: Path) -> None:
    toml.write_text(TOML + '[[source]]\nid = "x"\nname = "X"\nurl = "https://harbour.example/feed"\n')
    with pytest.raises(UsageError, match="lists an address twice"):
        remove_source(toml, "harbour")


def test_what_cannot_be_written_is_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_file(tmp_path / "folder", b"x")
    with pytest.raises(UsageError, match="cannot be read"):
        add_sources(tmp_path / "folder", [new()])
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@given(lists(names), lists(names))
def test_any_sources_join_any_others_and_nothing_else_changes(
    before: list[Source], more: list[Source]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sources.toml"
        text = "# ours\n" + toml_list(before)
        path.write_text(text)
        edit = add_sources(path, more)
        assert path.read_text().startswith(text)
        assert listed_in(path).sources == (*before, *edit.added)
        assert len(edit.added) + len(edit.refused) == len(more)
        for source in edit.added:
            remove_source(path, source.id)
        assert listed_in(path).sources == tuple(before)
