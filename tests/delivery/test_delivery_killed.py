"""Processes killed while they send, over real connections: nothing lost, and nothing twice where that can be told."""

from pathlib import Path

import pytest
from fakes.chat_platform import (
    ACCEPTED_THEN_500,
    ACCEPTED_THEN_DROPPED,
    ACCEPTED_THEN_SILENT,
    DROPPED,
    OUTAGE,
    ChatPlatform,
    Fault,
)
from fakes.deliveries import now_and_then
from fakes.killing import killed

NUMBER, KILLS = 400, 40


@pytest.mark.parametrize(
    ("deduplicates", "searchable", "twice"),
    [(True, False, 0), (False, True, 0), (False, False, KILLS)],
    ids=["by-nonce", "looked-for", "neither"],
)
async def test_killed_sender_loses_nothing_and_repeats_only_what_nobody_can_tell(
    tmp_path: Path, deduplicates: bool, searchable: bool, twice: int
) -> None:
    platform = ChatPlatform(deduplicates=deduplicates, searchable=searchable)
    found, kills = await killed(tmp_path, platform, number=NUMBER, kills=KILLS, seed=11)
    assert kills == KILLS
    assert (found.sent, found.lost, found.disordered, found.invalid) == (NUMBER, 0, 0, 0)
    assert found.twice <= twice, "at most one per kill, whatever the channel"


@pytest.mark.parametrize("deduplicates", [True, False])
async def test_killed_sender_and_a_platform_that_breaks_and_lies(tmp_path: Path, deduplicates: bool) -> None:
    faults = (ACCEPTED_THEN_500, ACCEPTED_THEN_DROPPED, ACCEPTED_THEN_SILENT, OUTAGE, DROPPED, Fault(429, seconds=0.1))
    platform = ChatPlatform(
        deduplicates=deduplicates, searchable=not deduplicates, script=now_and_then(0.1, *faults)
    )  # fmt: skip
    found, _ = await killed(tmp_path, platform, number=NUMBER, kills=8, seed=5)
    assert (found.sent, found.lost, found.twice, found.disordered) == (NUMBER, 0, 0, 0)
