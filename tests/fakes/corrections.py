"""Corrections made by hand, for tests."""

from datetime import UTC, datetime, timedelta

from bot.corrections import Correction, correction_of
from bot.model import Statement

MORNING = datetime(2025, 12, 23, 8, tzinfo=UTC)


def set_right(statement: Statement, *, hours: int = 0, by: str = "Mo", **after: str | None) -> Correction:
    """Return the correction of some fields of the statement, made so many hours after the morning."""
    return correction_of(statement, after, by=by, at=MORNING + timedelta(hours=hours), reason="misread")


def struck(statement: Statement, *, hours: int = 0) -> Correction:
    """Return the correction that it is no statement."""
    return correction_of(statement, None, by="Mo", at=MORNING + timedelta(hours=hours), reason="a caption")
