"""Work carried between processes by Procrastinate, a queue in the same PostgreSQL; one process alone needs none of it.

What is done stays where it was: here is only who does it. Errands become jobs in the transaction that causes them; a
worker takes jobs and calls the functions that one process calls itself; the scheduler starts what is due, and gives
what a dead worker had to another.
"""

from bot.queue.carrying import carry
from bot.queue.handling import deliveries, polls, readings
from bot.queue.leading import lead
from bot.queue.scheduling import schedule
from bot.queue.schema import ensure
from bot.queue.work import DELIVER, POLL, READ, delivery_queue
from bot.queue.working import Handler, Worker

__all__ = [
    "DELIVER",
    "POLL",
    "READ",
    "Handler",
    "Worker",
    "carry",
    "deliveries",
    "delivery_queue",
    "ensure",
    "lead",
    "polls",
    "readings",
    "schedule",
]
