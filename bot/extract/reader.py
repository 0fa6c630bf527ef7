"""Reading one document: from title and text to mentions, attributions and statements.

Cheap looks come first: words, names, attributions and topic phrases over the raw text. Only sentences that name a
topic, or assess talks, and can have a holder are parsed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from bot.dossier import Dossier
from bot.extract.actors import Gazetteer, Speaker
from bot.extract.assessing import AssessmentReader
from bot.extract.assessment import Assessor
from bot.extract.attribution import attribute, explain
from bot.extract.choosing import Chooser
from bot.extract.doubt import Doubts
from bot.extract.echoes import EchoFinder
from bot.extract.field import Field
from bot.extract.figures import FigureFinder, Named, figure, with_statements
from bot.extract.findings import SentenceReader
from bot.extract.holders import HolderFinder, Pronouns
from bot.extract.language import Language, load_language
from bot.extract.lexicon import enumerate_forms
from bot.extract.linking import Linker
from bot.extract.parts import Part
from bot.extract.phrases import words
from bot.extract.places import Places
from bot.extract.preparing import Preparer
from bot.extract.quotes import pair_quotes
from bot.extract.reasons import Reason
from bot.extract.referents import Referents
from bot.extract.sayings import Saying, Sayings
from bot.extract.segment import ParagraphKind, Sentence, segment
from bot.extract.siding import SidingReader
from bot.extract.sources import Sources
from bot.extract.stance import StanceReader
from bot.extract.statements import Finding, merge, with_sources
from bot.extract.survey import Survey, Surveyor, function_words
from bot.extract.syntax import Parsed, Prepared, Syntax
from bot.extract.titles import title_attributions
from bot.extract.topics import TopicFinder
from bot.extract.when import Calendar
from bot.model import Attribution, Document, Figure, QuoteKind, Reading, Span, TopicKind
from bot.settings import ReadingRules

LEAD = 1500
MOST_PARSED = 500
"""Sentences of one text that are parsed, the first that may hold a statement: no article has so many, a dump may."""
LEAD_SENTENCES = 2


class Reader:
    """Reads documents for one dossier; the pipeline is loaded with the first sentence that needs it."""

    def __init__(self, dossier: Dossier, rules: ReadingRules, config: Path) -> None:
        self.dossier = dossier
        self._language: Language = load_language(config / "language" / f"{rules.language}.yaml")
        self._rules = rules
        self._gazetteer = Gazetteer(dossier, self._language.actors)
        self._linker = Linker(self._gazetteer)
        self._topics = TopicFinder(dossier, self._language.stem, self._language.wordings)
        self._assessor = Assessor(self._language.assessment)
        self._assessments = tuple(t.id for t in dossier.topics if t.kind is TopicKind.ASSESSMENT)
        self._speech = _speech_forms(self._language)
        self._quoting = _forms(self._language, self._language.attribution.quoting)
        self._stances = StanceReader(self._language.stance, self._speech, self._language.echo.answers)
        self._echoes = EchoFinder(self._language.echo, self._language.stem)
        self._siding = SidingReader(self._language.echo.siding, self._speech)
        self._preparer = Preparer(self._language, self._stances)
        self._quantity = re.compile(self._language.quantity.pattern, re.IGNORECASE)
        self._doubts = Doubts(self._language.doubt, self._language.time.months)
        self._numbered = FigureFinder(self._language.quantity)
        self._calendar = Calendar(self._language.time)
        pronouns, stance = self._language.pronouns, self._language.stance
        self._pronouns = Pronouns(
            first=frozenset(pronouns.first),
            third=frozenset(pronouns.third),
            man=frozenset(self._language.attribution.pronouns["he"]),
            thing=frozenset(pronouns.thing),
            own_side=frozenset(stance.own_side),
            own_heads=frozenset(stance.own_heads),
            own_bodies=frozenset(stance.own_bodies),
            both=frozenset(stance.both),
            many=frozenset(self._language.attribution.pronouns["they"]),
        )
        self._referents = Referents(self._linker, self._language.pronouns)
        self._sources = Sources(self._linker, self._pronouns, self._language.attribution, self._referents)
        self._chooser = Chooser(dossier.sides[:1], frozenset(pronouns.third))
        self._syntax: Syntax | None = None

    def warm(self) -> None:
        """Load the pipeline now rather than with the first sentence that needs it."""
        self._syntax = self._syntax or Syntax(self._rules.pipeline, self._language.lemmas)

    def read(self, document: Document) -> Reading:
        """Return everything read out of the document, in text order.

        Time is linear in its length: a sentence is parsed up to 1,200 characters, a text up to `MOST_PARSED` sentences.
        """
        parts = self._parts(document)
        mentions = tuple(m for p in parts for m in self._gazetteer.mentions(p.named, p.text, p.field))
        attributions = tuple(a for p in parts for a in p.attributions)
        findings: list[Finding] = []
        figures: tuple[Figure, ...] = ()
        if any(
            part.topics.concerns(0, len(part.text)) or self._chooser.has_side(part, 0, len(part.text)) for part in parts
        ):
            findings = list(self._findings(document, parts))
            figures = tuple(self._figures(document, parts))
        contents = [span for one in attributions for span in one.content]
        statements = with_sources(self._doubts.sifted(merge(findings, document), document, contents))
        return Reading(
            doc=document.id, mentions=mentions, attributions=attributions, statements=statements,
            figures=with_statements(figures, statements),
        )  # fmt: skip

    def explain(self, document: Document) -> list[tuple[Reason, ...]]:
        """Return for each attribution of the document, in order, what made the tagger take its cue for one."""
        title, text = (self._part(document, field) for field in ("title", "text"))
        return [
            why
            for part in (title, text)
            for why in explain(
                part.text, part.paragraphs, self._language.attribution, [one.cue for one in part.attributions]
            )
        ]

    def survey(self, document: Document) -> Survey:
        """Return what the dossier might miss in the document; nothing where it is not about the dossier's matter."""
        if not any(self._topics.concerns(words(text[:LEAD])) for text in (document.title, document.text)):
            return Survey(doc=document.id, outlet=document.source)
        parts = [self._part(document, field) for field in ("title", "text")]
        day = document.published.date() if document.published else date.max
        sure = frozenset(t for part in parts for t in part.topics.sure)
        surveyor = Surveyor(
            stem=self._language.stem,
            function_words=function_words(self._rules.language),
            hits=lambda here: self._topics.find(here, named=sure),
            saying=lambda one: self._sources.saying(one, day) if self._is_speech(one) else None,
            known=lambda name: self._linker.speaker(name, None, day).party is not None,
        )
        return surveyor.survey(document, parts)

    def _parts(self, document: Document) -> list[Part]:
        """Return title and text; both are about the dossier's matter where one of them is."""
        parts = [self._part(document, field) for field in ("title", "text")]
        about = any(part.topics.concerns(0, LEAD) for part in parts)
        return [replace(part, about=about) for part in parts]

    def _part(self, document: Document, field: str) -> Part:
        text = document.title if field == "title" else document.text
        title = document.title if field == "text" else ""
        paragraphs = segment(text, self._language.segmentation, title=title)
        tokens = tuple(words(text))
        named = tuple(self._gazetteer.find(text, tokens))
        attributions = attribute(text, paragraphs, self._language.attribution, field=field)
        if field == "title":
            labels, outsiders = self._language.attribution.headlines.labels, self._language.actors.disqualifiers
            attributions = title_attributions(text, named, attributions, labels, frozenset(outsiders))
        return Part(
            field=field,
            text=text,
            words=tokens,
            paragraphs=paragraphs,
            attributions=attributions,
            named=named,
            topics=self._topics.over(tokens),
        )

    def _findings(self, document: Document, parts: Sequence[Part]) -> Iterator[Finding]:
        published = document.published.date() if document.published else None
        sure = frozenset(t for part in parts for t in part.topics.sure)
        lead_day = self._lead_day(parts, published)
        readers = [self._sentence_reader(part, published, lead_day) for part in parts]
        titled = frozenset(hit.topic for hit in parts[0].topics.find(0, len(parts[0].text), named=sure))
        wanted = [
            list(islice(self._chooser.wanted(part, sure, reader, titled), MOST_PARSED))
            for part, reader in zip(parts, readers, strict=True)
        ]
        prepared = [
            self._preparer.prepare(part, sentence)
            for part, chosen in zip(parts, wanted, strict=True)
            for sentence, *_ in chosen
        ]
        parses = self._parses(prepared)
        for reader, chosen in zip(readers, wanted, strict=True):
            for sentence, hits, before in chosen:
                yield from reader.findings(sentence, next(parses), hits, before)

    def _parses(self, prepared: Sequence[Prepared]) -> Iterator[Parsed]:
        if not prepared:
            return iter(())
        self._syntax = self._syntax or Syntax(self._rules.pipeline, self._language.lemmas)
        return self._syntax.parse(prepared)

    def _sentence_reader(self, part: Part, published: date | None, lead_day: date | None) -> SentenceReader:
        told = self._told(part, published or date.max)
        sayings = self._sayings(part, told)
        sources = [(one.attribution.source, one.speaker) for one in told if one.attribution.source]
        day = published or date.max

        def meant(start: int, end: int) -> Sequence[Speaker]:
            return self._referents.meant(Span(part.field, start, end, part.text[start:end]), part, day)

        holders = HolderFinder(part.text, self._linker, self._referents, self._pronouns, day, sources, meant)
        places = self._places(part, sayings, published, lead_day)
        field = Field(
            text=part.text, named=part.named, sayings=sayings, places=places, holders=holders, stances=self._stances,
            echoes=self._echoes, siding=self._siding,
        )  # fmt: skip
        assessing = AssessmentReader(field, self._assessor, self._assessments)
        return SentenceReader(field, assessing, self._sources.is_outlet)

    def _told(self, part: Part, day: date) -> list[Saying]:
        """Return the attributions of the part, attitudes among them, with their speakers linked."""
        return self._sources.told(part, day)

    def _sayings(self, part: Part, told: Sequence[Saying]) -> Sayings:
        quoted = [(q.start, q.end) for q in pair_quotes(part.text, part.paragraphs)]
        return Sayings(part.text, quoted, (one for one in told if self._is_uttered(one)))

    def _places(self, part: Part, sayings: Sayings, published: date | None, lead_day: date | None) -> Places:
        return Places(
            field=part.field,
            text=part.text,
            sentences=[s for _, s in part.sentences()],
            sayings=sayings,
            calendar=self._calendar,
            tags=[(a.content[0].start, a.chain) for a in part.attributions if a.chain],
            quantity=self._quantity,
            published=published,
            lead_day=lead_day,
        )

    def _figures(self, document: Document, parts: Sequence[Part]) -> Iterator[Figure]:
        """Yield the quantities that the document gives of topics, whoever says it, in text order."""
        published = document.published.date() if document.published else None
        sure = frozenset(t for part in parts for t in part.topics.sure)
        for part in parts:
            found = list(self._numbers(part, sure))
            if not found:
                continue
            sayings = self._sayings(part, self._told(part, published or date.max))
            places = self._places(part, sayings, published, self._lead_day(parts, published))
            for sentence, named in found:
                saying, _ = sayings.at(named.quantity.start, named.quantity.end)
                yield figure(named, places.place(sentence, saying), saying, document)

    def _numbers(self, part: Part, sure: frozenset[str]) -> Iterator[tuple[Sentence, Named]]:
        """Yield the quantities of topics in the sentences of a part that are about the dossier's matter."""
        everywhere = part.about
        for _, sentence in part.sentences():
            if next(self._numbered.quantities(part.text, sentence.start, sentence.end), None) is None:
                continue
            here = sentence.start, sentence.end
            about = everywhere or self._is_about(part, *here)
            if about and not part.topics.is_elsewhere(*here):
                hits = part.topics.find(*here, named=sure)
                yield from ((sentence, one) for one in self._numbered.find(part.text, sentence, hits))

    def _is_about(self, part: Part, start: int, end: int) -> bool:
        return part.topics.concerns(start, end) or self._chooser.has_side(part, start, end)

    def _is_uttered(self, saying: Saying) -> bool:
        """Return whether something was uttered, by a body that is named elsewhere, too: "It said"."""
        told = saying.attribution
        known = told.resolved or (saying.speaker.name if saying.speaker.party is not None else None)
        return self._is_speech(replace(told, resolved=known))

    def _is_speech(self, attribution: Attribution) -> bool:
        """Return whether something was uttered: attitudes ("wants") are read as stances, not as somebody's words."""
        if attribution.cue is None or attribution.kind is QuoteKind.DIRECT:
            return True
        if attribution.kind is QuoteKind.INDIRECT and not attribution.resolved:
            return False  # "was noted": told by nobody, so by the article
        cue = words(attribution.cue.text)
        if attribution.kind is QuoteKind.INDIRECT and any(word.key in self._quoting for word in cue):
            return False
        return not cue or any(word.key in self._speech for word in cue)

    def _lead_day(self, parts: Sequence[Part], published: date | None) -> date | None:
        """Return the day that the first sentences of the text give, where it is the day before at the earliest.

        What an article reports without a day it reports of the day it leads with.
        """
        text = parts[-1]
        contents = [(s.start, s.end) for a in text.attributions if self._is_speech(a) for s in a.content]
        body = [s for p, s in text.sentences() if p.kind is ParagraphKind.BODY]
        for sentence in body[:LEAD_SENTENCES]:
            skip = [(a - sentence.start, b - sentence.start) for a, b in contents]
            days = (
                self._calendar.days(text.text[sentence.start : sentence.end], published, skip=skip) if published else ()
            )
            for day in days:
                return day if published and (published - day).days <= 1 else None
        return None


def _speech_forms(language: Language) -> frozenset[str]:
    """Return every form of the verbs of saying, and the words of "according to" and its like."""
    lexicon = language.attribution
    forms = _forms(language, lexicon.verbs["speech"].words)
    return forms | {phrase.split()[0] for phrase in lexicon.prepositions.words}


def _forms(language: Language, verbs: Iterable[str]) -> frozenset[str]:
    irregular = language.attribution.irregular
    return frozenset(form for base in verbs for _, form in enumerate_forms(base, irregular.get(base)))
