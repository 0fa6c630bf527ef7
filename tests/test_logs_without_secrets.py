"""Logs: whatever is planted where, at the lowest level, no secret comes out."""

import asyncio
import io
import json
import logging
import sys
import threading
import warnings
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from urllib.parse import quote

import discord
import pytest
import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import log_to
from bot.redact import Redactor
from bot.settings import Environment, LogRules

DISCORD = "MTE3NTg5MDAwMDAwMDAwMDAw.Gabcde.q7Zk-3xYw_0123456789abcdefghijklmnop"
BOT = "xoxb-1234567890-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx"
APP = "xapp-1-A0123456789-1234567890123-0123456789abcdef0123456789abcdef"
SIGNING = '8f742231b10e"8888abcd99yyyzzz85a5'
DATABASE = "p%ss w€rd/7"
HOOK = "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"
SECRETS = (DISCORD, BOT, APP, SIGNING, DATABASE)

log = structlog.get_logger("here")


class Lines(io.StringIO):
    """A stream that says whether it is a terminal."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers, root.level, sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    root.handlers, root.level, sys.excepthook, threading.excepthook, sys.unraisablehook = before
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture(params=["json", "text", "terminal"])
def lines(request: pytest.FixtureRequest) -> Lines:
    stream = Lines(terminal=request.param == "terminal")
    form = "json" if request.param == "json" else "text"
    log_to(stream, LogRules(level="debug", format=form), secrets=SECRETS)
    return stream


def leaked(text: str) -> list[str]:
    """Return what of the secrets can be read in the text, in whatever form."""
    forms = {
        form
        for one in SECRETS
        for form in (one, repr(one)[1:-1], json.dumps(one)[1:-1], quote(one, safe=""), quote(one), one[6:-6])
    }
    return sorted(form for form in forms if len(form) > 4 and form in text)


class Odd:
    def __repr__(self) -> str:
        return f"<Odd {BOT}>"


def fails() -> None:
    token = BOT  # a local variable, which no traceback may show
    raise ValueError(f"refused with {DISCORD}, {SIGNING!r} and {len(token)}") from KeyError(DATABASE)


def caught(tell: Callable[[], object]) -> None:
    try:
        fails()
    except ValueError:
        tell()


@pytest.mark.parametrize("secret", SECRETS)
def test_no_field_shows_a_secret(secret: str, lines: Lines) -> None:
    log.debug(f"event {secret}", text=f"a {secret} b", raw=secret.encode(), error=ValueError(secret), odd=Odd())
    log.info(
        "nested", deep={"a": [{"b": (secret, {secret})}], secret: 1}, address=f"https://u:{secret}@h/?t={quote(secret)}"
    )
    log.warning("headers", headers={"Authorization": f"Bearer {secret}", "X-Slack-Signature": f"v0={secret}"})
    log.bind(k=secret).error("bound")
    assert len(lines.getvalue().splitlines()) == 4
    assert leaked(lines.getvalue()) == []


@pytest.mark.parametrize("secret", SECRETS)
def test_no_library_shows_a_secret(secret: str, lines: Lines) -> None:
    for name in ("discord.http", "slack_sdk.web", "aiohttp.access", "uvicorn.error", "sqlalchemy.engine", "asyncio"):
        library = logging.getLogger(name)
        library.debug("sent %s with %r", secret, {"token": secret})
        library.warning(f"GET /?token={secret}", extra={"headers": {"authorization": secret}})
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.warn(f"do not use {secret}", UserWarning, stacklevel=1)
    assert "do not use" in lines.getvalue()
    assert leaked(lines.getvalue()) == []
    assert lines.getvalue().count("GET /") == 6


def test_no_exception_shows_a_secret(lines: Lines) -> None:
    caught(lambda: log.exception("failed"))
    caught(lambda: logging.getLogger("discord").exception("failed with %s", APP))
    caught(lambda: sys.excepthook(*sys.exc_info()))
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    shown = lines.getvalue()
    assert shown.count("ValueError: refused") == 4
    assert leaked(shown) == []


async def test_no_failed_task_shows_a_secret(lines: Lines) -> None:
    asyncio.get_running_loop().call_exception_handler({"message": f"lost {BOT}", "exception": ValueError(DISCORD)})
    assert "lost" in lines.getvalue()
    assert leaked(lines.getvalue()) == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"starting with {DISCORD}", DISCORD),
        ("xoxe.xoxp-1-Mi0yLTEyMzQ1Njc4OTA", "Mi0yLTEyMzQ1Njc4OTA"),
        (f"token {BOT}", BOT),
        ("xoxp-99-88-77-abcdef0123", "abcdef0123"),
        (f"'{APP}'", APP),
        ("Authorization: Bot abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz"),
        ("authorization=Bearer abcdefghij", "abcdefghij"),
        ("{'Authorization': 'Basic dXNlcjpwYXNz'}", "dXNlcjpwYXNz"),
        ('{"access_token": "abc-def-123456"}', "abc-def-123456"),
        (f"POST {HOOK} failed", "XXXXXXXXXXXXXXXXXXXXXXXX"),
        ("https://discord.com/api/webhooks/12345/aBc-d_EfGh/messages/@original", "aBc-d_EfGh"),
        ("http://127.0.0.1:9/api/v10/interactions/12345/aW50ZXJhY3Rpb246/callback", "aW50ZXJhY3Rpb246"),
        ("wss://wss-primary.slack.com/link/?ticket=0c1f5a6a-22&app_id=99", "0c1f5a6a-22"),
        ("postgresql+psycopg://parley:hunter2@db/parley", "hunter2"),
        ("smtp password='correct horse'", "correct"),
        (b64encode(f"parley:{SIGNING}".encode()).decode().join(("Authorization: Basic ", "")), "cGFybGV5"),
    ],
)
def test_what_looks_like_a_secret_is_masked_though_nobody_named_it(text: str, secret: str) -> None:
    assert secret not in Redactor()(text)
    assert secret not in Redactor(SECRETS)(text)


@pytest.mark.parametrize(
    "text",
    [
        "looked", "Bot connected to 3 channels", "the secretary said so: no basic agreement",
        "https://example.org/a-b_c.d?page=2#x", "feed failed: https://host.example/feeds/all.xml: 404",
        "slack:T0123:C0456", "discord:81:1175890000000000000", "a.b.c", "2026-11-22T10:00:00.123456Z",
        "postgresql+psycopg://parley@db/parley", "fc5d6f0e8b7d4c1aa0e1",
    ],
)  # fmt: skip
def test_what_is_no_secret_is_left_as_it_is(text: str) -> None:
    assert Redactor(SECRETS)(text) == text


def test_a_short_password_is_masked_in_its_address_and_does_not_blacken_the_rest() -> None:
    redact = Redactor(["ab"])
    assert redact("about postgresql://u:ab@h/d") == "about postgresql://u:•••@h/d"


def test_the_environment_knows_all_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_DISCORD_TOKEN", DISCORD)
    monkeypatch.setenv("PARLEY_SLACK_BOT_TOKEN", BOT)
    monkeypatch.setenv("PARLEY_SLACK_APP_TOKEN", APP)
    monkeypatch.setenv("PARLEY_SLACK_SIGNING_SECRET", SIGNING)
    monkeypatch.setenv("DATABASE_URL", "postgresql://parley:hunter2@db/parley")
    assert set(Environment(_env_file=None).secrets()) == {DISCORD, BOT, APP, SIGNING, "hunter2"}


# the libraries themselves, at DEBUG


@pytest.fixture
async def refusing() -> AsyncIterator[str]:
    """Serve a platform that refuses every credential and repeats it in its answer."""

    async def refuse(request: web.Request) -> web.Response:
        said = f"{request.headers.get('Authorization')} {await request.text()}"
        return web.json_response({"ok": False, "error": "invalid_auth", "message": said}, status=401)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", refuse)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_discord_at_debug_shows_no_token(lines: Lines, refusing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", f"{refusing}/api/v10")
    client = discord.Client(intents=discord.Intents.none())
    with pytest.raises(discord.LoginFailure):
        await client.login(DISCORD)
    await client.close()
    assert "discord" in lines.getvalue()
    assert "/users/@me" in lines.getvalue()
    assert leaked(lines.getvalue()) == []


async def test_slack_at_debug_shows_no_token(lines: Lines, refusing: str) -> None:
    client = AsyncWebClient(token=BOT, base_url=f"{refusing}/api/")
    with pytest.raises(SlackApiError) as refused:
        await client.apps_connections_open(app_token=APP)
    log.error("refused", error=str(refused.value))
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C1", text="good day", metadata={"token": BOT})
    assert "slack" in lines.getvalue()
    assert leaked(lines.getvalue()) == []


def test_what_libraries_do_as_usual_is_told_at_debug_only() -> None:
    for level, told in (("info", 0), ("debug", 1)):
        stream = Lines(terminal=False)
        log_to(stream, LogRules(level=level))
        logging.getLogger("apscheduler").info("running a job")
        assert stream.getvalue().count("running a job") == told


def test_json_lines_say_who_when_and_what() -> None:
    stream = Lines(terminal=False)
    log_to(stream, LogRules())
    log.info("looked", feeds=3, failed=0)
    logging.getLogger("discord.gateway").warning("shard %d is late", 2)
    log.debug("too fine")
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["event"], first["level"], first["logger"], first["feeds"]) == ("looked", "info", "here", 3)
    assert (second["event"], second["level"], second["logger"]) == ("shard 2 is late", "warning", "discord.gateway")
    assert first["timestamp"].endswith("Z")
