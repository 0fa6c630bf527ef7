import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from bot.store.database import Store
from bot.store.feeds import FeedState, feed_states, save_feed_state
from bot.store.together import MOST, Together


def saving(number: int, calls: list[int] | None = None) -> Callable[[Connection], int]:
    def work(conn: Connection) -> int:
        if calls is not None:
            calls.append(number)
        save_feed_state(conn, FeedState(dossier="d", feed=f"{number:04}", url="u"))
        return number

    return work


def failing(conn: Connection) -> int:
    save_feed_state(conn, FeedState(dossier="d", feed="broken", url="u"))
    raise ValueError("broken")


async def test_work_is_done_in_order_and_each_gets_its_own_result(store: Store) -> None:
    calls: list[int] = []
    together = Together(store)
    numbers = range(2 * MOST + 7)
    assert await asyncio.gather(*(together.write(saving(n, calls)) for n in numbers)) == list(numbers)
    assert calls == list(numbers)
    with store.read() as conn:
        assert len(feed_states(conn, "d")) == len(numbers)


async def test_one_that_fails_is_undone_and_stops_no_other(store: Store) -> None:
    together = Together(store)
    work = [saving(1), failing, saving(2)]
    first, error, second = await asyncio.gather(*map(together.write, work), return_exceptions=True)
    assert (first, second) == (1, 2)
    with pytest.raises(ValueError, match="broken"):
        raise error  # type: ignore[misc]
    with store.read() as conn:
        assert [one.feed for one in feed_states(conn, "d")] == ["0001", "0002"]


async def test_who_no_longer_waits_holds_up_nobody(store: Store) -> None:
    together = Together(store)
    tasks = [asyncio.create_task(together.write(saving(n))) for n in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert (done[0], done[2]) == (0, 2)
    assert await together.write(saving(9)) == 9
