"""Setting a number right, for `/correct`: how many, of what, on which topic, by whom, or no number of it at all."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from bot.alerts.wording import name, source
from bot.commands.amending import editor_of, made, speaker_fields, wish_of
from bot.commands.command import Request
from bot.commands.desk import Desk
from bot.commands.marked import shown
from bot.commands.resolve import resolve_topic
from bot.errors import InputError
from bot.model import Card, Figure

_FIELDS = ("number", "unit", "topic", "speaker")
_LONGEST = 60


def number_set_right(figure: Figure, request: Request, desk: Desk) -> Card:
    """Keep the correction of the number, and return what it changes; raises InputError."""
    wish = wish_of(request, _FIELDS, "number")
    after: dict[str, str | None] = {}
    for field, value in wish.parts:
        after |= _field(field, value, figure, desk)
    blocks = made(figure, None if wish.strikes else after, wish.reason, editor_of(desk), desk)
    given = f"{name(figure, desk.dossier)}, {source(figure)}"
    title = f"Corrected: [{figure.id}] {desk.dossier.topic_name(figure.topic)}: {figure.words} ({given})"
    return Card(title=title, blocks=blocks, kind="answer")


def _field(field: str, value: str, figure: Figure, desk: Desk) -> Mapping[str, str | None]:
    match field:
        case "number":
            return {"number": _number(value)}
        case "unit":
            if not 0 < len(value) <= _LONGEST:
                raise InputError(f"name what is counted in at most {_LONGEST} characters, as in unit=point")
            return {"unit": value.casefold()}
        case "topic":
            return {"topic": resolve_topic(value, desk.dossier).id}
        case "speaker":
            fields = speaker_fields(value, figure.said_on, desk)
            return {key: fields[key] for key in ("speaker", "person", "party")}
        case _:
            raise InputError(f"{field[:40]!r} of a number cannot be set right; these can: {', '.join(_FIELDS)}")


def _number(value: str) -> str:
    """Return the number as figures have it; raises InputError."""
    try:
        number = Decimal(value.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or len(value) > _LONGEST or abs(number.adjusted()) > _LONGEST:
        raise InputError(f"{shown(value)} is no number; write it in digits, as in number=20")
    return f"{number.normalize():f}"
