"""What the fetcher's reason codes mean, and what a person can do about each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Reason:
    """A code in words."""

    meaning: str
    advice: str


_NOTHING: Final = "Nothing; it is not meant to be read."
_SERVER: Final = "The publisher's server is at fault; it is tried again by itself where that can help."
_LOOK: Final = "Open the address in a browser: it may have moved or gone."

_REASONS: Final[Mapping[str, Reason]] = {
    # The address
    "bad_url": Reason(
        "It is no address that can be asked.", "Correct it where it is named; feeds do have typos."
    ),
    "blocked_scheme": Reason("Only http and https are fetched.", _NOTHING),
    "blocked_port": Reason(
        "Its port is not among the allowed ones.",
        "Add the port to QUOTEWIRE_FETCHER_ALLOWED_PORTS if you trust it.",
    ),
    "blocked_address": Reason(
        "The host is at an address that is not public.",
        "For an intranet, add its CIDR to QUOTEWIRE_FETCHER_ALLOWED_PRIVATE_NETWORKS; else leave it.",
    ),
    # The way there
    "dns_failed": Reason("The host's name could not be resolved.", "Check the name, and this machine's DNS."),
    "connect_failed": Reason(
        "No connection could be made.", "Check whether the host is reachable from here."
    ),
    "connect_timeout": Reason("The host did not take the connection in time.", _SERVER),
    "read_timeout": Reason("The server fell silent.", _SERVER),
    "deadline_passed": Reason(
        "The whole answer took longer than QUOTEWIRE_FETCHER_DEADLINE_S.",
        "Raise that limit if many hosts are slow.",
    ),
    "tls_untrusted": Reason(
        "The server's certificate is not trusted.",
        "The publisher must mend it; for an intranet set the CA file.",
    ),
    "protocol_error": Reason("The answer was no proper HTTP.", _SERVER),
    "connection_broken": Reason("The connection broke.", _SERVER),
    "out_of_sockets": Reason(
        "This process could open no more connections.",
        "Raise its limit of open files (`ulimit -n`), or lower QUOTEWIRE_FETCHER_CONCURRENCY.",
    ),
    "truncated_body": Reason("The answer ended before it was complete.", _SERVER),
    "too_many_headers": Reason("The answer has more headers than any page needs.", _NOTHING),
    # Redirects
    "redirect_loop": Reason("The redirects lead in a circle.", _LOOK),
    "cookie_wall": Reason(
        "The page redirects to itself until a cookie is kept.", "It cannot be read without one."
    ),
    "too_many_redirects": Reason("There were too many redirects.", _LOOK),
    "bad_redirect": Reason("A redirect led to no address.", _LOOK),
    "redirected_to_front_page": Reason("The address leads to the front page: the article is gone.", _LOOK),
    # What came
    "page_too_large": Reason(
        "The page is over the limit.", "QUOTEWIRE_FETCHER_MAX_PAGE_BYTES; 5 MiB at most."
    ),
    "page_too_deep": Reason("The page's tags nest deeper than any reader shows.", _NOTHING),
    "bad_content_type": Reason("It is no HTML and no text.", _NOTHING),
    "bad_content": Reason("The body is no text, whatever its type says.", _NOTHING),
    "bad_encoding": Reason("The body could not be inflated.", _SERVER),
    "unsupported_encoding": Reason("The body is compressed in a way that we did not ask for.", _SERVER),
    "stacked_encoding": Reason("The body is compressed more than once, as bombs are.", _NOTHING),
    "empty_page": Reason("The page is empty.", _LOOK),
    "message_too_large": Reason(
        "The page is over what its topic takes.", "Raise the topic's max.message.bytes."
    ),
    # Permission
    "robots_disallowed": Reason(
        "The publisher's robots.txt does not allow us to fetch it.",
        "Ask the publisher; we do not go round it. `quotewire sources test` shows the rules that count.",
    ),
    "robots_unavailable": Reason(
        "The publisher's robots.txt could not be read, so the host is left alone for now.",
        "Nothing, it is tried again; if it lasts, tell the publisher.",
    ),
    "host_paused": Reason(
        "The host has asked to be left alone for longer than one run waits.",
        "Run it again later, or as a service.",
    ),
    # Feeds
    "not_a_feed": Reason(
        "The document is no feed.",
        "Find the feed's present address: `quotewire sources add <homepage>` looks for it.",
    ),
    "xml_entities": Reason("The document declares XML entities, as bombs do.", _NOTHING),
    "bad_feed": Reason(
        "The feed is too broken to be salvaged.", "Tell the publisher, or take another feed of theirs."
    ),
    "feed_too_costly": Reason(
        "Reading the feed took too much time or memory.", "Take a smaller feed of theirs."
    ),
    "feed_too_large": Reason(
        "The feed is over the limit.", "Raise QUOTEWIRE_FETCHER_MAX_FEED_BYTES if you trust it."
    ),
    # Ours
    "fetch_refused": Reason("The fetcher refused it.", "The reason says why."),
    "internal_error": Reason("This is a bug of ours.", "Please report it; the reason names the place."),
}

_STATUS: Final[Mapping[int, Reason]] = {
    401: Reason("The server asks for a login.", "It is not public; leave it."),
    402: Reason("The server asks for payment.", "It is not public; leave it."),
    403: Reason(
        "The server forbids it.",
        "Set QUOTEWIRE_FETCHER_CONTACT so that publishers know whom to ask; ask them.",
    ),
    404: Reason("The server has no such page.", _LOOK),
    410: Reason("The server says that it is gone for good.", "Take it out of the sources if it is a feed."),
    429: Reason(
        "The server says that we ask too often.", "Raise QUOTEWIRE_FETCHER_HOST_DELAY_S if it lasts."
    ),
    451: Reason("The server may not show it for legal reasons.", "Leave it."),
}


def reason_for(code: str) -> Reason:
    """Say what *code* means; one that is not known says so."""
    if (known := _REASONS.get(code)) is not None:
        return known
    status = code.removeprefix("http_")
    if status != code and status.isdecimal():
        if (answer := _STATUS.get(int(status))) is not None:
            return answer
        kind = "an error of the server" if status.startswith("5") else "an answer that is no page"
        return Reason(f"The server answered with status {status}, {kind}.", _SERVER)
    return Reason(f"The code {code[:60]!r} has no explanation here.", "The reason says more.")


def known_codes() -> frozenset[str]:
    """Give every code that is explained by name."""
    return frozenset(_REASONS)
