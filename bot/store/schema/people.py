"""The channels and what they want, who looked when, what is done once, and how the parts of the program fare."""

from sqlalchemy import Column, Index, String, Table, Text

from bot.store.columns import Moment, Words
from bot.store.schema.base import metadata

channels = Table(
    "channels",
    metadata,
    Column("channel", Words, primary_key=True),
    Column("tenant", Words, nullable=False),  # the guild or workspace that it belongs to
    Column("zone", String(64), nullable=False),
    Column("quiet", String(16), nullable=False),  # local times such as 22:00-07:00, "" for none
    Column("digest_times", Text, nullable=False),
    Column("settled_at", Moment),  # since when zone and digest times are so
    Column("muted_until", Moment),
    Column("lost_at", Moment),  # since when it cannot be reached
    Column("lost_reason", Words, nullable=False),
    Column("lost_tried", Moment),  # when it was last tried in vain
    Index("channels_by_tenant", "tenant"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("channel", Words, nullable=False),
    Column("tenant", Words, nullable=False),
    Column("dossier", String(64), nullable=False),
    Column("wants", Text, nullable=False),  # JSON: actors, topics, kinds, filter and so on
    Column("origin", String(8), nullable=False),  # chat or file
    Column("by", Words, nullable=False),
    Column("created", Moment, nullable=False),
    Index("subscriptions_by_channel", "channel"),
    Index("subscriptions_by_tenant", "tenant"),
)

mutes = Table(
    "mutes",
    metadata,
    Column("channel", Words, primary_key=True),
    Column("dossier", String(64), primary_key=True),
    Column("topic", String(64), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("by", Words, nullable=False),
)

looks = Table(
    "looks",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("tenant", Words, primary_key=True),
    Column("user", Words, primary_key=True),
    Column("at", Moment, nullable=False),
)

once = Table(
    "once",
    metadata,
    Column("mark", String(64), primary_key=True),  # of what was done, such as an event that was answered
    Column("until", Moment, nullable=False),  # when it may be done again
    Index("once_by_end", "until"),
)

parts = Table(
    "parts",
    metadata,
    Column("part", Words, primary_key=True),  # feeds, reader, discord and so on
    Column("seen", Moment),  # when it last worked
    Column("error", Words, nullable=False),
    Column("error_at", Moment),
)
