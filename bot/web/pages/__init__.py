"""The pages: state of play, actors, topics, statements in their passages, shifts, digests; read-only, each as JSON too.

A path and the revision of the store decide what is shown; it is made once, off the event loop, and kept until then.
"""

from bot.web.pages.routes import page_routes

__all__ = ["page_routes"]
