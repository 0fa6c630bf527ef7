"""What reads documents, in this process and in others; spaCy loads with what is made here, not before."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.setup import Setup
from bot.dossier import Dossier
from bot.model import Document, Reading
from bot.settings import ReadingRules

if TYPE_CHECKING:
    from bot.extract.reasons import Reason
    from bot.extract.survey import Survey
    from bot.readers import Crew, Loads


def reader(setup: Setup, dossier: Dossier) -> "Loads":
    """Return the reader of documents; it loads spaCy, which takes a moment."""
    return reader_of(dossier, setup.settings.reading, setup.root)


def reader_of(dossier: Dossier, rules: ReadingRules, root: Path) -> "Loads":
    """Return the reader of documents by those rules, with the words under `root`, in whatever process."""
    from bot.extract.loading import kept  # noqa: PLC0415 - questions need neither this nor what comes with it

    with kept():
        from bot.extract.reader import Reader  # noqa: PLC0415 - spaCy takes seconds, and questions do not need it

        return Reader(dossier, rules, root)


def crew(setup: Setup, dossiers: Sequence[Dossier], readers: int | None = None) -> "AbstractAsyncContextManager[Crew]":
    """Return the processes that read for the dossiers: so many, else as the settings say, else one per core."""
    from bot.readers import Crew, cores  # noqa: PLC0415 - only what runs long reads in processes of its own

    rules = setup.settings.reading
    return Crew(
        {one.id: partial(reader_of, one, rules, setup.root.resolve()) for one in dossiers},
        readers=readers or rules.readers or cores(), preload=("bot.extract.reader",),
    )  # fmt: skip


def explainer(setup: Setup, dossier: Dossier) -> "Callable[[Document], tuple[Reading, list[tuple[Reason, ...]]]]":
    """Return what reads a document, and says of each attribution what made the tagger take its cue for one."""
    from bot.extract.reader import Reader  # noqa: PLC0415 - questions do not need it

    made = Reader(dossier, setup.settings.reading, setup.root)
    return lambda document: (made.read(document), made.explain(document))


def surveyor(setup: Setup, dossier: Dossier) -> "Callable[[Document], Survey]":
    """Return what looks for gaps of the dossier in a document."""
    from bot.extract.reader import Reader  # noqa: PLC0415 - questions do not need it

    return Reader(dossier, setup.settings.reading, setup.root).survey
