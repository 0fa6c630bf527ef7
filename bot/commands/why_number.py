"""How a number came about, for `/why ID`: its sentence with offsets, how it was read, and the other numbers of it."""

from bot.alerts.quoting import Told
from bot.alerts.wording import day, name, outlet, party, source
from bot.commands.desk import Desk
from bot.commands.marked import on_record
from bot.model import Block, Bullets, Card, Figure, Heading, Span, Table


def number_card(figure: Figure, desk: Desk) -> Card:
    """Return every detail of the figure, and the other numbers of the same thing."""
    told, known = Told(desk.dossier), desk.figures(topic=figure.topic)
    others = [one for one in known if one.unit == figure.unit and one.id != figure.id]
    lines = tuple(
        f"{one.words} · {name(one, desk.dossier)} · {source(one)} · {day(one.said_on)} · [{one.id}]" for one in others
    )
    rest: tuple[Block, ...] = (Heading("Other numbers of it"), Bullets(lines)) if lines else ()
    return Card(
        title=f"Why: {desk.dossier.topic_name(figure.topic)}: {figure.words} [{figure.id}]",
        blocks=(
            told.figure(figure),
            Heading("How it was read"),
            Table(("What", "Value"), tuple(_reading(figure, desk))),
            *on_record(figure.id, desk),
            *rest,
        ),
        url=figure.url,
        kind="answer",
    )


def _reading(figure: Figure, desk: Desk) -> list[tuple[str, str]]:
    whose = party(figure.holder, desk.dossier) if figure.holder else "nobody's statement"
    rows = [
        ("Rule", figure.rule),
        ("Number", figure.number + (", to which it is said to have come" if figure.changed else "")),
        ("What is counted", figure.unit),
        ("Words", f"“{figure.at.text}” at {_place(figure.at)}"),
        ("Sentence", _place(figure.evidence)),
        ("Given by", name(figure, desk.dossier)),
        ("Belongs to", whose + "".join(f" [{key}]" for key in figure.statements)),
        ("Said on", day(figure.said_on)),
        ("Outlet", outlet(figure.outlet)),
        ("Chain", " ← ".join(figure.chain)),
        ("Article", figure.title),
    ]
    return [(what, value) for what, value in rows if value]


def _place(span: Span) -> str:
    return f"{span.field} {span.start}–{span.end}"
