"""WebSub (w3.org/TR/websub): which hub is to be asked, whether what it sends is genuine, what follows. Pure.

What a hub pushes is taken as word that there is something new, and the feed is asked: so what is read always comes
from the publisher, and a hub that is silent, wrong or gone costs only time, since polling goes on.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from bot.store.feeds import FeedState

LEASE = timedelta(days=7)  # asked for; hubs grant what they like
LONGEST_LEASE = timedelta(days=30)
SHORTEST_LEASE = timedelta(minutes=5)
RENEW = 0.2  # of the lease is left when it is renewed
ASK_AGAIN = timedelta(hours=6)  # after a request that led to no lease
RETRY = timedelta(minutes=1)  # between requests for the next lease while one runs
CALLBACK = "websub"
SHORTEST_SECRET = 32

_HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class Subscription:
    """What to send to a hub: where, and the form."""

    hub: str
    form: bytes


def wants_subscription(state: FeedState, now: datetime) -> bool:
    """Return whether the feed's hub is to be asked for a lease now: a first one, or the next."""
    if not state.hub or state.retired or state.failures:
        return False
    asked, until = state.hub_asked, state.hub_until
    if asked is None:
        return True
    if until is None or until <= now:
        return now - asked >= ASK_AGAIN
    return now >= until - (until - asked) * RENEW and now - asked >= RETRY


def subscription(state: FeedState, *, callback: str, secret: str) -> Subscription:
    """Return the request for a lease on the feed's topic, whose pushes are to be signed with `secret`."""
    form = {
        "hub.callback": f"{callback.rstrip('/')}/{CALLBACK}/{token(secret)}",
        "hub.mode": "subscribe",
        "hub.topic": state.topic,
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
        "hub.secret": secret,
    }
    return Subscription(state.hub, urlencode(form).encode())


def asked(state: FeedState, secret: str, now: datetime) -> FeedState:
    """Return the state after the hub was asked for a lease."""
    return replace(state, hub_secret=secret, hub_asked=now)


def token(secret: str) -> str:
    """Return what the callback's address ends with: nobody can guess it, and it does not tell the secret."""
    return hashlib.sha256(f"callback {secret}".encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Verified:
    """The answer to a hub that asks whether a subscription is meant: the state to keep, and what to reply."""

    state: FeedState
    challenge: str


def verified(state: FeedState, query: Mapping[str, str], now: datetime) -> Verified | None:
    """Return what to keep and reply where the hub confirms a lease that was asked for, None where it does not.

    A subscription nobody asked for, another topic, and an end of it that nobody asked for are refused with 404.
    """
    meant = query.get("hub.topic") == state.topic and bool(state.hub) and state.hub_asked is not None
    challenge = query.get("hub.challenge", "")
    if not meant or query.get("hub.mode") != "subscribe" or not 0 < len(challenge) <= 1000:
        return None
    text = query.get("hub.lease_seconds", "").strip()
    given = timedelta(seconds=int(text[:9])) if text.isascii() and text.isdigit() else LEASE
    lease = min(max(given, SHORTEST_LEASE), LONGEST_LEASE)
    return Verified(replace(state, hub_until=now + lease, hub_asked=now), challenge)


def denied(state: FeedState, query: Mapping[str, str]) -> FeedState | None:
    """Return what to keep where the hub says that there is no lease (any more), None where it says something else."""
    if query.get("hub.mode") != "denied" or query.get("hub.topic") != state.topic:
        return None
    return replace(state, hub_until=None, hub_trusted=False)


def is_genuine(body: bytes, signature: str, secret: str) -> bool:
    """Return whether `X-Hub-Signature` (method=hex) is the HMAC of the body under the secret, in constant time."""
    method, _, given = signature.strip().partition("=")
    name = _HASHES.get(method.strip().lower())
    if name is None or len(secret) < SHORTEST_SECRET or not given.isascii():
        return False
    expected = hmac.new(secret.encode(), body, name).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode())


def told(state: FeedState, now: datetime) -> FeedState | None:
    """Return the state after a genuine push: the feed is asked at once; None where the lease has run out.

    A feed that failed, or whose server asked for patience, is not asked sooner by that.
    """
    if state.hub_until is None or state.hub_until <= now:
        return None
    trusted = replace(state, hub_told=now, hub_trusted=True)
    if state.failures or state.next_check is None or state.next_check <= now:
        return trusted
    return replace(trusted, next_check=now, reason="its hub says there is something new")


def merged(polled: FeedState, before: FeedState | None, stored: FeedState | None) -> FeedState:
    """Return what to keep after a poll during which the hub may have confirmed, ended or pushed.

    `before` is what the poll began with, `stored` what is kept by now.
    """
    if stored is None or (stored.hub, stored.topic) != (polled.hub, polled.topic):
        return polled
    state = replace(
        polled, hub_secret=stored.hub_secret, hub_until=stored.hub_until, hub_asked=stored.hub_asked,
        hub_told=stored.hub_told,
    )  # fmt: skip
    if stored.hub_told is None or (before is not None and before.hub_told == stored.hub_told):
        return state
    return told(state, stored.hub_told) or state
