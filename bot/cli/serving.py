"""What `run` serves and stays connected to, whichever part of the work it does."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.app import Setup, pages
from bot.chat.protocol import Connected
from bot.cli.output import note
from bot.dossier import Dossier
from bot.errors import DeliveryError
from bot.store.database import Store

if TYPE_CHECKING:
    import asyncio

    from bot.vitals import Vitals


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


async def stay_connected(chat: Connected, stop: "asyncio.Event") -> None:
    """Run the chat's connection; where its platform refuses the credentials, the rest goes on without it."""
    try:
        await chat.run(stop)
    except DeliveryError as error:
        note(f"{chat.name}: {error}. Nothing is sent there until then; all else goes on.")


@asynccontextmanager
async def web(setup: Setup, dossiers: Sequence[Dossier], vitals: "Vitals", store: Store) -> AsyncIterator[None]:
    """Serve pages, health and metrics where the settings name a port."""
    rules, token = setup.settings.web, setup.environment.parley_web_token
    if not rules.port:
        yield
        return
    from bot.web.health import health_routes  # noqa: PLC0415 - only what serves needs the server
    from bot.web.server import serving  # noqa: PLC0415
    from bot.web.site import site  # noqa: PLC0415

    routes = [*health_routes(vitals, store), *pages(setup, dossiers, store)]
    app = site(routes, token=token.get_secret_value() if token else "")
    async with serving(app, host=rules.host, port=rules.port) as port:
        note(
            f"Pages are served on http://{rules.host}:{port}/, health and metrics under /healthz, /readyz and /metrics."
        )
        yield
