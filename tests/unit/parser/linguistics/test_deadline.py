"""When the time for a text is over, what was found stays, and the analysis says that it is not all."""

from quotewire_parser.linguistics import analyse
from quotewire_parser.linguistics.deadline import Deadline

TEXT = "Ama Boateng, the mayor, arrived. “It is late,” she said. Kofi Asare said that it rained."


def test_without_a_limit_the_analysis_is_whole() -> None:
    found = analyse(TEXT, language="en")
    assert (len(found.quotes), found.partial) == (2, False)


def test_no_time_at_all_gives_names_and_says_so() -> None:
    found = analyse(TEXT, language="en", seconds=0)
    assert found.partial
    assert [actor.name for actor in found.actors] == ["Ama Boateng", "Kofi Asare"]
    assert all(quote.speaker is None or quote.speaker.actor_id is None for quote in found.quotes)


def test_a_deadline_that_nobody_asked_about_in_time_cut_nothing() -> None:
    deadline = Deadline(0)
    assert not deadline.cut
    assert deadline.passed()
    assert deadline.cut


def test_other_languages_than_english_have_basic_support() -> None:
    assert analyse("„Es regnet“, sagte Anna Weber.", language="de").language_support == "basic"
    assert analyse(TEXT, language="en").language_support == "full"
