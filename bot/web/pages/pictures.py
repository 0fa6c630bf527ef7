"""The pictures of `/chart` on pages: where each is, what it says in words, and how it is drawn.

A page is sent with the words at once; the picture is drawn when it is asked for, and kept as pages are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands.chart import Drawing, drawing
from bot.commands.command import Request
from bot.model import Block, Image
from bot.web.pages.visit import NotHereError, Shown, Visit

KINDS = ("matrix", "coverage", "distance")
"""Pictures of a whole dossier; a timeline is of one topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture on a page: its heading, its address, what it says in words, and what stands beside it."""

    title: str
    path: str
    words: str
    beside: tuple[Block, ...] = ()


def picture(visit: Visit, kind: str) -> Picture:
    """Return the picture of the dossier."""
    made = _drawing(visit, {"picture": kind})
    return _picture(made, visit.links.picture(kind))


def timeline(visit: Visit, topic: str) -> Picture:
    """Return the timeline of a topic."""
    return _picture(_timeline(visit, topic), visit.links.timeline(topic))


def pictures(visit: Visit) -> Shown:
    """Return all pictures of the dossier."""
    found = tuple(picture(visit, kind) for kind in KINDS)
    topics = tuple((one.name, visit.links.timeline(one.id)) for one in visit.desk.dossier.topics)
    data = [{"title": one.title, "picture": one.path, "words": one.words} for one in found]
    return Shown(template="pictures", title="Pictures", values={"pictures": found, "timelines": topics}, data=data)


def drawn(visit: Visit, kind: str) -> Image:
    """Return the picture of the dossier as a PNG; raises NotHereError."""
    if kind not in KINDS:
        raise NotHereError(f"there is no picture {kind[:60]!r}; there are {', '.join(KINDS)}")
    return _drawing(visit, {"picture": kind}).draw()


def drawn_timeline(visit: Visit, topic: str) -> Image:
    """Return the timeline of a topic as a PNG; raises NotHereError."""
    return _timeline(visit, topic).draw()


def _timeline(visit: Visit, key: str) -> Drawing:
    names: Mapping[str, str] = {one.id: one.name for one in visit.desk.dossier.topics}
    if key not in names:
        raise NotHereError(f"no topic of this dossier has the id {key[:60]!r}")
    return _drawing(visit, {"picture": "timeline", "topic": names[key]})


def _drawing(visit: Visit, options: Mapping[str, str]) -> Drawing:
    return drawing(Request(command="chart", options=dict(options)), visit.desk)


def _picture(made: Drawing, path: str) -> Picture:
    return Picture(title=made.title, path=path, words=made.words, beside=made.beside)
