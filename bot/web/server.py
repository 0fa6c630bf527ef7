"""Serve an application within the program's event loop, as long as it is held."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.errors import ConfigError

AT_ONCE = 64
"""Requests that are answered at once; more are refused with 503."""
STOP_SECONDS = 1


class _Server(uvicorn.Server):
    """A server that leaves signals to the program."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: ASGIApp, *, host: str, port: int) -> AsyncIterator[int]:
    """Listen as long as it is held, and yield the port, a free one for 0; raises ConfigError where that is taken."""
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(f"web.host, web.port: cannot listen on {host}:{port} ({reason}); choose another") from error
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", ws="none", server_header=False, proxy_headers=False,
        limit_concurrency=AT_ONCE, timeout_graceful_shutdown=STOP_SECONDS, h11_max_incomplete_event_size=32 * 1024,
    )  # fmt: skip
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task
