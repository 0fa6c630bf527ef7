"""`check` and `feeds`: what the configuration says, whether it is right, and how its feeds fare."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby

import typer

from bot.app import filed_subscriptions, opened, set_up
from bot.checking import check_config, check_dossier, dossier_names
from bot.cli import feeding
from bot.cli.options import AsJson, DossierName
from bot.cli.output import columns, say, say_json, say_table
from bot.dossier import Dossier, FeedSource, dossier_path
from bot.model import Table
from bot.settings import Environment, config_root
from bot.store.extra_feeds import with_extra_feeds
from bot.store.feeds import FeedState, feed_states
from bot.yamlfile import Problem

feeds = typer.Typer(help="Show, add and take out the feeds of a dossier.", no_args_is_help=True, rich_markup_mode=None)
feeds.command("add")(feeding.add)
feeds.command("remove")(feeding.remove)
feeds.command("import")(feeding.import_feeds)
feeds.command("export")(feeding.export)


def check(dossier: DossierName = None, as_json: AsJson = False) -> None:
    """Check every file of the configuration, or one dossier; every mistake is told with file, line, key and remedy."""
    root = config_root(Environment())
    problems = check_config(root) if dossier is None else check_dossier(dossier_path(dossier, root))
    if dossier is None and not problems:
        filed_subscriptions(set_up(), now=datetime.now(UTC))
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


def wordings(dossier: DossierName = None, as_json: AsJson = False) -> None:
    """Show which other wordings of a dossier's phrases count, since the language knows that they mean the same."""
    from bot.extract.language import load_language  # noqa: PLC0415 - other verbs of this module read nothing
    from bot.extract.topics import topic_wordings  # noqa: PLC0415

    setup = set_up()
    language = load_language(setup.root / "language" / f"{setup.settings.reading.language}.yaml")
    about = setup.dossier(dossier)
    found = [one for one in topic_wordings(about, language.stem, language.wordings) if one.by]
    if as_json:
        say_json([{"topic": o.topic, "phrase": o.by, "wording": o.term.text, "list": o.place} for o in found])
        return
    for topic, group in groupby(found, key=lambda one: one.topic):
        say(f"{topic}:")
        for phrase, others in groupby(group, key=lambda one: one.by):
            say(f"  {phrase}")
            for place, some in groupby(others, key=lambda one: one.place):
                say(f"    {place}: {', '.join(one.term.text for one in some)}")
    if not found:
        say(f"{about.id}: nothing but its own phrases counts.")


def _problem(one: Problem) -> dict[str, object]:
    return {"file": one.file, "line": one.line, "key": one.key, "message": one.message, "remedy": one.remedy}


@feeds.command("list")
def list_feeds(dossier: DossierName = None, as_json: AsJson = False) -> None:
    """List the feeds of a dossier: outlet, owner, last answer, newest item, next look and why then, what went wrong."""
    about, states = _stored(dossier)
    if as_json:
        say_json([feed.model_dump(mode="json") | _health(feed, states.get(feed.id)) for feed in about.feeds])
        return
    names = (
        "Feed", "Outlet", "Country", "Language", "Kind", "Owner", "Every", "Status", "Newest item", "Next look",
        "Why then", "What went wrong", "Address",
    )  # fmt: skip
    say_table(columns(names, [_row(feed, states.get(feed.id)) for feed in about.feeds]))


def _stored(dossier: str | None) -> tuple[Dossier, dict[str, FeedState]]:
    """Return the dossier with the feeds that were added, and where each feed stands."""
    setup = set_up()
    about = setup.dossier(dossier)
    with opened(setup.environment.database_url) as store, store.read() as conn:
        return with_extra_feeds(conn, about), {state.feed: state for state in feed_states(conn, about.id)}


def _row(one: FeedSource, state: FeedState | None) -> tuple[str, ...]:
    owner = "state" if one.state_owned else ""
    every = f"{one.minutes} min" if one.enabled else "off"
    what = (one.id, one.name, one.country, one.language, str(one.kind), owner, every)
    if state is None:
        return (*what, "", "", "", "", "", str(one.url))
    times = (_time(state.last_new_item), "never" if state.retired else _time(state.next_check))
    return (*what, str(state.last_status or ""), *times, state.reason, state.last_error, state.asked_at)


@feeds.command("health")
def health(dossier: DossierName = None, as_json: AsJson = False) -> None:
    """Show how the feeds of a dossier fare: last answer, newest item, next look, what went wrong."""
    about, states = _stored(dossier)
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
        "reason": state.reason if state else "",
        "failures": state.failures if state else 0,
        "error": state.last_error if state else "",
        "gap": state.gap if state else False,
        "last_gap": _iso(state, lambda s: s.last_gap),
        "silent_since": _iso(state, lambda s: s.silent_since),
        "retired": _iso(state, lambda s: s.retired),
        "address": state.asked_at if state else str(feed.url),
        "hub": state.hub if state else "",
        "hub_until": _iso(state, lambda s: s.hub_until),
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
    times = (_time(one) for one in (state.last_checked, state.last_new_item, state.next_check))
    status = str(state.last_status or "")
    return (feed.id, _how(state), status, *times, state.last_error)


def _how(state: FeedState) -> str:
    """Return in a few words how the feed fares."""
    failed = f"failed {state.failures} times" if state.failures > 1 else "failed"
    worries = {"retired": state.retired, failed: state.failures, "may have missed items": state.gap,
               "silent": state.silent_since}  # fmt: skip
    return next((words for words, holds in worries.items() if holds), "well")


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
