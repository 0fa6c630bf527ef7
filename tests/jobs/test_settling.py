import asyncio
import gc
import sys
import threading
from collections.abc import Iterator

import pytest

from bot.jobs.settling import settle


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds, seconds = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(seconds)


def _compute(stop: threading.Event) -> None:
    while not stop.is_set():
        sum(n * n for n in range(2000))


async def _waits(number: int) -> float:
    begun = asyncio.get_running_loop().time()
    for _ in range(number):
        await asyncio.sleep(0.001)
    return asyncio.get_running_loop().time() - begun


@pytest.mark.alone
async def test_event_loop_gets_its_turn_sooner_beside_threads_that_compute() -> None:
    sys.setswitchinterval(0.05)  # ten times the usual, so that what else the machine does is small beside it
    stop = threading.Event()
    threads = [threading.Thread(target=_compute, args=(stop,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        before = await _waits(10)
        settle()
        assert await _waits(10) < before / 2
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_what_is_there_at_the_start_is_not_looked_through_again() -> None:
    settle()
    assert gc.get_freeze_count() > 10_000
