"""How the parts fare: what was noted last of each."""

from fakes.values import at

from bot.store.database import Store
from bot.store.parts import Part, failed, parts, worked


def test_part_works_once_it_worked_after_its_last_failure(store: Store) -> None:
    with store.write() as conn:
        assert parts(conn) == []
        failed(conn, "discord", at=at(1), error="refused")
        worked(conn, "slack", at=at(1))
        assert parts(conn) == [
            Part(part="discord", error="refused", error_at=at(1)), Part(part="slack", seen=at(1)),
        ]  # fmt: skip
        assert [one.works for one in parts(conn)] == [False, True]
        worked(conn, "discord", at=at(2))
        assert parts(conn)[0] == Part(part="discord", seen=at(2), error="refused", error_at=at(1))
        assert parts(conn)[0].works
        failed(conn, "discord", at=at(3), error="down")
        assert not parts(conn)[0].works
