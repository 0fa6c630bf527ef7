"""The methods of a fake Slack: arguments in, Slack's answer out, or its refusal."""

from collections.abc import Callable
from typing import Any

from fakes.slack_blocks import refusal, units
from fakes.slack_state import Channel, Message, Team

Args = dict[str, Any]
Answer = dict[str, Any]


class Refused(Exception):  # noqa: N818
    """Slack's error, by its name."""


def answer(team: Team | None, method: str, args: Args) -> Answer:
    """Return what Slack answers to a method that a workspace's token calls; raises Refused."""
    if team is None:
        raise Refused("invalid_auth")
    if team.refuses:
        raise Refused(team.refuses)
    if method in team.missing:
        raise Refused("missing_scope")
    if method not in METHODS:
        raise Refused("unknown_method")
    return {"ok": True, **METHODS[method](team, args)}


def _auth_test(team: Team, args: Args) -> Answer:
    return {
        "url": f"https://{team.id}.slack.test/", "team": team.id, "team_id": team.id, "user": "parley",
        "user_id": team.bot, "bot_id": f"B{team.id}",
    }  # fmt: skip


def _channel(team: Team, args: Args, *, writes: bool = False) -> Channel:
    channel = team.channels.get(str(args.get("channel")))
    if channel is None:
        raise Refused("channel_not_found")
    if writes and channel.closed:
        raise Refused(channel.closed)
    return channel


def _checked(args: Args) -> Args:
    blocks = args.get("blocks")
    if blocks is None and not args.get("text"):
        raise Refused("no_text")
    if blocks is not None and (error := refusal(blocks)):
        raise Refused(error)
    if units(str(args.get("text", ""))) > 40_000:
        raise Refused("msg_too_long")
    metadata = args.get("metadata")
    if metadata is not None and set(metadata) != {"event_type", "event_payload"}:
        raise Refused("invalid_metadata_format")
    return args


def _post(team: Team, args: Args) -> Answer:
    channel = _channel(team, args, writes=True)
    _checked(args)
    root = args.get("thread_ts")
    if root and channel.find(root) is None:
        raise Refused("thread_not_found")
    message = {"type": "message", "ts": team.ts(), "user": team.bot, "bot_id": f"B{team.id}", **args}
    channel.messages.append(message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def _update(team: Team, args: Args) -> Answer:
    channel = _channel(team, args, writes=True)
    message = channel.find(str(args.get("ts")))
    if message is None:
        raise Refused("message_not_found")
    if message.get("user") != team.bot:
        raise Refused("cant_update_message")
    message |= _checked(args) | {"edited": True}
    return {"channel": channel.id, "ts": message["ts"], "text": message.get("text", "")}


def _ephemeral(team: Team, args: Args) -> Answer:
    _channel(team, args, writes=True)
    team.ephemeral.append(_checked(args))
    return {"message_ts": team.ts()}


def _listed(messages: list[Message], args: Args) -> Answer:
    oldest, limit = float(args.get("oldest", 0)), int(args.get("limit", 100))
    with_metadata = str(args.get("include_all_metadata", "")).lower() in {"true", "1"}
    found = [one for one in messages if float(one["ts"]) >= oldest][:limit]
    return {
        "messages": found if with_metadata else [{k: v for k, v in one.items() if k != "metadata"} for one in found],
        "has_more": False,
    }


def _history(team: Team, args: Args) -> Answer:
    return _listed(_channel(team, args).top()[::-1], args)


def _replies(team: Team, args: Args) -> Answer:
    channel = _channel(team, args)
    root = channel.find(str(args.get("ts")))
    if root is None:
        raise Refused("thread_not_found")
    return _listed([root, *channel.thread(root["ts"])], args | {"oldest": 0})


def _channel_info(team: Team, args: Args) -> Answer:
    channel = _channel(team, args)
    about = {"id": channel.id, "creator": channel.creator, "is_im": channel.im}
    return {"channel": about | {"is_archived": channel.closed == "is_archived", "is_member": not channel.closed}}


def _user_info(team: Team, args: Args) -> Answer:
    user = team.users.get(str(args.get("user")))
    if user is None:
        raise Refused("user_not_found")
    about = {"id": user.id, "team_id": user.team or team.id, "name": user.name, "real_name": user.name}
    return {"user": about | {"is_admin": user.is_admin, "is_owner": user.is_owner, "is_bot": False}}


def _view(team: Team, args: Args) -> Answer:
    view: dict[str, Any] = args["view"]
    if (error := refusal(view.get("blocks"), most=100, together=200_000)) or not _frame_fits(view):
        raise Refused(error or "invalid_arguments")
    return view | {"team_id": team.id, "state": {"values": {}}, "hash": "1.a"}


def _frame_fits(view: dict[str, Any]) -> bool:
    titles = [view[name]["text"] for name in ("title", "submit", "close") if name in view]
    return (
        all(0 < units(text) <= 24 for text in titles)
        and units(view.get("private_metadata", "")) <= 3_000
        and units(view.get("callback_id", "")) <= 255
        and (view["type"] == "home" or "title" in view)
    )


def _open_view(team: Team, args: Args) -> Answer:
    if not str(args.get("trigger_id", "")).startswith("trigger"):
        raise Refused("invalid_trigger")
    view = _view(team, args) | {"id": f"V{len(team.views) + 1}"}
    team.views.append(view)
    return {"view": view}


def _update_view(team: Team, args: Args) -> Answer:
    view = next((one for one in team.views if one["id"] == args.get("view_id")), None)
    if view is None:
        raise Refused("not_found")
    view |= _view(team, args)
    return {"view": view}


def _publish(team: Team, args: Args) -> Answer:
    team.homes[str(args["user_id"])] = _view(team, args)
    return {"view": team.homes[str(args["user_id"])]}


def _upload_url(team: Team, args: Args) -> Answer:
    team.files.append({"id": f"F{len(team.files) + 1}", **args})
    return {"upload_url": f"UPLOAD/{team.id}/{len(team.files) - 1}", "file_id": team.files[-1]["id"]}


def _complete_upload(team: Team, args: Args) -> Answer:
    files = [next(one for one in team.files if one["id"] == given["id"]) for given in args["files"]]
    for one in files:
        one |= {"channel": args.get("channel_id"), "thread_ts": args.get("thread_ts"), "done": True}
    return {"files": [{"id": one["id"]} for one in files]}


METHODS: dict[str, Callable[[Team, Args], Answer]] = {
    "auth.test": _auth_test, "chat.postMessage": _post, "chat.update": _update, "chat.postEphemeral": _ephemeral,
    "conversations.history": _history, "conversations.replies": _replies, "conversations.info": _channel_info,
    "users.info": _user_info, "views.open": _open_view, "views.update": _update_view, "views.publish": _publish,
    "files.getUploadURLExternal": _upload_url, "files.completeUploadExternal": _complete_upload,
}  # fmt: skip
