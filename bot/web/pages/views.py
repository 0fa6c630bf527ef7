"""What each page shows: a desk and what was asked in; a template, its values and the same as JSON types out.

Most pages lay out the cards that chats get, so that a page never says anything else than an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.alerts.cards import shift_card, shift_status, shift_title
from bot.alerts.wording import count, origin
from bot.alerts.wording import day as day_words
from bot.commands import positions, shifts, topic, why
from bot.commands.command import Request
from bot.commands.desk import Desk
from bot.commands.digest import written
from bot.commands.marked import struck_out
from bot.model import Card, Item, Quote, Shift, Statement
from bot.positions.voices import origin_of
from bot.web.pages.mornings import newest, of_year, window_of, years
from bot.web.pages.passage import chain, of_statement, passages
from bot.web.pages.pictures import picture, timeline
from bot.web.pages.state import Filters, State, filters_of, state_of
from bot.web.pages.visit import NotHereError, Shown, Visit
from digest.page import Page, page_of_card, page_of_digest
from digest.render import card_data, digest_data

SHIFTS_IN_FEED, SHIFTS_ON_PAGE = 30, 25
DIGESTS_IN_FEED = 7
LATEST = "90d"
"""Since when shifts are shown where nothing else is asked for, as `/shifts` takes it."""


def state(visit: Visit) -> Shown:
    """Return the state of play, as far as the filters leave it."""
    desk, filters = visit.desk, filters_of(visit.query, visit.desk)
    changes = desk.shifts()
    found = state_of(desk, filters, changes)
    latest = tuple(
        {"title": shift_title(one, desk.dossier), "status": shift_status(one, desk.dossier), "id": one.statements[0].id}
        for one in changes[:-6:-1]
    )
    values = {
        "state": found, "filters": filters, "dossier": desk.dossier, "latest": latest,
        "picture": picture(visit, "matrix") if found.rows and not filters.any else None,
    }  # fmt: skip
    return Shown(template="state", title="State of play", values=values, data=_state_data(found, filters, desk))


def _state_data(found: State, filters: Filters, desk: Desk) -> dict[str, Any]:
    return {
        "dossier": desk.dossier.id,
        "as_of": desk.today.isoformat(),
        "filters": asdict(filters),
        "positions": [
            {"actor": row.party.id, "topic": cell.topic.id}
            | {name: value for name, value in asdict(cell).items() if name != "topic"}
            for row in found.rows
            for cell in row.cells
            if cell is not None
        ],
    }


def actor(visit: Visit, key: str) -> Shown:
    """Return where a party or person stands, topic by topic."""
    dossier = visit.desk.dossier
    names = {one.id: one.name for one in dossier.parties} | {one.id: one.name for one in dossier.people}
    if key not in names:
        raise NotHereError(f"no actor of this dossier has the id {key[:60]!r}")
    return _of_card(positions.answer(Request(command="positions", options={"actor": names[key]}), visit.desk))


def topic_page(visit: Visit, key: str) -> Shown:
    """Return where every party stands on a topic."""
    names = {one.id: one.name for one in visit.desk.dossier.topics}
    if key not in names:
        raise NotHereError(f"no topic of this dossier has the id {key[:60]!r}")
    shown = _of_card(topic.answer(Request(command="topic", options={"topic": names[key]}), visit.desk))
    return replace(shown, template="topic", values={**shown.values, "picture": timeline(visit, key)})


def shifts_page(visit: Visit) -> Shown:
    """Return a page of the shifts of the last three months, the newest first; `?since=all` or a day for others."""
    asked = next(iter(visit.query.get("since", ())), LATEST)
    since = "" if asked == "all" else asked
    found = shifts.moved(since, visit.desk)
    page, pages = _page_of(visit, len(found))
    part = found[(page - 1) * SHIFTS_ON_PAGE : page * SHIFTS_ON_PAGE]
    shown = _of_card(shifts.card(part, visit.desk, since=since, number=len(found), first=page == 1))
    turn = {"number": page, "pages": pages}
    values = {**shown.values, **turn, "since": asked if asked != LATEST else ""}
    return replace(shown, template="shifts", values=values, data=shown.data | turn)


def _page_of(visit: Visit, number: int) -> tuple[int, int]:
    """Return which page is asked for, and how many there are for so many shifts; raises NotHereError."""
    pages = max(-(-number // SHIFTS_ON_PAGE), 1)
    asked = next(iter(visit.query.get("page", ())), "1")
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= pages):
        raise NotHereError(f"there is no page {asked[:20]!r}; there are {pages}")
    return int(asked), pages


def _of_card(card: Card) -> Shown:
    return Shown(template="card", title=card.title, values={"page": page_of_card(card)}, data=card_data(card))


def statement(visit: Visit, key: str, item: Item | None) -> Shown:
    """Return a statement in its passage, by which way it came here, how it was read, and what it was weighed with."""
    one = statement_of(visit.desk, key)
    dossier = visit.desk.dossier
    card = why.answer(Request(command="why", options={"id": one.id}), visit.desk)
    rest = replace(card, url="", blocks=tuple(block for block in card.blocks if not isinstance(block, Quote)))
    values = {
        "read": one,
        "passages": passages(of_statement(one), item),
        "chain": tuple(_chain(one, visit.desk)),
        "page": page_of_card(rest),
        "party": dossier.party_name(one.actor),
        "topic": dossier.topic_name(one.topic),
        "said_on": day_words(one.said_on),
    }
    title = f"{dossier.party_name(one.actor)} · {dossier.topic_name(one.topic)}: {one.stance}"
    return Shown(template="statement", title=title, values=values, data=_statement_data(one, item))


def statement_of(desk: Desk, key: str) -> Statement:
    """Return the statement of that id, as it was read where it was struck out since; raises NotHereError."""
    found = next((one for one in (*desk.like(key), *struck_out(desk)) if one.id == key), None)
    if found is None:
        raise NotHereError(f"no statement has the id {key[:60]!r}")
    return found


def _chain(one: Statement, desk: Desk) -> Iterable[tuple[str, str]]:
    """Yield by which way the words came here, and where they were published first."""
    yield from chain(one, desk.dossier)
    yield "First published by", origin(origin_of(one), desk.dossier, (one.outlet, *one.chain))


def _statement_data(one: Statement, item: Item | None) -> dict[str, Any]:
    data = {name: value for name, value in asdict(one).items() if value not in (None, "", ())}
    return data | {
        "said_on": one.said_on.isoformat(),
        "published": one.published.isoformat() if one.published else None,
        "passages": [asdict(each) for each in passages(of_statement(one), item)],
    }


def digest(visit: Visit, day: date) -> Shown:
    """Return the digest of a morning, from what was known then."""
    desk = visit.desk
    window = window_of(day, desk.digest)
    if window.until > desk.now:
        raise NotHereError(f"the digest of {day_words(day)} is not written yet")
    made = written(window, replace(desk, now=window.until))
    return Shown(
        template="card", title=f"{made.title}: {made.window.label}", values={"page": page_of_digest(made)},
        data=digest_data(made),
    )  # fmt: skip


def archive(visit: Visit) -> Shown:
    """Return the mornings of a year that have a digest, by month: of the one that is asked for, else of the last."""
    known = years(visit.desk)
    asked = year_of(visit.query)
    tried = reversed(known) if asked is None else (asked,)
    year, found = next(((one, days) for one in tried if (days := of_year(visit.desk, one))), (asked, []))
    months: dict[str, list[tuple[date, str, int]]] = {}
    for one, number in found:
        months.setdefault(f"{one:%B %Y}", []).append((one, day_words(one), number))
    data = [{"date": one.isoformat(), "statements": number} for one, number in found]
    values = {"months": months, "years": [one for one in reversed(known) if one != year]}
    return Shown(template="archive", title="Digests", values=values, data=data)


def year_of(query: Mapping[str, Sequence[str]]) -> int | None:
    """Return the year that is asked for; raises NotHereError for what is none."""
    given = (query.get("year") or [""])[0]
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and date.min.year < int(given) < date.max.year):
        raise NotHereError(f"{given[:20]!r} is no year")
    return int(given)


# what feeds list


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of an Atom feed: where it leads, and what it says, all of it or in a `summary`."""

    id: str
    title: str
    updated: datetime
    path: str
    page: Page | None = None
    summary: str = ""


def shift_entries(visit: Visit) -> list[Entry]:
    """Return the newest shifts; a shift that is confirmed or withdrawn is updated then."""
    dossier = visit.desk.dossier
    newest = sorted(visit.desk.shifts(), key=lambda one: (_moved(one), one.id), reverse=True)[:SHIFTS_IN_FEED]
    return [
        Entry(
            id=f"shift:{one.id}", title=shift_title(one, dossier), updated=_moved(one),
            path=visit.links.statement(one.statements[0].id), page=page_of_card(shift_card(one, dossier)),
        )
        for one in newest
    ]  # fmt: skip


def _moved(shift: Shift) -> datetime:
    return max(filter(None, (shift.signalled_at, shift.confirmed_at, shift.withdrawn_at)))


def digest_entries(visit: Visit) -> list[Entry]:
    """Return the newest digests: the last one in full, those before it in a line, as each takes its time to write."""
    found = newest(visit.desk, DIGESTS_IN_FEED)
    made = [_digest_entry(visit, day) for day, _ in found[:1]]
    return made + [_digest_line(visit, day, number) for day, number in found[1:]]


def _digest_line(visit: Visit, day: date, number: int) -> Entry:
    """Return the entry of a digest that is not written here."""
    return Entry(
        id=f"digest:{day}", title=f"{visit.desk.dossier.title}: {day_words(day)}", path=visit.links.digest(day),
        updated=window_of(day, visit.desk.digest).until, summary=f"{count(number, 'statement')}; the digest is there.",
    )  # fmt: skip


def _digest_entry(visit: Visit, day: date) -> Entry:
    """Return the entry of a digest with all of it."""
    return replace(_digest_line(visit, day, 0), page=digest(visit, day).values["page"], summary="")
