"""`number`, `evaluate` and `gaps`: how well a dossier reads, and what it misses."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app import LanguageWords, Setup, opened, reader, set_up, surveyor
from bot.cli.files import documents_in, existing
from bot.cli.options import AsJson, DossierName
from bot.cli.output import columns, note, progress, say, say_json, say_table
from bot.dossier import Dossier
from bot.escape import one_line
from bot.evaluation import Counts, Difference, Figures, Marked, Scores, Share, differences, label_of, score, scores_data
from bot.gold import GoldDocument, Spans, gather, read_gold, read_spans, unknown_names
from bot.model import Document, Table
from bot.store.items import items

if TYPE_CHECKING:
    from bot.extract.survey import Survey

Documents = Annotated[
    Path, typer.Argument(metavar="FILE.jsonl", help="Documents as JSON Lines (.gz too), as `extract` takes them.")
]
Gold = Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Statements marked by hand, one per line.")]
SpansFile = Annotated[
    Path | None,
    typer.Option(
        "--spans", metavar="FILE", help="Where the numbered sentences are; GOLD.spans.json by default, if it is there."
    ),
]
DocumentsFile = Annotated[
    Path | None,
    typer.Option(
        "--docs", metavar="FILE", help="The documents that were marked (JSON Lines); GOLD.docs.jsonl by default."
    ),
]
MaybeDocuments = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE.jsonl]", help="Documents as JSON Lines (.gz too); by default what the store holds."),
]
AtLeast = Annotated[int, typer.Option("--at-least", min=1, help="How often something must be seen to be told.")]
Details = Annotated[bool, typer.Option("--details", help="List what was missed and what was read wrongly.")]


def number(file: Documents, as_json: AsJson = False) -> None:
    """Show the sentences of documents with their numbers, for marking statements; --json writes the spans file.

    Sentence 0 is the title. The numbers are those that `evaluate` takes where it is given no spans file.
    """
    split = _splitter(set_up())
    if as_json:
        say_json({"spans": {one.id: split(one.text) for one in documents_in(file)}})
        return
    for one in documents_in(file):
        say(f"{one_line(one.id)}\n  0  {one_line(one.title)}")
        for place, (start, end) in enumerate(split(one.text), 1):
            say(f"{place:3}  {one_line(one.text[start:end])}")


def evaluate(
    gold: Gold, spans: SpansFile = None, docs: DocumentsFile = None, dossier: DossierName = None,
    details: Details = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Measure a dossier: read the documents that were marked by hand, and print how well both agree.

    A row of GOLD.jsonl is {"doc", "sents", "actor", "speaker", "topic", "stance", "voice", "condition", "chain"};
    without a spans file, all documents are taken as marked, and `parley number` shows the numbers of their sentences.
    """
    setup = set_up()
    about = setup.dossier(dossier)
    marked = _marked(gold, spans, docs, setup, about)
    items = _read(marked, setup, about)
    found = score(items)
    apart = differences(items)
    if as_json:
        say_json(scores_data(found) | ({"differences": [_difference(one) for one in apart]} if details else {}))
        return
    _say(found)
    if details:
        documents = {one.document.id: one.document for one in marked}
        for one in apart:
            _say_difference(one, documents[one.doc])


def _marked(
    gold: Path, spans: Path | None, docs: Path | None, setup: Setup, about: Dossier
) -> tuple[GoldDocument, ...]:
    marks = read_gold(existing(gold, "name one with a marked statement per line"))
    where = spans or _beside(gold, ".spans.json")
    given = read_spans(existing(where, "name a spans file")) if spans or where.is_file() else None
    source = existing(docs or _beside(gold, ".docs.jsonl"), "name the documents that were marked with --docs")
    wanted = (one for one in documents_in(source) if given is None or one.id in given)
    found = gather(marks, wanted, split=_splitter(setup), spans=given)
    for told in unknown_names(marks, actors=about.party_by_id, topics=about.topic_by_id):
        note(f"{gold}: {told}")
    return found


def _beside(gold: Path, ending: str) -> Path:
    return gold.with_name(gold.name.removesuffix(".jsonl") + ending)


def _splitter(setup: Setup) -> Callable[[str], Spans]:
    """Return how a text is cut into the sentences that are numbered: all that the reader sees, noise too."""
    from bot.extract.segment import segment  # noqa: PLC0415 - other verbs do not cut text

    words = LanguageWords(setup.root / "language" / f"{setup.settings.reading.language}.yaml")
    return lambda text: [(s.start, s.end) for part in segment(text, words.segmentation) for s in part.sentences]


def _read(marked: Sequence[GoldDocument], setup: Setup, about: Dossier) -> list[Marked]:
    reads = reader(setup, about)
    items: list[Marked] = []
    with progress("documents read", total=len(marked)) as step:
        for one in marked:
            statements = reads.read(one.document).statements
            items.append(Marked(one.document.id, one.labels, tuple(map(label_of, statements))))
            step()
    return items


def _say(found: Scores) -> None:
    say(f"{found.documents} documents\n")
    say_table(_figures((("(actor, topic, stance)", found.triples), ("(actor, topic)", found.pairs))))
    say("")
    say_table(
        columns(
            ("Of these", "Share", "Right", "Of"),
            [
                ("pairs in both, with the same stances", *_share(found.stance_all)),
                ("pairs in both, with a stance in common", *_share(found.stance_any)),
                ("triples of the gold that were read, with its voice", *_share(found.voice)),
                ("right triples, with evidence in the marked sentences", *_share(found.evidence)),
                ("triples only others say, read as the party's own", *_share(found.other_reported)),
            ],
        )
    )
    for name, rows in (("Topic", found.topics), ("Actor", found.actors)):
        say("")
        say_table(columns((name, *_COUNTED), [(key, *_counts(counts)) for key, counts in rows]))


_COUNTED = ("Precision", "Recall", "F1", "Right", "Wrong", "Missed")


def _figures(rows: Iterable[tuple[str, Figures]]) -> Table:
    return columns(
        ("Triples and pairs", *_COUNTED, "F1, 95 %"),
        [(name, *_counts(one.counts), f"{one.low:.3f} to {one.high:.3f}") for name, one in rows],
    )


def _counts(counts: Counts) -> tuple[str, ...]:
    shares = (f"{value:.3f}" for value in (counts.precision, counts.recall, counts.f1))
    return (*shares, str(counts.tp), str(counts.fp), str(counts.fn))


def _share(share: Share) -> tuple[str, str, str]:
    return ("none" if share.value is None else f"{share.value:.3f}", str(share.right), str(share.of))


def _difference(one: Difference) -> dict[str, object]:
    actor, topic, stance = one.triple
    return {
        "doc": one.doc, "actor": actor, "topic": topic, "stance": stance, "missed": one.missed,
        "places": [{"field": field, "start": start, "end": end} for field, start, end in one.places],
    }  # fmt: skip


def _say_difference(one: Difference, document: Document) -> None:
    say(f"\n{one_line(one.doc)}: {'missed' if one.missed else 'wrong'}: {', '.join(one.triple)}")
    for field, start, end in one.places:
        say(f"  > {one_line((document.title if field == 'title' else document.text)[start:end])}")


def gaps(
    file: MaybeDocuments = None, dossier: DossierName = None, at_least: AtLeast = 3, as_json: AsJson = False
) -> None:
    """List what a dossier misses, as lines to paste into it: people, spellings, and terms that go with its topics."""
    from bot.cli.pasting import gaps_yaml  # noqa: PLC0415 - extraction, which other verbs do not need
    from bot.gaps.find import find_gaps  # noqa: PLC0415

    setup = set_up()
    about = setup.dossier(dossier)
    documents = list(documents_in(file) if file else _kept(setup, about))
    if not documents:
        note("There are no documents; `parley poll` fills the store, or name a file of them.")
    with progress("documents looked at", total=len(documents)) as step:
        found = find_gaps(_surveyed(documents, surveyor(setup, about), step), about, at_least=at_least)
    if as_json:
        say_json(asdict(found))
    else:
        say(gaps_yaml(found, about))


def _surveyed(
    documents: Iterable[Document], survey: "Callable[[Document], Survey]", step: Callable[[], None]
) -> "Iterator[Survey]":
    for document in documents:
        yield survey(document)
        step()


def _kept(setup: Setup, about: Dossier) -> list[Document]:
    with opened(setup.environment.database_url) as store, store.read() as conn:
        return [one.document() for one in items(conn, about.id)]
