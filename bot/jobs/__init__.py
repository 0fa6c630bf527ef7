"""What is done again and again, and when: ask feeds, read what came, send what waits, write the digest.

Each job is a plain coroutine over a `Watch`; `run` puts them on a scheduler until it is told to stop. Reading and the
database are off the event loop, so that a chat stays responsive meanwhile.
"""

from bot.jobs.digests import write_digests
from bot.jobs.hubs import subscribe
from bot.jobs.polling import Asked, due_feeds, poll
from bot.jobs.reading import read_new
from bot.jobs.timetable import run
from bot.jobs.watch import Clock, Step, Watch

__all__ = ["Asked", "Clock", "Step", "Watch", "due_feeds", "poll", "read_new", "run", "subscribe", "write_digests"]
