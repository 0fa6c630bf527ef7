"""Rows written as CSV, JSON Lines or GraphML, one after the other, so that any number of them can sit in a pipe."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TextIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from bot.dossier import Dossier
from bot.escape import clean
from bot.exports.columns import Column
from bot.exports.rows import Row, Value

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"


class Form(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSONL = "jsonl"
    GRAPHML = "graphml"


def write(rows: Iterable[Row], columns: Sequence[Column], form: Form, stream: TextIO, *, dossier: Dossier) -> int:
    """Write the rows to the stream, flushed now and then; returns how many there were."""
    match form:
        case Form.CSV:
            return _csv(rows, columns, stream)
        case Form.JSONL:
            return _jsonl(rows, columns, stream)
        case Form.GRAPHML:
            return _graphml(rows, columns, stream, dossier)


def _csv(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO) -> int:
    """Write a table (RFC 4180); a text that a spreadsheet would compute begins with an apostrophe."""
    writer = csv.writer(stream)
    writer.writerow([one.name for one in columns])
    number = 0
    for row in rows:
        writer.writerow([_guarded(row[one.name]) for one in columns])
        number += 1
    return number


def _guarded(value: Value) -> str:
    text = _plain(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _jsonl(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO) -> int:
    number = 0
    for row in rows:
        text = json.dumps({one.name: row[one.name] for one in columns}, ensure_ascii=False)
        stream.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
        number += 1
    return number


# GraphML: http://graphml.graphdrawing.org/specification.html


def _graphml(rows: Iterable[Row], columns: Sequence[Column], stream: TextIO, dossier: Dossier) -> int:
    """Write a graph of two kinds of nodes, actors and topics, with an edge for every row."""
    out = _Xml(stream)
    edges = [one for one in columns if one.name not in {"actor", "topic", "id"}]
    with_weight = [*edges, Column("weight", "double")]
    number = 0
    with out.element("graphml", xmlns=_NAMESPACE):
        for kind, declared in (("node", _NODE), ("edge", with_weight)):
            for one in declared:
                out.leaf("key", id=f"{kind}_{one.name}", **{"for": kind, "attr.name": one.name, "attr.type": one.type})
        with out.element("graph", id=dossier.id, edgedefault="undirected"):
            known = set(_write_nodes(out, dossier))
            for row in rows:
                for kind in ("actor", "topic"):
                    key = f"{kind}:{row[kind]}"
                    if key not in known:  # of a party or topic that the dossier does not list any more
                        known.add(key)
                        _write_node(out, key, kind, _plain(row[f"{kind}_name"]), "")
                number += 1
                _write_edge(out, row, with_weight)
    return number


_NODE = (
    Column("label"), Column("kind"), Column("class"), Column("bipartite", "int"), Column("color"),
    Column("r", "int"), Column("g", "int"), Column("b", "int"),
)  # fmt: skip
_CLASSES = {"actor": "organization", "topic": "concept"}
"""What Discourse Network Analyzer calls the two kinds of nodes, in the `class` of the GraphML that it writes."""


def _write_nodes(out: "_Xml", dossier: Dossier) -> Iterator[str]:
    for party in dossier.parties:
        yield _write_node(out, f"actor:{party.id}", "actor", party.name, party.color or "")
    for topic in dossier.topics:
        yield _write_node(out, f"topic:{topic.id}", "topic", topic.name, "")


def _write_node(out: "_Xml", key: str, kind: str, label: str, color: str) -> str:
    with out.element("node", id=key):
        values: dict[str, Value] = {
            "label": label, "kind": kind, "class": _CLASSES[kind], "bipartite": int(kind == "topic"),
            "color": color or None,
        }  # fmt: skip
        parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)] if color else [None] * 3
        values |= dict(zip("rgb", parts, strict=True))
        out.data("node", values, _NODE)
    return key


def _write_edge(out: "_Xml", row: Row, columns: Sequence[Column]) -> None:
    key = _plain(row.get("id")) or f"{row['actor']}:{row['topic']}"
    with out.element("edge", id=key, source=f"actor:{row['actor']}", target=f"topic:{row['topic']}"):
        out.data("edge", {**row, "weight": float(row.get("statements") or 1)}, columns)


def _cleaned(attributes: dict[str, str]) -> "AttributesImpl[str]":
    return AttributesImpl({key: clean(value) for key, value in attributes.items()})


class _Element:
    """An element that is open as long as it is held."""

    def __init__(self, out: XMLGenerator, name: str) -> None:
        self._out = out
        self._name = name

    def __enter__(self) -> None:
        self._out.ignorableWhitespace("\n")

    def __exit__(self, *_failure: object) -> None:
        self._out.endElement(self._name)
        self._out.ignorableWhitespace("\n")


class _Xml:
    """Writes XML element by element; text is cleaned of what XML cannot hold."""

    def __init__(self, stream: TextIO) -> None:
        self._out = XMLGenerator(stream, "utf-8", short_empty_elements=True)  # type: ignore[arg-type]  # takes text too
        self._out.startDocument()

    def element(self, name: str, **attributes: str) -> _Element:
        """Open an element."""
        self._out.startElement(name, _cleaned(attributes))
        return _Element(self._out, name)

    def leaf(self, name: str, text: str = "", **attributes: str) -> None:
        """Write an element that holds only text."""
        self._out.startElement(name, _cleaned(attributes))
        self._out.characters(clean(text))
        self._out.endElement(name)
        self._out.ignorableWhitespace("\n")

    def data(self, kind: str, values: Row, columns: Iterable[Column]) -> None:
        """Write the values of a node or an edge, those that there are."""
        for one in columns:
            if (value := values[one.name]) is not None:
                self.leaf("data", _plain(value), key=f"{kind}_{one.name}")
