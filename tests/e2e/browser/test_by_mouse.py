"""The journeys by mouse."""

from tests.e2e.browser.hands import Mouse
from tests.e2e.browser.journeys import Journeys


class TestByMouse(Journeys):
    hand = Mouse()
