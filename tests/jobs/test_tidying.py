"""What is of no use any longer goes, and nothing else changes: not what is known, derived, shown or told."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from unittest.mock import patch

import pytest
from fakes.corrections import struck
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.stores import store, store_url
from fakes.values import at, make_item
from pydantic import ValidationError
from sqlalchemy import select

from bot.amend import amend
from bot.commands.desk import Desk, Stored
from bot.commands.registry import respond
from bot.derive import rebuild
from bot.jobs.tidying import PAUSE, Tidied, tidy
from bot.model import AlertKind, Item
from bot.pipeline import Processed, process_item
from bot.settings import Settings, StoreRules
from bot.store import outbox, schema
from bot.store.database import Store
from bot.store.items import items, save_items, unread
from bot.store.statements import statements
from bot.subscriptions import Subscription
from bot.web.pages.passage import of_statement, passages

__all__ = ["store", "store_url"]

RULES = StoreRules(keep_days=90, keep_sent_days=180)
SETTINGS = Settings()
HERE = "discord:1"
FOLLOWS = (Subscription(channel=HERE, dossier="d", kinds=tuple(AlertKind)),)
DAY = 24
BODY = " ".join(f"word{number}" for number in range(80))
LATER = at(200 * DAY)
"""When everything here is old."""


def article(key: str, day: int, stance: str, *, outlet: str = "Wire", speaker: str = "Ann", body: str = BODY) -> Item:
    line = says("north", stance, "ceasefire", speaker, f"What we want of it we have made plain on day {day}.")
    made = make_item(key, text=f"{line}\n{body}", outlet=outlet, full=True, published=at(day * DAY),
                     fetched=at(day * DAY))  # fmt: skip
    return replace(made, title=f"Report {key} on what was said of it in the capital")


def read(store: Store, one: Item) -> Processed | None:
    """Keep the item as polling does, and read it where that is needed."""
    with store.write() as conn:
        fresh = save_items(conn, "d", [one])
        if not fresh:
            return None
        return process_item(
            conn, fresh[0], reader=ScriptedReader(), dossier=DOSSIER, settings=SETTINGS, subscriptions=FOLLOWS,
            now=one.fetched or LATER,
        )  # fmt: skip


OLD = [
    article("one", 0, "support"),
    replace(article("two", 10, "oppose", body=BODY.replace("word", "other")), title="He speaks to those who waited"),
    article("copy", 11, "oppose", outlet="Post", body=BODY.replace("word", "other")),
]


@pytest.fixture
def history(store: Store) -> Store:
    """A store with three old articles, two of them one story, and a new one."""
    for one in (*OLD, article("new", 199, "conditional", body=BODY.replace("word", "newer"))):
        read(store, one)
    return store


def tidied(store: Store, rules: StoreRules = RULES) -> Tidied:
    return asyncio.run(tidy(store, rules, now=LATER))


def kept(store: Store) -> dict[str, Item]:
    with store.read() as conn:
        return {one.id: one for one in items(conn, "d")}


def table(store: Store, name: str) -> list[str]:
    with store.read() as conn:
        return sorted(repr(row) for row in conn.execute(select(schema.metadata.tables[name])))


DERIVED = ("statements", "sentences", "shifts", "divergences", "alerts")


def test_texts_of_old_articles_go_and_all_else_stays(history: Store) -> None:
    before = kept(history)
    derived = [table(history, name) for name in DERIVED]
    assert tidied(history).texts == 3
    after = kept(history)
    assert {key: one.text for key, one in after.items() if key != "new"} == {"one": "", "two": "", "copy": ""}
    assert after["new"] == before["new"]
    assert {key: replace(one, text="", dropped="") for key, one in after.items()} == {
        key: replace(one, text="") for key, one in before.items()
    }
    assert [table(history, name) for name in DERIVED] == derived
    assert tidied(history) == Tidied()


def test_rebuilding_gives_the_same_before_and_after(history: Store) -> None:
    states = []
    for _ in range(2):
        with history.write() as conn:
            rebuild(conn, DOSSIER, rules=SETTINGS.positions)
        states.append([table(history, name) for name in DERIVED])
        tidied(history)
    assert states[0] == states[1]
    assert states[0][2]


def test_why_and_the_page_of_a_statement_show_its_evidence_still(history: Store) -> None:
    desk = Desk(dossier=DOSSIER, now=LATER, archive=Stored(history, "d"))
    with history.read() as conn:
        said = next(one for one in statements(conn, "d") if one.doc == "one")
    before = respond(f"/why {said.id}", desk)
    tidied(history)
    assert respond(f"/why {said.id}", desk) == before
    shown = [piece.text for passage in passages(of_statement(said), kept(history)["one"]) for piece in passage.pieces]
    assert "".join(shown) == said.evidence[0].text


def test_an_old_article_that_a_feed_lists_still_is_known_and_neither_read_nor_told_again(history: Store) -> None:
    told = table(history, "alerts"), table(history, "outbox")
    tidied(history)
    summary = replace(OLD[0], text="Only the beginning.", full=False)
    headline = replace(kept(history)["one"], title="Another headline")
    for offered in (*OLD, summary, headline):
        assert read(history, replace(offered, fetched=LATER)) is None
    with history.read() as conn:
        assert unread(conn, "d") == []
    assert (table(history, "alerts"), table(history, "outbox")) == told
    assert all(not one.text for key, one in kept(history).items() if key != "new")


def test_an_old_article_that_its_publisher_edits_is_read_anew_and_tells_what_is_new_in_it(history: Store) -> None:
    tidied(history)
    same = read(history, replace(OLD[0], text=f"{OLD[0].text} It was edited.", fetched=LATER))
    assert same is not None
    assert (len(same.statements), same.alerts) == (1, ())
    assert kept(history)["one"].text.endswith("edited.")
    assert kept(history)["one"].dropped == ""
    assert tidied(history).texts == 1


def test_stories_stay_when_a_copy_comes_that_cannot_be_compared_with_all_of_them_any_longer(history: Store) -> None:
    before = {key: one.story for key, one in kept(history).items()}
    assert before["copy"] == before["two"] == "two"
    tidied(history)
    late = article("late", 10, "oppose", outlet="Herald", body=BODY.replace("word", "other"))
    late = replace(late, title=OLD[2].title)
    read(history, late)
    after = {key: one.story for key, one in kept(history).items()}
    assert after.pop("late") == "late"
    assert after == before


def test_a_late_copy_under_the_same_title_joins_the_story_nevertheless(history: Store) -> None:
    tidied(history)
    read(history, replace(OLD[2], id="late", url="https://herald.test/late", outlet="Herald"))
    assert kept(history)["late"].story == kept(history)["copy"].story


def test_what_waits_to_be_read_and_what_was_corrected_keep_their_texts(history: Store) -> None:
    with history.write() as conn:
        said = next(one for one in statements(conn, "d") if one.doc == "one")
        amend(conn, struck(said), DOSSIER, rules=SETTINGS.positions)
        save_items(conn, "d", [article("waits", 3, "support")])
    assert tidied(history).texts == 2
    assert {key for key, one in kept(history).items() if one.text} == {"one", "waits", "new"}


@pytest.mark.parametrize(("days", "texts"), [(0, 0), (14, 3), (188, 3), (189, 2), (199, 1), (200, 0)])
def test_the_days_are_those_of_the_settings(days: int, texts: int, history: Store) -> None:
    assert tidied(history, StoreRules(keep_days=days)).texts == texts


def test_fewer_days_than_stories_need_are_refused() -> None:
    with pytest.raises(ValidationError, match="keep 14 or more, or 0"):
        StoreRules(keep_days=13)


def send(store: Store, *, day: int) -> Sequence[str]:
    """Bring to the channel what is queued, and return the subjects."""
    found = []
    with store.write() as conn:
        while (lease := outbox.lease(conn, HERE, at(day * DAY), 60)) is not None:
            found.append(lease.delivery.subject)
            outbox.sent(conn, lease, at=at(day * DAY), receipt=f"m{len(found)}")
    return found


def test_receipts_stay_as_long_as_threads_may_go_on_and_then_go_with_their_verdicts(history: Store) -> None:
    subject = send(history, day=20)[0]
    asyncio.run(tidy(history, RULES, now=at(200 * DAY)))
    with history.read() as conn:
        assert outbox.root(conn, HERE, subject) == "m1"
    done = asyncio.run(tidy(history, RULES, now=at(201 * DAY)))
    assert done.sent > 0
    with history.read() as conn:
        assert outbox.root(conn, HERE, subject) == ""
        assert outbox.waiting_channels(conn) == []


def test_old_verdicts_are_forgotten_and_young_ones_kept(history: Store) -> None:
    before = len(table(history, "verdicts"))
    assert asyncio.run(tidy(history, RULES, now=at(180 * DAY))).verdicts == 0
    done = asyncio.run(tidy(history, RULES, now=at(195 * DAY)))
    assert done.verdicts >= 2
    assert len(table(history, "verdicts")) == before - done.verdicts > 0


def test_what_waits_and_what_was_given_up_is_never_forgotten(history: Store) -> None:
    with history.write() as conn:
        lease = outbox.lease(conn, HERE, at(0), 60)
        assert lease is not None
        outbox.dead(conn, lease, at=at(0), reason="no")
    before = table(history, "outbox")
    assert len(before) > 1
    assert asyncio.run(tidy(history, RULES, now=at(900 * DAY))).sent == 0
    assert table(history, "outbox") == before


@pytest.fixture
def many(store: Store) -> Iterator[Store]:
    """A store with many old articles, and small batches."""
    with store.write() as conn:
        save_items(conn, "d", [article(f"n{number}", number % 5, "support") for number in range(45)])
        conn.execute(schema.items.update().values(read_at=LATER))
    with patch("bot.jobs.tidying.BATCH", 10):
        yield store


def test_others_write_between_the_batches(many: Store) -> None:
    left: list[int] = []

    async def both() -> None:
        job = asyncio.create_task(tidy(many, RULES, now=LATER))
        while not job.done():
            await asyncio.sleep(PAUSE / 2)
            left.append(await asyncio.to_thread(write))

    def write() -> int:
        assert threading.current_thread() is not threading.main_thread()
        with many.write() as conn:
            save_items(conn, "d", [article(f"new{len(left)}", 199, "support")])
            return len(conn.execute(select(schema.items.c.id).where(schema.items.c.dropped == "")).all()) - len(left)

    asyncio.run(both())
    assert len({one for one in left if 1 < one < 45}) >= 2, left


def test_a_stop_between_batches_leaves_what_is_done_and_the_next_run_goes_on(many: Store) -> None:
    async def stopped() -> None:
        job = asyncio.create_task(tidy(many, RULES, now=LATER))
        await asyncio.sleep(PAUSE * 1.5)
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)

    asyncio.run(stopped())
    done = sum(not one.text for one in kept(many).values())
    assert 0 < done < 45
    assert asyncio.run(tidy(many, RULES, now=LATER)).texts == 45 - done
