"""Health, readiness and metrics over HTTP, and who may read them."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from fakes.connections import FakeConnection

from bot.errors import ConfigError
from bot.store.database import Store, open_store
from bot.vitals import Vitals
from bot.web.health import health_routes
from bot.web.server import serving
from bot.web.site import site

TOKEN = "open sesame"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path / 'parley.db'}")


@pytest.fixture
def vitals() -> Vitals:
    return Vitals()


class Client:
    """Asks a site that is served on loopback."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self.base = base

    async def get(self, path: str, **headers: str) -> tuple[int, str, aiohttp.ClientResponse]:
        async with self._session.get(self.base + path, headers=headers) as response:
            return response.status, await response.text(), response


async def open_client(held: AsyncExitStack, vitals: Vitals, store: Store, token: str = "") -> Client:
    port = await held.enter_async_context(
        serving(site(health_routes(vitals, store), token=token), host="127.0.0.1", port=0)
    )
    session = await held.enter_async_context(aiohttp.ClientSession())
    return Client(session, f"http://127.0.0.1:{port}")


@pytest.fixture
async def client(vitals: Vitals, store: Store) -> AsyncIterator[Client]:
    async with AsyncExitStack() as held:
        yield await open_client(held, vitals, store)


async def test_health_is_what_a_new_start_may_mend(client: Client, vitals: Vitals) -> None:
    assert (await client.get("/healthz"))[:2] == (200, "ok\n")
    chat = FakeConnection("discord", "not heard from for 90 seconds")
    vitals.chats = (chat,)
    assert (await client.get("/healthz"))[:2] == (503, "discord: not heard from for 90 seconds\n")
    chat.wrong = ""
    vitals.pulse.beat("send", datetime.now(UTC) - timedelta(minutes=10))
    status, text, _ = await client.get("/healthz")
    assert (status, "'send'" in text) == (503, True)
    vitals.alive("send")
    assert (await client.get("/healthz"))[0] == 200


async def test_the_program_is_ready_when_it_can_read_and_has_looked(
    client: Client, vitals: Vitals, store: Store, tmp_path: Path
) -> None:
    status, text, _ = await client.get("/readyz")
    assert (status, text) == (503, "the reader is not loaded yet\nthe feeds were not looked at yet\n")
    vitals.can_read = vitals.looked = True
    assert (await client.get("/readyz"))[:2] == (200, "ok\n")
    store.close()
    _spoil(tmp_path)
    assert (await client.get("/readyz"))[:2] == (503, "the store does not answer\n")


def _spoil(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    (folder / "parley.db").write_bytes(b"no database" * 1000)


async def test_metrics_are_what_prometheus_reads(client: Client, vitals: Vitals) -> None:
    vitals.polled("fetched", fresh=2)
    status, text, response = await client.get("/metrics")
    assert status == 200
    assert response.content_type == "text/plain"
    assert 'parley_polls_total{outcome="fetched"} 1.0' in text.splitlines()


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"anybody:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("", 401), (f"Bearer {TOKEN}", 200), (basic(TOKEN), 200), (f"bearer {TOKEN}", 200), (f"Bearer {TOKEN}x", 401),
        (basic(""), 401), (basic("ö"), 401), ("Basic !!!", 401), (TOKEN, 401), (f"Digest {TOKEN}", 401),
        ("Bearer ", 401),
    ],
)  # fmt: skip
async def test_with_a_token_only_who_has_it_reads_metrics(
    given: str, status: int, vitals: Vitals, store: Store
) -> None:
    async with AsyncExitStack() as held:
        client = await open_client(held, vitals, store, TOKEN)
        headers = {"Authorization": given} if given else {}
        assert (await client.get("/metrics", **headers))[0] == status
        assert (await client.get(f"/metrics?token={TOKEN}"))[0] == 401, "never in an address"
        assert (await client.get("/nothing/here"))[0] == 401, "what there is is not told either"
        assert (await client.get("/healthz"))[0] == 200


async def test_a_port_that_is_taken_is_told_in_one_sentence(vitals: Vitals, store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"web.host, web.port: cannot listen on 127.0.0.1:{port} .*choose"):
            async with serving(site(health_routes(vitals, store)), host="127.0.0.1", port=port):
                pass


async def test_the_server_ends_with_what_holds_it(vitals: Vitals, store: Store) -> None:
    async with serving(site(health_routes(vitals, store)), host="127.0.0.1", port=0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)  # says nothing, and stays
    assert await reader.read() == b""
    writer.close()
    with pytest.raises(OSError, match=r"111|refused|Connect"):
        await asyncio.open_connection("127.0.0.1", port)
