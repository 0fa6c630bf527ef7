"""The manifest asks Slack for what the code uses: neither less, or something fails, nor more than it needs."""

import ast
import re
from typing import Any

import pytest
import yaml
from fakes.command_line import ROOT

from bot.chat.slack.app import OTHERWISE
from bot.chat.slack.http import PATH
from bot.chat.slack.installations import CALLBACK
from bot.chat.slack.installations import SCOPES as SCOPES_ASKED
from bot.chat.slack.mrkdwn import TALKS

FOLDER = ROOT / "bot" / "chat" / "slack"
TEXT = (ROOT / "config" / "slack-manifest.yaml").read_text("utf-8")
MANIFEST: dict[str, Any] = yaml.safe_load(TEXT)
CODE = "\n".join(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.py")))
SCOPES = {  # https://docs.slack.dev/reference/methods, the bot scopes that each method needs
    "auth_test": set(), "apps_connections_open": set(), "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_replies": {"channels:history", "groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read"}, "users_info": {"users:read"}, "views_open": set(),
    "views_update": set(), "views_publish": set(), "files_upload_v2": {"files:write"},
}  # fmt: skip
EVENTS = {
    "app_mention": {"app_mentions:read"}, "message.im": {"im:history"}, "app_home_opened": set(),
    "app_uninstalled": set(), "tokens_revoked": set(),
}  # fmt: skip


def called() -> set[str]:
    """Return the methods of Slack's client that the code calls."""
    names = {
        node.attr
        for node in ast.walk(ast.parse(CODE.replace("from __future__", "#")))
        if isinstance(node, ast.Attribute)
    }
    return {name for name in names if re.match(r"(auth|apps|chat|conversations|users|views|files)_", name)}


def test_every_method_that_is_called_is_known_here() -> None:
    assert called() == set(SCOPES)


def test_the_scopes_are_those_that_the_code_needs() -> None:
    needed = {"commands"}.union(*(SCOPES[name] for name in called()), *EVENTS.values())
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed


def test_many_workspaces_are_asked_for_the_same_scopes() -> None:
    assert MANIFEST["oauth_config"]["scopes"]["bot"] == list(SCOPES_ASKED)
    assert f"# redirect_urls: # for many workspaces\n  #   - https://parley.example.org{CALLBACK}" in TEXT


def test_every_scope_says_what_for() -> None:
    block = TEXT.partition("bot:\n")[2].partition("settings:")[0]
    assert all(" # " in line for line in block.splitlines() if line.strip())


def test_the_events_are_those_that_are_listened_to() -> None:
    listened = set(re.findall(r'app\.event\("(\w+)"\)', CODE))
    asked = {name.partition(".")[0] for name in MANIFEST["settings"]["event_subscriptions"]["bot_events"]}
    assert listened <= asked
    assert asked - listened <= {"app_uninstalled", "tokens_revoked"}
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


def test_the_commands_and_the_shortcut_are_those_that_are_answered() -> None:
    commands = {one["command"] for one in MANIFEST["features"]["slash_commands"]}
    assert commands == {TALKS, "/positions"}
    assert [one["callback_id"] for one in MANIFEST["features"]["shortcuts"]] == [OTHERWISE]


def test_socket_mode_is_what_a_newcomer_gets_and_http_is_a_comment_away() -> None:
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert TEXT.count(f"https://parley.example.org{PATH}") == 5


@pytest.mark.parametrize("limit", [("name", 35), ("description", 140)])
def test_what_it_says_of_itself_fits(limit: tuple[str, int]) -> None:
    assert 0 < len(MANIFEST["display_information"][limit[0]]) <= limit[1]


def test_the_manual_names_what_one_needs() -> None:
    manual = (ROOT / "docs" / "slack.md").read_text("utf-8")
    for word in (
        "slack-manifest.yaml",
        "connections:write",
        PATH,
        "slack.managers",
        TALKS,
        "/invite",
        "config/parley.yaml",
    ):
        assert word in manual
