"""Boolean filters that explain themselves: `actor:north and (topic:truce or rank>=minister) and not outlet:RT`.

Text goes in, a small frozen tree comes out; an alert's subject goes through it, and comes out with whether it passes
and the clause that decided. `not` binds closest, then `and`, then `or`; words side by side are joined by `and`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.errors import InputError
from bot.escape import one_line
from bot.model import Alert, AlertKind, Bullets, Card, Heading, Paragraph, Quote, Rank, Subject, Table

LONGEST = 500
"""Characters of a filter."""
_DEEPEST = 20
_ALIKE = 60
_FIELDS = ("actor", "topic", "kind", "rank", "origins", "outlet", "text")
_COUNTED = frozenset({"rank", "origins"})
_TOKEN = re.compile(
    r'\s*(?:(?P<bracket>[()])|(?P<field>\w+)\s*(?P<op>:|>=|<=|=|>|<)\s*(?P<value>"[^"]*"?|[^\s()"]+)?'
    r'|(?P<word>"[^"]*"?|[^\s()"]+))'
)
_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    ">=": lambda have, want: have >= want,
    "<=": lambda have, want: have <= want,
    ">": lambda have, want: have > want,
    "<": lambda have, want: have < want,
    ":": lambda have, want: have == want,
}
Names = Callable[[str, str], str]
"""What a value of a field means: the id for it, or an InputError that says why it means nothing."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to be met: a field, how it is compared, and the values of which one must fit."""

    field: str
    op: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        """Return it as it is typed."""
        return f"{self.field}{self.op}{','.join(_quoted(value) for value in self.values)}"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be met."""

    part: "Filter"

    def __str__(self) -> str:
        """Return it as it is typed."""
        return f"not {_in_brackets(self.part)}"


@dataclass(frozen=True, slots=True)
class All:
    """Parts that must all be met."""

    parts: tuple["Filter", ...]

    def __str__(self) -> str:
        """Return it as it is typed."""
        return " and ".join(map(_in_brackets, self.parts))


@dataclass(frozen=True, slots=True)
class Either:
    """Parts of which one must be met."""

    parts: tuple["Filter", ...]

    def __str__(self) -> str:
        """Return it as it is typed."""
        return " or ".join(map(_in_brackets, self.parts))


Filter = Clause | Not | All | Either


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something passes, and the words that say which clause decided."""

    passes: bool
    because: str


# text to tree


@lru_cache(maxsize=1024)
def parsed(text: str) -> Filter:
    """Return the filter of a text that was read before, as `str` of a filter is."""
    return parse(text, lambda _, value: value)


def parse(text: str, names: Names) -> Filter:
    """Return the filter that the text is; raises InputError that points at the word where it is none."""
    line = one_line(text).replace("“", '"').replace("”", '"').strip()
    if len(line) > LONGEST:
        raise InputError(f"the filter has {len(line)} characters; write it in at most {LONGEST}")
    tokens = list(_TOKEN.finditer(line)) if line else []
    reader = _Reader(line, tokens, names)
    found = reader.either(0)
    reader.end()
    return found


class _Reader:
    """Reads a filter from its words, the first unread one at `_place`."""

    def __init__(self, line: str, tokens: Sequence[re.Match[str]], names: Names) -> None:
        self._line = line
        self._tokens = tokens
        self._names = names
        self._place = 0

    def either(self, depth: int) -> Filter:
        parts = [self._all(depth)]
        while self._take("or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def end(self) -> None:
        if self._place < len(self._tokens):
            raise self._at(self._tokens[self._place], "closes nothing" if self._is(")") else "comes unexpectedly")

    def _all(self, depth: int) -> Filter:
        parts = [self._one(depth)]
        while self._take("and") or not (self._place == len(self._tokens) or self._is("or") or self._is(")")):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, depth: int) -> Filter:
        if self._place == len(self._tokens):
            raise InputError("the filter ends where a clause is missing; write one such as topic:ceasefire")
        token = self._tokens[self._place]
        if depth > _DEEPEST:
            raise self._at(token, "is nested too deeply; write it flatter")
        self._place += 1
        if token["bracket"] == "(":
            found = self.either(depth + 1)
            if not self._take(")"):
                raise self._at(token, "is not closed; add ')'")
            return found
        if token["word"] and token["word"].casefold() == "not":
            return Not(self._one(depth + 1))
        return self._clause(token)

    def _clause(self, token: re.Match[str]) -> Clause:
        if not token["field"]:
            raise self._at(token, f"is no clause; clauses are written as {', '.join(f'{one}:…' for one in _FIELDS)}")
        field, op = token["field"].casefold(), token["op"].replace("=", ":") if token["op"] == "=" else token["op"]
        field = {"actors": "actor", "party": "actor", "topics": "topic", "kinds": "kind", "origin": "origins"}.get(
            field, field
        )
        if field not in _FIELDS:
            raise self._at(token, f"begins with no field that is known; {_near(field, _FIELDS)}")
        if not (token["value"] or "").strip('"').strip(", "):
            raise self._at(token, f"has no value; write one behind {field}{op}")
        if op != ":" and field not in _COUNTED:
            raise self._at(token, f"compares what has no order; write {field}:{token['value']}")
        try:
            return Clause(field, op, tuple(self._value(field, one) for one in _values(token["value"])))
        except InputError as error:
            raise self._at(token, f"is not clear: {error}") from error

    def _value(self, field: str, text: str) -> str:
        if field == "origins":
            if not re.fullmatch(r"[0-9]{1,3}", text):
                raise InputError(f"{text[:40]!r} is no number")
            return str(int(text))
        if field in {"kind", "rank"}:
            known = [str(one) for one in (AlertKind if field == "kind" else Rank)]
            if text.casefold() not in known:
                raise InputError(f"no {field} is called {text[:40]!r}; {_near(text, known)}")
            return text.casefold()
        return text if field == "text" else self._names(field, text)

    def _is(self, word: str) -> bool:
        if self._place == len(self._tokens):
            return False
        token = self._tokens[self._place]
        return (token["bracket"] or (token["word"] or "").casefold()) == word

    def _take(self, word: str) -> bool:
        taken = self._is(word)
        self._place += taken
        return taken

    def _at(self, token: re.Match[str], message: str) -> InputError:
        word = token[0].strip()
        place = token.end() - len(token[0].lstrip()) + 1
        return InputError(f"in the filter, {word[:60]!r} (character {place}) {message}")


def _values(text: str) -> list[str]:
    if text.startswith('"'):
        return [text.strip('"').strip()]
    return [one for one in (part.strip() for part in text.split(",")) if one]


def _near(word: str, known: Sequence[str]) -> str:
    found = process.extractOne(word.casefold(), known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return f"{f'nearest: {found[0]}; ' if found else ''}there are {', '.join(known)}"


def _quoted(value: str) -> str:
    return value if re.fullmatch(r'[^\s()",]+', value) else f'"{value}"'


def _in_brackets(part: Filter) -> str:
    return f"({part})" if isinstance(part, All | Either) else str(part)


# a subject through the tree


def judge(condition: Filter, alert: Alert, subject: Subject) -> Verdict:
    """Return whether the subject of the alert passes the filter, and which clause decided."""
    match condition:
        case Clause():
            have = _have(condition.field, alert, subject)
            return Verdict(_meets(condition, have), f"{condition} ({_words(condition, have)})")
        case Not(part=part):
            inner = judge(part, alert, subject)
            return Verdict(not inner.passes, f"not {inner.because}")
        case All(parts=parts):
            return _joined([judge(part, alert, subject) for part in parts], deciding=False)
        case Either(parts=parts):
            return _joined([judge(part, alert, subject) for part in parts], deciding=True)


def _joined(verdicts: Sequence[Verdict], *, deciding: bool) -> Verdict:
    """Return the first verdict that decides, or that none does."""
    decided = next((one for one in verdicts if one.passes is deciding), None)
    if decided is not None:
        return decided
    return Verdict(not deciding, ", ".join(one.because for one in verdicts))


def _have(field: str, alert: Alert, subject: Subject) -> tuple[str, ...]:
    if field == "text":
        return (words_of(alert.card),)
    have = {
        "actor": tuple(filter(None, (subject.actor, subject.person))), "topic": (subject.topic,),
        "kind": (str(alert.kind),), "rank": (str(subject.rank),), "origins": (str(subject.origins),),
        "outlet": (subject.outlet,),
    }  # fmt: skip
    return have[field]


def _meets(clause: Clause, have: Sequence[str]) -> bool:
    if clause.field in _COUNTED:
        return any(_COMPARE[clause.op](_number(have[0]), _number(value)) for value in clause.values)
    wanted = [value.casefold() for value in clause.values]
    if clause.field == "text":
        return any(value in have[0].casefold() for value in wanted)
    return any(one.casefold() in wanted for one in have)


def _number(value: str) -> int:
    return int(value) if value.isdigit() else Rank(value).weight


def _words(clause: Clause, have: Sequence[str]) -> str:
    if clause.field == "text":
        return "it says so" if _meets(clause, have) else "it does not say so"
    if clause.field == "origins":
        return f"it has {have[0]}"
    return f"it is {' and '.join(filter(None, have)) or 'unknown'}"


def words_of(card: Card) -> str:
    """Return all that a card says, a part per line."""
    lines = [card.title]
    for block in (*card.blocks, *card.stands):
        match block:
            case Heading() | Paragraph():
                lines.append(block.text)
            case Quote():
                lines += [block.label, block.text, block.speaker]
            case Bullets():
                lines += block.items
            case Table():
                lines += [cell for row in block.rows for cell in row]
    return "\n".join(filter(None, lines))
