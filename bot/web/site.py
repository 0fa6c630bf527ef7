"""The web application: everything that is served, behind one access check."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.web.access import Access


def site(routes: Sequence[BaseRoute], *, token: str = "") -> Starlette:
    """Return the application of the routes; with a token only who has it may read more than health."""
    return Starlette(routes=routes, middleware=[Middleware(Access, token=token)])
