"""
WebSub (W3C Recommendation): a feed's hub tells us at once what is new; where none is named, feeds are polled.

Nothing is kept about a subscription but its end, in the feed's record. Whichever process is called can tell a true call
from a false one: the address that the hub calls carries the feed, its topic and a code over both that only we can make,
and the secret by which the hub signs what it sends is made of them too.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

LEASE_S = 10 * 24 * 3600.0
"""What we ask for; hubs give what they like."""
LEAST_LEASE_S, MOST_LEASE_S = 300.0, 60 * 24 * 3600.0
RENEW_SHARE = 0.25
"""A subscription is renewed when this share of its time is left."""
ASK_AGAIN_S = 6 * 3600.0
"""A hub that did not answer is asked again after this; meanwhile the feed is polled."""
PUSHED_POLL_FACTOR = 4.0
"""With a subscription, polls are so many times rarer: they only find what a hub has lost."""
PATH = "/websub"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed at one hub."""

    record_id: str
    feed_url: str
    topic: str
    """The feed's name at the hub."""


class Secrets:
    """Codes that only processes with our secret can make."""

    def __init__(self, callback_url: str, secret: str) -> None:
        """Be called at *callback_url*, a public address that leads to the probe port's `/websub`."""
        self._callback_url = callback_url.rstrip("/")
        self._key = secret.encode()

    def callback(self, wanted: Subscription) -> str:
        """Give the address that the hub is to call for *wanted*."""
        query = {
            "record": wanted.record_id,
            "feed": wanted.feed_url,
            "topic": wanted.topic,
            "code": self._code("call", wanted),
        }
        return f"{self._callback_url}{PATH}?{urlencode(query)}"

    def signing(self, wanted: Subscription) -> str:
        """Give the secret by which the hub signs; at most 200 bytes (WebSub, 5.1)."""
        return self._code("sign", wanted)

    def called(self, query: Mapping[str, str]) -> Subscription | None:
        """Tell which subscription a call is about; None: it was not made of one of ours."""
        wanted = Subscription(query.get("record", ""), query.get("feed", ""), query.get("topic", ""))
        good = hmac.compare_digest(self._code("call", wanted), query.get("code", ""))
        return wanted if good else None

    def signed(self, wanted: Subscription, body: bytes, header: str) -> bool:
        """Tell whether *header* (X-Hub-Signature) is the hub's signature under *body*."""
        method, _, given = header.partition("=")
        if method.strip().lower() not in ("sha256", "sha384", "sha512"):
            return False  # SHA-1 is allowed by the standard and forgeable by now
        expected = hmac.new(self.signing(wanted).encode(), body, method.strip().lower()).hexdigest()
        return hmac.compare_digest(expected, given.strip().lower())

    def _code(self, purpose: str, wanted: Subscription) -> str:
        parts = "\n".join(quote(part, safe="") for part in (wanted.record_id, wanted.feed_url, wanted.topic))
        return hmac.new(self._key, f"{purpose}\n{parts}".encode(), hashlib.sha256).hexdigest()


def subscribe_form(secrets: Secrets, wanted: Subscription) -> bytes:
    """Make the form by which a hub is asked for *wanted*."""
    form = {
        "hub.mode": "subscribe",
        "hub.topic": wanted.topic,
        "hub.callback": secrets.callback(wanted),
        "hub.secret": secrets.signing(wanted),
        "hub.lease_seconds": str(int(LEASE_S)),
    }
    return urlencode(form).encode()


def lease_s(value: str | None) -> float:
    """Read how long a hub grants, in seconds; what makes no sense counts as what we asked for."""
    text = (value or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - 30 years
        return LEASE_S
    return min(max(float(text), LEAST_LEASE_S), MOST_LEASE_S)


def wants_subscription(hub_until: float | None, asked_at: float | None, now: float) -> bool:
    """Tell whether the hub is to be asked now: there is no subscription, or it ends soon; never twice in a moment."""
    if asked_at is None:
        return True
    if hub_until is None or hub_until <= now:
        return now - asked_at >= ASK_AGAIN_S
    # By the share of what was granted: a hub may grant an hour only.
    granted_s = max(hub_until - asked_at, LEAST_LEASE_S)
    return hub_until - now < granted_s * RENEW_SHARE and now - asked_at >= LEAST_LEASE_S / 2


def query_of(raw: bytes) -> dict[str, str]:
    """Read a query string; of repeated names the first counts."""
    pairs = parse_qsl(raw.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=40)
    return dict(reversed(pairs))
