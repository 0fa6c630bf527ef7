"""Whether a database is sound: what the database itself finds, and whether its tables are those of the schema."""

from sqlalchemy import Connection, inspect, text

from bot.store import schema


def flaws(conn: Connection) -> list[str]:
    """Return what is wrong in the database, one sentence each; nothing for a sound one."""
    return [*_damage(conn), *_columns(conn)]


def _damage(conn: Connection) -> list[str]:
    if conn.dialect.name != "sqlite":
        return []  # PostgreSQL finds damage by the checksums of its pages whenever it reads them
    found = [str(row[0]) for row in conn.execute(text("PRAGMA integrity_check"))]
    return [] if found == ["ok"] else [f"SQLite finds damage: {line}" for line in found]


def _columns(conn: Connection) -> list[str]:
    inspector = inspect(conn)
    known = set(inspector.get_table_names())
    found = []
    for table in schema.metadata.sorted_tables:
        if table.name not in known:
            found.append(f"The table {table.name} is missing.")
            continue
        there = {column["name"] for column in inspector.get_columns(table.name)}
        wanted = set(table.columns.keys())
        found += [f"The table {table.name} lacks the column {name}." for name in sorted(wanted - there)]
    return found
