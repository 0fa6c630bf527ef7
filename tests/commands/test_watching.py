"""`/watch add`, `/watch list`, `/watch remove`: a channel says what it wants to be told."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fakes.miami import DOSSIER, NOW

from bot.app import MEMORY, opened
from bot.chat.console import render_text
from bot.commands.asker import Asker
from bot.commands.book import StoredBook
from bot.commands.command import Kind, Request
from bot.commands.desk import Desk, Memory
from bot.commands.form import forms
from bot.commands.registry import answer, flaws, parse, respond
from bot.commands.suggest import suggest
from bot.commands.wishes import changed, subscription_of
from bot.model import AlertKind, Rank
from bot.settings import DigestRules
from bot.store import channels as channel_rows
from bot.store.database import Store
from bot.store.subscriptions import save_subscription, subscriptions
from bot.subscriptions import USUAL_KINDS, Origin, Subscription

ANN = Asker(tenant="discord:1", channel="discord:11", user="u1", name="Ann", manages=True)


@pytest.fixture
def store() -> Iterator[Store]:
    with opened(MEMORY) as kept:
        yield kept


def desk_of(asker: Asker, store: Store) -> Desk:
    """Return the desk of somebody who asks in a channel."""
    book = StoredBook(store=store, asker=asker, rules=DigestRules())
    return Desk(dossier=DOSSIER, now=NOW, archive=Memory(()), asker=asker, book=book)


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_of(ANN, store)


def ask(question: str, desk: Desk) -> str:
    """Return the answer as text."""
    return " ".join(render_text(respond(question, desk)).split())


def kept(store: Store, **which: str) -> list[Subscription]:
    """Return the subscriptions that are kept."""
    with store.read() as conn:
        return subscriptions(conn, **which)


def test_a_watch_needs_no_argument(desk: Desk, store: Store) -> None:
    assert "Ukraine talks: shifts, divergences, statements and notices." in ask("/watch add", desk)
    (one,) = kept(store)
    assert (one.channel, one.tenant, one.dossier, one.by) == ("discord:11", "discord:1", "ukraine", "Ann")
    assert (one.kinds, one.actors, one.topics, one.filter) == (USUAL_KINDS, (), (), "")
    assert (one.created, one.origin) == (NOW, Origin.CHAT)
    with store.read() as conn:
        channel = channel_rows.channel(conn, "discord:11")
    assert channel is not None
    assert (channel.zone, channel.digest_times, channel.quiet) == ("Europe/Kyiv", ("07:00",), None)


def test_every_wish_is_kept_and_shown(desk: Desk, store: Store) -> None:
    ask(
        '/watch add actors:"Moscow, Peskov" topics:ceasefire kinds:shifts,divergence rank:minister origins:2 '
        "without:CGTN,Elsewhere zone:New_York quiet:22:00-7:00 digest:18:00,7:30 "
        'filter:actor:kremlin and (text:"prisoner exchange" or rank>=minister)',
        desk,
    )
    (one,) = kept(store)
    assert (one.actors, one.topics) == (("russia", "peskov"), ("ceasefire",))
    assert one.kinds == (AlertKind.SHIFT, AlertKind.DIVERGENCE)
    assert (one.minimum_rank, one.minimum_origins, one.excluded_outlets) == (Rank.MINISTER, 2, ("CGTN", "Elsewhere"))
    assert one.filter == 'actor:russia and (text:"prisoner exchange" or rank>=minister)'
    told = ask("/watch list", desk)
    assert f"[{one.id}] Ukraine talks: shifts and divergences, about Russia and Dmitry Peskov, on Ceasefire" in told
    assert "from minister up, of 2 independent origins or more" in told
    assert "without what is reported only by CGTN and Elsewhere" in told
    assert "Time zone: America/New_York • Digest: daily at 07:30 and 18:00 • Quiet hours: 22:00-07:00" in told


def test_words_without_names_mean_parties_and_topics(desk: Desk, store: Store) -> None:
    ask("/watch add russia, us on ceasefire", desk)
    assert [(one.actors, one.topics) for one in kept(store)] == [(("russia", "us"), ("ceasefire",))]


def test_the_same_wish_is_kept_once_and_the_channel_settled_anew(desk: Desk, store: Store) -> None:
    ask("/watch add russia", desk)
    assert "Followed already" in ask("/watch add russia digest:off zone:UTC", replace(desk))
    assert len(kept(store)) == 1
    assert "Time zone: UTC • Digest: none" in ask("/watch list", desk)


def test_a_removed_watch_is_gone_and_one_that_is_not_there_is_told(desk: Desk, store: Store) -> None:
    ask("/watch add russia", desk)
    (one,) = kept(store)
    assert f"it has [{one.id}]" in ask("/watch remove 00000000", desk)
    assert "Nothing is left" in ask(f"/watch remove [{one.id}]", desk)
    assert kept(store) == []
    assert "it has none" in ask(f"/watch remove {one.id}", desk)
    assert "Nothing yet." in ask("/watch list", desk)


def test_what_comes_from_the_file_is_not_removed_from_chat(desk: Desk, store: Store) -> None:
    with store.write() as conn:
        save_subscription(
            conn,
            Subscription(
                id="f1", channel="discord:11", tenant="discord:1", dossier="ukraine", origin=Origin.FILE, created=NOW
            ),
        )
    assert "from config/parley.yaml: it is changed there" in ask("/watch list", desk)
    assert "take it out there" in ask("/watch remove f1", desk)
    assert len(kept(store)) == 1


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ("actors:urkaine", "nearest: Ukraine"),
        ("topics:ceasfire", "nearest: Ceasefire"),
        ("kinds:shift,statment", "no kind is called 'statment'; nearest: statement"),
        ("rank:ministr", "no rank is called 'ministr'; nearest: minister"),
        ("origins:many", "'many' is no number of origins"),
        ("origins:0", "'0' is no number of origins"),
        ("zone:Kyviv", "'Kyviv' is no time zone; nearest: Europe/Kyiv"),
        ("quiet:22", "write them as quiet:22:00-07:00"),
        ("quiet:07:00-07:00", "are no hours"),
        ("digest:25:00", "is no time of day"),
        ("digest:1:00,2:00,3:00,4:00,5:00,6:00,7:00", "at most 6"),
        ("filter:actor:russa", "'actor:russa' (character 1) is not clear: no party or person is called 'russa'"),
        ("colour:red", "has no 'colour'"),
    ],
)
def test_a_wish_that_means_nothing_is_one_sentence_and_keeps_nothing(
    wish: str, sentence: str, desk: Desk, store: Store
) -> None:
    told = ask(f"/watch add {wish}", desk)
    assert told.startswith("Not answered")
    assert sentence.casefold() in told.casefold()
    assert kept(store) == []
    with store.read() as conn:
        assert channel_rows.channel(conn, "discord:11") is None


def test_a_channel_has_only_so_many_subscriptions(desk: Desk, store: Store) -> None:
    for number in range(25):
        ask(f'/watch add filter:text:"{number}"', desk)
    assert "has 25 subscriptions; remove one first" in ask("/watch add russia", desk)
    assert len(kept(store)) == 25


@pytest.mark.parametrize("question", ["/watch add", "watch add", "/watch remove abcd"])
def test_only_those_who_manage_the_channel_change_what_it_is_told(question: str, store: Store) -> None:
    reader = desk_of(replace(ANN, manages=False), store)
    assert "for moderators" in ask(question, reader)
    assert "for moderators" in render_text(answer(parse(question), reader))
    assert "What this channel follows" in ask("/watch list", reader)
    assert kept(store) == []


def test_a_lost_channel_keeps_what_it_wants_and_is_given_back_by_whoever_acts_in_it(desk: Desk, store: Store) -> None:
    ask("/watch add russia zone:UTC", desk)
    with store.write() as conn:
        channel_rows.lost(conn, "discord:11", at=NOW, reason="the bot was removed")
        channel_rows.lost(conn, "discord:11", at=NOW.replace(year=2030), reason="again")
    told = ask("/watch list", desk)
    assert "It was paused since 30 Dec 2025 09:00 (UTC) (the bot was removed), and goes on from now" in told
    assert "about Russia" in told
    assert "paused" not in ask("/watch list", desk)
    with store.read() as conn:
        channel = channel_rows.channel(conn, "discord:11")
    assert channel is not None
    assert (channel.lost_at, channel.zone) == (None, "UTC")


def test_a_channel_that_nobody_set_up_can_be_lost_and_set_up_later(desk: Desk, store: Store) -> None:
    with store.write() as conn:
        channel_rows.lost(conn, "discord:11", at=NOW, reason="no access")
    ask("/watch add", desk)
    with store.read() as conn:
        channel = channel_rows.channel(conn, "discord:11")
    assert channel is not None
    assert (channel.tenant, channel.zone, channel.lost_at) == ("discord:1", "Europe/Kyiv", None)


def test_where_nothing_is_kept_a_watch_is_refused() -> None:
    nowhere = Desk(dossier=DOSSIER, now=NOW, archive=Memory(()), asker=ANN)
    assert "nothing is kept of this channel here" in ask("/watch add", nowhere).casefold()


def test_suggestions_go_on_behind_a_comma(desk: Desk) -> None:
    assert [one.value for one in suggest(Kind.ACTORS, "russia,Ukr", desk)][:1] == ["russia,ukraine"]
    assert [one.value for one in suggest(Kind.TOPICS, "cease", desk)][:1] == ["ceasefire"]
    assert suggest(Kind.ACTORS, "", desk)[0].value == "russia"


def test_a_watch_is_changed_in_what_is_named_and_keeps_the_rest(desk: Desk, store: Store) -> None:
    ask("/watch add actors:russia topics:ceasefire rank:minister without:CGTN", desk)
    (before,) = kept(store)
    answered = ask(f"/watch edit {before.id} topics:territory rank:any without:none quiet:22:00-06:00", desk)
    (after,) = kept(store)
    assert f"Changed: [{before.id}]" in answered
    assert (after.id, after.created, after.by, after.actors) == (before.id, before.created, "Ann", ("russia",))
    assert (after.topics, after.minimum_rank, after.excluded_outlets) == (("territory",), Rank.BODY, ())
    assert "Quiet hours: 22:00-06:00" in answered


@pytest.mark.parametrize("wish", ["actors:urkaine", "rank:ministr", "zone:Kyviv", "quiet:later", "filter:rank>=x"])
def test_a_change_that_is_not_understood_changes_nothing(desk: Desk, store: Store, wish: str) -> None:
    ask("/watch add actors:russia", desk)
    before = kept(store)
    assert "Not answered" in ask(f"/watch edit {before[0].id} topics:territory {wish}", desk)
    assert kept(store) == before


def test_two_watches_do_not_become_one(desk: Desk, store: Store) -> None:
    ask("/watch add russia", desk)
    ask("/watch add ukraine", desk)
    first, second = sorted(kept(store), key=lambda one: one.actors)  # russia, ukraine
    assert f"followed already as [{first.id}]" in ask(f"/watch edit {second.id} actors:russia", desk)


@pytest.mark.parametrize(
    "stranger",
    [replace(ANN, channel="discord:12"), replace(ANN, tenant="discord:2"), replace(ANN, manages=False)],
)
def test_nobody_changes_anothers_watch(desk: Desk, store: Store, stranger: Asker) -> None:
    ask("/watch add russia", desk)
    before = kept(store)
    assert "Not answered" in ask(f"/watch edit {before[0].id} actors:ukraine", desk_of(stranger, store))
    assert kept(store) == before


def test_a_watch_read_from_its_own_form_is_the_same(desk: Desk, store: Store) -> None:
    ask('/watch add actors:"Moscow, Peskov" kinds:shifts origins:2 without:CGTN filter:rank>=minister', desk)
    ask("/watch add kinds:none", desk)
    assert desk.book is not None
    *made, new = forms(desk.book, desk)
    assert [one.id for one in made] == [one.id for one in kept(store)]
    assert (new.id, new.wishes["zone"]) == ("", "Europe/Kyiv")
    assert {"russia": "Russia", "peskov": "Dmitry Peskov"} in [one.names for one in made]
    for form, one in zip(made, kept(store), strict=True):
        assert changed(one, form.wishes, DOSSIER, today=NOW.date()) == one
        assert subscription_of(form.wishes, one.channel, DOSSIER, today=NOW.date()).wants == one.wants
        assert flaws(Request(command="watch edit", options=form.wishes), desk) == {}


def test_what_is_wrong_is_told_field_by_field(desk: Desk) -> None:
    wrong = {"actors": "urkaine", "topics": "ceasefire", "quiet": "later", "origins": "many"}
    found = flaws(Request(command="watch add", options=wrong), desk)
    assert found.keys() == {"actors", "quiet", "origins"}
    assert "nearest: Ukraine" in found["actors"]
    nobody = replace(desk, asker=replace(ANN, manages=False))
    assert "moderators" in flaws(Request(command="watch add", options=wrong), nobody)[""]
