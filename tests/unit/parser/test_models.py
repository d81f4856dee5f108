from pathlib import Path

import pytest

from quotewire_parser.models import FILES, model_folder
from quotewire_shared.errors import UsageError


def test_rules_need_no_folder() -> None:
    assert model_folder("rules") is None


def test_our_own_model_ships_with_the_parser() -> None:
    folder = model_folder("open")
    assert folder is not None
    assert all((folder / file).is_file() for file in FILES)


def test_a_folder_with_all_files_is_taken(tmp_path: Path) -> None:
    for file in FILES:
        (tmp_path / file).touch()
    assert model_folder(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("absent", FILES)
def test_a_missing_file_is_named_with_the_setting(absent: str, tmp_path: Path) -> None:
    for file in FILES:
        if file != absent:
            (tmp_path / file).touch()
    with pytest.raises(UsageError, match=f"QUOTEWIRE_PARSER_MODEL=.*there is no .*{absent}"):
        model_folder(str(tmp_path))
