"""What Slack's errors mean for a delivery: an exception of its client goes in, a DeliveryError comes out."""

import asyncio
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError, SlackObjectFormationError

from bot.errors import DeliveryError, Trouble

# https://docs.slack.dev/reference/methods/chat.postMessage#errors
DEAD_TOKEN = frozenset({
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "org_login_required",
    "not_allowed_token_type", "missing_scope", "no_permission", "access_denied", "team_access_not_granted",
    "invalid_app_id", "app_not_installed",
})  # fmt: skip
"""Errors of a token that nothing can be done with until somebody installs the app again."""
_CHANNEL = frozenset({
    "channel_not_found", "is_archived", "not_in_channel", "restricted_action", "restricted_action_thread_only_channel",
    "restricted_action_read_only_channel", "restricted_action_non_threadable_channel", "cannot_dm_bot",
    "ekm_access_denied", "channel_type_not_supported", "messages_tab_disabled", "user_not_found", "user_disabled",
    "is_inactive", "team_not_found", "as_user_not_supported", "not_allowed", "method_not_supported_for_channel_type",
})  # fmt: skip
_CARD = frozenset({
    "invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text", "too_many_attachments",
    "metadata_too_large", "invalid_metadata_format", "invalid_metadata_schema", "invalid_arguments", "invalid_arg_name",
    "markdown_text_conflict", "block_mismatch", "attachment_payload_limit_exceeded",
})  # fmt: skip
_REMEDIES: Mapping[str, str] = {
    "not_in_channel": "invite the app there with /invite",
    "is_archived": "it is archived; bring it back or remove the subscription",
    "channel_not_found": "it is gone, or private and the app was not invited",
}
_UNTIMED = 30.0  # seconds to wait where Slack does not say how long


def name_of(error: BaseException) -> str:
    """Return Slack's own name of the error, "" where it has none."""
    if not isinstance(error, SlackApiError):
        return ""
    data = getattr(error.response, "data", error.response)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def delivery_error(error: Exception, where: str, *, one_of_many: bool = False, begun: bool = False) -> DeliveryError:
    """Return what the error means for the channel or whatever `where` names.

    Where the app is in many workspaces (`one_of_many`), a dead token is the trouble of that workspace's channels alone.
    `begun` tells that a part of the card may be in the channel.
    """
    name = name_of(error)
    if isinstance(error, SlackObjectFormationError) or name in _CARD:
        return DeliveryError(f"{where}: Slack refuses the card ({name or error})", trouble=Trouble.CARD)
    if name in DEAD_TOKEN:
        trouble = Trouble.CHANNEL if one_of_many else Trouble.PLATFORM
        return DeliveryError(f"{where}: Slack refuses the token ({name}); install the app again", trouble=trouble)
    if name in _CHANNEL:
        remedy = _REMEDIES.get(name, "give the app access, or remove the subscription")
        return DeliveryError(
            f"{where}: Slack has no such channel for the app ({name}); {remedy}", trouble=Trouble.CHANNEL
        )
    seconds = retry_after(error)
    if seconds is not None:
        return DeliveryError(f"{where}: Slack asks to wait {seconds:g} seconds", retry_after=seconds, unsure=begun)
    return DeliveryError(f"{where}: {_told(error, name)}", unsure=True)


def retry_after(error: BaseException) -> float | None:
    """Return the seconds that Slack asks to wait, None where it does not."""
    if not isinstance(error, SlackApiError):
        return None
    if getattr(error.response, "status_code", 0) != 429 and name_of(error) not in {"ratelimited", "rate_limited"}:
        return None
    headers = getattr(error.response, "headers", {})
    try:
        return max(float(headers.get("Retry-After", _UNTIMED)), 0.0)
    except ValueError:
        return _UNTIMED


def _told(error: Exception, name: str) -> str:
    if name:
        return f"Slack answers {name}"
    if isinstance(error, SlackApiError):
        return f"Slack answers with status {getattr(error.response, 'status_code', 'unknown')}"
    if isinstance(error, asyncio.TimeoutError):
        return "Slack does not answer in time"
    return f"Slack cannot be reached ({type(error).__name__})"


FAILURES = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError)
"""What a call of Slack's client raises where it does not succeed."""
