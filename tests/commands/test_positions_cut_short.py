"""`/positions` of parties that say a lot: long lists are cut, and it is said how many more there are and where."""

from dataclasses import replace
from datetime import timedelta

from fakes.miami import DOSSIER, NOW, PESKOV

from bot.chat.console import render_text
from bot.commands.desk import Desk, Memory
from bot.commands.registry import respond
from bot.model import Statement, Voice
from bot.positions.brief import MOST


def _often(times: int, **changes: object) -> tuple[Statement, ...]:
    said = replace(PESKOV, **changes)  # type: ignore[arg-type]
    return tuple(
        replace(
            said, id=f"often{n:03}", doc=f"d{n}", said_on=said.said_on - timedelta(days=n), quotes=(),
            published=said.published and said.published - timedelta(days=n), outlet=f"Outlet {n}", origin=f"outlet-{n}",
            evidence=tuple(replace(one, text=f"{n} times {n + 1} said {n + 2} of {n + 3}.") for one in said.evidence),
        )
        for n in range(times)
    )  # fmt: skip


def _shown(*statements: Statement) -> str:
    return render_text(
        respond(f"/positions {PESKOV.actor}", Desk(dossier=DOSSIER, now=NOW, archive=Memory(statements)))
    )


def test_what_is_left_out_of_a_stance_is_counted_and_found_under_why() -> None:
    said = _often(MOST + 30)
    shown = _shown(*said)
    assert f"30 more of this stance, all under /why {said[0].id}" in " ".join(shown.split())
    assert f"{MOST + 30} statements, {MOST + 30} origins" in " ".join(shown.split())
    assert f"and {MOST + 22} more" in " ".join(shown.split())
    assert sum(one.id in shown for one in said) == MOST


def test_a_list_that_is_whole_says_nothing_of_more() -> None:
    assert " more of this stance" not in _shown(*_often(MOST))


def test_what_others_say_of_a_party_is_cut_too() -> None:
    shown = _shown(PESKOV, *_often(MOST + 30, voice=Voice.OTHER, party="ukraine"))
    assert "30 more statements like these" in " ".join(shown.split())
