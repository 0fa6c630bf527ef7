"""Bring a database to the newest schema; Alembic is only loaded where there is something to do."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def configuration(conn: Connection) -> Config:
    """Return the Alembic configuration of the migrations inside this package, working on `conn`."""
    config = Config(attributes={"connection": conn})
    config.set_main_option("script_location", "bot.store:migrations")
    return config


def upgrade(conn: Connection, revision: str = "head") -> None:
    """Run the migrations up to `revision` in the transaction of `conn`."""
    command.upgrade(configuration(conn), revision)
