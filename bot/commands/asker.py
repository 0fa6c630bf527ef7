"""Who asks, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody in a channel, as the chat's server told it, never as the question claims.

    `tenant` is the guild or workspace ("discord:81", "slack:T0X"), "" for who runs the program; `user` is an id that
    stays, `name` is for people. Who `manages` the channel may change what it is told.
    """

    tenant: str
    channel: str
    user: str
    name: str
    manages: bool = False


def operator(name: str, channel: str = "console:main") -> Asker:
    """Return the asker who runs the program, and may do everything."""
    return Asker(tenant="", channel=channel, user="operator", name=name, manages=True)
