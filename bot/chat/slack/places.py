"""Places in Slack as the rest of the program names them: `slack:T0X/C0Y` is a channel, `slack:T0X` a tenant."""

from dataclasses import dataclass

from bot.errors import DeliveryError, Trouble

SCHEME = "slack"


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a workspace, by Slack's own ids."""

    team: str
    channel: str

    @property
    def tenant(self) -> str:
        """Return the workspace as a tenant."""
        return tenant_of(self.team)

    @property
    def name(self) -> str:
        """Return the channel's full name."""
        return f"{SCHEME}:{self.team}/{self.channel}"


def tenant_of(team: str) -> str:
    """Return the workspace as a tenant."""
    return f"{SCHEME}:{team}"


def place_of(channel: str) -> Place:
    """Return the place that a channel's full name stands for; raises DeliveryError for what is no such name."""
    scheme, _, rest = channel.partition(":")
    team, _, local = rest.partition("/")
    if scheme != SCHEME or not (team.isalnum() and local.isalnum()):
        raise DeliveryError(
            f"{channel[:60]}: is no Slack channel; write slack:TEAM/CHANNEL with Slack's ids", trouble=Trouble.CHANNEL
        )
    return Place(team, local)
