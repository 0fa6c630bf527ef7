"""The modal in which a subscription is made or changed, as a value; pure.

Its fields are those of `/watch add`, filled in with what holds now; the choice above them says which subscription it is
about. What stands in a field travels as it would be typed, so that the same checks hold.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    ExternalDataMultiSelectElement,
    ExternalDataSelectElement,
    InputBlock,
    PlainTextInputElement,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.chat.slack.limits import OPTIONS
from bot.chat.slack.render import plain
from bot.chat.slack.views import OPTION, TEXT, About, chosen_values, field_of, option, view_of
from bot.commands.about import DOSSIER
from bot.commands.command import Parameter, Request
from bot.commands.form import Form
from bot.commands.registry import COMMANDS
from bot.model import AlertKind, Rank

FOLLOW, WHICH = "follow", "which"
"""What the modal, and the choice of a subscription in it, are called."""
_NEW = "new"
_ADD, _EDIT = "watch add", "watch edit"
_EMPTY: Mapping[str, str] = {
    "actors": "all", "topics": "all", "kinds": "none", "rank": "any", "origins": "1", "without": "none",
    "filter": "none", "quiet": "off", "digest": "off",
}  # fmt: skip
"""What is meant by a field that was left empty, or emptied; the time zone stays as it is."""
_LONGEST = 1_000  # characters that are typed into a field
_Field = (
    PlainTextInputElement | ExternalDataMultiSelectElement | ExternalDataSelectElement | StaticMultiSelectElement
    | StaticSelectElement
)  # fmt: skip


def follow_view(forms: Sequence[Form], about: About, *, dossiers: bool = False) -> View:
    """Return the modal about the subscription that `about` names, else about a new one; `dossiers` lets one choose."""
    form = next((one for one in forms if one.id == about.key), forms[-1])
    fields = tuple(_field(one, form) for one in COMMANDS[_ADD].parameters)
    which = (_which(forms, form),) if len(forms) > 1 else ()
    where = (_dossier(),) if dossiers and not form.id else ()
    now = About(
        channel=about.channel, response_url=about.response_url, subject=_EDIT if form.id else _ADD, key=form.id,
        dossier=form.dossier,
    )  # fmt: skip
    return view_of(FOLLOW, "What is told here", "Save", (*which, *where, *fields), now)


def chosen_form(view: Mapping[str, Any]) -> str:
    """Return the id of the subscription that is chosen in the modal, "" for a new one."""
    chosen = (view["state"]["values"].get(WHICH) or {}).get(WHICH) or {}
    key = str((chosen.get("selected_option") or {}).get("value") or _NEW)
    return "" if key == _NEW else key


def wanted(view: Mapping[str, Any], about: About) -> Request:
    """Return the request that the filled-in modal is: all fields as they are typed, what is empty too."""
    given = {field_of(block)[1]: value for block, value in chosen_values(view)}
    options = {**_EMPTY, **{name: value for name, value in given.items() if name and value}}
    options |= {"id": about.key} if about.key else {}
    options |= {DOSSIER.name: about.dossier} if about.dossier else {}
    return Request(command=about.subject, options=options)


def blocks_of(flaws: Mapping[str, str], view: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong by the block that it is shown under, what concerns no field under the first."""
    inputs = [str(one["block_id"]) for one in view["blocks"] if one.get("type") == "input"]
    by_name = {field_of(one)[1]: one for one in inputs if field_of(one)[1]}
    found: dict[str, str] = {}
    for name, words in flaws.items():
        block = by_name.get(name, inputs[0])
        found[block] = f"{found[block]} {words}" if block in found else words
    return found


def _which(forms: Sequence[Form], form: Form) -> InputBlock:
    options = [option(one.title, one.id or _NEW) for one in forms][:OPTIONS]
    chosen = next(one for one in options if one.value == (form.id or _NEW))
    element = StaticSelectElement(action_id=WHICH, options=options, initial_option=chosen)
    return InputBlock(label=plain("Which subscription?"), element=element, block_id=WHICH, dispatch_action=True)


def _dossier() -> InputBlock:
    element = ExternalDataSelectElement(action_id=OPTION, placeholder=plain("Type a name"), min_query_length=0)
    return InputBlock(
        label=plain("Talks"), hint=plain(DOSSIER.summary), element=element, block_id=f"{_ADD}:{DOSSIER.name}",
        optional=True,
    )  # fmt: skip


def _field(parameter: Parameter, form: Form) -> InputBlock:
    """Return the field of a wish; its id tells which subscription, or Slack would keep what was typed for another."""
    element = _element(parameter.name, form)
    return InputBlock(
        label=plain(parameter.name.capitalize()), optional=True, element=element,
        hint=plain(parameter.summary) if isinstance(element, PlainTextInputElement) else None,
        block_id=f"{_ADD}:{parameter.name}:{form.id or _NEW}",
    )  # fmt: skip


def _element(name: str, form: Form) -> _Field:
    text = form.wishes.get(name, "")
    match name:
        case "actors" | "topics":
            chosen = [option(form.names.get(one, one), one) for one in _parts(text, name)]
            return ExternalDataMultiSelectElement(
                action_id=OPTION, placeholder=plain("All"), min_query_length=0, initial_options=chosen or None
            )
        case "kinds":
            options = [option(str(one), str(one)) for one in AlertKind]
            usual = [str(one) for one in AlertKind if one is not AlertKind.COVERAGE]
            kinds = _parts(text, name) if form.id else usual
            return StaticMultiSelectElement(
                action_id=OPTION, placeholder=plain("None: digests only"), options=options,
                initial_options=[one for one in options if one.value in kinds] or None,
            )  # fmt: skip
        case "rank":
            ranks = [option(str(one), str(one)) for one in Rank]
            return StaticSelectElement(
                action_id=OPTION, placeholder=plain("Any"), options=ranks,
                initial_option=next((one for one in ranks if one.value == text), None),
            )  # fmt: skip
    return PlainTextInputElement(
        action_id=TEXT, max_length=_LONGEST, initial_value=None if text == _EMPTY.get(name) else text or None
    )


def _parts(text: str, name: str) -> list[str]:
    return [] if text in {"", _EMPTY[name]} else text.split(",")
