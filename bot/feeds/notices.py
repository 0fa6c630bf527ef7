"""What the operator has to know of a feed: its state before and after a poll go in, a card comes out. Pure.

Nothing that changes what is read goes unsaid: an address that is no longer the dossier's, a feed that is retired, that
keeps failing, or that is silent against its own rhythm.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.dossier import FeedSource
from bot.model import Card, Paragraph
from bot.store.feeds import FeedState

MANY = 5  # failures in a row that are told of


def notice(source: FeedSource, before: FeedState | None, after: FeedState) -> Card | None:
    """Return what is new to say to the operator, None where there is nothing."""
    same = before is not None and before.url == after.url
    blank = FeedState(dossier=after.dossier, feed=after.feed, url=after.url)
    sentences = tuple(_sentences(before if same and before else blank, after))
    if not sentences:
        return None
    return Card(
        title=f"Feed {source.name}: {'; '.join(title for title, _ in sentences)}",
        blocks=tuple(Paragraph(text) for _, text in sentences),
        kind="notice",
    )


def _sentences(before: FeedState, after: FeedState) -> Iterator[tuple[str, str]]:
    """Yield a few words for the title and a sentence for each thing that has changed."""
    if after.retired and not before.retired:
        yield (
            "gone for good",
            (
                f"{after.url} answers that it is gone for good (410). It is not asked any more; look for its new "
                "address, or take it out. “parley poll --all” asks it once again."
            ),
        )
    if before.retired and not after.retired:
        yield "there again", f"{after.asked_at}, which was gone for good (410), answers again and is polled as usual."
    if after.address != before.address:
        yield _moved(before, after)
    if after.silent_since and not before.silent_since:
        pause = _spoken(timedelta(seconds=after.rhythm or 0))
        yield (
            "silent",
            (
                f"It brought nothing new since {_time(after.silent_since)}, though its longest usual pause is {pause}. "
                f"It is still asked; see whether {after.asked_at} is still the right address."
            ),
        )
    if before.failures < MANY <= after.failures and not after.retired:
        yield (
            "failing",
            (
                f"It failed {after.failures} times in a row: {after.last_error}. It is asked ever more seldom, at "
                "least once a day."
            ),
        )
    if before.failures >= MANY and not after.failures:
        yield "well again", f"After {before.failures} failures in a row {after.asked_at} answers again."


def _moved(before: FeedState, after: FeedState) -> tuple[str, str]:
    if after.address:
        sentence = f"It moved for good from {before.asked_at} to {after.address}, and is asked there from now on."
        return "moved", f"{sentence} The dossier says {after.url}; correct it when convenient."
    return "asked at its old address", f"{before.address} failed, so that {after.url} is asked again."


def _time(moment: datetime) -> str:
    return f"{moment:%d %b %Y, %H:%M} UTC".lstrip("0")


def _spoken(wait: timedelta) -> str:
    hours = max(round(wait / timedelta(hours=1)), 1)
    return f"{round(hours / 24)} days" if hours >= 48 else f"{hours} hour{'s' * (hours > 1)}"
