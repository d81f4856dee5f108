"""The documents made from the code are the committed ones: settings, messages, AsyncAPI, schemas."""

import pytest

from tools.generate_docs import ROOT, documents

DOCUMENTS = documents()


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_the_document_is_current(path: object) -> None:
    committed = ROOT / str(path)
    assert committed.exists(), "run `make docs`"
    assert committed.read_text() == DOCUMENTS[path], "changed on purpose? run `make docs`"  # type: ignore[index]


def test_no_document_names_a_folder_of_this_machine() -> None:
    assert not [path for path, text in DOCUMENTS.items() if "/root" in text or "/home/" in text]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "DECISIONS.md", "CHANGELOG.md"])
def test_no_page_that_people_read_has_a_gap_to_fill(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not [mark for mark in ("@@", "TODO", "FIXME", "XXX") if mark in text]
