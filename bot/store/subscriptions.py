"""What channels want to be told, kept by channel and by the tenant (guild, workspace) that the channel belongs to."""

import json
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from bot.model import AlertKind, Rank
from bot.store import schema
from bot.store.columns import insert_new, upsert
from bot.subscriptions import Origin, Subscription

_TABLE = schema.subscriptions


def subscriptions(
    conn: Connection, *, dossier: str | None = None, channel: str | None = None, tenant: str | None = None
) -> list[Subscription]:
    """Return the subscriptions, the oldest first."""
    query = select(_TABLE).order_by(_TABLE.c.created, _TABLE.c.id)
    for column, value in ((_TABLE.c.dossier, dossier), (_TABLE.c.channel, channel), (_TABLE.c.tenant, tenant)):
        if value is not None:
            query = query.where(column == value)
    return [_subscription(row) for row in conn.execute(query)]


def followed(conn: Connection, channels: list[str]) -> frozenset[str]:
    """Return those of the channels that have a subscription of their own."""
    return frozenset(conn.scalars(select(_TABLE.c.channel).where(_TABLE.c.channel.in_(channels)).distinct()))


def add_subscription(conn: Connection, one: Subscription) -> None:
    """Keep a new subscription; one that is kept already stays as it is."""
    insert_new(conn, _TABLE, [_row(one)])


def save_subscription(conn: Connection, one: Subscription) -> None:
    """Keep the subscription, in the place of its former state where it is known."""
    upsert(conn, _TABLE, [_row(one)])


def change_subscription(conn: Connection, one: Subscription) -> bool:
    """Keep what the subscription of that channel and tenant asks for now; false where they have none of that id."""
    where = (_TABLE.c.id == one.id, _TABLE.c.channel == one.channel, _TABLE.c.tenant == one.tenant)
    return conn.execute(update(_TABLE).where(*where).values(wants=_row(one)["wants"])).rowcount == 1


def remove_subscription(conn: Connection, key: str, *, channel: str, tenant: str) -> bool:
    """Remove the subscription of that channel and tenant; false where they have none of that id."""
    where = (_TABLE.c.id == key, _TABLE.c.channel == channel, _TABLE.c.tenant == tenant)
    return conn.execute(delete(_TABLE).where(*where)).rowcount == 1


def _row(one: Subscription) -> dict[str, Any]:
    wants = {
        "actors": one.actors,
        "topics": one.topics,
        "kinds": one.kinds,
        "rank": one.minimum_rank,
        "origins": one.minimum_origins,
        "without": one.excluded_outlets,
        "filter": one.filter,
    }
    return {
        "id": one.id,
        "channel": one.channel,
        "tenant": one.tenant,
        "dossier": one.dossier,
        "wants": json.dumps(wants),
        "origin": one.origin,
        "by": one.by,
        "created": one.created,
    }


def _subscription(row: Row[Any]) -> Subscription:
    wants = json.loads(row.wants)
    return Subscription(
        id=row.id,
        channel=row.channel,
        tenant=row.tenant,
        dossier=row.dossier,
        actors=tuple(wants["actors"]),
        topics=tuple(wants["topics"]),
        kinds=tuple(map(AlertKind, wants["kinds"])),
        minimum_rank=Rank(wants["rank"]),
        minimum_origins=wants["origins"],
        excluded_outlets=tuple(wants["without"]),
        filter=wants["filter"],
        origin=Origin(row.origin),
        by=row.by,
        created=row.created,
    )
