"""What Discord's errors mean for a delivery: an exception of discord.py in, a DeliveryError out.

Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp
import discord

from bot.chat.discord.turns import Turns
from bot.errors import DeliveryError, Trouble

REFUSED = "Discord refuses the token; set PARLEY_DISCORD_TOKEN to the bot's present one"
UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
THREAD_EXISTS = 160004
_OF_CHANNEL = frozenset({UNKNOWN_CHANNEL, 10004, 40067, 50001, 50007, 50008, 50013, 50024, 50083, 160005, 160006})


@dataclass(slots=True)
class Heard:
    """What the last answer to a request said of limits; discord.py does not hand it on with its exceptions."""

    everywhere: bool = False


_heard: ContextVar[Heard | None] = ContextVar("heard", default=None)


@contextmanager
def listening() -> Iterator[Heard]:
    """Hold what is heard with the requests made meanwhile, in this task."""
    heard = Heard()
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def trace(turns: Turns) -> aiohttp.TraceConfig:
    """Return what the client is given so that requests wait for their turns, and answers are heard."""
    config = aiohttp.TraceConfig()
    config.on_request_start.append(turns.before)
    config.on_request_end.append(_hear)
    return config


async def _hear(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
) -> None:
    heard = _heard.get()
    if heard is not None:
        headers = params.response.headers
        scope = headers.get("X-RateLimit-Scope", "")
        limited = params.response.status == 429
        heard.everywhere = limited and (scope == "global" or "X-RateLimit-Global" in headers or "Via" not in headers)


def delivery_error(channel: str, error: Exception, heard: Heard) -> DeliveryError:
    """Return the error as what stands in the way of a delivery to the channel."""
    if isinstance(error, DeliveryError):
        return error
    if isinstance(error, discord.RateLimited):
        return _asked_to_wait(channel, error.retry_after, heard)
    if isinstance(error, discord.HTTPException):
        return _answered(channel, error, heard)
    if isinstance(error, TimeoutError | OSError | aiohttp.ClientError):
        return DeliveryError(f"{channel}: Discord was not reached ({type(error).__name__}); it is tried again")
    return DeliveryError(f"{channel}: not sent, {type(error).__name__}: {error}")


def _answered(channel: str, error: discord.HTTPException, heard: Heard) -> DeliveryError:
    if error.status == 429:
        return _asked_to_wait(channel, _seconds(error), heard)
    if error.status == 401:
        return DeliveryError(REFUSED, trouble=Trouble.PLATFORM)
    if error.status >= 500:
        return DeliveryError(f"{channel}: Discord answers {error.status}; it is tried again")
    return _refused(channel, error)


def _asked_to_wait(channel: str, seconds: float, heard: Heard) -> DeliveryError:
    where = "everywhere" if heard.everywhere else "in this channel"
    words = f"{channel}: Discord asks to wait {seconds:.1f} seconds {where}"
    return DeliveryError(words, retry_after=seconds, everywhere=heard.everywhere)


def _seconds(error: discord.HTTPException) -> float:
    """Return the seconds to wait; a minute where the answer does not say, such as that of a proxy."""
    try:
        return max(float(error.response.headers["Retry-After"]), 0.0)
    except (KeyError, ValueError):
        return 60.0


def _refused(channel: str, error: discord.HTTPException) -> DeliveryError:
    why = " ".join(error.text.split())[:300]
    if error.code in _OF_CHANNEL:
        remedy = "let the bot view the channel, send messages and embed links there"
        return DeliveryError(f"{channel}: Discord says {why!r} ({error.code}); {remedy}", trouble=Trouble.CHANNEL)
    if error.status in {403, 404} and not error.code:  # no answer of the API, but of what stands before it
        return DeliveryError(f"{channel}: something before Discord answers {error.status}; it is tried again")
    if error.status in {403, 404}:
        return DeliveryError(f"{channel}: Discord says {why!r} ({error.code})", trouble=Trouble.CHANNEL)
    return DeliveryError(f"{channel}: Discord refuses the card: {why!r} ({error.code})", trouble=Trouble.CARD)
