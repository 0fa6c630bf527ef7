"""Files beside messages: the picture of a card, and the whole of one that was cut; words stand in for both without."""

from typing import Any

import structlog

from bot.chat.slack.errors import FAILURES, name_of
from bot.chat.slack.render import fallback
from bot.model import Card
from digest.render import Format, render_card

log = structlog.get_logger("slack")

_TITLE, _ALT = 200, 1_000


async def attach(client: Any, channel: str, thread: str, card: Card, *, cut: bool = False) -> bool:
    """Put the card's files into the thread, or the channel where it is ""; false where Slack does not take one.

    That is noted and holds up nothing. The scope is `files:write`.
    """
    done = True
    files = [(card.image.name, card.image.png, card.image.alt)] if card.image and card.image.png else []
    if cut:
        files.append(("whole.txt", render_card(card, Format.TEXT).encode(), "the whole text"))
    for name, data, alt in files:
        try:
            await client.files_upload_v2(
                channel=channel,
                thread_ts=thread or None,
                filename=name,
                content=data,
                title=alt[:_TITLE],
                alt_txt=alt[:_ALT],
            )
        except FAILURES as error:
            log.warning("file not attached", channel=channel, file=name, error=name_of(error) or type(error).__name__)
            done = False
    return done


async def hand_over(client: Any, user: str, card: Card) -> bool:
    """Bring the card's picture to one person's direct conversation with the app; false where Slack does not let it.

    No file can be seen by one person alone in a channel (https://github.com/slackapi/node-slack-sdk/issues/1790).
    """
    try:
        told = await client.chat_postMessage(channel=user, text=fallback(card), unfurl_links=False, unfurl_media=False)
    except FAILURES as error:
        log.warning("picture not handed over", error=name_of(error) or type(error).__name__)
        return False
    return await attach(client, str(told["channel"]), str(told["ts"]), card)
