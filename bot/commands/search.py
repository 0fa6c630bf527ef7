"""`/search WORDS`: what was read that holds these words, verbatim, the newest first."""

from bot.alerts.quoting import Told
from bot.alerts.wording import count
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.marked import shown
from bot.commands.tell import as_of_words, desk_of, paragraphs
from bot.errors import InputError
from bot.model import Block, Card
from bot.store.sentences import terms_of

_MOST_QUOTES, _MOST = 10, 40


def answer(request: Request, desk: Desk) -> Card:
    """Return the statements whose sentence, article title or speaker holds all the words."""
    desk = desk_of(request, desk)
    asked = request.get("words") or ""
    terms = terms_of(asked)
    if not terms:
        raise InputError('name a word to look for, or a phrase in quotation marks, as in /search "prisoner exchange"')
    found = [one for one in desk.archive.search(terms, until=desk.now, most=_MOST) if one.said_on <= desk.today]
    blocks: tuple[Block, ...]
    if found:
        most = f"; the newest {_MOST} are shown" if len(found) == _MOST else ""
        blocks = (
            *paragraphs(f"{count(len(found), 'statement')}, newest first{most}."),
            *Told(desk.dossier).quotes(found, most=_MOST_QUOTES),
        )
    else:
        blocks = paragraphs(
            "No statement holds all of it. What is searched are the sentences that statements rest on, the titles of "
            "their articles, and their speakers."
        )
    return Card(title=f"Search: {shown(asked)}{as_of_words(request, desk)}", blocks=blocks, kind="answer")


COMMAND = Command(
    name="search",
    summary="statements whose sentences, titles or speakers hold these words",
    answer=answer,
    parameters=(
        Parameter(name="words", kind=Kind.TEXT, summary="words, or a phrase in quotation marks", required=True),
        Parameter(name="as_of", kind=Kind.DATE, summary="as it was known at the end of that day"),
    ),
)
