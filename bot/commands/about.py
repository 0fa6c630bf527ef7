"""Which dossier a question is about where it says so: `dossier:NAME` may stand in every question."""

import re
from dataclasses import replace

from bot.commands.command import Kind, Parameter, Request

DOSSIER = Parameter(name="dossier", kind=Kind.DOSSIER, summary="a dossier; the one this channel follows where left out")
"""What every command can be told besides its own parameters."""
_NAMED = re.compile(r'(?:^|(?<=\s))dossier:\s*(?:"([^"]*)"|(\S+))\s*', re.IGNORECASE)


def about(text: str) -> tuple[str, str]:
    """Return the question without the dossier that it names, and that dossier, "" for none."""
    found = _NAMED.search(text)
    if found is None:
        return text, ""
    return text[: found.start()] + text[found.end() :], found[1] or found[2] or ""


def about_request(request: Request) -> tuple[Request, str]:
    """Return the request without the dossier that it names, and that dossier, "" for none."""
    rest = {name: value for name, value in request.options.items() if name != DOSSIER.name}
    return replace(request, options=rest), request.options.get(DOSSIER.name, "")
