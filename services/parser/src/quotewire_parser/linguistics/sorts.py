"""Which nouns may mean the same person or body."""

from functools import lru_cache

from quotewire_parser.linguistics import lexicon

_SAME_SORT = tuple(
    frozenset(group.split())
    for group in (
        "president leader head chief ruler strongman",
        "minister official politician leader diplomat secretary premier chancellor",
        "spokesman spokeswoman spokesperson official representative",
        "ceo executive boss chief businessman businesswoman founder entrepreneur billionaire chairman chairwoman",
        "actor actress star performer",
        "coach manager boss trainer",
        "senator lawmaker politician congressman congresswoman representative legislator mp deputy",
        "singer musician star artist rapper performer",
        "researcher scientist professor author expert academic biologist physicist chemist ecologist analyst lecturer doctor",
        "lawyer attorney counsel barrister solicitor advocate",
        "representative diplomat envoy ambassador delegate official",
        "officer detective sergeant inspector superintendent commissioner chief policeman constable",
        "candidate nominee contender politician senator governor mayor",
        "player striker midfielder defender goalkeeper captain champion athlete footballer forward batsman bowler",
        "man suspect defendant gunman attacker father husband accused grandfather",
        "woman mother wife victim grandmother accused defendant",
        "doctor physician surgeon gp medic consultant nurse",
        "farmer rancher grower planter",
        "priest pastor vicar bishop cleric father reverend",
        "writer novelist author poet journalist",
        "owner landlord landlady landowner publican shopkeeper",
        "judge justice magistrate",
        "complainant plaintiff petitioner appellant claimant applicant",
        "witness survivor",
        "mayor mayor-elect",
        "councillor councilman councilwoman alderman politician",
        "activist campaigner organiser organizer",
        "union unionist leader secretary organiser",
    )
)
GENERIC_BODIES: dict[str, frozenset[str]] = {
    head: frozenset(hints.split())
    for head, hints in {
        "company": "inc inc. ltd ltd. plc corp corp. bhd co co. gmbh ag group holdings industries motors foods energy mining systems llc",
        "firm": "inc inc. ltd ltd. plc corp corp. bhd co co. gmbh ag group holdings partners capital consulting llc associates",
        "corporation": "corp corp. corporation inc",
        "group": "group forum alliance network coalition families association foundation",
        "organisation": "organisation organization foundation fund federation association trust society institute",
        "organization": "organisation organization foundation fund federation association trust society institute",
        "agency": "agency bureau service office authority administration press",
        "institution": "university institute college bank museum",
        "body": "federation association council authority commission board union",
        "newspaper": "times post herald daily news gazette tribune star journal guardian telegraph courier",
        "paper": "times post herald daily news gazette tribune star journal guardian telegraph courier",
        "outlet": "times post herald news",
        "broadcaster": "tv radio news broadcasting television",
        "network": "tv news network broadcasting",
        "station": "radio tv fm",
        "carrier": "air airlines airways lines shipping",
        "airline": "air airlines airways aviation",
        "manufacturer": "motors works industries",
        "carmaker": "motors motor automobile mobil",
        "bank": "bank banking",
        "lender": "bank",
        "retailer": "stores foods mart",
        "charity": "trust foundation relief aid",
        "trust": "trust",
        "club": "fc united city town rovers athletic club cf wanderers",
        "side": "fc united city town rovers",
        "team": "fc united city town racing",
        "party": "party alliance front movement congress democrats union",
        "watchdog": "authority commission ombudsman agency",
        "regulator": "authority commission agency office board",
        "giant": "inc group corp",
        "operator": "ltd plc lines rail railways terminals energy",
        "union": "union workers congress federation association brotherhood local",
        "court": "court tribunal",
        "bench": "court tribunal",
        "tribunal": "tribunal court",
        "ministry": "ministry",
        "department": "department",
        "council": "council",
        "committee": "committee",
        "commission": "commission",
        "university": "university college institute",
        "hospital": "hospital infirmary clinic",
        "school": "school academy college",
        "railway": "railway rail",
        "miner": "mining minerals resources",
        "utility": "power water electric energy",
        "government": "government",
        "force": "police constabulary",
        "society": "society",
        "federation": "federation",
        "association": "association",
        "foundation": "foundation",
        "authority": "authority",
        "board": "board",
        "institute": "institute",
        "museum": "museum",
        "developer": "homes developments properties estates",
        "startup": "inc labs technologies",
        "start-up": "inc labs technologies",
    }.items()
}
"""Noun for a body -> words in names of such bodies."""
BODY_WORDS = frozenset(word for words in GENERIC_BODIES.values() for word in words)
"""Words in names that tell what the body is."""


def same_sort(head: str, described: frozenset[str]) -> bool:
    """Tell whether somebody described by one of *described* may be called *head*."""
    return any(described & group for group in sorts_of(head))


@lru_cache(maxsize=4_096)
def sorts_of(head: str) -> tuple[frozenset[str], ...]:
    """Give the groups of nouns that *head* is in."""
    return tuple(group for group in _SAME_SORT if head in group)


def gender_of(head: str) -> str | None:
    """Give m or f where the noun tells, else None: "landlord" tells little, and is said of women too."""
    if head in lexicon.word_class("female"):
        return "f"
    return "m" if head in lexicon.word_class("male") else None
