"""What can go wrong, told in one sentence: what, where, remedy.

ParleyError
├── ConfigError      a file of config/, a setting or an environment variable is not usable
├── InputError       an argument, a document or a file that a person handed in is not usable
├── FeedError        a feed or an article could not be fetched or understood
├── StoreError       the database cannot be opened, is not one, or is from another version
└── DeliveryError    a card could not be brought to its channel
"""


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


class DeliveryError(ParleyError):
    """A card could not be brought to its channel; `permanent` tells whether a retry can help."""

    def __init__(self, message: str, *, permanent: bool = False, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
