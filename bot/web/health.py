"""`/healthz`, `/readyz` and `/metrics`: for whoever starts the program anew, sends it traffic, or draws its curves."""

import asyncio
from collections.abc import Sequence

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import StoreError
from bot.store.database import Store
from bot.store.parts import parts
from bot.vitals import Vitals


def health_routes(vitals: Vitals, store: Store) -> list[Route]:
    """Return the routes.

    Health is what a new start may mend: jobs that are stuck, chats that are not connected. Ready is the program when
    the store answers, the reader is loaded and the feeds were looked at once. Both say why not, with status 503.
    """

    async def healthz(_request: Request) -> Response:
        return _answer(vitals.troubles())

    async def readyz(_request: Request) -> Response:
        return _answer(await asyncio.to_thread(_not_ready, vitals, store))

    async def metrics(_request: Request) -> Response:
        text = await asyncio.to_thread(vitals.meters.export)
        return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def _answer(troubles: Sequence[str]) -> Response:
    text = "".join(f"{one}\n" for one in troubles) or "ok\n"
    return PlainTextResponse(text, 503 if troubles else 200, {"Cache-Control": "no-store"})


def _not_ready(vitals: Vitals, store: Store) -> list[str]:
    wants = {"the reader is not loaded yet": vitals.can_read, "the feeds were not looked at yet": vitals.looked}
    missing = [words for words, done in wants.items() if not done]
    try:
        with store.read() as conn:
            parts(conn)
    except StoreError:
        missing.append("the store does not answer")
    return missing
