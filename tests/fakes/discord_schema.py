"""Bodies against Discord's own description of its API, where it is there: beside the checkout or where a variable says.

It is wrong in three places, which are put right here: content has 2,000 characters, attachments are numbered, and
the ids of a message answered to may be numbers, which is how discord.py sends them.
"""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
PATHS = (
    Path(os.environ.get("PARLEY_TEST_DISCORD_API", "nowhere")),
    ROOT.parent / "shared" / "discord" / "openapi.json",
)


@cache
def description() -> dict[str, Any]:
    """Return the description, {} where it is not there."""
    found = next((path for path in PATHS if path.is_file()), None)
    return json.loads(found.read_text("utf-8")) if found else {}


def flaws(method: str, path: str, body: Any) -> list[str]:
    """Return what is wrong with the body of a request, by the description."""
    if body is None or not description():
        return []
    validator = _validator(method, _template(method, path))
    if validator is None:
        return []
    return [_words(error) for error in validator.iter_errors(_numbered(body))]


def _words(error: Any) -> str:
    deepest = min(error.context, key=lambda one: len(one.message), default=error)
    return f"{'.'.join(map(str, error.absolute_path))}: {deepest.message[:200]}"


def _numbered(body: Any) -> Any:
    """Return the body with its numbers for attachments and answered messages as texts, as the description has them."""
    if not isinstance(body, dict):
        return body
    inner = {key: _numbered(value) for key, value in body.items() if key in {"data", "message"}}
    if "attachments" in body:
        inner["attachments"] = [one | {"id": str(one["id"])} for one in body["attachments"] or []]
    if isinstance(answered := body.get("message_reference"), dict):
        inner["message_reference"] = {
            key: str(value) if key.endswith("_id") and type(value) is int else value for key, value in answered.items()
        }
    return body | inner


def _template(method: str, path: str) -> str:
    for template, one in description().get("paths", {}).items():
        pattern = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(template))
        if method.lower() in one and re.fullmatch(pattern, path):
            return str(template)
    return ""


@cache
def _validator(method: str, template: str) -> Draft202012Validator | None:
    one = description().get("paths", {}).get(template, {}).get(method.lower(), {})
    schema = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return None
    return Draft202012Validator(schema | {"components": description()["components"]})
