"""Where a party stands on a topic as one utterance after the other is heard: the arithmetic of the window.

* The window reaches back `window_days` from the newest utterance. Within it each speaker is heard once, with what he
  said last; on one day the act, then the direct quote, then what was published first goes before.
* Speakers who differ within it are mixed signals. The stance is then that of the highest tier (see `voices`), then of
  more of its speakers, then of whoever spoke last, then of a direct quote. The same speaker who changes his mind is a
  change.
* An act that implements a stance outdoes what was said before it.
* What an article says by itself, without a speaker, may be a summary or a recollection. It is heard where it differs
  from nothing that was said in the days before it and does not bring back a stance that the party has left, or where
  `confirm_origins` independent origins say so; it then is a voice like any other, of the lowest tier.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.model import Stance
from bot.positions.utterances import Utterance
from bot.positions.voices import WEIGHTS, independent, moment_of, precedence, tier
from bot.settings import PositionRules

_Place = tuple[date, datetime, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A stance, who decides it, and who else is heard within the window."""

    stance: Stance
    lead: Utterance
    mixed: bool
    since: date
    newest: date
    supporters: tuple[Utterance, ...]
    dissenters: tuple[Utterance, ...]


class Track:
    """The standing of one party on one topic, brought forward by batches of utterances."""

    def __init__(self, rules: PositionRules) -> None:
        self.standing: Standing | None = None
        self._window = timedelta(days=rules.window_days)
        self._confirm = rules.confirm_origins
        self._voices: dict[str, Utterance] = {}
        self._background: dict[Stance, dict[str, Utterance]] = {}
        self._left: set[Stance] = set()

    def hear(self, batch: Iterable[Utterance]) -> Standing | None:
        """Take in what became known at one time and return the standing then."""
        for utterance in batch:
            self._admit(utterance)
        if voices := self._heard():
            self.standing = self._decide(voices)
        return self.standing

    def _admit(self, utterance: Utterance) -> None:
        if self.standing is not None and utterance.day < self.standing.newest - self._window:
            return
        if utterance.background:
            known, key = self._background.setdefault(utterance.stance, {}), utterance.publisher
        else:
            known, key = self._voices, utterance.speaker
        if key not in known or _goes_before(utterance, known[key]):
            known[key] = utterance

    def _heard(self) -> list[Utterance]:
        """Return the voices within the window, and drop those before it."""
        voices = list(self._voices.values())
        voices += self._body(voices)
        if not voices:
            return []
        begin = max(v.day for v in voices) - self._window
        self._voices = {key: v for key, v in self._voices.items() if v.day >= begin}
        return _after_acts([v for v in voices if v.day >= begin])

    def _body(self, named: list[Utterance]) -> list[Utterance]:
        """Return what the articles say by themselves, where it may be heard: of the newest day, by origin."""
        found = [every for stance in self._background if (every := self._audible(stance, named))]
        newest = max((every[0].day for every in found), default=None)
        latest = [every for every in found if every[0].day == newest]
        agreed = [u for every in latest if self._agreed(every) for u in every]
        return agreed or min(latest, key=_first_told, default=[])

    def _audible(self, stance: Stance, named: list[Utterance]) -> list[Utterance]:
        """Return what the articles say of late with the stance, the newest first, if it may be heard."""
        every = sorted(self._background[stance].values(), key=_later, reverse=True)
        begin = every[0].day - self._window
        recent = [u for u in every if u.day >= begin]
        if len(recent) < len(every):
            self._background[stance] = {u.publisher: u for u in recent}
        if self._agreed(recent) or not self._differs(stance, begin, named):
            return recent
        return []

    def _agreed(self, recent: list[Utterance]) -> bool:
        """Return whether independent origins say it, and say it anew if the party stands elsewhere."""
        now = self.standing
        anew = [u for u in recent if now is None or u.stance is now.stance or u.day >= now.since]
        return independent(u.publisher for u in anew) >= self._confirm

    def _differs(self, stance: Stance, begin: date, named: list[Utterance]) -> bool:
        """Return whether something else was said in the same days, or the party has left the stance before."""
        beside = {v.stance for v in named if v.day >= begin}
        if beside:
            return stance not in beside
        now = self.standing
        return now is not None and stance is not now.stance and (now.newest >= begin or stance in self._left)

    def _decide(self, voices: list[Utterance]) -> Standing:
        of_stance = Counter((tier(v.statement), v.stance) for v in voices)
        stance = max(voices, key=lambda v: _weight(v, speakers=of_stance[tier(v.statement), v.stance])).stance
        supporters = tuple(sorted((v for v in voices if v.stance is stance), key=_later, reverse=True))
        dissenters = tuple(sorted((v for v in voices if v.stance is not stance), key=_later, reverse=True))
        return Standing(
            stance=stance, lead=max(supporters, key=_best), mixed=bool(dissenters),
            since=self._since(stance, supporters), newest=max(v.day for v in voices),
            supporters=supporters, dissenters=dissenters,
        )  # fmt: skip

    def _since(self, stance: Stance, supporters: tuple[Utterance, ...]) -> date:
        if self.standing is not None and self.standing.stance is stance:
            return self.standing.since
        if self.standing is not None:
            self._left.add(self.standing.stance)
        self._left.discard(stance)
        return min(u.day for u in supporters)


def _goes_before(new: Utterance, known: Utterance) -> bool:
    """Return whether the new utterance of a speaker takes the place of the known one."""
    return (new.day, _grade(new)) > (known.day, _grade(known))


def _grade(utterance: Utterance) -> tuple[bool, bool]:
    return (utterance.statement.implements, utterance.statement.direct)


def _after_acts(voices: list[Utterance]) -> list[Utterance]:
    """Return the voices without those that an act to the contrary came after."""
    act = max((v for v in voices if v.statement.implements), key=_later, default=None)
    return voices if act is None else [v for v in voices if v.day >= act.day or v.stance is act.stance]


def _later(utterance: Utterance) -> _Place:
    return (utterance.day, moment_of(utterance.statement), utterance.statement.id)


def _first_told(every: list[Utterance]) -> tuple[int, datetime, object]:
    """Sort first what more origins say, then what was told first."""
    first = every[-1].statement
    return (-len(every), moment_of(first), precedence(first))


def _weight(utterance: Utterance, *, speakers: int) -> tuple[int, int, date, bool, int, _Place]:
    """Rank those who differ; `speakers` of the same tier say the same."""
    said = utterance.statement
    return (tier(said), speakers, utterance.day, said.direct, WEIGHTS[said.rank], _later(utterance))


def _best(utterance: Utterance) -> tuple[int, bool, int, _Place]:
    """Rank those who agree: the one to quote is of the highest tier, direct, and the latest."""
    said = utterance.statement
    return (tier(said), said.direct, WEIGHTS[said.rank], _later(utterance))
