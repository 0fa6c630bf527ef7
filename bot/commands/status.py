"""`/status`: whether the program works: feeds, what waits to be read and sent, how late things arrive, what went wrong.

Figures are for all. The words of errors are for those who manage the channel, and a channel's name is for its own
tenant and for who runs the program.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.alerts.wording import count, day
from bot.commands.asker import Asker
from bot.commands.command import Command, Request
from bot.commands.desk import Desk
from bot.commands.tell import paragraphs
from bot.model import Block, Bullets, Card, Heading, Paragraph, Table
from bot.redact import Redactor
from bot.status import Feeds, Lag, Status, Worry, worries
from bot.store.operation import Line
from bot.store.parts import Part

_safe = Redactor()


def answer(request: Request, desk: Desk) -> Card:
    """Return the status, as far as the asker may know it."""
    del request
    if desk.status is None:
        blocks: tuple[Block, ...] = paragraphs("Nothing is known here of how the program fares.")
    else:
        blocks = tuple(_blocks(desk.status(), desk))
    return Card(title="Status", blocks=blocks, kind="answer")


def _blocks(status: Status, desk: Desk) -> Iterable[Block]:
    lines = [one for one in status.lines if may_see(one, desk.asker)]
    yield Paragraph(f"{_in_short(worries(status))} Times are those of {desk.digest.time_zone}.")
    if shown := _shown(worries(status), {one.channel for one in lines}, desk.asker):
        yield Bullets(shown)
    yield Bullets(tuple(_figures(status, desk)))
    if lines:
        yield Heading("Channels")
        yield _queues(lines, desk)
    if status.parts:
        yield Heading("Parts")
        yield _parts(status.parts, desk)


def may_see(line: Line, asker: Asker) -> bool:
    """Return whether the asker may know how that channel fares: their own tenant's, or any for who runs the program."""
    return asker.manages and asker.tenant in {"", line.tenant}


def _in_short(found: Sequence[Worry]) -> str:
    return f"{count(len(found), 'thing')} to look at." if found else "All is well."


def _shown(found: Iterable[Worry], channels: set[str], asker: Asker) -> tuple[str, ...]:
    told = [one for one in found if not one.channel or one.channel in channels]
    return tuple(_safe(str(one)) if asker.manages else one.words for one in told)


def _figures(status: Status, desk: Desk) -> Iterable[str]:
    yield from (_of_dossier(one, desk) for one in status.dossiers)
    yield _waiting(status.lines, desk)
    yield f"From publication to channel, last 24 hours: {_lag(status.since_published)}"
    yield f"From being written to channel, last 24 hours: {_lag(status.since_created)}"
    yield f"Next digest: {_time(status.next_digest, desk)}"
    runs = status.versions
    yield (
        f"Parley {runs.parley}, Python {runs.python}, schema {runs.schema} on {runs.store}, pipeline {runs.pipeline}"
    )  # fmt: skip


def _of_dossier(one: Feeds, desk: Desk) -> str:
    states = {
        "failing": one.failing, "silent": one.silent, "retired": one.retired, "overdue": one.overdue,
    }  # fmt: skip
    troubles = "".join(f", {number} {state}" for state, number in states.items() if number)
    asked = f", the last at {_time(one.last_asked, desk)}" if one.last_asked else ""
    waits = one.backlog
    unread = f"{count(waits.waiting, 'item')} to be read" if waits.waiting else "everything read"
    return f"{one.dossier}: {count(one.feeds, 'feed')}, {one.asked} asked{asked}{troubles}; {unread}"


def _waiting(lines: Sequence[Line], desk: Desk) -> str:
    queued, dead = sum(one.queued for one in lines), sum(one.dead for one in lines)
    oldest = min((one.oldest for one in lines if one.oldest), default=None)
    lost = sum(one.lost_at is not None for one in lines)
    since = f", the first since {_time(oldest, desk)}" if oldest else ""
    return f"{count(queued, 'card')} to be sent{since}; {dead} given up; {count(lost, 'channel')} lost"


def _lag(lag: Lag | None) -> str:
    if lag is None:
        return "nothing was sent"
    return f"half within {duration(lag.p50)}, 95 in 100 within {duration(lag.p95)} ({count(lag.cards, 'card')})"


def duration(seconds: float) -> str:
    """Return so many seconds in the unit that fits: "45 s", "12 min", "3.5 h", "2.1 days"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 36 * 3600 else f"{seconds / 86400:.1f} days"


def _queues(lines: Sequence[Line], desk: Desk) -> Table:
    rows = [
        (
            one.channel, str(one.queued), _time(one.oldest, desk), str(one.dead), _time(one.lost_at, desk),
            _safe(one.reason),
        )
        for one in lines
    ]  # fmt: skip
    return Table(("Channel", "Waiting", "Since", "Given up", "Lost", "Why"), tuple(rows))


def _parts(parts: Sequence[Part], desk: Desk) -> Table:
    rows = [
        (
            one.part, "works" if one.works else "fails", _time(one.seen, desk), _time(one.error_at, desk),
            *((_safe(one.error),) if desk.asker.manages else ()),
        )
        for one in parts
    ]  # fmt: skip
    names = ("Part", "State", "Last worked", "Last failed")
    return Table((*names, "Error") if desk.asker.manages else names, tuple(rows))


def _time(moment: datetime | None, desk: Desk) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(desk.digest.time_zone))
    return f"{day(local.date())} {local:%H:%M}"


COMMAND = Command(name="status", summary="whether the program works, and what needs care", answer=answer, private=True)
