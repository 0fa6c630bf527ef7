"""What to watch: rounds of talks to come, and the days that the period's articles announce."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby, islice

from bot.alerts.quoting import Told
from bot.alerts.wording import ARTICLE, count, day, listing, outlet
from bot.dossier import Round
from bot.model import Block, Bullets, Quote
from digest.ahead import Announcement
from digest.facts import Facts

_MOST, _PER_DAY = 8, 2
_NEAR = timedelta(days=45)
"""Rounds of talks later than that are no news for a morning."""


def watch(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the rounds to come, then the sentences that announce something, soonest first."""
    del told
    rounds = sorted((one for one in facts.dossier.rounds if _is_known(one, facts)), key=lambda one: one.first)
    if rounds:
        yield Bullets(tuple(_round(one, facts) for one in rounds))
    shown = [one for _, theirs in groupby(facts.ahead, key=lambda one: one.day) for one in islice(theirs, _PER_DAY)]
    yield from (_announcement(one) for one in shown[:_MOST])
    more = len(facts.ahead) - len(shown[:_MOST])
    if more:
        yield Bullets((f"{count(more, 'more announcement')} in the articles of this period",))


def _is_known(one: Round, facts: Facts) -> bool:
    """Return whether the round is near, and was known to come by the end of the period."""
    last = facts.window.last_day
    known = one.announced is not None and one.announced <= last
    return last < one.first <= last + _NEAR and (known or any(found.day == one.first for found in facts.ahead))


def _round(one: Round, facts: Facts) -> str:
    """Return a round to come in a line, its day and place said once."""
    parties = listing(facts.dossier.party_in_text(key) for key in one.parties)
    when = "" if str(one.first.year) in one.name else f"{day(one.first)}: "
    where = (one.name, "" if one.place in one.name else one.place)
    return f"{when}{', '.join(filter(None, where))}, between {parties} (listed in the dossier)"


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
