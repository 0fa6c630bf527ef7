"""Marks made by hand, from their files: rows and numbered sentences in, labels with exact places out.

A gold file holds one JSON object per line: `{"doc", "sents", "actor", "speaker", "topic", "stance", "voice",
"condition", "chain"}`. `sents` are numbers of the document's sentences, from 1; 0 is the title. A spans file,
`{"spans": {doc: [[start, end], …]}}`, says where the sentences of each document's text are; without one they are
those that the reader itself sees (`bot.extract.segment`), noise such as captions counted too.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bot.configfile import nearest
from bot.documents import json_object, lines
from bot.errors import InputError
from bot.evaluation import Label, Place
from bot.model import Document, Stance, Voice

Spans = Sequence[tuple[int, int]]
Splitter = Callable[[str], Spans]

_LONGEST_SHOWN = 60
_LIKE = '{"doc": "…", "sents": [1], "actor": "…", "topic": "…", "stance": "…", "voice": "…"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A row of a gold file, and where it stands."""

    place: str
    doc: str
    sentences: tuple[int, ...]
    actor: str
    topic: str
    stance: Stance
    voice: Voice


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document that was marked, with its labels; none where nothing was found in it."""

    document: Document
    labels: tuple[Label, ...]


def read_gold(path: Path) -> tuple[Mark, ...]:
    """Return the rows of a gold file; raises InputError with the line of the first that is none."""
    with path.open("rb") as source:
        return tuple(_mark(json_object(line, place=place, like=_LIKE), place) for place, line in _placed(path, source))


def _placed(path: Path, source: BinaryIO) -> Iterator[tuple[str, bytes]]:
    return ((f"{path}, line {number}", line) for number, line in lines(source))


def _mark(data: Mapping[str, Any], place: str) -> Mark:
    return Mark(
        place=place,
        doc=_id(data.get("doc"), place),
        sentences=_numbers(data.get("sents"), place),
        actor=_word(data, "actor", place),
        topic=_word(data, "topic", place),
        stance=Stance(_choice(data, "stance", list(Stance), place)),
        voice=Voice(_choice(data, "voice", list(Voice), place)),
    )


def _id(value: object, place: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise InputError(f'{place}: has no "doc"; write the id of its document')
    return str(value)


def _numbers(value: object, place: str) -> tuple[int, ...]:
    numbers = value if isinstance(value, list) else []
    if not numbers or any(isinstance(one, bool) or not isinstance(one, int) for one in numbers):
        raise InputError(f'{place}: "sents" is no list of sentence numbers; write it as [3, 4]; 0 is the title')
    return tuple(numbers)


def _word(data: Mapping[str, Any], name: str, place: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip():
        what = "is missing" if value is None else "is no text"
        raise InputError(f'{place}: "{name}" {what}; write an id of the dossier')
    return unicodedata.normalize("NFC", value).strip().lower()


def _choice(data: Mapping[str, Any], name: str, choices: Sequence[str], place: str) -> str:
    value = _word(data, name, place)
    if value not in choices:
        near = nearest(value, choices)
        hint = f"did you mean {str(near)!r}? " if near else ""
        raise InputError(
            f"{place}: there is no {name} {value[:_LONGEST_SHOWN]!r}; {hint}known are: {', '.join(choices)}"
        )
    return value


def read_spans(path: Path) -> dict[str, Spans]:
    """Return where the sentences of each document are; raises InputError for a file that does not say so."""
    try:
        data = json_object(path.read_bytes(), place=str(path))
    except InputError as error:
        raise InputError(f'{path}: is no spans file; write it as {{"spans": {{"ID": [[0, 27], …]}}}}') from error
    found = data.get("spans")
    if not isinstance(found, dict):
        raise InputError(f'{path}: has no "spans"; `parley number FILE.jsonl --json` writes such a file')
    return {key: _pairs(pairs, f"{path}: document {key!r}") for key, pairs in found.items()}


def _pairs(value: object, place: str) -> Spans:
    pairs: list[Any] = value if isinstance(value, list) else [None]
    for number, pair in enumerate(pairs, 1):
        right = isinstance(pair, list) and [type(one) for one in pair] == [int, int]
        if not right or not 0 <= pair[0] < pair[1]:
            raise InputError(f"{place}, sentence {number}: is no [start, end]; write two offsets, the smaller first")
    return [(start, end) for start, end in pairs]


def gather(
    marks: Iterable[Mark], documents: Iterable[Document], *, split: Splitter, spans: Mapping[str, Spans] | None = None
) -> tuple[GoldDocument, ...]:
    """Return the documents that were marked with their labels: those that `spans` names, else all.

    Raises InputError for a mark whose document or sentence is not there.
    """
    known = {one.id: one for one in documents}
    sentences = {key: split(one.text) for key, one in known.items()} if spans is None else dict(spans)
    for key, pairs in sentences.items():
        _check_document(key, pairs, known)
    labels: dict[str, list[Label]] = {key: [] for key in sentences}
    for mark in marks:
        if mark.doc not in labels:
            raise InputError(
                f"{mark.place}: there is no document {mark.doc[:_LONGEST_SHOWN]!r}; give it in the documents "
                "(and in the spans file, where there is one)"
            )
        labels[mark.doc].append(_label(mark, known[mark.doc], sentences[mark.doc]))
    return tuple(GoldDocument(known[key], tuple(found)) for key, found in labels.items())


def _check_document(key: str, pairs: Spans, known: Mapping[str, Document]) -> None:
    if key not in known:
        raise InputError(f"there is no document {key[:_LONGEST_SHOWN]!r}, which the spans file names; add it, or name "
                         "the right documents with --docs")  # fmt: skip
    if pairs and max(end for _, end in pairs) > len(known[key].text):
        raise InputError(f"document {key[:_LONGEST_SHOWN]!r}: is shorter than its spans say; give the documents that "
                         "the spans file was made for")  # fmt: skip


def _label(mark: Mark, document: Document, sentences: Spans) -> Label:
    wrong = next((number for number in mark.sentences if not 0 <= number <= len(sentences)), None)
    if wrong is not None:
        raise InputError(
            f"{mark.place}: document {mark.doc[:_LONGEST_SHOWN]!r} has no sentence {wrong}; number its sentences "
            f"from 1 to {len(sentences)} (0 is the title)"
        )
    places: list[Place] = [
        ("text", *sentences[number - 1]) if number else ("title", 0, len(document.title)) for number in mark.sentences
    ]
    return Label(actor=mark.actor, topic=mark.topic, stance=mark.stance, voice=mark.voice, places=tuple(places))


def unknown_names(marks: Iterable[Mark], *, actors: Iterable[str], topics: Iterable[str]) -> list[str]:
    """Return a sentence for each actor and topic of the gold that the dossier does not have; all of them are missed."""
    told: list[str] = []
    listed = list(marks)
    for what, names, known in (
        ("actor", [one.actor for one in listed], sorted(actors)),
        ("topic", [one.topic for one in listed], sorted(topics)),
    ):
        for name in sorted(set(names) - set(known)):
            near, rows = nearest(name, known), names.count(name)
            hint = f"; did you mean {near!r}?" if near else ""
            counted = f"{rows} rows are" if rows > 1 else "one row is"
            told.append(f"the dossier has no {what} {name!r}, so {counted} counted as missed{hint}")
    return told
