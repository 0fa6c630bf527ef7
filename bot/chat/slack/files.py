"""Files beside messages: the picture of a card, and the whole of one that was cut; words stand in for both without."""

from typing import Any

import structlog

from bot.chat.slack.errors import FAILURES, name_of
from bot.model import Card
from digest.render import Format, render_card

log = structlog.get_logger("slack")

_TITLE, _ALT = 200, 1_000


async def attach(client: Any, channel: str, thread: str, card: Card, *, cut: bool) -> None:
    """Put the card's files into the thread; that Slack does not take one is noted and holds up nothing."""
    files = [(card.image.name, card.image.png, card.image.alt)] if card.image and card.image.png else []
    if cut:
        files.append(("whole.txt", render_card(card, Format.TEXT).encode(), "the whole text"))
    for name, data, alt in files:
        try:
            await client.files_upload_v2(
                channel=channel, thread_ts=thread, filename=name, content=data, title=alt[:_TITLE], alt_txt=alt[:_ALT]
            )
        except FAILURES as error:
            log.warning("file not attached", channel=channel, file=name, error=name_of(error) or type(error).__name__)
