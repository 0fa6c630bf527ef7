"""A reader of texts that say plainly what they mean: one line per statement.

north support ceasefire Ann: "We support a ceasefire."
"""

import re
from datetime import date

from bot.dossier import Dossier
from bot.model import Document, Mention, Rank, Reading, Span, Stance, Statement, Voice, statement_id

LINE = re.compile(r'^(?P<actor>\w+) (?P<stance>\w+) (?P<topic>[\w-]+) (?P<speaker>\w+): (?P<words>".*")$', re.MULTILINE)

DOSSIER = Dossier.model_validate(
    {
        "id": "d",
        "title": "Talks",
        "about": "Talks between north and south.",
        "parties": [{"id": "north", "name": "North"}, {"id": "south", "name": "South"}],
        "topics": [
            {"id": "ceasefire", "name": "Ceasefire", "proposition": "The guns fall silent."},
            {"id": "territory", "name": "Territory", "proposition": "Land is ceded."},
            {"id": "progress", "name": "Progress", "kind": "assessment", "proposition": "The talks make progress."},
        ],
        "outlets": [{"id": "wire", "name": "Wire", "kind": "agency"}, {"id": "post", "name": "Post", "kind": "paper"}],
        "rounds": [
            {"id": "lisbon", "name": "Lisbon", "place": "Lisbon", "first": "2025-12-20", "last": "2025-12-23",
             "parties": ["north", "south"]},
            {"id": "vienna", "name": "Vienna", "place": "Vienna", "first": "2026-01-05", "last": "2026-01-06",
             "parties": ["north", "south"]},
        ],
    }
)  # fmt: skip


class ScriptedReader:
    """Reads such lines; everything was said on the day of publication."""

    def __init__(self) -> None:
        self.read_ids: list[str] = []

    def read(self, document: Document) -> Reading:
        """Return the statements of the lines."""
        self.read_ids.append(document.id)
        day = document.published.date() if document.published else date(2025, 12, 22)
        found = [self._statement(document, match, day) for match in LINE.finditer(document.text)]
        statements = {s.id: s for s in found}
        mentions = [Mention(s.actor, s.evidence[0]) for s in found]
        return Reading(doc=document.id, mentions=tuple(mentions), statements=tuple(statements.values()))

    def _statement(self, document: Document, match: re.Match[str], day: date) -> Statement:
        words = document.slice("text", *match.span("words"))
        stance, voice = Stance(match["stance"]), Voice.OWN
        return Statement(
            id=statement_id(document.id, match["actor"], match["speaker"], match["topic"], stance, voice),
            doc=document.id, actor=match["actor"], topic=match["topic"], stance=stance, voice=voice,
            evidence=(words,), quotes=(Span("text", words.start + 1, words.end - 1, words.text[1:-1]),),
            said_on=day, speaker=match["speaker"], party=match["actor"], rank=Rank.MINISTER,
        )  # fmt: skip


def says(actor: str, stance: str, topic: str, speaker: str, words: str) -> str:
    """Return the line that means so."""
    return f'{actor} {stance} {topic} {speaker}: "{words}"'
