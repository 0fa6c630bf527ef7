"""Domain values in plain words: how days, outlets, speakers, stances and counts are written on every card."""

from collections.abc import Iterable, Set
from datetime import date

from bot.dossier import Dossier
from bot.model import Figure, Position, Stance, Statement, Voice

NO_OUTLET = "outlet unknown"
NO_LINK = "no link"
"""What renderers write where a quote or card has no address."""
ARTICLE = "the article"
"""Who speaks where the article states a position in its own words."""

_TAKES = {Stance.SUPPORT: "supports", Stance.OPPOSE: "opposes"}
_MEETS = {Stance.SUPPORT: "supported", Stance.OPPOSE: "opposed"}
_ABBREVIATION = 3
"""Words of an id with so many letters are taken for abbreviations: "bbc", "afp"."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date | None) -> str:
    """Return the day as "22 Dec 2025", "" for none."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if value else ""


def count(number: int, thing: str) -> str:
    """Return "1 origin", "2 origins"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listing(parts: Iterable[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    *first, last = tuple(parts) or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def outlet(name: str) -> str:
    """Return the outlet's name, or that it is unknown."""
    return name or NO_OUTLET


def outlets_named(found: Set[str]) -> str:
    """Return how many outlets those are, "" standing for unknown ones."""
    named = len(found - {""})
    if not named:
        return "unknown outlets"
    return f"{count(named, 'outlet')}{' and unknown ones' if '' in found else ''}"


def origin(key: str, dossier: Dossier, printed: Iterable[str] = ()) -> str:
    """Return the name of an origin, which is an outlet's id where the dossier knows it.

    Of an outlet that it does not know, or no more, it is the one of the `printed` names that the id is made of, else
    the id's words.
    """
    if key.startswith("unknown:"):
        return NO_OUTLET
    names = {o.id: o.name for o in dossier.outlets} | {f.id: f.name for f in dossier.feeds}
    if key in names:
        return names[key]
    return next((one for one in printed if _bare(key) in _bare(one)), " ".join(map(_capital_word, key.split("-"))))


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _capital_word(word: str) -> str:
    return word.upper() if len(word) <= _ABBREVIATION else capital(word)


def speaker(statement: Statement | Figure, dossier: Dossier) -> str:
    """Return who spoke, with the role held on that day: "Jane Doe, foreign minister"; the article for nobody.

    A role that is a part of the name is not said again.
    """
    person = dossier.person_by_id.get(statement.person or "")
    if person is None:
        return statement.speaker or ARTICLE
    post = person.post_on(statement.said_on)
    if post is None or post.role.casefold() in person.name.casefold().split():
        return person.name
    return f"{person.name}, {post.role}"


def name(statement: Statement | Figure, dossier: Dossier) -> str:
    """Return who spoke without the role."""
    person = dossier.person_by_id.get(statement.person or "")
    return person.name if person else statement.speaker or ARTICLE


def cell(actor: str, topic: str, dossier: Dossier) -> str:
    """Return whose position on what: "Party · Topic"."""
    return f"{dossier.party_name(actor)} · {dossier.topic_name(topic)}"


def party(key: str, dossier: Dossier) -> str:
    """Return the party as it is named within a sentence, with its article."""
    return dossier.party_in_text(key)


def topic(key: str, dossier: Dossier) -> str:
    """Return the topic as it is named within a sentence or a title."""
    return dossier.topic_in_text(key)


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def takes(stance: Stance) -> str:
    """Return what a party does by its stance: "opposes", "supports"; others as they are: "guarded"."""
    return _TAKES.get(stance, str(stance))


def meets(stance: Stance) -> str:
    """Return what becomes of a topic by a stance: "opposed", "supported"; others as they are: "guarded"."""
    return _MEETS.get(stance, str(stance))


def stance(statement: Statement | Position) -> str:
    """Return the stance, with the condition that it depends on: "conditional (only after a treaty)"."""
    return f"{statement.stance} ({statement.condition})" if statement.condition else str(statement.stance)


def held(position: Position) -> str:
    """Return the position's stance with its condition, and with the id of who names that where it is not who decides.

    "conditional (if talks fail [a1b2c3d4])": the id that stands behind it proves the stance only.
    """
    if not position.condition or position.lead.condition == position.condition:
        return stance(position)
    named = next((one.id for one in position.statements if one.condition == position.condition), "")
    return f"{position.stance} ({position.condition}{f' [{named}]' if named else ''})"


def label(statement: Statement, dossier: Dossier) -> str:
    """Return what a statement proves: "Party · Topic: stance", and according to whom where not to the party itself."""
    return f"{cell(statement.actor, statement.topic, dossier)}: {stance(statement)}{according_to(statement, dossier)}"


def according_to(statement: Statement, dossier: Dossier) -> str:
    """Return ", according to Party" where somebody else says it of the party, else ""."""
    if statement.voice is not Voice.OTHER:
        return ""
    if statement.party == statement.actor:
        return ", not in its own words"
    claimant = party(statement.party, dossier) if statement.party else statement.speaker or "others"
    return f", according to {claimant}"


def source(statement: Statement | Figure) -> str:
    """Return the outlet and whom it had it from: "Courier, quoting Wire"."""
    return outlet(statement.outlet) + (f", quoting {', '.join(statement.chain)}" if statement.chain else "")


def voice(statement: Statement, dossier: Dossier) -> str:
    """Return how a statement counts where it is not the party's own words: "" where it is."""
    if statement.voice is Voice.NARRATED:
        return "as the article states it"
    if statement.voice is Voice.OWN:
        return ""
    if statement.party:
        if statement.party == statement.actor:
            return f"what is said of {party(statement.actor, dossier)}"
        return f"what {party(statement.party, dossier)} says of {party(statement.actor, dossier)}"
    return "speaks for no party" if statement.speaker else "what others say"
