"""What a command is: its name, what it is told, and the question it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.commands.desk import Desk
from bot.model import Card


class Kind(StrEnum):
    """What a parameter names."""

    ACTOR = "actor"
    TOPIC = "topic"
    ACTORS = "actors"
    """Several, with commas between."""
    TOPICS = "topics"
    """Several, with commas between."""
    DATE = "date"
    ROUND = "round"
    DOSSIER = "dossier"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that a command is told; `also` are words that it may be besides what its kind names."""

    name: str
    kind: Kind
    summary: str
    required: bool = False
    also: tuple[str, ...] = ()

    @property
    def is_suggested(self) -> bool:
        """Return whether something can be suggested while it is typed."""
        return self.kind is not Kind.TEXT or bool(self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command as it was given: words in order, and options by the parameter's name."""

    command: str
    words: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """Return the value of a parameter, None where it was left out."""
        return self.options.get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A question a person can ask; `fillers` are words that may stand between its arguments and mean nothing.

    One that `writes` changes what is kept, and is for moderators. The answer to one that is `private` is of use to who
    asks, and is not shown to all in a channel. `rest` names the parameter that takes all that follows its name and a
    colon, blanks too. `check` tells what is wrong with each option, before anything is done.
    """

    name: str
    summary: str
    answer: Callable[[Request, Desk], Card]
    parameters: tuple[Parameter, ...] = ()
    fillers: frozenset[str] = frozenset()
    writes: bool = False
    private: bool = False
    rest: str = ""
    check: "Callable[[Request, Desk], Mapping[str, str]] | None" = None

    @property
    def only_asker(self) -> bool:
        """Return whether only who asks needs to see the answer."""
        return self.private or self.writes

    @property
    def usage(self) -> str:
        """Return how it is typed: /positions ACTOR [TOPIC] [as_of:DATE]."""
        parts = (
            self._rest(parameter)
            if parameter.name == self.rest
            else parameter.name.upper()
            if parameter.required
            else f"[{parameter.name.upper()}]"
            for parameter in self.parameters
        )
        return " ".join((f"/{self.name}", *parts))

    @staticmethod
    def _rest(parameter: Parameter) -> str:
        named = f"{parameter.name}:{parameter.name.upper()}"
        return named if parameter.required else f"[{named}]"
