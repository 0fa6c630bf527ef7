"""Whom an alert is for: alerts, subscriptions and how each channel stands go in, verdicts come out.

A verdict says whether the channel is told at once, later (quiet hours, a burst) or not at all, and why, in a sentence.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.filters import judge, parsed
from bot.model import Alert, Subject
from bot.settings import AlertRules
from bot.subscriptions import Channel, Hold, Mute, Outcome, Subscription, Verdict


@dataclass(slots=True)
class Standing:
    """How a channel stands at a moment: its own rules, mutes, verdicts on earlier alerts, and how much it just got.

    `recent` counts the messages of the last minutes, `bursting` is until when what is new is held back for their sake.
    """

    channel: Channel
    mutes: Sequence[Mute] = ()
    known: dict[str, Verdict] = field(default_factory=dict)
    recent: int = 0
    bursting: datetime | None = None


def route(
    alerts: Iterable[Alert], subscriptions: Sequence[Subscription], standings: Mapping[str, Standing], *,
    published: datetime | None, now: datetime, rules: AlertRules,
) -> list[Verdict]:  # fmt: skip
    """Return the verdict on each alert for each channel that has a subscription, in the order of the alerts.

    `published` is when the item that caused them was; the standings are carried on from alert to alert.
    """
    wishes: dict[str, list[Subscription]] = {}
    for one in subscriptions:
        wishes.setdefault(one.channel, []).append(one)
    verdicts: list[Verdict] = []
    for alert in alerts:
        for channel, theirs in wishes.items():
            standing = standings[channel]
            made = _with_root(alert, _verdict(alert, theirs, standing, published, now, rules))
            standing.known |= {one.alert: one for one in made}
            verdicts += made
    return verdicts


def _with_root(alert: Alert, verdict: Verdict) -> list[Verdict]:
    """Return the verdict, and where the channel gets an update of what it did not get, that on the latter too."""
    if not (alert.updates and verdict.reaches and verdict.fresh):
        return [verdict]
    return [replace(verdict, alert=alert.updates, beside=False, fresh=False), verdict]


def _verdict(
    alert: Alert, wishes: Sequence[Subscription], standing: Standing, published: datetime | None, now: datetime,
    rules: AlertRules,
) -> Verdict:  # fmt: skip
    plain = Verdict(
        channel=standing.channel.id, dossier=alert.dossier, alert=alert.id, at=now, outcome=Outcome.LEFT,
        beside=_gets_both(alert, standing),
    )  # fmt: skip
    wanting = next((one for one in wishes if why_not(alert, one, published=published) is None), None)
    if wanting is None:
        return replace(plain, reason=_objections_of_all(alert, wishes, published))
    plain = replace(plain, subscription=wanting.id)
    root = standing.known.get(alert.updates or "")
    struck = alert.card.struck and alert.updates is not None
    if struck and (root is None or not root.reaches):
        return replace(plain, reason="It withdraws what this channel was not told.")
    if (silence := _silence(alert, wanting, standing, now)) and not (struck and standing.channel.lost_at is None):
        return replace(plain, reason=silence)
    return _timed(plain, root, standing, now, rules, struck=struck)


def _timed(
    plain: Verdict, root: Verdict | None, standing: Standing, now: datetime, rules: AlertRules, *, struck: bool
) -> Verdict:
    """Return the verdict on what is wanted: now, or later."""
    channel = standing.channel
    if root is not None and root.outcome is Outcome.HELD:
        reason = "It adds to what is held back, and is told with it."
        return replace(plain, outcome=Outcome.HELD, reason=reason, until=root.until, hold=root.hold)
    under = root.under if root is not None and root.reaches else ""
    fresh = root is None or not root.reaches
    plain = replace(plain, fresh=fresh, under=under)
    if channel.quiet and not struck and (end := channel.quiet.until(now, channel.zone)):
        reason = f"It fell into the quiet hours ({channel.quiet}, {channel.zone})."
        return replace(plain, outcome=Outcome.HELD, reason=reason, until=end, hold=Hold.QUIET)
    if fresh and (standing.bursting or standing.recent >= rules.burst):
        standing.bursting = standing.bursting or now + timedelta(minutes=rules.burst_minutes)
        reason = f"There were more than {rules.burst} alerts within {rules.burst_minutes} minutes."
        return replace(plain, outcome=Outcome.HELD, reason=reason, until=standing.bursting, hold=Hold.BURST)
    standing.recent += fresh
    return replace(plain, outcome=Outcome.TOLD)


def _gets_both(alert: Alert, standing: Standing) -> bool:
    """Return whether the channel was brought every alert which quotes what this one is about."""
    if alert.beside is None:
        return False
    return all(key in standing.known and standing.known[key].reaches for key in alert.quoted_in)


def _silence(alert: Alert, wanting: Subscription, standing: Standing, now: datetime) -> str:
    """Return in one sentence what keeps the channel from being told what it wants, "" for nothing."""
    channel = standing.channel
    if channel.lost_at is not None:
        reason = f": {channel.lost_reason}" if channel.lost_reason else ""
        return f"The channel could not be reached since {local(channel.lost_at, channel)}{reason}."
    if channel.muted_until is not None and now < channel.muted_until:
        return f"The channel was muted until {local(channel.muted_until, channel)}."
    muted = {one.topic: one for one in standing.mutes if one.dossier == alert.dossier and now < one.until}
    if not muted or not alert.subjects:
        return ""
    audible = tuple(one for one in alert.subjects if one.topic not in muted)
    if audible and why_not(replace(alert, subjects=audible), wanting, published=None) is None:
        return ""
    mute = next(muted[one.topic] for one in alert.subjects if one.topic in muted)
    return f"The topic {mute.topic} was muted until {local(mute.until, channel)} by {mute.by}."


def local(moment: datetime, channel: Channel) -> str:
    """Return the moment as the channel's people read it: "22 Dec 2025 14:00 (Europe/Kyiv)"."""
    zone = channel.zone or "UTC"
    there = moment.astimezone(ZoneInfo(zone))
    return f"{there.day} {there:%b %Y %H:%M} ({zone})"


# what a subscription says


def why_not(alert: Alert, subscription: Subscription, *, published: datetime | None = None) -> str | None:
    """Return in one sentence why the subscription does not ask for the alert, None where it does."""
    return next(_objections(alert, subscription, published), None)


def _objections_of_all(alert: Alert, wishes: Sequence[Subscription], published: datetime | None) -> str:
    """Return why none of the subscriptions asks for it, each named where there are several."""
    said = [(one.id, why_not(alert, one, published=published) or "") for one in wishes]
    return " ".join(f"[{key}] {reason}" if len(said) > 1 else reason for key, reason in said)


def _objections(alert: Alert, subscription: Subscription, published: datetime | None) -> Iterator[str]:
    if subscription.dossier and alert.dossier and subscription.dossier != alert.dossier:
        yield f"It belongs to the dossier {alert.dossier}; the channel follows {subscription.dossier}."
    if subscription.created is not None and published is not None and published < subscription.created:
        yield f"It was published on {_utc(published)}, before the channel subscribed on {_utc(subscription.created)}."
    if alert.kind not in subscription.kinds:
        yield f"It is of the kind {alert.kind}; the channel follows {_names(subscription.kinds)}."
    if alert.subjects:
        yield from _objections_to_all(alert, subscription)


def _objections_to_all(alert: Alert, subscription: Subscription) -> Iterator[str]:
    """Yield the objection to the subject that comes nearest to being wanted, where none is wanted."""
    objections = [tuple(_objections_to(s, alert, subscription)) for s in alert.subjects]
    if all(objections):
        yield min(objections, key=len)[0]


def _objections_to(subject: Subject, alert: Alert, subscription: Subscription) -> Iterator[str]:
    if subscription.actors and not {subject.actor, subject.person}.intersection(subscription.actors):
        yield f"It is about {subject.actor}; the channel follows {_names(subscription.actors)}."
    if subscription.topics and subject.topic not in subscription.topics:
        yield f"It is about {subject.topic}; the channel follows {_names(subscription.topics)}."
    if subject.rank.weight < subscription.minimum_rank.weight:
        yield f"The speaker is {subject.rank}; the channel wants {subscription.minimum_rank} or higher."
    if subject.origins < subscription.minimum_origins:
        yield f"It has {subject.origins} independent origins; the channel wants {subscription.minimum_origins}."
    if subject.outlet.casefold() in {name.casefold() for name in subscription.excluded_outlets}:
        yield f"It is reported by {subject.outlet}, which the channel leaves out."
    if subscription.filter:
        found = judge(parsed(subscription.filter), alert, subject)
        if not found.passes:
            yield f"The filter {subscription.filter} does not let it pass: {found.because}."


def _utc(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y %H:%M} UTC"


def _names(parts: Iterable[object]) -> str:
    return ", ".join(map(str, parts)) or "nothing"
