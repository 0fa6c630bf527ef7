"""A chat platform that accepts, throttles, breaks and lies: what a script says goes in, messages in channels come out.

It can deduplicate by nonce or not, and let messages be looked up by their key or not. What it shows it shows for ever,
so what is lost, told twice or out of order can be counted. It knows no network and no clock; `chat_server` serves it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

REFUSALS = frozenset({401, 403, 429})
"""Answers to requests that should not have been made."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a post instead of an answer of 200.

    It is `accepted` or not, and answered with the `status`, or else `silent` for ever or `dropped`. `seconds` is what
    429 asks to wait, `everywhere` whether that is for all channels.
    """

    status: int = 200
    accepted: bool = False
    silent: bool = False
    dropped: bool = False
    seconds: float = 0
    everywhere: bool = False


OUTAGE = Fault(503)
REFUSED = Fault(401)
GONE = Fault(404)
BAD_CARD = Fault(400)
DROPPED = Fault(dropped=True)
SILENT = Fault(silent=True)
ACCEPTED_THEN_500 = Fault(500, accepted=True)
ACCEPTED_THEN_DROPPED = Fault(accepted=True, dropped=True)
ACCEPTED_THEN_SILENT = Fault(accepted=True, silent=True)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, or the lack of one."""

    status: int
    id: str = ""
    seconds: float = 0
    everywhere: bool = False
    silent: bool = False
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A message that somebody wants to be shown: the number of the request for this channel, beginning with 1."""

    channel: str
    key: str
    number: int
    now: float


Script = Callable[[Post], Fault | None]


def accept(_: Post) -> Fault | None:
    """Accept everything."""
    return None


@dataclass
class ChatPlatform:
    """The platform; `allowed` messages per second and channel, with a burst, and more are answered with 429."""

    deduplicates: bool = True
    searchable: bool = False
    script: Script = accept
    allowed: float = 0
    burst: int = 1
    shown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[int] = field(default_factory=Counter)
    posts: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _closed: dict[str, float] = field(default_factory=dict)  # until when, by channel, "" for all
    _spent: dict[str, tuple[float, float]] = field(default_factory=dict)  # messages in the bucket, as of when

    def post(self, channel: str, key: str, now: float) -> Reply:
        """Do with the message what the script says."""
        self.posts[channel] += 1
        self.times[channel].append(now)
        reply = self._throttled(channel, now) or self._reply(Post(channel, key, self.posts[channel], now))
        self.answers[reply.status] += 1
        return reply

    def find(self, channel: str, key: str) -> Reply:
        """Return the message of the key, 404 for none; where it cannot be searched there is never one."""
        there = self.searchable and key in self.shown[channel]
        self.answers[200] += 1
        return Reply(200, _id(key)) if there else Reply(404)

    def _throttled(self, channel: str, now: float) -> Reply | None:
        for scope in ("", channel):
            left = self._closed.get(scope, now) - now
            if left > 0:
                return Reply(429, seconds=left, everywhere=not scope)
        if self.allowed and (late := self._late(channel, now)) > 0:
            return Reply(429, seconds=late)
        return None

    def _late(self, channel: str, now: float) -> float:
        level, then = self._spent.get(channel, (0.0, now))
        level = max(0.0, level - (now - then) * self.allowed)
        if level > self.burst - 1 + 1e-6:
            return (level - self.burst + 1) / self.allowed
        self._spent[channel] = (level + 1, now)
        return 0.0

    def _reply(self, post: Post) -> Reply:
        fault = self.script(post)
        if fault is None:
            return self._show(post, Fault(accepted=True))
        if fault.status == 429:
            self._closed["" if fault.everywhere else post.channel] = post.now + fault.seconds
        return self._show(post, fault)

    def _show(self, post: Post, fault: Fault) -> Reply:
        there = self.shown[post.channel]
        if fault.accepted and not (self.deduplicates and post.key in there):
            there.append(post.key)
        return Reply(
            fault.status, _id(post.key), seconds=fault.seconds, everywhere=fault.everywhere,
            silent=fault.silent, dropped=fault.dropped,
        )  # fmt: skip


def _id(key: str) -> str:
    return f"m-{key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of what was queued; `invalid` is the share of requests that should not have been made."""

    sent: int
    lost: int
    twice: int
    disordered: int
    requests: int
    invalid: float


def tally(platform: ChatPlatform, queued: Mapping[str, Sequence[str]]) -> Tally:
    """Count what the platform shows beside what was queued, by channel and in order."""
    shown = {channel: platform.shown[channel] for channel in queued}
    first = {channel: list(dict.fromkeys(keys)) for channel, keys in shown.items()}
    requests = platform.answers.total()
    return Tally(
        sent=sum(len(keys) for keys in first.values()),
        lost=sum(len(set(keys) - set(first[channel])) for channel, keys in queued.items()),
        twice=sum(len(shown[channel]) - len(first[channel]) for channel in queued),
        disordered=sum(_disordered(first[channel], keys) for channel, keys in queued.items()),
        requests=requests,
        invalid=sum(platform.answers[status] for status in REFUSALS) / max(requests, 1),
    )


def _disordered(shown: Sequence[str], queued: Sequence[str]) -> int:
    place = {key: number for number, key in enumerate(queued)}
    return sum(place[one] > place[two] for one, two in pairwise(shown))
