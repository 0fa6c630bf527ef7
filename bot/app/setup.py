"""What the program was told, and what stands by itself on that: the settings, the store, the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from pydantic import ValidationError

from bot.checking import load_dossier
from bot.dossier import Dossier
from bot.errors import ConfigError
from bot.settings import Environment, Settings, config_root, load_settings

if TYPE_CHECKING:
    from bot.store.database import Store

CONSOLE = "console:main"
"""The channel of the one who runs the program."""
MEMORY = "sqlite:///:memory:"
"""A store that is gone when it is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the program was told: the folder of the configuration, its settings, and the environment."""

    root: Path
    settings: Settings
    environment: Environment

    def dossier(self, name: str | None = None) -> Dossier:
        """Return the dossier of that name or path, the first one of the settings by default; raises ConfigError."""
        return load_dossier(name or self.first, self.root)

    def dossiers(self, names: tuple[str, ...] = ()) -> tuple[Dossier, ...]:
        """Return the dossiers named, all those of the settings by default; raises ConfigError."""
        return tuple(load_dossier(name, self.root) for name in names or self.settings.dossiers)

    @property
    def first(self) -> str:
        """Return the name of the dossier that is meant where none is named."""
        if not self.settings.dossiers:
            raise ConfigError(f"{self.root / 'parley.yaml'}: names no dossier; add one under 'dossiers'")
        return self.settings.dossiers[0]


def set_up() -> Setup:
    """Read settings and environment; raises ConfigError in one sentence for what is not usable."""
    try:
        environment = Environment()
    except (ValidationError, ValueError, OSError) as error:
        raise ConfigError(f"the environment (or .env) is not usable: {_first_line(error)}; see .env.example") from error
    root = config_root(environment)
    return Setup(root=root, settings=load_settings(root), environment=environment)


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        flaw = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, flaw['loc'])).upper()}: {flaw['msg']}"
    return " ".join(str(error).split())


@contextmanager
def opened(url: str) -> "Iterator[Store]":
    """Hold the store that `url` names; raises StoreError."""
    from bot.store.database import open_store  # noqa: PLC0415 - what reads documents needs no store

    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


def log_on(stream: TextIO, setup: Setup, *, least: Literal["warning"] | None = None) -> None:
    """Send log events to the stream as the settings say, or from `least` on, without the secrets of the environment."""
    from bot.logs import log_to  # noqa: PLC0415 - only what runs long logs

    rules = setup.settings.log if least is None else setup.settings.log.model_copy(update={"level": least})
    log_to(stream, rules, secrets=setup.environment.secrets())
