"""Delivery: from the outbox to the channels, once each and in order."""
