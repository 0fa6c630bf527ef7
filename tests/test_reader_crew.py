"""A crew of processes reads for a program that runs on: nothing is lost when they die, and nothing waits for them."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from fakes.command_line import ROOT
from fakes.crew_reader import Obedient, make, make_none, make_unloadable
from fakes.scripted_reader import ScriptedReader, says
from fakes.waiting import eventually

from bot.errors import ConfigError
from bot.model import Document, Reading
from bot.readers import Alone, Crew, LostError, ReadingError
from bot.readers.crew import Make

PATIENCE = 60
LINE = says("north", "support", "ceasefire", "Ann", "We support a ceasefire.")


def document(key: str, *commands: str) -> Document:
    return Document(id=key, title="", text="\n".join((*commands, LINE)))


def expected(one: Document) -> Reading:
    return ScriptedReader().read(one)


@pytest.fixture
async def crew(tmp_path: Path) -> AsyncIterator[Crew]:
    """Two processes."""
    async with Crew({"d": partial(make, tmp_path)}, readers=2, growth=32, preload=["fakes.crew_reader"]) as two:
        yield two


async def test_many_documents_are_read_by_two_processes_that_load_once(crew: Crew, tmp_path: Path) -> None:
    given = [document(str(n), "sleep 0.02") for n in range(20)]
    found = await asyncio.gather(*(crew.read("d", one) for one in given))
    assert [one.reading for one in found] == [expected(one) for one in given]
    assert all(one.seconds >= 0.02 for one in found)
    assert len(Obedient.started(tmp_path)) == 2
    assert os.getpid() not in Obedient.started(tmp_path)


async def test_no_process_is_started_before_it_is_needed(crew: Crew, tmp_path: Path) -> None:
    await crew.read("d", document("one"))
    await crew.read("d", document("two"))
    assert len(Obedient.started(tmp_path)) == 1


async def test_a_document_whose_process_is_killed_is_read_by_another(crew: Crew, tmp_path: Path) -> None:
    one = document("one", "sleep 1")
    reading = asyncio.create_task(crew.read("d", one))
    await eventually(lambda: Obedient.reading(tmp_path, "one"), within=PATIENCE)
    os.kill(Obedient.reading(tmp_path, "one")[0], signal.SIGKILL)
    assert (await reading).reading == expected(one)
    assert len(Obedient.reading(tmp_path, "one")) == 2


async def test_a_process_that_dies_while_idle_is_replaced(crew: Crew, tmp_path: Path) -> None:
    await crew.read("d", document("one"))
    os.kill(Obedient.started(tmp_path).pop(), signal.SIGKILL)
    assert (await crew.read("d", document("two"))).reading == expected(document("two"))


async def test_a_document_that_every_process_dies_of_is_given_up_and_the_others_are_read(crew: Crew) -> None:
    given = [document("one"), document("two", "die"), document("three"), document("four", "die once")]
    found = await asyncio.gather(*(crew.read("d", one) for one in given), return_exceptions=True)
    assert isinstance(found[1], LostError)
    read = [one.reading for one in found if not isinstance(one, BaseException)]
    assert read == [expected(given[0]), expected(given[2]), expected(given[3])]


async def test_what_goes_wrong_in_the_reader_is_told_with_its_place_and_ends_no_process(
    crew: Crew, tmp_path: Path
) -> None:
    with pytest.raises(ReadingError, match="ValueError: bad") as raised:
        await crew.read("d", document("bad", "fail"))
    assert "crew_reader.py" in "".join(raised.value.__notes__)
    await crew.read("d", document("two"))
    assert len(Obedient.started(tmp_path)) == 1


async def test_a_process_that_grew_is_replaced(crew: Crew, tmp_path: Path) -> None:
    for key, command in (("one", "grow"), ("two", "sleep 0"), ("three", "sleep 0")):
        one = document(key, command)
        assert (await crew.read("d", one)).reading == expected(one)
    assert len(Obedient.started(tmp_path)) == 2
    assert Obedient.reading(tmp_path, "two") == Obedient.reading(tmp_path, "three")


async def test_a_reading_that_never_ends_is_ended(tmp_path: Path) -> None:
    async with Crew({"d": partial(make, tmp_path)}, readers=1, seconds=0.3) as crew:
        await crew.ready()
        with pytest.raises(ReadingError, match=r"longer than 0\.3 seconds"):
            await crew.read("d", document("one", "sleep 600"))
        assert not running(tmp_path)


async def test_the_event_loop_goes_on_while_documents_are_read(crew: Crew) -> None:
    reading = asyncio.gather(*(crew.read("d", document(str(n), "sleep 0.2")) for n in range(4)))
    turns = 0
    while not reading.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 20


async def test_a_reading_that_is_cancelled_ends_its_process_at_once(crew: Crew, tmp_path: Path) -> None:
    reading = asyncio.create_task(crew.read("d", document("one", "sleep 600")))
    await eventually(lambda: Obedient.reading(tmp_path, "one"), within=PATIENCE)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await eventually(lambda: not running(tmp_path), within=PATIENCE)


async def test_signals_to_stop_are_not_for_the_processes(crew: Crew, tmp_path: Path) -> None:
    one = document("one", "sleep 0.5")
    reading = asyncio.create_task(crew.read("d", one))
    await eventually(lambda: Obedient.reading(tmp_path, "one"), within=PATIENCE)
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(Obedient.reading(tmp_path, "one")[0], number)
    assert (await reading).reading == expected(one)
    assert len(Obedient.reading(tmp_path, "one")) == 1


@pytest.mark.parametrize(
    ("maker", "told"), [(make_none, r"language/xx\.yaml: is not there"), (make_unloadable, "is not installed")]
)
async def test_what_cannot_be_loaded_is_told_before_anything_is_read(maker: Make, told: str) -> None:
    async with Crew({"d": maker}, readers=2) as crew:
        with pytest.raises(ConfigError, match=told):
            await crew.ready()


async def test_every_process_reads_for_all_dossiers(tmp_path: Path) -> None:
    async with Crew({name: partial(make, tmp_path) for name in ("d", "e")}, readers=1) as crew:
        for name in ("d", "e"):
            await crew.read(name, document(name))
    assert Obedient.reading(tmp_path, "d") == Obedient.reading(tmp_path, "e")


async def test_alone_one_document_is_read_at_a_time(tmp_path: Path) -> None:
    alone = Alone(partial(make, tmp_path))
    await alone.ready()
    given = [document(str(n), "sleep 0.01") for n in range(5)]
    found = await asyncio.gather(*(alone.read("d", one) for one in given))
    assert [one.reading for one in found] == [expected(one) for one in given]
    assert {pid for one in given for pid in Obedient.reading(tmp_path, one.id)} == {os.getpid()}


OWNER = """
import asyncio, sys
from functools import partial
from pathlib import Path
from fakes.crew_reader import make
from bot.model import Document
from bot.readers import Crew

async def read():
    async with Crew({"d": partial(make, Path(sys.argv[1]))}, readers=1) as crew:
        await crew.read("d", Document(id="one", title="", text="sleep 600"))

if __name__ == "__main__":
    asyncio.run(read())
"""


async def test_no_process_outlives_the_program_that_owns_it_even_in_the_midst_of_reading(tmp_path: Path) -> None:
    script = tmp_path / "owner.py"
    script.write_text(OWNER, "utf-8")
    paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    owner = await asyncio.create_subprocess_exec(
        sys.executable, str(script), str(tmp_path), env={"PYTHONPATH": paths, "PATH": os.environ["PATH"]}
    )
    await eventually(lambda: Obedient.reading(tmp_path, "one"), within=PATIENCE)
    owner.kill()
    await owner.wait()
    await eventually(lambda: not running(tmp_path), within=PATIENCE)
    assert Obedient.started(tmp_path), "there were some"


def running(folder: Path) -> list[int]:
    """Return the processes that are still there."""
    return [pid for pid in Obedient.started(folder) if _runs(pid)]


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
