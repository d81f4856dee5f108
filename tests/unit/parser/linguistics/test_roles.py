import pytest

from quotewire_parser.linguistics.document import Document
from quotewire_parser.linguistics.names import NameFinder
from quotewire_parser.linguistics.roles import role_after, role_before


def roles(text: str) -> tuple[str | None, str | None]:
    """Roles before and behind the text's first name of a person."""
    doc = Document(text)
    name = next(name for name in NameFinder(doc).run() if name.type.startswith("person"))
    return role_before(doc, name), role_after(doc, name)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Kremlin spokesperson Dmitry Peskov said no.", "Kremlin spokesperson"),
        ("Fisheries Minister Hyun-woo Baek said no.", "Fisheries Minister"),
        ("The opposition leader Rania Haddad said no.", "opposition leader"),
        ("Former foreign minister Rania Haddad said no.", "Former foreign minister"),
        ("Sen. Maria Kowalczyk said no.", "Sen"),
        ("Dr. Abimbola Fashola said no.", None),
        ("Yesterday Rania Haddad said no.", None),
        ("They told Rania Haddad no.", None),
    ],
)
def test_the_role_before_a_name(text: str, role: str | None) -> None:
    found = roles(text)[0]
    assert (found.rstrip(".") if found else None) == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Ana Duarte, a lawyer for the family, said no.", "lawyer for the family"),
        ("Ana Duarte, 45, a nurse, said no.", "nurse"),
        ("Ana Duarte, the mayor of Lisbon, said no.", "mayor of Lisbon"),
        ("Ana Duarte, who was tired, said no.", None),
        ("Ana Duarte, Foreign Minister Rania Haddad and others met.", None),
        ("Ana Duarte said no.", None),
    ],
)
def test_the_role_behind_a_name(text: str, role: str | None) -> None:
    assert roles(text)[1] == role
