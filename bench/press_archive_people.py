"""Who speaks in invented articles: 60,000 people, organisations and groups, quoted by Zipf's law."""

import random
from dataclasses import dataclass
from functools import cache

from bench.press_archive_words import TOPICS, Zipf, made_up
from quotewire_shared.messages import ActorType

SPEAKERS = 60_000
COUNTRIES = 60
OUTLETS = 300
GIVEN_NAMES, SURNAMES, TOWNS = 700, 9_000, 400
SHIFT = 10.0
"""Flattens the head: the most quoted speaker has about one quote in a hundred, as in Quotebank."""

RANKS = ("minister of", "secretary for", "spokesperson for", "professor of", "director of", "head of")
# fmt: off
FIELDS = (
    "transport", "finance", "health", "the interior", "education", "energy", "culture", "fisheries", "housing", "trade",
    "defence", "justice", "agriculture", "foreign affairs", "public works", "labour", "tourism", "water", "forests",
)
ROLES = (
    *(f"{rank} {field}" for rank in RANKS for field in FIELDS), "mayor", "prime minister", "president", "police chief",
    "lawyer", "chief executive", "coach", "captain", "senator", "judge", "economist", "resident", "farmer", "analyst",
    "head teacher", "union leader", "engineer", "nurse", "novelist", "archbishop", "shopkeeper", "ferry captain",
)
BODIES = (
    "Water Authority", "Ministry of Finance", "Trade Union Congress", "Port Company", "University Hospital", "Central Bank",
    "Football League", "Electoral Board", "Bridge Commission", "Chamber of Commerce", "Weather Service", "Institute of Science",
)
PARTICLES = ("de", "van", "al", "Ó", "von", "da")
UNNAMED = (
    "a senior official", "residents", "police", "the court", "a spokesperson", "witnesses", "union members", "doctors",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whom articles quote or name."""

    name: str
    type: ActorType
    topic: int
    """What the articles that quote them are mostly about: 0 to TOPICS - 1."""
    short: str
    """What they are called after the first mention."""
    named: bool = True
    role: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newspaper or broadcaster."""

    name: str
    id: str
    language: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, the most quoted first, and the outlets, the largest first."""

    speakers: Zipf[Speaker]
    outlets: dict[str, Zipf[Outlet]]
    """By language."""


@cache
def cast() -> Cast:
    """Make up the cast: the same one every time."""
    dice = random.Random("cast")
    taken: set[str] = set()
    given = _capitals(made_up(dice, GIVEN_NAMES, taken, accents=True))
    surnames = _capitals(made_up(dice, SURNAMES, taken, accents=True))
    towns = _capitals(made_up(dice, TOWNS, taken))
    countries = [f"{word}ia" for word in _capitals(made_up(dice, COUNTRIES, taken))]
    speakers: dict[str, Speaker] = {}
    while len(speakers) < SPEAKERS:
        speaker = (
            _organisation(dice, towns, countries)
            if dice.random() < 0.1  # noqa: PLR2004 - as in the newsroom, one speaker in ten is no person
            else _person(dice, given, surnames, countries)
        )
        speakers.setdefault(speaker.name, speaker)
    listed = list(speakers.values())
    # Groups without a name are quoted often, but no single one leads the list.
    for place, name in enumerate(UNNAMED):
        listed.insert(20 * (place + 1), Speaker(name, "group", dice.randrange(TOPICS), name, named=False))
    return Cast(Zipf(listed[:SPEAKERS], shift=SHIFT), _outlets(dice, towns))


def _person(dice: random.Random, given: list[str], surnames: list[str], countries: list[str]) -> Speaker:
    surname = dice.choice(surnames)
    if dice.random() < 0.08:  # noqa: PLR2004 - a name in twelve has a particle
        surname = f"{dice.choice(PARTICLES)} {surname}"
    elif dice.random() < 0.08:  # noqa: PLR2004 - or two surnames
        surname = f"{surname}-{dice.choice(surnames)}"
    return Speaker(
        f"{dice.choice(given)} {surname}",
        "person",
        dice.randrange(TOPICS),
        surname,
        role=dice.choice(ROLES) if dice.random() < 0.8 else None,  # noqa: PLR2004 - the newsroom's share
        country=dice.choice(countries) if dice.random() < 0.3 else None,  # noqa: PLR2004 - as above
    )


def _organisation(dice: random.Random, towns: list[str], countries: list[str]) -> Speaker:
    name = f"{dice.choice(towns)} {dice.choice(BODIES)}"
    if dice.random() < 0.5:  # noqa: PLR2004 - a coin
        name = f"{dice.choice(towns)} and {name}"
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    country = dice.choice(countries) if dice.random() < 0.3 else None  # noqa: PLR2004 - as for persons
    return Speaker(name, "organization", dice.randrange(TOPICS), initials, country=country)


def _outlets(dice: random.Random, towns: list[str]) -> dict[str, Zipf[Outlet]]:
    titles = ("Post", "Herald", "Courier", "Gazette", "Times", "Wire", "Radio", "Observer")
    names: dict[str, None] = {}
    while len(names) < OUTLETS:
        names[f"{dice.choice(towns)} {dice.choice(titles)}"] = None
    by_language: dict[str, list[Outlet]] = {}
    for number, name in enumerate(names):
        language = LANGUAGES[number % len(LANGUAGES)]
        by_language.setdefault(language, []).append(Outlet(name, name.lower().replace(" ", "-"), language))
    return {language: Zipf(outlets, shift=3.0) for language, outlets in by_language.items()}


LANGUAGES = ("en", "en", "en", "en", "en", "en", "en", "de", "fr", "es")
"""Of ten outlets; English ones are larger, see `press_archive.ENGLISH_SHARE`."""


def _capitals(words: list[str]) -> list[str]:
    return [word.capitalize() for word in words]
