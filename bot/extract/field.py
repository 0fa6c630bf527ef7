"""A field of a document as its sentences are read: what stands in it, who says what in it, when, and for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.extract.actors import Named
from bot.extract.echoes import EchoFinder
from bot.extract.holders import HolderFinder
from bot.extract.places import Places
from bot.extract.sayings import Sayings
from bot.extract.siding import SidingReader
from bot.extract.stance import StanceReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The title or text of a document; the sayings grow while its sentences are read one after the other.

    `stances`, `echoes` and `siding` know the words of its language, the others what is in this very text.
    """

    text: str
    named: Sequence[Named]
    sayings: Sayings
    places: Places
    holders: HolderFinder
    stances: StanceReader
    echoes: EchoFinder
    siding: SidingReader
