"""Whether two statements of one speaker report the same utterance; two statements go in, yes or no comes out.

Translations and paraphrases keep the content words and change the rest, so their stems are compared: the share of the
shorter text's stems that the longer one has, together with the similarity of the word sets (rapidfuzz). Numbers and
names that contradict each other part what is otherwise alike.
"""

from itertools import product

from rapidfuzz import fuzz

from bot.model import Statement
from bot.stories.words import at_odds, names, numbers, stems, words

FEWEST_STEMS = 4
"""Texts with fewer content words must be equal or contain one another word by word."""
SHARED = 0.75
"""Share of the shorter text's stems in the longer one from which both are one utterance."""
SHARED_OF_BOTH = 0.5
"""Share of common stems of the mean of both, so that a long remark does not swallow a short one by chance."""
SIMILARITY = 70.0
"""Least token-set ratio (0 to 100) of the folded words."""
SHARED_OF_REPORT = 0.8
"""Share of a quote's stems in a sentence that reports it in other words."""


def same_utterance(one: Statement, other: Statement) -> bool:
    """Return whether the statements, of one speaker and of neighbouring days, report one utterance.

    Statements on different topics do so only by their quotes; contrary stances on one topic never do.
    """
    alike = one.topic == other.topic
    if alike and one.stance is not other.stance:
        return False
    if one.quotes and other.quotes:
        pairs = product(_quotes(one), _quotes(other))
        return any(same_words(a, b) or (alike and _same_phrase(a, b)) for a, b in pairs)
    if not alike:
        return False
    if one.quotes or other.quotes:
        quoted, reported = (one, other) if one.quotes else (other, one)
        return any(_reports(b, a) for a, b in product(_quotes(quoted), _sentences(reported)))
    return any(same_words(a, b) for a, b in product(_sentences(one), _sentences(other)))


def _quotes(statement: Statement) -> tuple[str, ...]:
    """Return the quotes, and all of them as one, since a cue may part what was said in one breath."""
    parts = tuple(span.text for span in statement.quotes)
    return (*parts, " ".join(parts)) if len(parts) > 1 else parts


def _sentences(statement: Statement) -> tuple[str, ...]:
    return tuple(span.text for span in statement.evidence)


def same_words(one: str, other: str) -> bool:
    """Return whether two texts are the same words, give or take translation, paraphrase and cuts."""
    if words(one) == words(other) and len(stems(one)) >= FEWEST_STEMS:
        return True
    a, b = stems(one), stems(other)
    common = len(a & b)
    return (
        min(len(a), len(b)) >= FEWEST_STEMS
        and common >= SHARED * min(len(a), len(b))
        and 2 * common >= SHARED_OF_BOTH * (len(a) + len(b))
        and not _contradict(one, other)
        and fuzz.token_set_ratio(" ".join(words(one)), " ".join(words(other))) >= SIMILARITY
    )


def _contradict(one: str, other: str) -> bool:
    """Return whether the texts differ in their numbers or names by more than a cut."""
    return at_odds(numbers(one), numbers(other)) or at_odds(names(one), names(other))


def _same_phrase(one: str, other: str) -> bool:
    """Return whether one text has the other within it, word by word, and that is more than a single content word."""
    short, long = sorted((words(one), words(other)), key=len)
    return len(stems(one) & stems(other)) >= 2 and f" {' '.join(short)} " in f" {' '.join(long)} "


def _reports(sentence: str, quote: str) -> bool:
    """Return whether the sentence reports the quote without quotation marks."""
    a, b = stems(quote), stems(sentence)
    return len(a) >= FEWEST_STEMS and len(a & b) >= SHARED_OF_REPORT * len(a) and not numbers(quote) - numbers(sentence)
