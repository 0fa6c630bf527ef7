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

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from bot.model import Stance, independent
from bot.positions.utterances import Pool, Utterance
from bot.positions.voices import WEIGHTS, moment_of, precedence, tier
from bot.settings import PositionRules

_Place = tuple[date, datetime, str]


class Standing(NamedTuple):
    """A stance, since when, the newest day, whether speakers differ, and the voices within the window."""

    stance: Stance
    since: date
    newest: date
    mixed: bool
    voices: Sequence[Utterance]

    @property
    def lead(self) -> Utterance:
        """Return who decides it."""
        return max((v for v in self.voices if v.stance is self.stance), key=_best)

    @property
    def supporters(self) -> tuple[Utterance, ...]:
        """Return who holds it, the latest first."""
        return tuple(sorted((v for v in self.voices if v.stance is self.stance), key=_later, reverse=True))


def standing_plain(standing: Standing, pool: Pool) -> list[Any]:
    """Return the standing as plain values."""
    voices = [pool.note(one) for one in standing.voices]
    return [standing.stance, standing.since.toordinal(), standing.newest.toordinal(), standing.mixed, voices]


def standing_of(plain: Sequence[Any], pool: Pool) -> Standing:
    """Return the standing of `standing_plain`."""
    stance, since, newest, mixed, voices = plain
    days = (date.fromordinal(since), date.fromordinal(newest))
    return Standing(Stance(stance), *days, mixed, [pool[key] for key in voices])


class Track:
    """The standing of one party on one topic, brought forward by batches of utterances."""

    def __init__(self, rules: PositionRules) -> None:
        self.standing: Standing | None = None
        self._window = timedelta(days=rules.window_days)
        self._confirm = rules.confirm_origins
        self._voices: dict[str, Utterance] = {}
        self._background: dict[Stance, _Background] = {}
        self._left: set[Stance] = set()

    def plain(self, pool: Pool) -> dict[str, Any]:
        """Return the state as plain values; the utterances are noted in the pool."""
        return {
            "standing": self.standing and standing_plain(self.standing, pool),
            "voices": {key: pool.note(one) for key, one in self._voices.items()},
            "background": {stance: one.plain(pool) for stance, one in self._background.items()},
            "left": sorted(self._left),
        }

    def resume(self, plain: Mapping[str, Any], pool: Pool) -> None:
        """Go on from the state that was `plain`."""
        self.standing = standing_of(plain["standing"], pool) if plain["standing"] else None
        self._voices = {speaker: pool[key] for speaker, key in plain["voices"].items()}
        self._left = {Stance(one) for one in plain["left"]}
        for stance, keys in plain["background"].items():
            self._background[Stance(stance)] = _Background(self._window, [pool[key] for key in keys])

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
        if not utterance.background:
            _put(self._voices, utterance.speaker, utterance)
            return
        background = self._background.get(utterance.stance)
        if background is None:
            background = self._background[utterance.stance] = _Background(self._window)
        background.hear(utterance)

    def _heard(self) -> list[Utterance]:
        """Return the voices within the window, and drop those before it."""
        voices = list(self._voices.values())
        if self._background:
            voices += self._body(voices)
        if not voices:
            return []
        days = [v.day for v in voices]
        begin = max(days) - self._window
        if min(days) < begin:
            self._voices = {key: v for key, v in self._voices.items() if v.day >= begin}
            voices = [v for v in voices if v.day >= begin]
        return _after_acts(voices)

    def _body(self, named: list[Utterance]) -> list[Utterance]:
        """Return what the articles say by themselves, where it may be heard: of the newest day, by origin."""
        late = list(self._background.values())
        if named:
            begin = max([v.day for v in named]) - self._window
            late = [one for one in late if one.newest >= begin]  # what is older is out of the window, and is not heard
        for day in sorted({one.newest for one in late}, reverse=True):
            if latest := [one.recent for one in late if one.newest == day and self._may_be_heard(one, named)]:
                agreed = [u for recent in latest if self._agreed(recent) for u in recent]
                return agreed or min(latest, key=_first_told)
        return []

    def _may_be_heard(self, background: "_Background", named: list[Utterance]) -> bool:
        return self._agreed(background.recent) or not self._differs(background, named)

    def _agreed(self, recent: list[Utterance]) -> bool:
        """Return whether independent origins say it, and say it anew if the party stands elsewhere."""
        if len(recent) < self._confirm:
            return False
        now = self.standing
        anew = [u for u in recent if now is None or u.stance is now.stance or u.day >= now.since]
        return independent(u.publisher for u in anew) >= self._confirm

    def _differs(self, background: "_Background", named: list[Utterance]) -> bool:
        """Return whether something else was said in the same days, or the party has left the stance before."""
        stance, begin = background.recent[0].stance, background.newest - self._window
        beside = {v.stance for v in named if v.day >= begin}
        if beside:
            return stance not in beside
        now = self.standing
        return now is not None and stance is not now.stance and (now.newest >= begin or stance in self._left)

    def _decide(self, voices: list[Utterance]) -> Standing:
        stance = voices[0].stance
        mixed = any(v.stance is not stance for v in voices)
        if mixed:
            sides = [(tier(v.statement), v.stance) for v in voices]
            weights = [_weight(v, side[0], speakers=sides.count(side)) for v, side in zip(voices, sides, strict=True)]
            stance = voices[weights.index(max(weights))].stance
        since, newest = self._since(stance, voices), max([v.day for v in voices])
        return Standing(stance, since, newest, mixed, voices)

    def _since(self, stance: Stance, voices: list[Utterance]) -> date:
        if self.standing is not None and self.standing.stance is stance:
            return self.standing.since
        if self.standing is not None:
            self._left.add(self.standing.stance)
        self._left.discard(stance)
        return min(v.day for v in voices if v.stance is stance)


class _Background:
    """What articles say by themselves with one stance: `recent` is what each origin said last, the newest first."""

    def __init__(self, window: timedelta, recent: Iterable[Utterance] = ()) -> None:
        self.recent = list(recent)
        self.newest = self.recent[0].day if self.recent else date.min
        self._window = window
        self._by_origin = {u.publisher: u for u in self.recent}

    def plain(self, pool: Pool) -> list[str]:
        """Return the ids of what is recent, which is all that is remembered."""
        return [pool.note(one) for one in self.recent]

    def hear(self, utterance: Utterance) -> None:
        """Take in an utterance."""
        if _put(self._by_origin, utterance.publisher, utterance):
            every = sorted(self._by_origin.values(), key=_later, reverse=True)
            self.newest = every[0].day
            begin = self.newest - self._window
            self.recent = [u for u in every if u.day >= begin]
            if len(self.recent) < len(every):
                self._by_origin = {u.publisher: u for u in self.recent}


def _put(known: dict[str, Utterance], key: str, new: Utterance) -> bool:
    """Note the utterance of whom the key stands for, unless the known one is later; returns whether it was noted."""
    before = known.get(key)
    if before is not None and not _goes_before(new, before):
        return False
    known[key] = new
    return True


def _goes_before(new: Utterance, known: Utterance) -> bool:
    """Return whether the new utterance of a speaker takes the place of the known one."""
    return (new.day, _grade(new)) > (known.day, _grade(known))


def _grade(utterance: Utterance) -> tuple[bool, bool]:
    return (utterance.statement.implements, utterance.statement.direct)


def _after_acts(voices: list[Utterance]) -> list[Utterance]:
    """Return the voices without those that an act to the contrary came after."""
    acts = [v for v in voices if v.statement.implements]
    if not acts:
        return voices
    act = max(acts, key=_later)
    return [v for v in voices if v.day >= act.day or v.stance is act.stance]


def _later(utterance: Utterance) -> _Place:
    return (utterance.day, moment_of(utterance.statement), utterance.statement.id)


def _first_told(every: list[Utterance]) -> tuple[int, datetime, object]:
    """Sort first what more origins say, then what was told first."""
    first = every[-1].statement
    return (-len(every), moment_of(first), precedence(first))


def _weight(utterance: Utterance, tier: int, *, speakers: int) -> tuple[int, int, date, bool, int, _Place]:
    """Rank those who differ; `speakers` of the same tier say the same."""
    said = utterance.statement
    return (tier, speakers, utterance.day, said.direct, WEIGHTS[said.rank], _later(utterance))


def _best(utterance: Utterance) -> tuple[int, bool, int, _Place]:
    """Rank those who agree: the one to quote is of the highest tier, direct, and the latest."""
    said = utterance.statement
    return (tier(said), said.direct, WEIGHTS[said.rank], _later(utterance))
