"""`/why not ID`: why this channel was not told of a statement, shift or alert; or when it was, and by which wish."""

from collections.abc import Iterable, Sequence

from bot.alerts.routing import local
from bot.alerts.rules import shift_alert_id
from bot.alerts.wording import cell, day
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.marked import key_of, marked
from bot.commands.record import Record
from bot.commands.resolve import UnknownNameError
from bot.commands.watch import book_of
from bot.commands.wishes import in_words
from bot.errors import InputError
from bot.model import Alert, Block, Card, Heading, Paragraph, Statement
from bot.subscriptions import Channel, Outcome, Verdict

_MOST = 8


def answer(request: Request, desk: Desk) -> Card:
    """Return what this channel was told of what the id names, and why not more."""
    key = key_of(request.get("id") or "")
    channel = book_of(desk).channel()
    if desk.record is None:
        raise InputError("nothing is kept of what was told here; ask in the chat that is told")
    found = list(desk.record.alerts(ids=(key, shift_alert_id(desk.dossier.id, key))))
    if found:
        return Card(title=f"Why not: {found[0].card.title}", blocks=_alerts(found, channel, desk), kind="answer")
    statement = _statement(key, desk)
    found = list(desk.record.alerts(naming=statement.id))
    title = f"Why not: {cell(statement.actor, statement.topic, desk.dossier)}: {statement.stance} [{statement.id}]"
    blocks = _alerts(found, channel, desk) if found else _no_alert(statement, desk.record, desk)
    return Card(title=title, blocks=blocks, kind="answer")


def _statement(key: str, desk: Desk) -> Statement:
    try:
        return marked(key, desk)
    except UnknownNameError as unknown:
        message = str(unknown).replace("no statement or number has the id", "no statement, shift or alert has the id")
        raise UnknownNameError(message) from unknown


def _alerts(found: Sequence[Alert], channel: Channel, desk: Desk) -> tuple[Block, ...]:
    """Return what became here of each alert."""
    record = desk.record
    if record is None:
        return ()
    verdicts = {one.alert: one for one in record.verdicts(found)}
    blocks: list[Block] = []
    for alert in found[:_MOST]:
        verdict = verdicts.get(alert.id)
        blocks += [Heading(alert.card.title), Paragraph(_became(alert, verdict, channel, record, desk))]
    if len(found) > _MOST:
        blocks.append(Paragraph(f"{len(found) - _MOST} more updates are not shown."))
    return tuple(blocks)


def _became(alert: Alert, verdict: Verdict | None, channel: Channel, record: Record, desk: Desk) -> str:
    if verdict is None:
        return (
            f"Not told here: the channel followed nothing of {desk.dossier.title} when that was decided, {_at(alert)}."
        )
    when = local(verdict.at, channel)
    if verdict.outcome is Outcome.LEFT:
        return f"Not told here, decided on {when}: {verdict.reason}"
    by = f" Wanted {_by(verdict, desk)}."
    if verdict.outcome is Outcome.HELD and verdict.until is not None:
        return f"Held back until {local(verdict.until, channel)}: {verdict.reason}{by}"
    held = f" It was held back first: {verdict.reason}" if verdict.reason else ""
    return f"Told here on {when}.{by}{held} {_sent(alert, record, channel)}"


def _at(alert: Alert) -> str:
    return f"{alert.at.day} {alert.at:%b %Y %H:%M} UTC"


def _by(verdict: Verdict, desk: Desk) -> str:
    kept = next((one for one in book_of(desk).subscriptions() if one.id == verdict.subscription), None)
    if kept is not None:
        return f"{f'by [{kept.id}] ' if kept.id else 'by default: '}{in_words(kept, desk.dossier)}"
    return f"by [{verdict.subscription}], which is removed" if verdict.subscription else "by default"


def _sent(alert: Alert, record: Record, channel: Channel) -> str:
    found = record.sent(alert)
    if found is None:
        return "It stands in another card."
    if found.state == "dead":
        return f"It could not be sent: {found.reason}."
    if found.state == "sent" and found.at is not None:
        return f"It was sent on {local(found.at, channel)}."
    waits = f": {found.reason}" if found.reason else ""
    return f"It waits to be sent{waits}."


def _no_alert(statement: Statement, record: Record, desk: Desk) -> tuple[Block, ...]:
    if record.is_old(statement.doc):
        words = "It was in its feed before anybody watched that: what is found first is read and kept, and not told."
        return (Paragraph(f"Nobody was told. {words}"),)
    if not statement.counts:
        return (Paragraph("Nobody was told. It is what others say, and no news of its own."),)
    same = list(_said_before(statement, desk))
    repeats = f": {cell(statement.actor, statement.topic, desk.dossier)} was {statement.stance} already" if same else ""
    earlier = ", ".join(f"[{one.id}] of {day(one.said_on)}" for one in same[:3])
    words = f"It brought no news{repeats}{f', in {earlier}' if earlier else ''}."
    return (Paragraph(f"Nobody was told. {words}"),)


def _said_before(statement: Statement, desk: Desk) -> Iterable[Statement]:
    """Yield what said the same before, the latest first."""
    known = desk.statements(actor=statement.actor, topic=statement.topic)
    for one in reversed(known):
        earlier = (one.said_on, one.published or desk.now) < (statement.said_on, statement.published or desk.now)
        if earlier and one.counts and one.stance is statement.stance:
            yield one


COMMAND = Command(
    name="why not", summary="why this channel was not told; or when it was, and by which wish", answer=answer,
    private=True,
    parameters=(
        Parameter(name="id", kind=Kind.TEXT, summary="the id of a statement, shift or alert", required=True),
    ),
)  # fmt: skip
