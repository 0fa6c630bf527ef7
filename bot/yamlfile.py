"""YAML files as plain values, with the line of every key and value, and everything that is wrong with them.

The file is untrusted: its size and depth are bounded, tags and anchors are refused, doubled keys are mistakes, and it
is never more than data. Parsing is by events, so that no nesting can exhaust the stack.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

LARGEST = 4 * 1024 * 1024
DEEPEST = 16
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TEXT = "tag:yaml.org,2002:str"

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file of `config/`: where (`line` from 1, 0 for the whole file), what, and what to do."""

    file: str
    line: int
    key: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}:" if self.key else ""
        return f"{place}:{key} {self.message}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A mistake at a place of a file's data; its file and line are looked up later."""

    place: Place
    message: str
    remedy: str


@dataclass(slots=True)
class YamlFile:
    """The data of a file, the line of every place in it, and what was wrong while reading it."""

    path: Path
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    broken: bool = False

    def line(self, place: Place) -> int:
        """Return the line of a place, or of the nearest thing around it that the file has."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 0)

    def problem(self, flaw: Flaw) -> Problem:
        """Return the flaw with file, line and a readable key."""
        return Problem(
            str(self.path), self.line(flaw.place), _readable(self.data, flaw.place), flaw.message, flaw.remedy
        )


class _GivenUpError(Exception):
    """There is no data to go on with: line, message and remedy."""


def read_yaml(path: Path) -> YamlFile:
    """Read a file; whatever is wrong with it is in `flaws`, and `broken` says that there is no data to go on with."""
    read = YamlFile(path)
    try:
        _parse(read, _text(path))
    except _GivenUpError as error:
        line, message, remedy = error.args
        read.broken = True
        read.data = None
        read.lines = {(): line}
        read.flaws = [Flaw((), message, remedy)]
    return read


def _text(path: Path) -> str:
    try:
        if path.is_dir():
            raise _GivenUpError(0, "is a folder, not a file", "name the YAML file in it")
        if not path.is_file():
            raise _GivenUpError(0, "is not there", "create it or correct the name")
        if path.stat().st_size > LARGEST:
            raise _GivenUpError(0, f"is larger than {LARGEST // 1024 // 1024} MiB", "make it smaller or split it")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _GivenUpError(0, f"cannot be read ({reason})", "check its name and its permissions") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _GivenUpError(line, "is not UTF-8 text", "save the file with the encoding UTF-8") from error


def _parse(read: YamlFile, text: str) -> None:
    try:
        loader = Loader(text)
        builder = _Builder(read, loader)
        while loader.check_event():
            builder.take(loader.get_event())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = ", ".join(part for part in (error.problem, error.context) if part)
        line = min(mark.line + 1, len(text.splitlines())) if mark else 0
        raise _GivenUpError(
            line, f"is not YAML here ({problem})", "correct indentation, brackets and quotes"
        ) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _GivenUpError(line, "holds a control character", "remove the character") from error


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being filled; `key` is the mapping's key that waits for its value."""

    value: dict[str, Any] | list[Any]
    place: Place
    key: str | None = None


class _Builder:
    """Builds the data from parser events; stops at what can only be an attack or a mistake about the format."""

    def __init__(self, read: YamlFile, loader: Any) -> None:
        self._read = read
        self._loader = loader
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take one event; raises for what ends the reading."""
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _GivenUpError(line, "holds a second document", "keep one document to a file")
        elif isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _GivenUpError(line, "holds an anchor or alias (& or *)", "write the value out, or put it in quotes")
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            self._open.pop()
        elif isinstance(event, CollectionStartEvent | ScalarEvent):
            self._value(event, line)

    def _value(self, event: Any, line: int) -> None:
        if event.tag is not None and event.tag != "!":
            raise _GivenUpError(line, f"holds the tag {event.tag}", "remove the tag")
        parent = self._open[-1] if self._open else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(event, parent, line)
            return
        place = _place(parent)
        self._read.lines.setdefault(place, line)
        value = self._plain(event)
        if parent is None:
            self._read.data = value
        elif isinstance(parent.value, list):
            parent.value.append(value)
        elif parent.key is not None:
            parent.value[parent.key] = value
            parent.key = None
        if isinstance(value, dict | list):
            self._open.append(_Open(value, place))
        if len(self._open) > DEEPEST:
            raise _GivenUpError(line, f"is nested more than {DEEPEST} deep", "make it flatter")

    def _key(self, event: Any, parent: _Open, line: int) -> None:
        if not isinstance(event, ScalarEvent):
            raise _GivenUpError(line, "has a list or mapping as a key", "use a word as the key")
        key = event.value
        place = (*parent.place, key)
        if key in parent.value:
            first = self._read.lines.get(place, 0)
            message = f"the key is given twice, first in line {first}"
            self._read.flaws.append(Flaw(place, message, "remove one of the two or join them"))
        parent.key = key
        self._read.lines[place] = line

    def _plain(self, event: Any) -> Any:
        if isinstance(event, MappingStartEvent):
            return {}
        if isinstance(event, SequenceStartEvent):
            return []
        if not event.implicit[0]:
            return event.value
        tag = self._loader.resolve(yaml.ScalarNode, event.value, (True, False))
        if tag == _TEXT:
            return event.value
        try:
            return self._loader.construct_object(yaml.ScalarNode(tag, event.value))
        except (yaml.YAMLError, ValueError, OverflowError):
            return event.value


def _place(parent: _Open | None) -> Place:
    if parent is None:
        return ()
    return (*parent.place, len(parent.value) if isinstance(parent.value, list) else parent.key or "")


def _readable(data: Any, place: Place) -> str:
    """Return a place as a person would write it, entries of lists by their id: topics[ceasefire].terms[2]."""
    parts: list[str] = []
    for step in place:
        inner = _step(data, step)
        if isinstance(step, int):
            name = inner.get("id") if isinstance(inner, dict) else None
            parts.append(f"[{name if isinstance(name, str) else step + 1}]")
        else:
            parts.append(f".{step}" if parts else step)
        data = inner
    return "".join(parts)[:200]


def _step(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None
