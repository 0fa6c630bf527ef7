"""Feeds: what is fetched (`fetch`), understood (`parse`, `article`) and when (`schedule`)."""
