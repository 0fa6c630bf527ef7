"""`check` and `feeds`: what the configuration says, whether it is right, and how its feeds fare."""

from collections.abc import Callable
from datetime import datetime

import typer

from bot.app import opened, set_up
from bot.checking import check_config, check_dossier, dossier_names
from bot.cli.options import AsJson, DossierName
from bot.cli.output import columns, say, say_json, say_table
from bot.dossier import Dossier, FeedSource, dossier_path
from bot.model import Table
from bot.settings import Environment, config_root
from bot.store.feeds import FeedState, feed_states
from bot.yamlfile import Problem

feeds = typer.Typer(help="Show the feeds of a dossier.", no_args_is_help=True, rich_markup_mode=None)


def check(dossier: DossierName = None, as_json: AsJson = False) -> None:
    """Check every file of the configuration, or one dossier; every mistake is told with file, line, key and remedy."""
    root = config_root(Environment())
    problems = check_config(root) if dossier is None else check_dossier(dossier_path(dossier, root))
    if as_json:
        say_json([_problem(one) for one in problems])
    elif problems:
        for one in problems:
            say(str(one))
    else:
        what = f"dossiers {', '.join(dossier_names(root))}" if dossier is None else dossier
        say(f"{root}: nothing to complain about ({what}).")
    if problems:
        raise typer.Exit(1)


def _problem(one: Problem) -> dict[str, object]:
    return {"file": one.file, "line": one.line, "key": one.key, "message": one.message, "remedy": one.remedy}


@feeds.command("list")
def list_feeds(dossier: DossierName = None, as_json: AsJson = False) -> None:
    """List the feeds of a dossier: outlet, country, language, kind, owner, interval and address."""
    about = set_up().dossier(dossier)
    if as_json:
        say_json([feed.model_dump(mode="json") for feed in about.feeds])
        return
    rows = [
        (
            one.id, one.name, one.country, one.language, one.kind, "state" if one.state_owned else "",
            f"{one.minutes} min" if one.enabled else "off", str(one.url),
        )
        for one in about.feeds
    ]  # fmt: skip
    say_table(columns(("Feed", "Outlet", "Country", "Language", "Kind", "Owner", "Every", "Address"), rows))


@feeds.command("health")
def health(dossier: DossierName = None, as_json: AsJson = False) -> None:
    """Show how the feeds of a dossier fare: last answer, newest item, next look, what went wrong."""
    setup = set_up()
    about = setup.dossier(dossier)
    with opened(setup.environment.database_url) as store, store.read() as conn:
        states = {state.feed: state for state in feed_states(conn, about.id)}
    if as_json:
        say_json([_health(feed, states.get(feed.id)) for feed in about.feeds])
    else:
        say_table(_health_table(about, states))


def _health(feed: FeedSource, state: FeedState | None) -> dict[str, object]:
    return {
        "feed": feed.id,
        "enabled": feed.enabled,
        "status": state.last_status if state else None,
        "last_checked": _iso(state, lambda s: s.last_checked),
        "last_new_item": _iso(state, lambda s: s.last_new_item),
        "next_check": _iso(state, lambda s: s.next_check),
        "failures": state.failures if state else 0,
        "error": state.last_error if state else "",
        "gap": state.gap if state else False,
    }


def _iso(state: FeedState | None, part: Callable[[FeedState], datetime | None]) -> str | None:
    moment = part(state) if state else None
    return moment.isoformat(timespec="seconds") if moment else None


def _health_table(about: Dossier, states: dict[str, FeedState]) -> Table:
    names = ("Feed", "Health", "Status", "Checked", "Newest item", "Next look", "What went wrong")
    return columns(names, [_health_row(feed, states.get(feed.id)) for feed in about.feeds])


def _health_row(feed: FeedSource, state: FeedState | None) -> tuple[str, ...]:
    if state is None:
        return (feed.id, "not asked yet" if feed.enabled else "off", "", "", "", "", "")
    failed = f"failed {state.failures} times" if state.failures > 1 else "failed"
    well = "may have missed items" if state.gap else "well"
    times = (_time(one) for one in (state.last_checked, state.last_new_item, state.next_check))
    status = str(state.last_status or "")
    return (feed.id, failed if state.failures else well, status, *times, state.last_error)


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
