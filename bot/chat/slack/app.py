"""The app that slack-bolt runs: which payload goes to which listener, with whose token, and what is refused before."""

import asyncio
import logging
import re
import traceback
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.chat.once import Once
from bot.chat.slack.answers import MORE, SHARE
from bot.chat.slack.follow import FOLLOW, WHICH
from bot.chat.slack.follows import Follows
from bot.chat.slack.forms import Forms
from bot.chat.slack.front import Front
from bot.chat.slack.home import BUTTON, Home
from bot.chat.slack.presses import Presses
from bot.chat.slack.questions import Questions
from bot.chat.slack.render import PRESSED
from bot.chat.slack.repeats import remember
from bot.chat.slack.views import ASK, COMMAND, OPTION, REASON
from bot.chat.slack.workspaces import Workspaces
from bot.errors import DeliveryError

log = structlog.get_logger("slack")

OTHERWISE = "otherwise"
"""What the shortcut on a message is called."""
REPLAY_SECONDS = 600.0
"""How long a signature is remembered; those older than five minutes are refused by their time."""
EVENT_SECONDS = 3_600.0
"""How long an event is remembered; Slack sends one again within five minutes or so."""
REFUSE_SECONDS = 0.5
"""How long an answer over HTTP waits to know whether the request is a replay; what is known later has no effect."""
_ANY = re.compile("")

Next = Callable[[], Awaitable[BoltResponse]]


def make_app(front: Front, workspaces: Workspaces, *, signing_secret: str = "") -> AsyncApp:
    """Return the app with all its listeners; without a signing secret it takes requests over Socket Mode alone."""
    app = AsyncApp(
        name="parley", client=front.clients.client(), authorize=authorizer(workspaces),
        signing_secret=signing_secret or None, request_verification_enabled=bool(signing_secret),
        logger=logging.getLogger("slack_bolt.parley"),
    )  # fmt: skip
    app.use(Guard(front.once).check)
    forms = Forms(front)
    follows = Follows(front, forms)
    _bind_questions(app, Questions(front, forms, follows))
    _bind_leaving(app, workspaces)
    _bind_follows(app, follows)
    _bind_forms(app, forms, Presses(front), Home(front, forms, follows))
    return app


def authorizer(workspaces: Workspaces) -> Callable[..., Awaitable[Any]]:
    """Return what tells the token of a workspace, None where there is none; Slack is not asked, as answers wait."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        try:
            access = await workspaces.access(team_id or "")
        except DeliveryError as error:
            log.warning("not authorized", team=team_id, error=str(error))
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=access.client.token, bot_id=access.bot,
            bot_user_id=access.bot_user,
        )  # fmt: skip

    return authorize


class Guard:
    """Lets a request through once: a signature that comes again is refused, an event that comes again has no effect.

    The store is asked meanwhile, and not waited for long, since Slack waits for the acknowledgement: a listener asks
    `once.came_before` before it does anything.
    """

    def __init__(self, once: Once) -> None:
        self._once = once

    async def check(self, req: AsyncBoltRequest, next: Next) -> BoltResponse:  # noqa: A002 - bolt hands it in by this name
        """Go on with the request, or answer it here."""
        signature, event = self._signature(req), self._event(req)
        marks = signature | event
        if not marks:
            return await next()
        asked = asyncio.create_task(self._once.repeated(marks))
        remember(req.context, asked)
        await asyncio.wait({asked}, timeout=REFUSE_SECONDS if req.mode == "http" else 0)
        again = asked.result() if asked.done() else frozenset()
        if again & signature.keys() and not req.headers.get("x-slack-retry-num"):
            return BoltResponse(status=401, body="this request came before")
        return BoltResponse(status=200, body="") if again else await next()

    def _signature(self, req: AsyncBoltRequest) -> dict[str, float]:
        """Return the mark of the request's signature, over HTTP."""
        given = (req.headers.get("x-slack-signature") or [""])[0]
        return {self._once.mark("signature", given): REPLAY_SECONDS} if req.mode == "http" else {}

    def _event(self, req: AsyncBoltRequest) -> dict[str, float]:
        """Return the mark of the event, where the request is one."""
        event = req.body.get("event_id")
        return {self._once.mark("event", req.body.get("team_id"), event): EVENT_SECONDS} if event else {}


def _bind_questions(app: AsyncApp, questions: Questions) -> None:
    app.command(_ANY)(safe(questions.command))
    app.event("app_mention")(safe(questions.mention))
    app.event("message")(safe(questions.direct))
    app.message_shortcut(OTHERWISE)(safe(questions.otherwise))


def _bind_leaving(app: AsyncApp, workspaces: Workspaces) -> None:
    async def uninstalled(context: dict[str, Any]) -> None:
        await workspaces.left(context["team_id"])

    async def revoked(context: dict[str, Any], event: dict[str, Any]) -> None:
        if (event.get("tokens") or {}).get("bot"):
            await workspaces.left(context["team_id"])

    app.event("app_uninstalled")(safe(uninstalled))
    app.event("tokens_revoked")(safe(revoked))


def _bind_follows(app: AsyncApp, follows: Follows) -> None:
    app.action(WHICH)(safe(follows.chosen))
    app.view(FOLLOW)(safe(follows.saved))


def _bind_forms(app: AsyncApp, forms: Forms, presses: Presses, home: Home) -> None:
    app.event("app_home_opened")(safe(home.opened))
    app.action(re.compile(rf"^{PRESSED}:"))(safe(presses.pressed))
    app.action(SHARE)(safe(presses.share))
    app.action(MORE)(safe(presses.more))
    app.action(re.compile(rf"^{BUTTON}:"))(safe(home.pressed))
    app.action(COMMAND)(safe(forms.chosen))
    app.options(OPTION)(safe(forms.suggest))
    app.view(ASK)(safe(forms.submitted))
    app.view(REASON)(safe(forms.reasoned))
    app.action(_ANY)(_acknowledged)  # a button of an older version, or one that is a link


async def _acknowledged(ack: Callable[[], Awaitable[Any]]) -> None:
    await ack()


def safe(listener: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Return the listener with its failures noted here: bolt takes an acknowledgement back where one fails after it.

    What is noted is where it failed and with what, never the payload, which holds secrets.
    """

    @wraps(listener)
    async def run(**given: Any) -> None:
        try:
            await listener(**given)
        except Exception as error:
            trace = "".join(traceback.format_exception(error))
            log.error("request failed", listener=listener.__name__, error=type(error).__name__, trace=trace)  # noqa: TRY400

    return run
