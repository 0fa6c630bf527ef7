"""Whether two statements of one speaker report the same utterance; two statements go in, yes or no comes out.

Translations and paraphrases keep the content words and change the rest, so their stems are compared: the share of the
shorter text's stems that the longer one has, together with the similarity of the word sets (rapidfuzz). Numbers and
names that contradict each other part what is otherwise alike.
"""

from dataclasses import dataclass
from itertools import product

from rapidfuzz import fuzz

from bot.model import Statement
from bot.stories.words import at_odds, names, numbers, sentences, short_stems, stems, words

FEWEST_STEMS = 4
"""Texts with fewer content words must contain one another word by word."""
EXCERPT = 90.0
"""Least ratio (0 to 100) of the shorter text to the best stretch of the longer one for it to be an excerpt."""

COPIED = 90.0
"""Least ratio (0 to 100) of two sentences in an article's own words for one to be a copy of the other."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts must be to be one remark in two translations."""

    of_shorter: float
    """Share of the shorter text's stems that the longer one has."""
    of_both: float
    """Share of common stems in the mean of both (Dice), lest a long remark swallow a short one by chance."""
    ratio: float
    """Token-set ratio (0 to 100) of the folded words."""


BRIEF = Likeness(0.8, 0.6, 80)
"""For texts of fewer than SEVERAL stems, where a few common words may be chance."""
BRIEF_ALIKE = Likeness(0.75, 0.6, 80)
"""The same where topic and stance agree too."""
ORDINARY = Likeness(0.6, 0.55, 75)
SEVERAL = 6
SHARED_OF_REPORT = 0.75
"""Share of a quote's stems in a sentence that reports it in other words."""


def same_utterance(one: Statement, other: Statement) -> bool:
    """Return whether the statements, of one speaker and of neighbouring days, report one utterance.

    Statements on different topics do so only by their quotes; contrary stances on one topic never do.
    """
    alike = one.topic == other.topic
    if alike and one.stance is not other.stance:
        return False
    if one.quotes and other.quotes:
        quoted = product(_quotes(one), _quotes(other))
        return any(same_words(a, b, alike=False) for a, b in quoted) or (alike and _same_part(one, other))
    if not alike:
        return False
    if one.quotes or other.quotes:
        said, reported = (one, other) if one.quotes else (other, one)
        return any(_reports(b, a) for a, b in product(_parts(said), _sentences(reported)))
    alike_texts = same_words if one.speaker and other.speaker else _copied
    return any(alike_texts(a, b) for a, b in product(_sentences(one), _sentences(other)))


def _same_part(one: Statement, other: Statement) -> bool:
    """Return whether one sentence of the quotes is the same, or one phrase."""
    return any(same_words(a, b) or _same_phrase(a, b) for a, b in product(_parts(one), _parts(other)))


def _parts(statement: Statement) -> tuple[str, ...]:
    """Return the quotes and their sentences, each once."""
    return tuple(dict.fromkeys(part for quote in _quotes(statement) for part in (quote, *sentences(quote))))


def _quotes(statement: Statement) -> tuple[str, ...]:
    """Return the quotes, and all of them as one, since a cue may part what was said in one breath."""
    parts = tuple(span.text for span in statement.quotes)
    return (*parts, " ".join(parts)) if len(parts) > 1 else parts


def _sentences(statement: Statement) -> tuple[str, ...]:
    return tuple(span.text for span in statement.evidence)


def same_words(one: str, other: str, *, alike: bool = True) -> bool:
    """Return whether two texts are the same words, give or take translation, paraphrase and cuts.

    `alike` says that they take the same stance on the same topic, so that less is needed.
    """
    a, b = stems(one), stems(other)
    if min(len(a), len(b)) < FEWEST_STEMS or _contradict(one, other):
        return False
    left, right = " ".join(words(one)), " ".join(words(other))
    if fuzz.partial_ratio(left, right) >= EXCERPT:
        return True
    common, shorter = len(a & b), min(len(a), len(b))
    least = ORDINARY if shorter >= SEVERAL else BRIEF_ALIKE if alike else BRIEF
    return (
        common >= least.of_shorter * shorter
        and 2 * common >= least.of_both * (len(a) + len(b))
        and fuzz.token_set_ratio(left, right) >= least.ratio
    )


def _copied(one: str, other: str) -> bool:
    """Return whether a sentence was taken over; that two reporters tell one act in similar words is not enough."""
    a, b = " ".join(words(one)), " ".join(words(other))
    return len(stems(one)) >= FEWEST_STEMS and fuzz.ratio(a, b) >= COPIED and not _contradict(one, other)


def _contradict(one: str, other: str) -> bool:
    """Return whether each text has numbers, or each has names, that the other lacks: no cut explains that."""
    a, b = short_stems(one), short_stems(other)
    return at_odds(numbers(one), numbers(other)) or (bool(names(one) - b) and bool(names(other) - a))


def _same_phrase(one: str, other: str) -> bool:
    """Return whether one text has the other within it, word by word, and that is more than a single content word."""
    short, long = sorted((words(one), words(other)), key=len)
    return len(stems(one) & stems(other)) >= 2 and f" {' '.join(short)} " in f" {' '.join(long)} "


def _reports(sentence: str, quote: str) -> bool:
    """Return whether the sentence reports the quote without quotation marks."""
    a, b = stems(quote), stems(sentence)
    return len(a) >= FEWEST_STEMS and len(a & b) >= SHARED_OF_REPORT * len(a) and not numbers(quote) - numbers(sentence)
