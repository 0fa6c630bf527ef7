"""What was told in a channel, and what not: the record that `/why not` reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.delivery.outbox import delivery_key
from bot.model import Alert
from bot.store import alerts as alert_rows
from bot.store import items as item_rows
from bot.store import outbox
from bot.store import verdicts as verdict_rows
from bot.store.database import Store
from bot.store.outbox import Sent
from bot.subscriptions import Verdict


class Record(Protocol):
    """What was decided and sent for one channel."""

    def alerts(self, *, naming: str = "", ids: Sequence[str] = ()) -> Sequence[Alert]:
        """Return the alerts of those ids and their updates, or those that name a statement, the oldest first."""
        ...

    def verdicts(self, alerts: Sequence[Alert]) -> Sequence[Verdict]:
        """Return what was decided on the alerts for the channel."""
        ...

    def sent(self, alert: Alert) -> Sent | None:
        """Return what became of the alert's delivery to the channel, None where none was made."""
        ...

    def is_old(self, doc: str) -> bool:
        """Return whether the document was there before anybody watched its feed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """The record of a channel on one dossier, in the store."""

    store: Store
    dossier: str
    channel: str

    def alerts(self, *, naming: str = "", ids: Sequence[str] = ()) -> Sequence[Alert]:
        """Return the alerts of those ids and their updates, or those that name a statement, the oldest first."""
        with self.store.read() as conn:
            return alert_rows.alerts_about(conn, self.dossier, naming=naming, ids=ids)

    def verdicts(self, alerts: Sequence[Alert]) -> Sequence[Verdict]:
        """Return what was decided on the alerts for the channel."""
        with self.store.read() as conn:
            return verdict_rows.verdicts(conn, self.dossier, [one.id for one in alerts], channel=self.channel)

    def sent(self, alert: Alert) -> Sent | None:
        """Return what became of the alert's delivery to the channel, None where none was made."""
        key = delivery_key(self.channel, alert.updates or alert.id, alert.id, alert.kind)
        with self.store.read() as conn:
            return outbox.state_of(conn, key)

    def is_old(self, doc: str) -> bool:
        """Return whether the document was there before anybody watched its feed."""
        with self.store.read() as conn:
            return item_rows.is_baseline(conn, self.dossier, doc)
