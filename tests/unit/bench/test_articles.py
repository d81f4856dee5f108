from pathlib import Path

import pytest

from bench.articles import Press, newsroom_pages, pages_in, size_kb
from quotewire_shared.errors import UsageError
from quotewire_shared.messages import Lane


def test_every_article_has_an_address_of_its_own_and_the_pages_come_in_turn() -> None:
    press = Press(["<p>a</p>", "<p>b</p>"])
    issued = [*press.issue(3), *press.issue(2, Lane.BACKFILL)]
    assert len({message.article_id for message in issued}) == 5
    assert [message.html for message in issued] == [
        "<p>a</p>",
        "<p>b</p>",
        "<p>a</p>",
        "<p>b</p>",
        "<p>a</p>",
    ]
    assert [message.lane for message in issued] == [Lane.LIVE] * 3 + [Lane.BACKFILL] * 2


def test_the_newsroom_gives_whole_pages() -> None:
    pages = newsroom_pages()
    assert len(set(pages)) == len(pages) > 0
    assert all("</article>" in page for page in pages)


def test_a_folder_gives_its_pages_and_texts_and_counts_what_is_neither(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "page.html").write_text("<html><body><p>A page.</p></body></html>")
    (tmp_path / "plain.txt").write_text("A text.")
    (tmp_path / "picture.bin").write_bytes(bytes(100))
    (tmp_path / ".hidden").write_text("not asked for")
    pages, unread = pages_in(tmp_path)
    assert [(page.html is not None, page.text) for page in pages] == [(True, None), (False, "A text.")]
    assert unread == 1


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_a_folder_without_pages_is_a_usage_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=name):
        pages_in(tmp_path / name)


def test_a_size_is_the_mean_in_kilobytes_of_utf_8() -> None:
    assert size_kb(Press(["é" * 500, "e" * 3_000]).issue(2)) == 2.0
