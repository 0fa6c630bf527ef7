"""A visit to a page, and what it shows: the desk and what was asked in; a template, its values and JSON types out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.commands.desk import Desk
from bot.errors import InputError
from bot.web.pages.links import Links


class NotHereError(InputError):
    """There is no such page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page: its template and values, and `data`, the same as JSON types."""

    template: str
    title: str
    data: Any
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page that is asked for: the desk as of the day that was asked, the links, and the query."""

    desk: Desk
    links: Links
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
