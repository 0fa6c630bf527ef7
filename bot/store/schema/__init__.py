"""The tables: facts (items, statements), what is derived from them (shifts, divergences), and what was told.

Ids are only unique within a dossier, since two dossiers may watch one feed. Lists and cards are JSON text; nothing
queries into them. `REVISION` is the newest migration; the migrations and these modules describe the same tables.
"""

from bot.store.schema.base import metadata
from bot.store.schema.derived import cells, divergences, echoes, pages, seals, shifts
from bot.store.schema.facts import corrections, extra_feeds, feeds, figures, items, sentences, statements
from bot.store.schema.people import channels, looks, mutes, once, parts, subscriptions
from bot.store.schema.told import alerts, digests, held, outbox, verdicts
from bot.store.schema.workspaces import slack_bots, slack_installations, slack_oauth_states

REVISION = "0014"

__all__ = [
    "REVISION",
    "alerts",
    "cells",
    "channels",
    "corrections",
    "digests",
    "divergences",
    "echoes",
    "extra_feeds",
    "feeds",
    "figures",
    "held",
    "items",
    "looks",
    "metadata",
    "mutes",
    "once",
    "outbox",
    "pages",
    "parts",
    "seals",
    "sentences",
    "shifts",
    "slack_bots",
    "slack_installations",
    "slack_oauth_states",
    "statements",
    "subscriptions",
    "verdicts",
]
