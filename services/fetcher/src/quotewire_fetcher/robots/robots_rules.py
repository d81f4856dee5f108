"""
A robots.txt to what it says to us and about AI: RFC 9309's groups, read in one pass.

The groups are told apart here, and only the rules of one group at a time go to the library that matches paths. Two
reasons: a group is meant for us only if its product token is ours (RFC 9309, 2.2.1), while protego takes "User-agent:
quote" for "Quotewire" too; and a file of 2,000 names before 2,000 rules costs protego 13 s and much memory.
"""

import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from quotewire_fetcher.robots.ai_agents import AI_AGENTS
from quotewire_fetcher.robots.path_rules import PathMarks, PathRules, Rule

MAX_SITEMAPS = 1_000
MAX_AI_RULES = 20_000
"""Rules for AI crawlers that are kept of one file, over all groups; a real file has a few dozen."""

MAX_CRAWL_DELAY_S = 24 * 3600.0

# Spellings that RFC 9309's authors met and accept themselves (github.com/google/robotstxt).
_FIELDS = {
    **dict.fromkeys(["user-agent", "useragent", "user agent"], "agent"),
    **dict.fromkeys(["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"], "disallow"),
    "allow": "allow",
    **dict.fromkeys(["sitemap", "sitemaps", "site-map"], "sitemap"),
    **dict.fromkeys(["crawl-delay", "crawl delay", "crawldelay"], "delay"),
    **dict.fromkeys(["request-rate", "request rate"], "rate"),
    **dict.fromkeys(["content-usage", "content-signal"], "usage"),
}
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(r"[A-Za-z0-9_.-]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_DELAY = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*(?:s|secs?|seconds?)?", re.IGNORECASE)
_RATE = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})\s*([smhd]?)(?:\s.*)?", re.IGNORECASE)
_UNIT_S = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_PREFERENCE = re.compile(r"([a-z-]{1,40})\s*=\s*\"?(yes|no|y|n)\b", re.IGNORECASE)
# Categories of contentsignals.org and of draft-ietf-aipref-vocab with its older names; "search" is not AI.
_AI_USES = frozenset(
    ["ai-train", "ai-input", "train-ai", "train-genai", "genai", "ai", "ai-output", "ai-use"]
)


@dataclass(frozen=True, slots=True)
class RobotsText:
    """What is kept of one robots.txt."""

    own: tuple[Rule, ...] = ()
    """Rules for us, of our own groups or else of those for everyone: whether each allows, and its pattern."""
    delay_s: float | None = None
    """Seconds between requests that those groups ask for, by Crawl-delay or Request-rate."""
    sitemaps: tuple[str, ...] = ()
    ai: tuple[tuple[tuple[str, ...], tuple[Rule, ...]], ...] = ()
    """AI crawlers that have groups of their own, with their rules; names with the same rules together."""
    usage: tuple[Rule, ...] = ()
    """Whether AI use is reserved, and the paths that this is said of (Content-Signal, Content-Usage)."""

    @property
    def weight(self) -> int:
        """Rough cost of one question, in comparisons."""
        rules = [*self.own, *self.usage, *(rule for _, rules in self.ai for rule in rules)]
        return sum(1 + pattern.count("*") for _, pattern in rules)

    def packed(self) -> bytes:
        """Give this in few bytes: a fetcher keeps twenty thousand of them."""
        return zlib.compress(json.dumps(asdict(self), separators=(",", ":")).encode(), 6)

    @classmethod
    def unpacked(cls, data: bytes) -> "RobotsText":
        """Undo `packed`."""
        raw = json.loads(zlib.decompress(data))
        return cls(
            own=_tuples(raw["own"]),
            delay_s=raw["delay_s"],
            sitemaps=tuple(raw["sitemaps"]),
            ai=tuple((tuple(names), _tuples(rules)) for names, rules in raw["ai"]),
            usage=_tuples(raw["usage"]),
        )


class RobotsRules:
    """A robots.txt ready to be asked."""

    def __init__(self, text: RobotsText) -> None:
        """Compile *text*."""
        self.text = text
        self.weight = text.weight
        self._own = PathRules(text.own)
        self._ai = [(names, PathRules(rules)) for names, rules in text.ai]
        self._usage = PathMarks(text.usage)

    def allow(self, url: str) -> bool:
        """Tell whether we may fetch *url*."""
        return self._own.allow(url)

    def refused_agents(self, url: str) -> tuple[str, ...]:
        """Name the AI crawlers that have groups of their own and may not fetch *url*, sorted."""
        return tuple(sorted(name for names, rules in self._ai if not rules.allow(url) for name in names))

    def ai_reserved(self, url: str) -> bool | None:
        """Tell whether Content-Signal or Content-Usage keeps AI from using *url*; None: not said."""
        return self._usage.of(url)


@dataclass(slots=True)
class _Block:
    """The rules between one run of names and the next."""

    rules: list[Rule] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    usage: list[Rule] = field(default_factory=list)


def read_robots(body: bytes, token: str, *, cut: bool = False) -> RobotsText:
    """
    Read a robots.txt for the product *token*; what cannot be read says nothing. Never raises.

    Several groups of one name count together. A body that was *cut* loses its last line: half of "Disallow: /private"
    is "Disallow: /".
    """
    ours = _product(token)
    sitemaps: dict[str, None] = {}
    everywhere = _Block()  # what stands before the first name; only preferences mean something there
    block, naming = everywhere, False
    blocks: dict[str, list[_Block]] = {}
    for name, value in _lines(_text(body, cut=cut)):
        if name == "sitemap":
            if value and len(sitemaps) < MAX_SITEMAPS:
                sitemaps[value] = None
        elif name == "agent":
            if not naming:
                block, naming = _Block(), True
            agent = "*" if value.partition(" ")[0] == "*" else _agent(value)
            # Names that nobody here asks about are not kept: there may be ten thousand.
            if agent and (agent in (ours, "*") or agent in AI_AGENTS):
                met = blocks.setdefault(agent, [])
                if not met or met[-1] is not block:
                    met.append(block)
        else:
            naming = False
            _take(block, name, value)
    own = blocks.get(ours, blocks.get("*", []))
    return RobotsText(
        own=tuple(rule for met in own for rule in met.rules),
        delay_s=max((delay for met in own for delay in met.delays), default=None),
        sitemaps=tuple(sitemaps),
        ai=_ai_groups({agent: met for agent, met in blocks.items() if agent in AI_AGENTS and agent != ours}),
        usage=tuple(mark for met in (everywhere, *own) for mark in met.usage),
    )


def delay_of(value: str) -> float | None:
    """Read a Crawl-delay, in seconds: "2.5", "2,5", "10s"; None for everything else."""
    found = _DELAY.fullmatch(value.strip())
    return min(float(found[1].replace(",", ".")), MAX_CRAWL_DELAY_S) if found else None


def ai_reserved_by(preferences: str) -> bool | None:
    """Read usage preferences ("search=yes, ai-train=no"): True where a use by AI is reserved; None: not said."""
    said = {value.lower()[0] for name, value in _PREFERENCE.findall(preferences) if name.lower() in _AI_USES}
    return "n" in said if said else None


def _take(block: _Block, name: str, value: str) -> None:
    if name in ("allow", "disallow"):
        if value:
            block.rules.append((name == "allow", value))
    elif name == "delay":
        delay = delay_of(value)
        if delay is not None:
            block.delays.append(delay)
    elif name == "rate":
        found = _RATE.fullmatch(value)
        if found and int(found[1]) > 0:
            seconds = int(found[2]) * _UNIT_S[found[3].lower()]
            block.delays.append(min(seconds / int(found[1]), MAX_CRAWL_DELAY_S))
    elif name == "usage":
        path, _, rest = value.partition(" ") if value.startswith("/") else ("/", "", value)
        reserved = ai_reserved_by(rest)
        if reserved is not None:
            block.usage.append((reserved, path))


def _ai_groups(blocks: dict[str, list[_Block]]) -> tuple[tuple[tuple[str, ...], tuple[Rule, ...]], ...]:
    together: dict[tuple[int, ...], list[str]] = {}
    for agent, met in blocks.items():
        together.setdefault(tuple(map(id, met)), []).append(agent)
    groups: dict[tuple[Rule, ...], list[str]] = {}
    left = MAX_AI_RULES
    for agents in together.values():
        met = blocks[agents[0]]
        left -= sum(len(block.rules) for block in met)
        if left < 0:
            break
        rules = tuple(rule for block in met for rule in block.rules)
        if not all(allows for allows, _ in rules):
            groups.setdefault(rules, []).extend(AI_AGENTS[agent] for agent in agents)
    return tuple((tuple(names), rules) for rules, names in groups.items())


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE_ENDS.split(text):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        label, colon, value = content.partition(":")
        name = _FIELDS.get(label.strip().lower()) if colon else None
        if name is None:
            # "Disallow /a" and "Sitemap https://…": a colon was forgotten.
            label, _, value = content.partition(" ")
            name = _FIELDS.get(label.lower())
        if name is not None:
            yield name, " ".join(value.split())


def _text(body: bytes, *, cut: bool) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = body.decode("utf-16", "replace").encode()
    body = body.removeprefix(b"\xef\xbb\xbf")
    if cut:
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    # Whatever its charset, a byte beyond ASCII is compared as an address would carry it.
    return _HIGH.sub(lambda found: b"%%%02X" % found[0][0], body).decode("ascii")


def _agent(value: str) -> str:
    """Name whom a User-agent line is for; some crawlers' names have spaces."""
    whole = value.lower()
    return whole if whole in AI_AGENTS else _product(value)


def _product(value: str) -> str:
    """Give the product token at the head of *value*, in lower case: "Quotewire/0.1 (+…)" is "quotewire"."""
    found = _TOKEN.match(value)
    return found[0].lower() if found else ""


def _tuples(rules: Sequence[Sequence[object]]) -> tuple[Rule, ...]:
    return tuple((bool(said), str(pattern)) for said, pattern in rules)
