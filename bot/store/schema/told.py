"""What was worth telling, what was decided on it for each channel, and what is sent."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from bot.store.columns import Moment, Words
from bot.store.schema.base import metadata

alerts = Table(
    "alerts",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("card", Text, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("story", Words, nullable=False),
    Column("updates", String(64)),
    Column("subjects", Text, nullable=False),
    Index("alerts_by_time", "dossier", "at"),
    Index("alerts_by_story", "dossier", "story"),
)

digests = Table(
    "digests",
    metadata,
    Column("channel", Words, primary_key=True),
    Column("dossier", String(64), primary_key=True),
    Column("time", String(5), primary_key=True),  # local, such as 07:00
    Column("day", Date, nullable=False),  # the last local day that is done with
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("channel", Words, primary_key=True),
    Column("dossier", String(64), primary_key=True),
    Column("alert", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("outcome", String(8), nullable=False),  # told, held or left
    Column("reason", Words, nullable=False),
    Column("subscription", String(64), nullable=False),  # by which it is wanted
    Column("fresh", Boolean, nullable=False),  # whether it makes a message of its own
    Column("under", Words, nullable=False),  # the subject of the message in whose thread it is, "" for its own
    Column("until", Moment),  # of what is held
    Column("hold", String(16)),  # why: quiet or burst
    Index("verdicts_by_time", "channel", "at"),
    Index("verdicts_by_age", "at"),
)

held = Table(
    "held",
    metadata,
    Column("key", String(64), primary_key=True),  # of the delivery
    Column("channel", Words, nullable=False),
    Column("dossier", String(64), nullable=False),
    Column("alert", String(64), nullable=False),
    Column("subject", Words, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("manner", String(8), nullable=False),
    Column("under", Words, nullable=False),
    Column("card", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("published", Moment),
    Column("until", Moment, nullable=False),
    Column("why", String(16), nullable=False),  # quiet or burst
    Column("place", Integer, nullable=False),  # among what was held at one moment
    Index("held_by_end", "until"),
    Index("held_by_channel", "channel"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("channel", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("manner", String(8), nullable=False),
    Column("under", Words, nullable=False),  # the subject in whose thread it stands, "" for its own
    Column("card", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("published", Moment),
    Column("state", String(8), nullable=False),  # queued, sent, dead or dropped
    Column("attempts", Integer, nullable=False),  # that failed while the platform took other cards
    Column("expiries", Integer, nullable=False),  # tries that ended without an answer: it may be in the channel
    Column("failed_at", Moment),  # when it was last tried in vain
    Column("not_before", Moment),
    Column("lease_until", Moment),
    Column("ended", Moment),  # when it was sent or given up
    Column("receipt", Words, nullable=False),  # what the platform calls the message
    Column("reason", Words, nullable=False),  # of the last failure
    UniqueConstraint("key", name="outbox_key"),
    Index("outbox_by_channel", "state", "channel", "sequence"),
    Index("outbox_by_subject", "channel", "subject", "sequence"),
    Index("outbox_by_end", "ended"),
    sqlite_autoincrement=True,
)
