"""What to watch: rounds of talks to come, and the days that the period's articles announce."""

from collections.abc import Iterable
from datetime import timedelta

from bot.alerts.quoting import Told
from bot.alerts.wording import ARTICLE, day, listing, outlet
from bot.model import Block, Bullets, Quote
from digest.ahead import Announcement
from digest.facts import Facts

_MOST = 8
_NEAR = timedelta(days=45)
"""Rounds of talks later than that are no news for a morning."""


def watch(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the rounds to come, then the sentences that announce something, soonest first."""
    del told
    rounds = sorted(
        (one for one in facts.dossier.rounds if facts.window.last_day < one.first <= facts.window.last_day + _NEAR),
        key=lambda one: one.first,
    )
    if rounds:
        yield Bullets(
            tuple(
                f"{day(one.first)}: {one.name}, {one.place}, between "
                f"{listing(facts.dossier.party_in_text(key) for key in one.parties)}"
                for one in rounds
            )
        )
    yield from (_announcement(one) for one in facts.ahead[:_MOST])
    if len(facts.ahead) > _MOST:
        yield Bullets((f"{len(facts.ahead) - _MOST} more announcements in the articles of this period",))


def _announcement(one: Announcement) -> Quote:
    published = one.item.published
    return Quote(
        text=one.sentence.text,
        speaker=ARTICLE,
        outlet=outlet(one.item.outlet),
        said_on=day(published.date()) if published else "",
        url=one.item.url,
        label=f"For {day(one.day)}",
    )
