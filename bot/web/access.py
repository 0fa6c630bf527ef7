"""Who may read: whoever has the token, as a bearer or as the password of HTTP Basic; health is for all.

Headers are the only place for a token here: an address ends up in logs and histories, and there are no cookies.
"""

import base64
import binascii
import hmac

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OPEN = frozenset({"/healthz", "/readyz"})
"""What is answered without a token: it says nothing of what is read."""


class Access:
    """Lets nobody in without the token; everybody where there is none."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, or ask for the token."""
        if scope["type"] != "http" or not self._token or scope["path"] in OPEN or self._knows(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        ask = {"WWW-Authenticate": 'Basic realm="Parley", charset="UTF-8"', "Cache-Control": "no-store"}
        await PlainTextResponse("The token is needed to read here.\n", 401, ask)(scope, receive, send)

    def _knows(self, headers: Headers) -> bool:
        """Return whether the token is given; however much of it is right, the comparison takes the same time."""
        scheme, _, value = headers.get("authorization", "").partition(" ")
        given = _password(value) if scheme.lower() == "basic" else value if scheme.lower() == "bearer" else ""
        return hmac.compare_digest(given.strip().encode(), self._token.encode())


def _password(value: str) -> str:
    try:
        return base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
