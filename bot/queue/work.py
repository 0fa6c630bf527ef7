"""What is carried: a piece of work as the queue knows it, with the lock that lets one worker at a time at its thing."""

from dataclasses import dataclass, field
from typing import Any

from procrastinate import App
from procrastinate.jobs import JobDeferrer

from bot.store.errands import Errand, Queued

POLL, READ, DELIVER = "poll", "read", "deliver"
SOON, LATER = 1, 0
"""Priorities: what somebody waits for goes first, and only then what feeds held already when they were new."""


@dataclass(frozen=True, slots=True)
class Work:
    """One job: the task that does it, the queue it waits in, what it is about, and the lock on that."""

    task: str
    queue: str
    about: dict[str, Any] = field(hash=False)
    lock: str
    priority: int = SOON

    def deferrer(self, app: App, *, once: bool = False) -> JobDeferrer:
        """Return what puts it on the queue; with `once` it is refused while another waits that was put there so."""
        return app.configure_task(
            self.task, queue=self.queue, lock=self.lock, priority=self.priority, task_kwargs=self.about,
            queueing_lock=self.lock if once else None,
        )  # fmt: skip


def poll(dossier: str, feed: str) -> Work:
    """Return the work of asking a feed."""
    return Work(POLL, POLL, {"dossier": dossier, "feed": feed}, f"feed {dossier} {feed}")


def read(dossier: str, item: str, *, urgent: bool = True) -> Work:
    """Return the work of reading an item."""
    about = {"dossier": dossier, "item": item}
    return Work(READ, READ, about, f"item {dossier} {item}", SOON if urgent else LATER)


def deliver(channel: str) -> Work:
    """Return the work of sending what is due to a channel; each platform has a queue of its own."""
    return Work(DELIVER, delivery_queue(channel.partition(":")[0]), {"channel": channel}, f"channel {channel}")


def delivery_queue(platform: str) -> str:
    """Return the queue of a platform, so that it waits for a worker that is connected to it."""
    return f"{DELIVER} {platform}"


def work_of(errand: Errand) -> Work:
    """Return the work that an errand is."""
    if isinstance(errand, Queued):
        return deliver(errand.channel)
    return read(errand.dossier, errand.item, urgent=errand.urgent)
