"""Trains the tagger of `bot.extract.tagger` on a corpus of attributed quotations."""
