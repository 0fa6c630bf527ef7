"""Ask the hubs of feeds to tell what is new."""

import asyncio
import secrets
from datetime import datetime

from bot.errors import FeedError
from bot.feeds.fetch import Fetcher
from bot.feeds.websub import asked as asked_for_lease
from bot.feeds.websub import subscription, wants_subscription
from bot.jobs.watch import Watch, log, states_of
from bot.store.feeds import FeedState, save_feed_state


async def subscribe(watch: Watch, fetcher: Fetcher, *, now: datetime) -> int:
    """Ask the hubs of feeds for leases that are missing or about to end; returns how many took the request.

    Nothing is asked where the settings name no callback. What is kept first is what the hub may ask about at once.
    """
    callback = watch.settings.polling.callback_url
    if not callback:
        return 0
    _, states = await asyncio.to_thread(states_of, watch)
    wanting = [state for state in states if wants_subscription(state, now)]
    return sum(await asyncio.gather(*(_subscribe(watch, one, fetcher, callback, now) for one in wanting)))


async def _subscribe(watch: Watch, state: FeedState, fetcher: Fetcher, callback: str, now: datetime) -> bool:
    secret = state.hub_secret or secrets.token_hex(32)
    await asyncio.to_thread(_keep_state, watch, asked_for_lease(state, secret, now))
    request = subscription(state, callback=callback, secret=secret)
    about = log.bind(dossier=watch.dossier.id, feed=state.feed, hub=state.hub)
    try:
        status = await fetcher.post(request.hub, request.form)
    except FeedError as error:
        about.warning("hub not asked", error=str(error))
        return False
    about.info("hub asked", status=status)
    return 200 <= status < 300


def _keep_state(watch: Watch, state: FeedState) -> None:
    with watch.store.write() as conn:
        save_feed_state(conn, state)
