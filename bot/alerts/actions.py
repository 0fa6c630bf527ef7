"""What a reader can do with an alert: an alert goes in, it comes out with buttons on its cards.

The names of the actions are those of `bot.commands.buttons`, which says what each stands for.
"""

from dataclasses import replace

from bot.model import Action, Alert, Card, Quote


def with_actions(alert: Alert) -> Alert:
    """Return the alert with actions on its cards: see the evidence, look back, be left alone with it, object."""
    beside = None if alert.beside is None else _acted(alert.beside, alert)
    return replace(alert, card=_acted(alert.card, alert), beside=beside)


def _acted(card: Card, alert: Alert) -> Card:
    quoted = next((one.id for one in (*card.stands, *card.blocks) if isinstance(one, Quote) and one.id), "")
    actions = (
        *([Action(name="evidence", label="Evidence", value=quoted)] if quoted else []),
        *([Action(name="history", label="History", value=f"{alert.actor} {alert.topic}")] if alert.actor else []),
        *([Action(name="mute", label="Mute topic", value=alert.topic)] if alert.topic and not card.struck else []),
        *([Action(name="wrong", label="Wrong?", value=quoted)] if quoted and not card.struck else []),
    )
    return replace(card, actions=actions, dossier=alert.dossier)
