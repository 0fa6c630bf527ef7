"""The parts of `parley run` in processes of their own: an article goes from the feed to the channel through all."""

from datetime import timedelta
from pathlib import Path

from fakes.command_line import CommandLine, configuration
from fakes.place import YES, Place, place
from fakes.roles import processes
from fakes.waiting import eventually

__all__ = ["place"]

PATIENCE = 60


async def test_an_article_goes_from_the_feed_to_the_channel_through_processes_with_roles_of_their_own(
    place: Place, empty_postgres: str
) -> None:
    place = Place(place.server, place.home, empty_postgres)
    with processes(place) as started:
        taking = started.start("scheduler", "poll")
        telling = started.start("read", "deliver")
        await eventually(lambda: taking.runs() and place.polls(), within=PATIENCE)
        place.publish((1, YES, timedelta(minutes=5)))
        place.make_due()
        await eventually(lambda: telling.runs() and "immediate ceasefire" in telling.said, within=PATIENCE)
        assert await telling.stop() == 0, telling.said
        assert await taking.stop() == 0, taking.said


def test_on_sqlite_roles_are_refused_in_a_sentence(tmp_path: Path) -> None:
    configuration(tmp_path / "config")
    line = CommandLine(tmp_path, {"PARLEY_CONFIG": str(tmp_path / "config")})
    said = line("run", "--role", "poll", "--role", "read").refused()
    assert "--role poll" in said
    assert "DATABASE_URL=postgresql://" in said
