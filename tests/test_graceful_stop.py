"""The real process is told to stop: it ends in good order and in time, and at once when it is told twice."""

import asyncio
import re
import signal
import subprocess
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fakes.command_line import CommandLine, configuration
from fakes.feed_server import FeedServer, Reply

PATIENCE = 60


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """Serve a feed that takes a minute to answer."""
    async with FeedServer({"/slow": Reply(wait=60)}) as running:
        yield running


@pytest.fixture
async def running(server: FeedServer, tmp_path: Path) -> AsyncIterator[subprocess.Popen[bytes]]:
    """Run the program until it is in the midst of asking the feed."""
    url = "http://{}:{}/slow".format(*server.address)
    configuration(tmp_path / "config", feeds={"wire": url}, settings="web: {port: 0}\n")
    with CommandLine(tmp_path).start("run") as process:
        async with asyncio.timeout(PATIENCE):
            while not server.asked("/slow"):
                assert process.poll() is None, process.stderr and process.stderr.read()
                await asyncio.sleep(0.05)
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_one_signal_ends_it_within_ten_seconds_and_in_good_order(
    number: signal.Signals, running: subprocess.Popen[bytes]
) -> None:
    running.send_signal(number)
    _, said = await asyncio.to_thread(running.communicate, timeout=10)
    assert running.returncode == 0, said.decode()
    assert "Stopped; nothing is lost" in said.decode()
    assert "Traceback" not in said.decode()


async def test_a_second_signal_ends_it_at_once(running: subprocess.Popen[bytes]) -> None:
    running.send_signal(signal.SIGTERM)
    await asyncio.sleep(0.3)
    running.send_signal(signal.SIGTERM)
    _, said = await asyncio.to_thread(running.communicate, timeout=3)
    assert running.returncode == 128 + signal.SIGTERM
    assert "ended at once" in said.decode()


@pytest.fixture
def with_web(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run the program with a web port, and return where it serves."""
    port = _free_port()
    configuration(tmp_path / "config", settings=f"web: {{port: {port}}}\nlog: {{format: json, level: debug}}\n")
    secret = "xoxb-1234567890-abcdefghijkl"
    with CommandLine(tmp_path, {"PARLEY_SMTP_PASSWORD": secret, "PARLEY_WEB_TOKEN": "open sesame"}).start("run") as it:
        yield it, f"http://127.0.0.1:{port}"
        it.kill()


def test_the_process_is_healthy_and_becomes_ready_and_says_no_secret(
    with_web: tuple[subprocess.Popen[bytes], str],
) -> None:
    process, base = with_web
    assert process.stderr is not None
    said = b""
    while b"Pages are served" not in said:
        line = process.stderr.readline()
        assert line, said.decode()
        said += line
    assert _read(f"{base}/healthz") == "ok\n"
    while b"Watching" not in said:
        said += process.stderr.readline()
    assert re.search(r'^parley_build_info\{.*schema="\d+"', _read(f"{base}/metrics", token="open sesame"), re.MULTILINE)
    process.send_signal(signal.SIGTERM)
    _, rest = process.communicate(timeout=10)
    assert process.returncode == 0, rest.decode()
    assert b"xoxb-" not in said + rest
    assert b"sesame" not in said + rest


def _free_port() -> int:
    import socket  # noqa: PLC0415

    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _read(url: str, token: str = "") -> str:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return str(response.read().decode())
