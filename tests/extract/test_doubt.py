"""What is no news: words that nobody said or said long ago, and articles that invent or comment."""

from datetime import UTC, date, datetime

import pytest
from fakes.command_line import ROOT

from bot.extract.doubt import Doubts, Kind
from bot.extract.language import load_language
from bot.model import Document, Span, Stance, Statement, Voice

LANGUAGE = load_language(ROOT / "config" / "language" / "en.yaml")
DOUBTS = Doubts(LANGUAGE.doubt, LANGUAGE.time.months)
CLAIM = "we accept a truce"


def document(text: str = "", *, title: str = "", url: str = "", source: str = "Courier") -> Document:
    return Document(
        id="d", title=title, text=text, url=url, source=source, published=datetime(2025, 10, 2, tzinfo=UTC)
    )  # fmt: skip


def sifted(text: str, *, voice: Voice = Voice.OWN, around: str = "", title: str = "") -> Statement | None:
    """Return what is left of a claim that stands in `text`, whose words are what is said."""
    start = len(around)
    found = document(around + text, title=title)
    at = start + text.find(CLAIM)
    said = Span("text", at, at + len(CLAIM), CLAIM)
    one = Statement(
        id="s", doc="d", actor="freedonia", topic="truce", stance=Stance.SUPPORT, voice=voice, triggers=(said,),
        evidence=(Span("text", start, start + len(text), text),), said_on=date(2025, 10, 2), confidence=0.9,
        speaker=None if voice is Voice.NARRATED else "Rufus Firefly",
    )  # fmt: skip
    kept = DOUBTS.sifted([one], found, [] if voice is Voice.NARRATED else [said])
    return kept[0] if kept else None


@pytest.mark.parametrize(
    "text",
    [
        f"Firefly was misquoted as saying {CLAIM}.",
        f"Firefly never said that {CLAIM}.",
        f"Chicolini denied that Firefly had ever said that {CLAIM}.",
        f"Firefly denies saying that {CLAIM}.",
        f"Firefly should say it aloud: {CLAIM}.",
        f"Firefly is expected to say that {CLAIM}.",
        f"Imagine Firefly said that {CLAIM}.",
        f"What if Firefly said that {CLAIM}, and meant it.",
    ],
)
def test_what_nobody_said_is_no_statement(text: str) -> None:
    assert sifted(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"Firefly said in March 2024 that {CLAIM}.", date(2024, 3, 1)),
        (f"Firefly said in 2023 that {CLAIM}.", date(2023, 12, 1)),
        (f"Firefly had said in June that {CLAIM}.", date(2025, 6, 1)),
        (f"A clip from December 2024 in which Firefly says that {CLAIM} was shown.", date(2024, 12, 1)),
        (f"In a 2019 interview Firefly said that {CLAIM}.", date(2019, 12, 1)),
        (f"Firefly once said that {CLAIM}.", date(2025, 10, 2)),
        (f"Exactly a year ago Firefly said that {CLAIM}.", date(2025, 10, 2)),
        (f"Firefly said at the time that {CLAIM}.", date(2025, 10, 2)),
    ],
)
def test_what_was_said_long_ago_is_old(text: str, day: date) -> None:
    found = sifted(text)
    assert found is not None
    assert (found.old, found.said_on) == (True, day)


@pytest.mark.parametrize(
    "text",
    [
        f"Firefly denied the rumour, saying that {CLAIM}.",
        f"Firefly denied it was late and said that {CLAIM}.",
        f"Firefly said on Thursday that {CLAIM}.",
        f"Firefly could say no more than that {CLAIM}.",
        f"Firefly said in October 2025 that {CLAIM}.",
        f"Firefly said in September that {CLAIM}.",
        f"{CLAIM} as in 2014, Firefly said.".replace(" as in 2014", ""),
        f"“Nobody should say otherwise: {CLAIM},” Firefly said.",
    ],
)
def test_news_is_left_as_it_is(text: str) -> None:
    found = sifted(text)
    assert found is not None
    assert (found.old, found.confidence, found.voice) == (False, 0.9, Voice.OWN)


def test_old_words_that_are_told_again_are_known_by_the_sentence_beside_them() -> None:
    around = "Old remarks by Firefly have resurfaced. "
    found, apart = (sifted(f"Firefly says {CLAIM}.", around=before) for before in (around, f"{around}\n\n"))
    assert found is not None
    assert apart is not None
    assert (found.old, apart.old) == (True, False)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (f"Freedonia says {CLAIM}, a former minister recalls in his memoirs, out now.", "a former minister"),
        (f"Freedonia says {CLAIM}, a poll found.", "a poll"),
        (f"Freedonia says {CLAIM}, and a poll found bread cheap.", None),
    ],
)
def test_what_an_outsider_tells_at_the_end_of_a_sentence_is_no_partys_word(text: str, speaker: str | None) -> None:
    found = sifted(text, voice=Voice.NARRATED)
    assert found is not None
    assert (found.speaker, found.voice) == (speaker, Voice.OTHER if speaker else Voice.NARRATED)


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        (document(title="Satire: a week in the palace"), Kind.INVENTED),
        (document(source="The Onion"), Kind.INVENTED),
        (document(title="What Firefly should do | Opinion"), Kind.COMMENT),
        (document(title="Editorial: time to talk"), Kind.COMMENT),
        (document(url="https://courier.test/opinion/truce"), Kind.COMMENT),
        (document(title="Opinion is divided on the truce"), Kind.NEWS),
        (document(title="Firefly writes letter", url="https://courier.test/world/opinions-differ"), Kind.NEWS),
    ],
)
def test_articles_that_invent_or_comment_are_known_by_label_address_and_outlet(about: Document, kind: Kind) -> None:
    assert DOUBTS.kind(about) is kind


def test_comments_say_nothing_for_sure_and_satire_nothing_at_all() -> None:
    said = f"Firefly says {CLAIM}."
    found = sifted(said, title="Opinion: the truce")
    assert found is not None
    assert found.confidence == 0.4
    assert sifted(said, title="Satire: the truce") is None
