"""Modals as values: what they ask for goes in, a view comes out, and a filled-in view becomes a request; pure.

What a modal is about travels in its private metadata, which Slack keeps and nobody can edit.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ExternalDataMultiSelectElement,
    ExternalDataSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.chat.slack.limits import METADATA, OPTION_TEXT, OPTIONS
from bot.chat.slack.render import cut_to, plain
from bot.commands.command import Command, Kind, Parameter, Request

ASK, REASON = "ask", "reason"
"""What the two modals are called."""
COMMAND, OPTION, TEXT = "command", "option", "text"
"""What their fields are called."""
_SEVERAL = frozenset({Kind.ACTORS, Kind.TOPICS})
_SHOWN = 75  # characters of an option's text that clients show


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Where the answer to a modal goes, and what it is about: a command's name, or a button's code.

    `key` and `dossier` are those of the subscription that it changes.
    """

    channel: str
    response_url: str = ""
    subject: str = ""
    key: str = ""
    dossier: str = ""

    def written(self) -> str:
        """Return it as private metadata; raises ValueError for what Slack would not carry."""
        text = json.dumps({name: value for name, value in asdict(self).items() if value or name == "channel"})
        if len(text) > METADATA:
            raise ValueError(f"a modal carries {METADATA} characters of metadata, not {len(text)}")
        return text


def about_of(view: Mapping[str, Any]) -> About:
    """Return what a view says of itself; one that says nothing, as of an older version, is about no channel."""
    return About(**json.loads(view.get("private_metadata") or '{"channel": ""}'))


def ask_view(commands: Mapping[str, Command], about: About, more: tuple[Parameter, ...] = ()) -> View:
    """Return the modal that asks for a command and for what it must be told; `more` can be told to every command."""
    chosen = commands[about.subject]
    options = [option(f"/{one.name}: {one.summary}", one.name) for one in commands.values()][:OPTIONS]
    choice = StaticSelectElement(
        action_id=COMMAND, options=options, initial_option=next(one for one in options if one.value == chosen.name)
    )
    which = InputBlock(
        label=plain("What do you want to know?"), element=choice, block_id=COMMAND, dispatch_action=True
    )  # fmt: skip
    fields = (_field(one, chosen) for one in (*chosen.parameters, *more))
    return view_of(ASK, "Ask Parley", "Ask", (which, *fields), about)


def reason_view(about: About) -> View:
    """Return the modal that asks what is wrong with a line."""
    field = PlainTextInputElement(action_id=TEXT, multiline=True, min_length=3, max_length=300)
    label = plain("What is wrong with it? Your name and this reason are kept with the correction.")
    block = InputBlock(label=label, element=field, block_id=REASON)
    return view_of(REASON, "Not a statement", "Take it out", (block,), about)


def request_from(view: Mapping[str, Any]) -> Request:
    """Return the request that the filled-in modal is."""
    return Request(command=chosen_in(view), options=dict(_values(view)))


def chosen_in(view: Mapping[str, Any]) -> str:
    """Return the command that is chosen in the modal."""
    return str(view["state"]["values"][COMMAND][COMMAND]["selected_option"]["value"])


def reason_in(view: Mapping[str, Any]) -> str:
    """Return the reason that was typed."""
    return str(view["state"]["values"][REASON][TEXT].get("value") or "")


def value_in(view: Mapping[str, Any], block_id: str) -> str:
    """Return what is filled in for a field of the modal so far, "" for nothing."""
    fields = (view.get("state") or {}).get("values", {}).get(block_id) or {}
    return next(filter(None, map(_value, fields.values())), "")


def field_of(block_id: str) -> tuple[str, str]:
    """Return the command and the parameter that a field of the modal is for, each "" for none."""
    command, parameter, *_ = (*block_id.split(":", 2), "")
    return command, parameter


def choices(found: Iterable[tuple[str, str]]) -> list[Option]:
    """Return names and values as options, those left out that Slack could not carry."""
    return [option(name, value) for name, value in found if value and len(value) <= OPTION_TEXT][:OPTIONS]


def option(name: str, value: str) -> Option:
    """Return an option whose text is cut to what clients show."""
    return Option(text=PlainTextObject(text=cut_to(name, _SHOWN), emoji=False), value=value)


def _field(parameter: Parameter, command: Command) -> InputBlock:
    return InputBlock(
        label=plain(parameter.name.replace("_", " ").capitalize()), hint=plain(parameter.summary),
        element=_element(parameter), block_id=f"{command.name}:{parameter.name}", optional=not parameter.required,
    )  # fmt: skip


def _element(
    parameter: Parameter,
) -> PlainTextInputElement | ExternalDataSelectElement | ExternalDataMultiSelectElement:
    if not parameter.is_suggested:
        return PlainTextInputElement(action_id=TEXT, max_length=300)
    if parameter.kind in _SEVERAL:
        return ExternalDataMultiSelectElement(action_id=OPTION, placeholder=plain("Type a name"), min_query_length=0)
    return ExternalDataSelectElement(action_id=OPTION, placeholder=plain("Type a name"), min_query_length=0)


def _values(view: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what was filled in for the chosen command, by parameter."""
    chosen = chosen_in(view)
    for block_id, value in chosen_values(view):
        command, parameter = field_of(block_id)
        if command == chosen and parameter and value:
            yield parameter, value


def chosen_values(view: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what stands in each field of the modal, by the id of its block; "" for nothing."""
    for block_id, fields in view["state"]["values"].items():
        yield block_id, next(filter(None, map(_value, fields.values())), "")


def _value(field: Mapping[str, Any]) -> str:
    several = ",".join(one["value"] for one in field.get("selected_options") or ())
    return str(field.get("value") or (field.get("selected_option") or {}).get("value") or several)


def view_of(key: str, title: str, submit: str, blocks: tuple[Block, ...], about: About) -> View:
    """Return a modal."""
    return View(
        type="modal", callback_id=key, title=plain(title), submit=plain(submit), close=plain("Cancel"), blocks=blocks,
        private_metadata=about.written(),
    )  # fmt: skip
