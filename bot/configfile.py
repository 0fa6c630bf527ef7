"""Configuration files held against their models: every mistake becomes a sentence with file, line, key and remedy."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from bot.errors import ConfigError
from bot.yamlfile import Flaw, Place, Problem, YamlFile, read_yaml

ALIKE = 60
MISSING = "is missing"
ELSEWHERE = {"references": "elsewhere"}

Checks = Callable[[Any], Iterable[Flaw]]
M = TypeVar("M", bound=BaseModel)


def load(path: Path, model: type[M], checks: Checks | None = None) -> M:
    """Return the file as a `model`; raises ConfigError with its first mistake in one sentence."""
    value, problems = examine(path, model, checks)
    if value is None:
        more = f" (and {len(problems) - 1} more: run `parley check`)" if len(problems) > 1 else ""
        # a misspelt key leaves the right one missing: the cause is told first
        first = next((problem for problem in problems if problem.message != MISSING), problems[0])
        raise ConfigError(f"{first}{more}")
    return value


def examine(path: Path, model: type[M], checks: Checks | None = None) -> tuple[M | None, list[Problem]]:
    """Return the file as a `model`, or None and every mistake in it, by line."""
    read = read_yaml(path)
    flaws = list(read.flaws)
    value: M | None = None
    if not read.broken:
        data = {} if read.data is None else read.data
        try:
            value = model.model_validate(data, context=ELSEWHERE)
        except ValidationError as error:
            flaws += _flaws(error, model, read)
        flaws += checks(data) if checks is not None else ()
    problems = sorted({read.problem(flaw) for flaw in flaws}, key=lambda p: (p.line, p.key, p.message))
    return (None if problems else value), problems


def _flaws(error: ValidationError, model: type[BaseModel], read: YamlFile) -> Iterator[Flaw]:
    for one in error.errors(include_url=False):
        place = one["loc"]
        if one["type"] == "too_short" and one["input"]:
            continue  # its entries are wrong, and told by themselves
        while place and place not in read.lines and one["type"] != "missing":
            place = place[:-1]
        yield Flaw(place, *_sentence(one, place, model))


def _sentence(error: Any, place: Place, model: type[BaseModel]) -> tuple[str, str]:
    kind, given, limits = error["type"], error.get("input"), error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(str(place[-1]), fields_at(model, place[:-1]))
    for beginnings, message, remedy in _SENTENCES:
        if kind.startswith(beginnings):
            said = _shown(given)
            return message.format(said=said, **limits), remedy.format(said=said, **limits)
    if kind == "string_pattern_mismatch":
        pattern = limits.get("pattern", "")
        return f"{_shown(given)} is not written as it must be", _PATTERNS.get(
            pattern, f"write it so that {pattern} fits"
        )
    if kind in {"enum", "literal_error"}:
        return _no_choice(given, limits.get("expected", ""))
    message, _, remedy = str(limits.get("error", error["msg"])).partition("; ")
    return message, remedy or "see the description of the key in the schema"


_SENTENCES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("missing",), MISSING, "add the key"),
    (("string_type",), "{said} is no text", "put it in quotes or write a text"),
    (("string_too_short",), "is empty", "write a text or remove it"),
    (("string_too_long",), "is longer than {max_length} characters", "shorten it"),
    (("too_short",), "is empty", "give at least one entry"),
    (("tuple_type", "list_type"), "{said} is no list", "write it as [a, b] or in lines that begin with '- '"),
    (("model_type", "model_attributes_type", "dict_type"), "{said} is no mapping", "write it as keys with values"),
    (("date",), "{said} is no date", "write it as 2025-12-31"),
    (("time",), "{said} is no time", "write it as 2025-12-31T23:59:00Z"),
    (("url",), "{said} is no web address", "begin it with https:// or http:// and a host name"),
    (("bool",), "{said} is neither true nor false", "write true or false"),
    (("int", "float", "decimal"), "{said} is no number", "write a number without quotes"),
    (("greater_than_equal",), "{said} is too small", "choose {ge} or more"),
    (("greater_than",), "{said} is too small", "choose more than {gt}"),
    (("less_than_equal",), "{said} is too large", "choose {le} or less"),
    (("less_than",), "{said} is too large", "choose less than {lt}"),
)

_PATTERNS = {
    r"^[a-z0-9][a-z0-9-]*$": "use lower-case letters, digits and hyphens",
    r"^[A-Z]{2}$": "use the two capital letters of ISO 3166, in quotes where YAML reads them as yes or no",
    r"^[a-z]{2}$": "use the two small letters of ISO 639",
    r"^#[0-9a-fA-F]{6}$": 'write a colour as "#1f77b4"',
    r"^([01]\d|2[0-3]):[0-5]\d$": 'write a time of day as "07:00"',
}


def _unknown(key: str, known: Iterable[str]) -> tuple[str, str]:
    names = sorted(known)
    near = nearest(key, names)
    return (
        f"the key {key!r} is not known",
        f"did you mean {near!r}?" if near else f"remove it, or use {', '.join(names)}",
    )


def _no_choice(given: Any, expected: str) -> tuple[str, str]:
    choices = [choice.strip("'") for choice in expected.replace(" or ", ", ").split(", ")]
    near = nearest(str(given), choices)
    hint = f"did you mean {near!r}? " if near else ""
    return f"{_shown(given)} is none of the choices", f"{hint}choose one of {', '.join(choices)}"


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that looks most like `word`, if any does."""
    found = process.extractOne(word, list(choices), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return None if found is None else str(found[0])


def _shown(value: Any) -> str:
    text = (
        repr(value) if not isinstance(value, dict | list) else f"a {'mapping' if isinstance(value, dict) else 'list'}"
    )
    return text if len(text) <= 60 else text[:57] + "..."


def fields_at(model: type[BaseModel], place: Place) -> tuple[str, ...]:
    """Return the keys that the model knows at a place of its data."""
    here: Any = model
    for step in place:
        if isinstance(step, str) and _is_model(here) and step in here.model_fields:
            here = here.model_fields[step].annotation
        while here is not None and not _is_model(here):
            here = next((inner for inner in get_args(here) if _is_model(inner) or get_args(inner)), None)
    return tuple(here.model_fields) if _is_model(here) else ()


def _is_model(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, BaseModel)
