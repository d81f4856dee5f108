"""Older indices get newer fields, as well as they can search them."""

from quotewire_indexer.fields import QUOTE_FIELDS
from quotewire_indexer.widening import fitting


def test_a_subfield_whose_analyzer_an_index_lacks_is_left_out() -> None:
    fitted = fitting(QUOTE_FIELDS["about"], {"quotewire_name", "quotewire_exact"})
    assert fitted["analyzer"] == "quotewire_name"
    assert set(fitted["fields"]) == {"raw", "folded"}


def test_a_field_that_an_index_can_search_is_added_as_it_is() -> None:
    assert fitting(QUOTE_FIELDS["about"], {"quotewire_name", "quotewire_spelling"}) == QUOTE_FIELDS["about"]
    assert fitting(QUOTE_FIELDS["confidence"], set()) == {"type": "float"}
