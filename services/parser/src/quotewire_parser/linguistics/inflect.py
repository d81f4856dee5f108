"""English word forms made by rule: verb forms and plurals from the base forms in the word lists."""

import re

_IRREGULAR = {
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "read": ("reads", "read", "read", "reading"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "forecast": ("forecasts", "forecast", "forecast", "forecasting"),
    "sing": ("sings", "sang", "sung", "singing"),
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "begin": ("begins", "began", "begun", "beginning"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "hit": ("hits", "hit", "hit", "hitting"),
    "put": ("puts", "put", "put", "putting"),
    "go": ("goes", "went", "gone", "going"),
    "rip": ("rips", "ripped", "ripped", "ripping"),
    "slam": ("slams", "slammed", "slammed", "slamming"),
    "brag": ("brags", "bragged", "bragged", "bragging"),
    "quip": ("quips", "quipped", "quipped", "quipping"),
    "sum": ("sums", "summed", "summed", "summing"),
    "admit": ("admits", "admitted", "admitted", "admitting"),
    "rebut": ("rebuts", "rebutted", "rebutted", "rebutting"),
    "concur": ("concurs", "concurred", "concurred", "concurring"),
    "beg": ("begs", "begged", "begged", "begging"),
    "dub": ("dubs", "dubbed", "dubbed", "dubbing"),
    "blog": ("blogs", "blogged", "blogged", "blogging"),
    "lambast": ("lambasts", "lambasted", "lambasted", "lambasting"),
}
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")


def verb_forms(lemma: str) -> tuple[str, str, str, str]:
    """Third person, past, past participle and -ing form of *lemma* (one word, lower case)."""
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma[:-1] + "ied", lemma + "ing"
    if lemma.endswith("e"):
        stem = lemma if lemma.endswith("ee") else lemma[:-1]
        return lemma + "s", lemma + "d", lemma + "d", stem + "ing"
    third = lemma + ("es" if _SIBILANT.search(lemma) else "s")
    return third, lemma + "ed", lemma + "ed", lemma + "ing"


def plural(noun: str) -> str:
    """Regular plural of *noun* (lower case)."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if _SIBILANT.search(noun) else "s")
