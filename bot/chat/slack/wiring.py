"""Which Slack the environment asks for: its variables go in, a chat comes out, or a sentence on what is missing."""

from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import SecretStr

from bot.chat.slack.chat import Many, Secrets, Slack
from bot.chat.slack.installations import OAuthSecrets
from bot.counter import Counter
from bot.errors import ConfigError
from bot.settings import Environment, SlackRules
from bot.store.database import Store
from digest.render import SHIPPED, Templates


def is_wanted(environment: Environment) -> bool:
    """Return whether the environment has a bot token, or what it takes to be installed by others."""
    return environment.parley_slack_bot_token is not None or environment.parley_slack_client_secret is not None


def slack(
    environment: Environment,
    rules: SlackRules,
    counter: Counter,
    *,
    engine: Callable[[], Any],
    store: Store | None = None,
    hears: bool = True,
    templates: Templates = SHIPPED,
) -> Slack:
    """Return the chat; `engine` gives the database's, for the tokens of many workspaces, `store` what was done once.

    Raises ConfigError for variables that are not enough, or are for both one workspace and many.
    """
    given = (
        environment.parley_slack_bot_token, environment.parley_slack_app_token, environment.parley_slack_signing_secret,
        environment.parley_slack_client_secret,
    )  # fmt: skip
    bot, app, signing, client = map(_told, given)
    made = partial(
        Slack, counter=counter, rules=rules, url=environment.parley_slack_api_url or "", store=store, hears=hears,
        templates=templates,
    )  # fmt: skip
    if client:
        oauth = OAuthSecrets(environment.parley_slack_client_id or "", client)
        _check_many(oauth, bot=bot, signing=signing)
        many = Many(oauth, engine())
        return made(Secrets(signing_secret=signing), many=many)
    if not app and not signing:
        raise ConfigError(
            "PARLEY_SLACK_BOT_TOKEN: is not enough by itself; set PARLEY_SLACK_APP_TOKEN (Socket Mode) or "
            "PARLEY_SLACK_SIGNING_SECRET (HTTP), see docs/slack.md"
        )
    return made(Secrets(bot, app, signing))


def _check_many(oauth: OAuthSecrets, *, bot: str, signing: str) -> None:
    if bot:
        raise ConfigError(
            "PARLEY_SLACK_CLIENT_SECRET: is for many workspaces, PARLEY_SLACK_BOT_TOKEN for one; take one of them out"
        )
    if not oauth.client_id or not signing:
        raise ConfigError(
            "PARLEY_SLACK_CLIENT_SECRET: many workspaces need PARLEY_SLACK_CLIENT_ID and PARLEY_SLACK_SIGNING_SECRET "
            "too, see docs/slack.md"
        )


def _told(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
