"""Open the store: `DATABASE_URL` in, a `Store` of the newest schema out, or a sentence why not.

What is not Parley's stays untouched: a file is looked at before anything is written to it.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.errors import StoreError
from bot.store import errands
from bot.store.schema import REVISION

__all__ = ["Connection", "Store", "open_store"]

_BUSY_SECONDS = 20.0
_MIGRATION_LOCK = 7_270_419  # any fixed number: the advisory lock that makes PostgreSQL migrate once
_HEADER = b"SQLite format 3\x00"  # https://www.sqlite.org/fileformat.html#the_database_header
_REMEDY = "name another in DATABASE_URL, such as sqlite:///parley.db"


class Store:
    """A database that is open; transactions are short and are never held over an `await`.

    Any number of threads may use it. `write` takes the write lock at once, so what was read inside it still holds
    when it commits; on PostgreSQL only others are kept waiting who take the same lock (`bot.store.locks`). `read` sees
    one snapshot. A database in memory has one connection, which its threads share in turn. `carrier`, where there is
    one, gets what a transaction leaves to be done by others.
    """

    def __init__(self, engine: Engine, *, shared: bool) -> None:
        self._engine = engine
        self._writer = engine.execution_options(parley_begin="BEGIN IMMEDIATE")
        self._turn = threading.Lock() if shared else None
        self._line = threading.Lock() if engine.dialect.name == "sqlite" and not shared else None
        self._holder: int | None = None
        self.carrier: errands.Carrier | None = None

    @property
    def dialect(self) -> str:
        """Return "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    @property
    def address(self) -> str:
        """Return the address with its password, for a library that connects by itself."""
        return self._engine.url.set(drivername=self.dialect).render_as_string(hide_password=False)

    @property
    def engine(self) -> Engine:
        """Return the engine for a library that has tables of its own here; each of its transactions may write."""
        return self._writer

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Hold a transaction that commits at the end, or rolls back when it is left by an exception."""
        with self._in_turn(), self._in_line(), self._told(), self._writer.begin() as conn:
            errands.begin(conn)
            yield conn
            if self.carrier is not None and (noted := errands.noted(conn)):
                self.carrier(conn, noted)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Hold a transaction that sees one state of the database."""
        with self._in_turn(), self._told(), self._engine.connect() as conn:
            yield conn

    def optimize(self) -> None:
        """Let SQLite look over what it knows of its tables where that is out of date; PostgreSQL does so by itself."""
        if self.dialect == "sqlite":  # https://sqlite.org/lang_analyze.html#recommended_usage_patterns
            with self.write() as conn:
                conn.exec_driver_sql("PRAGMA analysis_limit=1000")
                conn.exec_driver_sql("PRAGMA optimize")

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raise StoreError for what the database cannot do: a full disk, a damaged file, a lock that is held."""
        try:
            yield
        except DatabaseError as error:
            if type(error) not in {DatabaseError, OperationalError}:
                raise  # a defect, not the database's state
            raise StoreError(_refusal(_shown(self._engine.url), error)) from error

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """Wait for those of this process that write to the file: SQLite would sleep until it finds it free."""
        held = self._line is not None and self._line.acquire(timeout=_BUSY_SECONDS)
        try:
            yield
        finally:
            if held and self._line is not None:
                self._line.release()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if self._holder == threading.get_ident():
            raise RuntimeError("transactions on a database in memory do not nest")
        with self._turn:
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = None


def open_store(url: str) -> Store:
    """Open the database that `url` names, creating and upgrading it as needed; raises StoreError.

    `sqlite:///FILE`, `sqlite:///:memory:` or `postgresql://USER:PASSWORD@HOST/NAME`.
    """
    parsed = _parse(url)
    name = _shown(parsed)
    memory = parsed.drivername == "sqlite" and parsed.database == ":memory:"
    if parsed.drivername == "sqlite" and not memory:
        _look_at(Path(str(parsed.database)))
    engine = _engine(parsed, memory=memory)
    store = Store(engine, shared=memory)
    try:
        _prepare(store, engine, name)
    except SQLAlchemyError as error:
        store.close()
        raise StoreError(_refusal(name, error)) from error
    except BaseException:
        store.close()
        raise
    return store


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"DATABASE_URL: what is given is no database address; {_REMEDY}") from error
    if parsed.drivername == "sqlite":
        return parsed if parsed.database else parsed.set(database=":memory:")
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise StoreError(f"DATABASE_URL: {parsed.drivername!r} is not supported; use sqlite:///FILE or postgresql://…")


def _shown(url: URL) -> str:
    return str(url.database) if url.drivername == "sqlite" else url.render_as_string(hide_password=True)


def _look_at(path: Path) -> None:
    """Raise StoreError where `path` cannot be, or is not, an SQLite file; reads its first bytes only."""
    if path.is_dir():
        raise StoreError(f"{path}: is a folder, not a database; {_REMEDY}")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: the folder {path.parent} does not exist; create it or {_REMEDY}")
    try:
        with path.open("rb") as file:
            start = file.read(len(_HEADER))
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror}); correct its permissions or {_REMEDY}") from error
    if start not in {b"", _HEADER}:
        raise StoreError(f"{path}: is not a database; it was left as it is: {_REMEDY}")
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise StoreError(f"{path}: may not be written to; correct its permissions or {_REMEDY}")


def _engine(url: URL, *, memory: bool) -> Engine:
    if url.drivername != "sqlite":
        try:
            return create_engine(url, pool_pre_ping=True, hide_parameters=True)
        except ImportError as error:
            raise StoreError("PostgreSQL needs its driver; install psycopg[binary] or use sqlite:///FILE") from error
    connect = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(
        url, hide_parameters=True, connect_args=connect, **({"poolclass": StaticPool} if memory else {})
    )

    # https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#sqlite-enabling-transactions
    @event.listens_for(engine, "connect")
    def _connected(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # BEGIN is ours, below
        for pragma in ("foreign_keys=ON", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begun(conn: Connection) -> None:
        if statement := conn.get_execution_options().get("parley_begin", "BEGIN"):
            conn.exec_driver_sql(statement)

    return engine


def _prepare(store: Store, engine: Engine, name: str) -> None:
    with store.read() as conn:
        revision = _revision(conn, name)
    if store.dialect == "sqlite":
        _use_write_ahead_log(engine)
    if revision != REVISION:
        with store.write() as conn:
            if store.dialect == "postgresql":
                conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            revision = _revision(conn, name)
            if revision != REVISION:  # nobody else did it meanwhile
                _upgrade(conn, empty=revision is None)


def _revision(conn: Connection, name: str) -> str | None:
    """Return the database's schema version, None for an empty one; raises StoreError for one that is not Parley's."""
    tables = set(inspect(conn).get_table_names())
    if not tables:
        return None
    if "alembic_version" not in tables or "statements" not in tables:
        raise StoreError(f"{name}: is another program's database; it was left as it is: {_REMEDY}")
    version = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version is None or version > REVISION:
        raise StoreError(f"{name}: was written by a newer version ({version}); update Parley or {_REMEDY}")
    return str(version)


def _use_write_ahead_log(engine: Engine) -> None:
    """Let readers go on beside a writer; the file remembers it."""
    with engine.execution_options(parley_begin="").connect() as conn:
        conn.exec_driver_sql("PRAGMA journal_mode=WAL")


def _upgrade(conn: Connection, *, empty: bool) -> None:
    from bot.store.migrate import create, upgrade  # noqa: PLC0415  # Alembic takes a second to load, for rare use

    if empty and conn.dialect.name == "sqlite":
        create(conn)
    else:
        upgrade(conn)


def _refusal(name: str, error: SQLAlchemyError) -> str:
    cause = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    cause = cause.strip().splitlines()[0] if cause.strip() else type(error).__name__
    if isinstance(error, OperationalError) and "locked" in cause:
        return f"{name}: is held by another process ({cause}); end that one first"
    return f"{name}: cannot be used ({cause}); correct that or {_REMEDY}"
