import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.delivery import dispatcher


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Log nothing below an error, since thousands of cards are sent."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.reset_defaults()


@pytest.fixture
def rarely_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look seldom for what another process queued, since none does and hours pass."""
    monkeypatch.setattr(dispatcher, "LOOK_SECONDS", 60.0)
