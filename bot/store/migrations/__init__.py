"""Migrations, oldest first; `bot.store.migrate` runs them."""
