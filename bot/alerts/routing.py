"""Whom an alert is for: an alert and subscriptions go in, channels come out, and where one is left out, why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.model import Alert, Subject
from bot.subscriptions import Subscription


def subscribers(alert: Alert, subscriptions: Iterable[Subscription]) -> tuple[str, ...]:
    """Return the channels that the alert is for, each once, in order."""
    wanted = (s.channel for s in subscriptions if why_not(alert, s) is None)
    return tuple(dict.fromkeys(wanted))


def routed(alerts: Iterable[Alert], subscriptions: Sequence[Subscription]) -> Iterator[tuple[Alert, tuple[str, ...]]]:
    """Yield every alert with its channels; those that also get what quotes its evidence get the card beside it."""
    got: dict[str, tuple[str, ...]] = {}
    for alert in alerts:
        channels = got[alert.id] = subscribers(alert, subscriptions)
        both = _both(alert, channels, got)
        if alert.beside is not None and both:
            yield replace(alert, card=alert.beside), both
        yield alert, tuple(one for one in channels if one not in both)


def _both(alert: Alert, channels: Sequence[str], got: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the channels that were brought every alert which quotes what this one is about."""
    if alert.beside is None:
        return ()
    return tuple(one for one in channels if all(one in got.get(key, ()) for key in alert.quoted_in))


def why_not(alert: Alert, subscription: Subscription) -> str | None:
    """Return in one sentence why the channel does not get the alert, None where it does."""
    return next(_objections(alert, subscription), None)


def _objections(alert: Alert, subscription: Subscription) -> Iterator[str]:
    if subscription.dossier and alert.dossier and subscription.dossier != alert.dossier:
        yield f"It belongs to the dossier {alert.dossier}; the channel follows {subscription.dossier}."
    if alert.kind not in subscription.kinds:
        yield f"It is of the kind {alert.kind}; the channel follows {_names(subscription.kinds)}."
    if alert.subjects:
        yield from _objections_to_all(alert.subjects, subscription)


def _objections_to_all(subjects: Sequence[Subject], subscription: Subscription) -> Iterator[str]:
    """Yield the objection to the subject that comes nearest to being wanted, where none is wanted."""
    objections = [tuple(_objections_to(s, subscription)) for s in subjects]
    if all(objections):
        yield min(objections, key=len)[0]


def _objections_to(subject: Subject, subscription: Subscription) -> Iterator[str]:
    if subscription.actors and subject.actor not in subscription.actors:
        yield f"It is about {subject.actor}; the channel follows {_names(subscription.actors)}."
    if subscription.topics and subject.topic not in subscription.topics:
        yield f"It is about {subject.topic}; the channel follows {_names(subscription.topics)}."
    if subject.rank.weight < subscription.minimum_rank.weight:
        yield f"The speaker is {subject.rank}; the channel wants {subscription.minimum_rank} or higher."
    if subject.origins < subscription.minimum_origins:
        yield f"It has {subject.origins} independent origins; the channel wants {subscription.minimum_origins}."
    if subject.outlet in subscription.excluded_outlets:
        yield f"It is reported by {subject.outlet}, which the channel leaves out."


def _names(parts: Iterable[object]) -> str:
    return ", ".join(map(str, parts)) or "nothing"
