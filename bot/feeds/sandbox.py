"""Where hostile bytes are parsed: in processes with a deadline and a memory limit, kept alive between feeds.

Bytes go in, `ParsedFeed` or `Article` values come out; FeedError says what happened when the process had to be ended.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import bot
from bot.errors import FeedError
from bot.feeds.fulltext import Article
from bot.feeds.parse import ParsedFeed, ParsedItem
from bot.pool import Pool

LONGEST_LINE = 16 * 1024 * 1024
BREATH = 2  # parts taken in before the event loop gets its turn

_ROOT = str(Path(bot.__file__).resolve().parent.parent)
_KEPT = ("PATH", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
_LOST = "parsing ended unexpectedly, as it does when too much memory is needed"


@dataclass(slots=True)
class Worker:
    """One process of `bot.feeds.child`."""

    process: asyncio.subprocess.Process

    @classmethod
    async def start(cls, *, megabytes: int, seconds: float) -> Self:
        """Start a process; it gets no environment but what Python needs, so no secret can be read there."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "bot.feeds.child", str(megabytes), str(int(seconds) + 1),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env=_environment(), limit=LONGEST_LINE,
        )  # fmt: skip
        return cls(process)

    @property
    def alive(self) -> bool:
        """Return whether the process can take another job."""
        return self.process.returncode is None

    async def ask(self, job: dict[str, Any], body: bytes) -> AsyncIterator[dict[str, Any]]:
        """Send one job and yield the parts of its answer; raises FeedError when it failed or the process ended."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the process was started without pipes")
        try:
            self.process.stdin.write(json.dumps(job | {"bytes": len(body)}).encode("ascii") + b"\n")
            self.process.stdin.write(body)
            await self.process.stdin.drain()
        except ConnectionError as error:
            raise LostError(_LOST) from error
        failure = ""
        async for line in self.process.stdout:
            part: dict[str, Any] = json.loads(line)
            if "end" in part:
                break
            failure = part.get("error", failure)
            yield part
        else:
            raise LostError(failure or _LOST)
        if failure:
            raise FeedError(failure)

    async def end(self) -> None:
        """End the process now, whatever it is doing."""
        if self.alive:
            self.process.kill()
        await self.process.communicate()


class LostError(FeedError):
    """The process is gone or no longer to be trusted; it has to be replaced."""


class Parser:
    """Parses feeds and pages, `workers` at a time; use it as `async with Parser() as parser`.

    Processes start when first needed. `seconds` is the deadline of one job, `megabytes` the memory of one process.
    """

    def __init__(self, *, workers: int = 2, seconds: float = 20, megabytes: int = 256) -> None:
        self._pool = Pool(
            lambda: Worker.start(megabytes=megabytes, seconds=seconds),
            places=workers, seconds=seconds, failed=FeedError, lost=LostError,
        )  # fmt: skip

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.end()

    async def parse(self, body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
        """Return the feed in `body`; raises FeedError for what is none, takes too long or too much memory."""
        parts = await self._run({"kind": "feed", "url": url, "content_type": content_type}, body)
        items = []
        for part in parts[1:]:
            items += [_item(values) for values in part["items"]]
            await asyncio.sleep(0)
        return ParsedFeed(**parts[0]["feed"], items=tuple(items))

    async def extract(self, page: bytes, *, url: str) -> Article | None:
        """Return the article in the page, None where there is none; raises FeedError like `parse`."""
        [part] = await self._run({"kind": "article", "url": url, "content_type": ""}, page)
        found = part["article"]
        return Article(**found | {"published": _moment(found["published"])}) if found else None

    async def _run(self, job: dict[str, Any], body: bytes) -> list[dict[str, Any]]:
        async def ask(worker: Worker) -> list[dict[str, Any]]:
            return [part async for part in _breathing(worker.ask(job, body))]

        try:
            return await self._pool.run(ask)
        except TimeoutError as error:
            raise FeedError(f"parsing took longer than {self._pool.seconds:g} seconds and was ended") from error


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    path = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
    return kept | {"PYTHONPATH": path, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}


async def _breathing(parts: AsyncIterator[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    """Yield the parts, letting the event loop turn now and then, since lines that are there already never wait."""
    number = 0
    async for part in parts:
        number += 1
        if number % BREATH == 0:
            await asyncio.sleep(0)
        yield part


def _item(values: dict[str, Any]) -> ParsedItem:
    return ParsedItem(**values | {"published": _moment(values["published"])})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
