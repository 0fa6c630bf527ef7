"""Whether a request of Slack's came before, as one of its listeners asks: it is found out while the listener begins."""

import asyncio
from collections.abc import Mapping
from typing import Any

_REPEATED = "parley_repeated"


def remember(context: dict[str, Any], repeated: "asyncio.Task[frozenset[str]]") -> None:
    """Note in the context of a request what tells whether it came before."""
    context[_REPEATED] = repeated


async def came_before(context: Mapping[str, Any]) -> bool:
    """Return whether the request of the context came before, so that it must have no second effect."""
    repeated = context.get(_REPEATED)
    return bool(repeated is not None and await repeated)
