"""Chats whose connection is as a test says."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class FakeConnection:
    """A chat that is in the trouble that it is told to be in."""

    name: str = "discord"
    wrong: str = ""

    def trouble(self, now: datetime) -> str:
        """Return what is wrong."""
        return self.wrong
