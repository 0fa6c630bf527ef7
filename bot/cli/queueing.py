"""`outbox`: what waits for each channel, what was given up and why; to send it after all, or not at all."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bot.app import opened, set_up
from bot.cli.options import AsJson
from bot.cli.output import columns, say, say_json, say_table
from bot.commands.status import duration
from bot.errors import InputError
from bot.store import outbox as rows
from bot.store.database import Connection
from bot.store.operation import Line, lines
from bot.store.outbox import DeadLetter

outbox = typer.Typer(help="What waits to be sent, and what was given up.", invoke_without_command=True)

Channel = Annotated[str, typer.Option("--channel", metavar="C", help="This channel only, such as discord:123.")]
Key = Annotated[str, typer.Argument(metavar="KEY", help="The key that `parley outbox` shows, or how it begins.")]
KEY_SHOWN = 12
"""So many characters of a key are shown; they tell apart what one database holds."""


@outbox.callback()
def show(context: typer.Context, channel: Channel = "", as_json: AsJson = False) -> None:
    """Show the queue of every channel, and every dead letter with its reason."""
    if context.invoked_subcommand is not None:
        return
    setup = set_up()
    now = datetime.now(UTC)
    with opened(setup.environment.database_url) as store, store.read() as conn:
        queues = [one for one in lines(conn) if channel in {"", one.channel}]
        letters = rows.dead_letters(conn, channel or None)
    if as_json:
        say_json({"channels": [_line(one) for one in queues], "dead": [_letter(one) for one in letters]})
        return
    if not queues:
        say("Nothing waits, and nothing was given up.")
        return
    say_table(columns(("Channel", "Waiting", "Since", "Given up", "State"), [_queue(one, now) for one in queues]))
    if letters:
        say("")
        say_table(columns(("Key", "Channel", "Given up", "Card", "Why"), [_shown(one, now) for one in letters]))
        say("\nTo send one after all: parley outbox replay KEY; all: parley outbox replay --all; never: drop KEY.")


def _queue(one: Line, now: datetime) -> tuple[str, ...]:
    since = f"{duration((now - one.oldest).total_seconds())} ago" if one.oldest else ""
    lost = f"cannot be reached since {one.lost_at:%Y-%m-%d %H:%M} UTC: {one.reason}" if one.lost_at else ""
    return (one.channel, str(one.queued), since, str(one.dead), lost or (one.reason if one.queued else ""))


def _shown(one: DeadLetter, now: datetime) -> tuple[str, ...]:
    ago = f"{duration((now - one.at).total_seconds())} ago"
    return (one.delivery.key[:KEY_SHOWN], one.delivery.channel, ago, one.delivery.card.title, one.reason)


def _line(one: Line) -> dict[str, Any]:
    return {
        "channel": one.channel, "queued": one.queued, "oldest": _time(one.oldest), "dead": one.dead,
        "lost_at": _time(one.lost_at), "reason": one.reason,
    }  # fmt: skip


def _letter(one: DeadLetter) -> dict[str, Any]:
    given = one.delivery
    return {
        "key": given.key, "channel": given.channel, "kind": given.kind, "subject": given.subject,
        "title": given.card.title, "created": _time(given.created), "at": _time(one.at), "reason": one.reason,
    }  # fmt: skip


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


@outbox.command("replay")
def replay(
    key: Annotated[str, typer.Argument(metavar="KEY", help="As `parley outbox` shows it, or how it begins.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Every dead letter.")] = False,
    channel: Channel = "",
) -> None:
    """Queue a dead letter once more, or all of them; they go out where `parley run` runs, in their old order."""
    if bool(key) == everything:
        raise InputError("parley outbox replay: name one KEY, or all with --all")
    setup = set_up()
    with opened(setup.environment.database_url) as store, store.write() as conn:
        letters = rows.dead_letters(conn, channel or None)
        wanted = [one.delivery.key for one in letters] if everything else [_one(conn, key, among=letters)]
        done = sum(rows.replay(conn, one) for one in wanted)
    say(f"{done} queued once more." if done else "Nothing was given up.")


@outbox.command("drop")
def drop(key: Key) -> None:
    """Send what waits or was given up under the key no more."""
    setup = set_up()
    with opened(setup.environment.database_url) as store, store.write() as conn:
        whole = _one(conn, key)
        if not rows.drop(conn, whole, at=datetime.now(UTC)):
            raise InputError(f"{whole}: is being sent right now; try again in a minute")
    say(f"{whole[:KEY_SHOWN]} is not sent any more.")


def _one(conn: Connection, start: str, *, among: list[DeadLetter] | None = None) -> str:
    """Return the whole key; raises InputError where none, or more than one, begins so."""
    keys = rows.unsent_keys(conn, start) if among is None else [
        one.delivery.key for one in among if one.delivery.key.startswith(start)
    ]  # fmt: skip
    if len(keys) == 1:
        return keys[0]
    what = "was given up" if among is not None else "waits or was given up"
    if not keys:
        raise InputError(f"{start}: nothing {what} under this key; see parley outbox")
    raise InputError(f"{start}: {len(keys)} keys begin so; write more of it")
