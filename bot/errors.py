"""What can go wrong, told in one sentence: what, where, remedy.

ParleyError
├── ConfigError      a file of config/, a setting or an environment variable is not usable
├── InputError       an argument, a document or a file that a person handed in is not usable
├── FeedError        a feed or an article could not be fetched or understood
├── StoreError       the database cannot be opened, is not one, or is from another version
└── DeliveryError    a card could not be brought to its channel
"""

from enum import StrEnum


class ParleyError(Exception):
    """Base of all errors whose message is meant for a person; everything else is a defect."""


class ConfigError(ParleyError):
    """A configuration file, setting or environment variable is not usable."""


class InputError(ParleyError):
    """Something a person handed in (argument, document, file) is not usable."""


class FeedError(ParleyError):
    """A feed or an article could not be fetched or understood."""


class StoreError(ParleyError):
    """The database cannot be opened, is not one, or belongs to another version."""


class Trouble(StrEnum):
    """What stands in the way of a delivery, and so what can help."""

    TEMPORARY = "temporary"
    """It may succeed later: a time-out, a lost connection, a platform that is down or asks to wait."""
    CARD = "card"
    """This card never will: the platform refuses what it says."""
    CHANNEL = "channel"
    """Nothing will, until somebody gives the channel back: it is gone, archived, or closed to us."""
    PLATFORM = "platform"
    """Nothing will on this platform, until somebody corrects the credentials."""


class DeliveryError(ParleyError):
    """A card could not be brought to its channel; `trouble` tells what can help.

    `retry_after` are the seconds that the platform asks to wait, for this channel or, where `everywhere`, for all of
    its channels. `unsure` is true where the card may be in its channel nevertheless, since no answer said that it is
    not: by default where the trouble is temporary and the platform did not ask to wait.
    """

    def __init__(
        self,
        message: str,
        *,
        trouble: Trouble = Trouble.TEMPORARY,
        retry_after: float | None = None,
        everywhere: bool = False,
        unsure: bool | None = None,
    ) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.retry_after = retry_after
        self.everywhere = everywhere
        self.unsure = trouble is Trouble.TEMPORARY and retry_after is None if unsure is None else unsure
