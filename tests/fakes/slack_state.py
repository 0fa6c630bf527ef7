"""What a fake Slack knows: workspaces with their people, channels and messages."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]


@dataclass
class Channel:
    """A channel; `closed` is the error with which it refuses messages, "" while the bot may write."""

    id: str
    creator: str = "U0"
    closed: str = ""
    im: bool = False
    messages: list[Message] = field(default_factory=list)

    def find(self, ts: str) -> Message | None:
        """Return the message of that time stamp."""
        return next((one for one in self.messages if one["ts"] == ts), None)

    def top(self) -> list[Message]:
        """Return the messages that are not in a thread, the oldest first."""
        return [one for one in self.messages if one.get("thread_ts") in {None, one["ts"]}]

    def thread(self, ts: str) -> list[Message]:
        """Return the replies under a message, the oldest first."""
        return [one for one in self.messages if one.get("thread_ts") == ts and one["ts"] != ts]


@dataclass
class User:
    """Somebody in a workspace."""

    id: str
    name: str
    is_admin: bool = False
    is_owner: bool = False
    team: str = ""


@dataclass
class Team:
    """A workspace; `refuses` is the error that its token meets everywhere, "" while it is good."""

    id: str
    token: str
    users: dict[str, User]
    channels: dict[str, Channel]
    refuses: str = ""
    scopes: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    views: list[dict[str, Any]] = field(default_factory=list)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    ephemeral: list[Message] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    expires_in: int = 0
    whole: bool = False  # it is a whole organisation that installs the app
    clock: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000_000)))

    @property
    def bot(self) -> str:
        """Return the id of Parley's user there."""
        return f"UBOT{self.id}"

    def ts(self) -> str:
        """Return the next time stamp."""
        return f"{int(time.time())}.{next(self.clock):06}"

    def sent(self, channel: str = "C1") -> list[Message]:
        """Return all messages of a channel, replies too, the oldest first."""
        return self.channels[channel].messages


def make_team(key: str = "T1") -> Team:
    """Return a workspace with an administrator, a channel's maker and a member, two channels and a direct one."""
    users = (
        User("UADMIN", "Ada Admin", is_admin=True), User("UMAKER", "Mia Maker"), User("UMEMBER", "Max Member"),
        User("UOTHER", "Olga Other"),
    )  # fmt: skip
    channels = (Channel("C1", creator="UMAKER"), Channel("C2", creator="UADMIN"), Channel("D1", im=True))
    return Team(
        id=key, token=f"xoxb-{key}", users={one.id: one for one in users}, channels={one.id: one for one in channels}
    )  # fmt: skip
