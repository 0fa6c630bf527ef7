"""`/help`: what can be asked, about whom and about what."""

from collections.abc import Sequence

from bot.commands.command import Command, Parameter, Request
from bot.commands.desk import Desk
from bot.model import Bullets, Card, Heading, Paragraph


def command(others: Sequence[Command]) -> Command:
    """Return the command that explains the others."""
    summary = "what can be asked"

    def answer(request: Request, desk: Desk) -> Card:
        del request
        listed = (*others, Command(name="help", summary=summary, answer=answer))
        parameters: dict[str, Parameter] = {}
        for one in (one for other in others for one in other.parameters):
            parameters.setdefault(one.name, one)
        return Card(
            title=f"{desk.dossier.title}: what can be asked",
            blocks=(
                Paragraph(desk.dossier.about),
                Bullets(tuple(f"{one.usage}: {one.summary}" for one in listed)),
                Heading("What goes where"),
                Bullets(tuple(f"{one.name}: {one.summary}" for one in parameters.values())),
                Paragraph("Words may be put in quotation marks, or given by name: topic:ceasefire as_of:2025-12-21."),
                Heading("Parties"),
                Paragraph(", ".join(party.name for party in desk.dossier.parties)),
                Heading("Topics"),
                Bullets(tuple(f"{topic.name} ({topic.id}): {topic.proposition}" for topic in desk.dossier.topics)),
            ),
            kind="answer",
        )

    return Command(name="help", summary=summary, answer=answer, private=True)
