"""Who may do what while others do not: locks by name, which end with their transaction or with their holder.

On SQLite a transaction that writes is alone anyhow, and there is one process; PostgreSQL has advisory locks
(https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS).
"""

from contextlib import suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StoreError
from bot.store.database import Store

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_TAKE = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_GONE_SOON = ("tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3")
"""So that the server lets go within half a minute of a holder whose machine is gone without a word."""


def alone(conn: Connection, name: str) -> None:
    """Wait until nobody else is in a transaction under that name, and keep others waiting until this one ends."""
    if conn.dialect.name == "postgresql":
        conn.execute(_ALONE, {"name": name})


def recording(conn: Connection, dossier: str) -> None:
    """Let nobody else change what is derived from the dossier's statements until the transaction ends."""
    alone(conn, f"record {dossier}")


class Office:
    """What one process at a time holds, by name; it is free again when that process ends or loses its connection."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._held: Connection | None = None

    def take(self) -> bool:
        """Return whether it is held now; raises StoreError."""
        try:
            conn = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not conn.execute(_TAKE, {"name": self._name}).scalar():
                _end(conn)
                return False
            for setting in _GONE_SOON:
                conn.exec_driver_sql(f"SET {setting}")
        except SQLAlchemyError as error:
            raise StoreError(f"the database does not answer ({type(error).__name__}); it is asked again") from error
        self._held = conn
        return True

    def holds(self) -> bool:
        """Return whether it is still held."""
        if self._held is None:
            return False
        try:
            self._held.exec_driver_sql("SELECT 1")
        except SQLAlchemyError:
            self.give()
        return self._held is not None

    def give(self) -> None:
        """Let another have it."""
        if self._held is not None:
            _end(self._held)
            self._held = None


def _end(conn: Connection) -> None:
    """Close the connection itself, with all that it holds, rather than keep it for others."""
    with suppress(SQLAlchemyError):
        conn.invalidate()
    with suppress(SQLAlchemyError):
        conn.close()
