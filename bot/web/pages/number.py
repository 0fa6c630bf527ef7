"""The page of a number: a figure goes in; its passage, by which way it came here and how it was read come out."""

from dataclasses import asdict, replace
from typing import Any

from bot.alerts.wording import day
from bot.commands.desk import Desk
from bot.commands.marked import struck_numbers
from bot.commands.why_number import number_card
from bot.model import Figure, Item, Quote
from bot.web.pages.passage import chain, of_figure, passages
from bot.web.pages.visit import NotHereError, Shown, Visit
from digest.page import page_of_card


def shown(visit: Visit, key: str, item: Item | None) -> Shown:
    """Return the number in its passage, how it was read, and the other numbers of the same thing."""
    desk, one = visit.desk, figure_of(visit.desk, key)
    card = number_card(one, desk)
    rest = replace(card, url="", blocks=tuple(block for block in card.blocks if not isinstance(block, Quote)))
    topic = desk.dossier.topic_name(one.topic)
    values = {
        "read": one,
        "passages": passages(of_figure(one), item),
        "chain": tuple(chain(one, desk.dossier)),
        "page": page_of_card(rest),
        "topic": topic,
        "number": one.words,
        "said_on": day(one.said_on),
    }
    return Shown(template="number", title=f"{topic}: {one.words}", values=values, data=_data(one, item))


def figure_of(desk: Desk, key: str) -> Figure:
    """Return the number of that id, as it was read where it was struck out since; raises NotHereError."""
    found = next((one for one in (*desk.figures_like(key), *struck_numbers(desk)) if one.id == key), None)
    if found is None:
        raise NotHereError(f"no number has the id {key[:60]!r}")
    return found


def _data(one: Figure, item: Item | None) -> dict[str, Any]:
    data = {name: value for name, value in asdict(one).items() if value not in (None, "", ())}
    return data | {
        "said_on": one.said_on.isoformat(),
        "published": one.published.isoformat() if one.published else None,
        "passages": [asdict(each) for each in passages(of_figure(one), item)],
    }
