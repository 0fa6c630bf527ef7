"""A WebSub hub on loopback: it confirms what it is asked, and pushes when told to, rightly or wrongly signed."""

import asyncio
import hashlib
import hmac
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web


class Hub:
    """The hub; `requests` are the forms it got, `confirmed` the statuses that its questions were answered with.

    `lease` are the seconds it grants ("" grants without saying how long), `silent` makes it confirm nothing.
    """

    def __init__(self, *, lease: str = "3600", silent: bool = False, status: int = 202) -> None:
        self.requests: list[dict[str, str]] = []
        self.confirmed: list[int] = []
        self.lease = lease
        self.silent = silent
        self.status = status
        self.callback = ("", 0)
        self._tasks: set[asyncio.Task[int]] = set()

    @property
    def address(self) -> tuple[str, int]:
        """Return address and port, as `Fetcher(hosts=…)` takes them."""
        return "127.0.0.1", self._port

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        self._runner = web.ServerRunner(web.Server(self._handle), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.settled()
        await self._session.close()
        await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        form = dict(parse_qsl((await request.read()).decode()))
        self.requests.append(form)
        if not self.silent and self.status == 202:
            task = asyncio.create_task(self.ask(form))
            self._tasks.add(task)
        return web.Response(status=self.status)

    async def settled(self) -> None:
        """Wait until all questions are answered."""
        while self._tasks:
            self.confirmed.append(await self._tasks.pop())

    async def ask(self, form: dict[str, str], **changes: str) -> int:
        """Ask whether the subscription is meant; returns the status, 0 where the challenge did not come back."""
        query = {"hub.mode": "subscribe", "hub.topic": form["hub.topic"], "hub.challenge": "c1"} | changes
        if self.lease:
            query.setdefault("hub.lease_seconds", self.lease)
        async with self._session.get(self._local(form["hub.callback"]), params=query) as answer:
            right = answer.status != 200 or await answer.text() == query["hub.challenge"]
            return answer.status if right else 0

    async def push(self, body: bytes = b"<rss/>", *, method: str = "sha256", secret: str = "") -> int:
        """Push to the last subscriber; returns the status of the answer."""
        form = self.requests[-1]
        key = secret or form["hub.secret"]
        signature = hmac.new(key.encode(), body, getattr(hashlib, method)).hexdigest()
        headers = {"X-Hub-Signature": f"{method}={signature}"}
        async with self._session.post(self._local(form["hub.callback"]), data=body, headers=headers) as answer:
            return answer.status

    def _local(self, callback: str) -> str:
        path = callback.split("/", 3)[3]
        return "http://{}:{}/{}".format(*self.callback, path)
