"""Who the source of an attribution is: a party of the dossier, a medium, or somebody else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.extract.actors import LONGEST_NAME, Named, NameKind, Speaker
from bot.extract.antecedents import Antecedents
from bot.extract.following import Following
from bot.extract.holders import Pronouns
from bot.extract.introductions import Introductions
from bot.extract.lexicon import AttributionLexicon
from bot.extract.linking import Linker
from bot.extract.parts import Part
from bot.extract.phrases import Word, fold, words
from bot.extract.referents import Referents
from bot.extract.sayings import Saying
from bot.extract.wholes import Wholes
from bot.model import Attribution, Span

# so many characters before a source its full name may stand
FARTHEST = 1500
PARTIES = frozenset({NameKind.PARTY, NameKind.ADJECTIVE, NameKind.METONYM, NameKind.COLLECTIVE})
BODIES = frozenset({NameKind.PARTY, NameKind.INSTITUTION, NameKind.BODY, NameKind.COLLECTIVE})


class Sources:
    """Links the sources of attributions to the names of a dossier."""

    def __init__(self, linker: Linker, pronouns: Pronouns, lexicon: AttributionLexicon, referents: Referents) -> None:
        gazetteer = linker.gazetteer
        self._linker = linker
        self._referents = referents
        self._gazetteer = gazetteer
        self._pronouns = pronouns
        self._wholes = Wholes(gazetteer.lexicon)
        self._introductions = Introductions(linker, self._wholes, frozenset(lexicon.determiners) - pronouns.third)
        self._antecedents = Antecedents(pronouns, lexicon)
        self._of_people = pronouns.man | frozenset(lexicon.pronouns["she"])
        self._following = Following(pronouns, lexicon, gazetteer.lexicon, self._antecedents)
        self._domestic = {" ".join(w.key for w in words(body)) for body in gazetteer.lexicon.domestic}
        self._articles = {fold(w) for w in gazetteer.lexicon.articles}
        self._speaking = re.compile(rf"\s(?:{'|'.join(map(re.escape, gazetteer.lexicon.speaking))})$")
        self._pointed = referents.pattern
        self._relatives = frozenset({*lexicon.relatives, "whose"})
        dossier = gazetteer.dossier
        names = [n for feed in dossier.feeds for n in (feed.name, *feed.aliases)]
        names += [n for outlet in dossier.outlets for n in (outlet.name, *outlet.aliases)]
        self._outlets = {_without_article(name) for name in names}
        known = gazetteer.lexicon
        self._beside = re.compile(rf",\s(?:{'|'.join(map(re.escape, known.beside))})\s")
        anonymous, agencies = ("|".join(map(re.escape, w)) for w in (known.anonymous, known.agencies))
        self._agency = re.compile(rf".*\b(?:{agencies})$", re.IGNORECASE)
        self._anonymous = re.compile(rf"(?:[\w.’'-]+ ){{0,4}}?(?:{anonymous})(?: (?:who|with|close|signed|seen) .*)?$")

    def told(self, part: Part, day: date) -> list[Saying]:
        """Return the attributions of a field with their speakers linked, those who go on speaking among them."""
        found: list[Saying] = []
        heard: dict[str, Speaker] = {}
        for one in part.attributions:
            saying = self.saying(one, day, part)
            if saying.speaker.name and saying.speaker.party is None and saying.speaker.person is None:
                meant = self._following.speaker(saying, found, part) or self._heard(one, heard)
                saying = replace(saying, speaker=meant, outlet=False) if meant is not None else saying
            elif one.resolved and fold(one.resolved) not in self._pronouns.third:
                heard[one.resolved] = saying.speaker
            found.append(saying)
        return found

    def _heard(self, attribution: Attribution, heard: Mapping[str, Speaker]) -> Speaker | None:
        """Return who was heard before by the name for which a pronoun stands."""
        name, source = attribution.resolved or "", fold(attribution.source.text) if attribution.source else ""
        fits = source in self._pronouns.third and (" " in name or source not in self._of_people)
        return heard.get(name) if fits else None

    def saying(self, attribution: Attribution, day: date, part: Part | None = None) -> Saying:
        """Return the attribution with its speaker linked, as of a day; `part` is the field it stands in, if known."""
        source, resolved = attribution.source.text if attribution.source else "", attribution.resolved
        relative = self._before_relative(attribution, part) if part is not None else None
        if part is not None:
            whole = self._wholes.source(attribution.source, part) if attribution.source is not None else ""
            resolved = resolved if source in whole or resolved != source else None
            source = self._beside.split(whole)[-1]
            if source != whole or (fold(source) in self._of_people and self._is_not_he(resolved or "", attribution)):
                resolved = None  # "X agreed, with Y saying", or "he" behind "The Xs, he said, want it"
            if not attribution.resolved and fold(source) in self._pronouns.third:
                source = self._only_person(attribution, part) or source
        if relative is not None:
            source, resolved = relative, None
        spoken = self._not_excepted(source, attribution, part)
        if spoken != source:
            return Saying(attribution, self._linker.speaker(spoken, None, day), outlet=False)
        speaker = self._linker.speaker(source, resolved, day)
        if part is not None and (speaker.person is not None or fold(speaker.name) in self._pronouns.man):
            meant = self._antecedents.other(attribution, part, speaker.person or "")
            meant = meant if speaker.person is not None else meant or None
            speaker = speaker if meant is None else self._linker.speaker(meant, None, day)
        if part is not None and speaker.party is None and speaker.person is None:
            speaker = self._pointed_at(attribution, part, day) or speaker
        shown = speaker.name.partition(",")[0]
        nobody = self.is_outlet(speaker.name) or self._anonymous.match(shown) is not None
        return Saying(attribution, speaker, outlet=speaker.party is None and nobody)

    def _is_not_he(self, phrase: str, attribution: Attribution) -> bool:
        """Return whether "he" stands for no such phrase: it names a party, or only begins what he says."""
        named = self._gazetteer.find(phrase)
        if not named:
            return bool(phrase) and attribution.content[0].text.startswith(phrase)
        return all(n.name.person is None and n.name.kind in PARTIES for n in named)

    def _not_excepted(self, source: str, attribution: Attribution, part: Part | None) -> str:
        """Return a source without whom it leaves out: "all leaders except X" are not X."""
        place = attribution.source.start if attribution.source is not None else 0
        sentence = part.sentence_at(place) if part is not None else None
        if part is not None and sentence is not None:
            names = [n.start for n in part.named_in(place - LONGEST_NAME, place) if n.end > place]
            before = part.text[sentence.start : min((*names, place))]
            source = "" if self._linker.excepting.leaves_out(before) else source
        return self._linker.excepting.kept(source)

    def _pointed_at(self, attribution: Attribution, part: Part, day: date) -> Speaker | None:
        """Return who a source is that no name of the dossier tells by itself."""
        return (
            self._shortened(attribution, part, day)
            or self._of_its(attribution, part, day)
            or self._of_body(attribution, part, day)
            or self._titled(attribution, part, day)
            or self._meant(attribution, part, day)
            or self._introduced(attribution, part, day)
        )

    def _introduced(self, attribution: Attribution, part: Part, day: date) -> Speaker | None:
        """Return whom a name speaks for by the office that the text tells with it, or who bears a role alone."""
        source = attribution.source
        if source is None:
            return None
        role = self._introductions.of_role(source, part, day)
        return role or self._introductions.of_name(attribution.resolved or source.text, source.end, part, day)

    def _meant(self, attribution: Attribution, part: Part, day: date) -> Speaker | None:
        """Return whom a body without a name points back to: "the group", "both countries", "it"."""
        found = self._referents.meant(attribution.source, part, day) if attribution.source is not None else ()
        speaking = [one for one in found if one.party is not None]
        return replace(speaking[0], also=tuple(speaking[1:])) if speaking and len(speaking) == len(found) else None

    def _titled(self, attribution: Attribution, part: Part, day: date) -> Speaker | None:
        """Return whom somebody unknown speaks for by the office told beside the name: "X's envoy, Jane Doe, said"."""
        source = attribution.source
        if source is None or not source.text[:1].isupper() or fold(source.text) in self._pronouns.third:
            return None
        for role in self._wholes.roles(source, part):
            meant = self._linker.officer(role, day)
            if meant is not None:
                return replace(meant, name=attribution.resolved or source.text, person=None)
        return None

    def _before_relative(self, attribution: Attribution, part: Part) -> str | None:
        """Return the name before a source that only goes on about it: "X, whose fighters hold Y,"."""
        source = attribution.source
        opening = words(source.text)[:1] if source is not None else []
        if source is None or not opening or opening[0].key not in self._relatives:
            return None
        near = part.named_in(source.start - LONGEST_NAME, source.start)
        return next((n.text for n in reversed(near) if 0 <= source.start - n.end <= 2), None)

    def _only_person(self, attribution: Attribution, part: Part) -> str | None:
        """Return the one person whom the sentence names before the pronoun that is the source of its words."""
        place = attribution.source.start if attribution.source else 0
        sentence = part.sentence_at(place)
        named = [n for n in part.named_in(sentence.start, place) if n.name.person is not None] if sentence else []
        return named[0].text if len({n.name.person for n in named}) == 1 else None

    def _of_its(self, attribution: Attribution, part: Part, day: date) -> Speaker | None:
        """Return whom "its foreign minister" means: an office or body of the party that the article just named.

        "…, the foreign ministry said" behind what a party does is that party's ministry.
        """
        source = attribution.source
        owned = words(source.text) if source is not None else ()
        if source is None or len(owned) < 2:
            return None
        office = " ".join(w.key for w in owned[1:])
        bare = owned[0].key in self._articles and self._speaking.sub("", office) in self._domestic
        if not bare and owned[0].key not in self._pronouns.thing:
            return None
        owner = _party_before(part, source.start, 1 if bare else 2)
        if owner is None:
            return None
        party = self._gazetteer.dossier.party_name(owner.name.party or "")
        speaker = self._linker.speaker(f"{party}'s {source.text[owned[1].start :]}", None, day)
        if speaker.party is None:
            return None
        return speaker if speaker.person is not None else replace(speaker, name=source.text)

    def _of_body(self, attribution: Attribution, part: Part, day: date) -> Speaker | None:
        """Return whom "a spokesman for the bloc", "the kingdom's envoy" speaks for: the body that was named before."""
        source = attribution.source
        for found in self._pointed.finditer(source.text) if source is not None else ():
            start = (source.start if source is not None else 0) + found.start()
            body = Span(part.field, start, start + len(found["body"]), found["body"])
            meant = self._referents.meant(body, part, day)
            if len(meant) == 1 and meant[0].party is not None and source is not None:
                party = self._gazetteer.dossier.party_name(meant[0].party)
                told = source.text[: found.start()] + party + source.text[found.end("body") :]
                return replace(self._linker.speaker(told, None, day), name=attribution.resolved or source.text)
        return None

    def is_outlet(self, name: str) -> bool:
        """Return whether the name is that of a medium."""
        return _without_article(name) in self._outlets or self._agency.match(name) is not None

    def _shortened(self, attribution: Attribution, part: Part, day: date) -> Speaker | None:
        """Return whom "the council" means: the body that the article named last with this word."""
        source = attribution.source
        short = words(source.text) if source is not None else ()
        if source is None or len(short) != 2 or short[0].raw.lower() != "the":
            return None
        before = part.words_in(max(0, source.start - FARTHEST), source.start)
        for i in range(len(before) - 1, 0, -1):
            if before[i].key != short[1].key or _is_short(before, i):
                continue
            near = part.named_in(before[i].start - LONGEST_NAME, before[i].end)
            named = [n for n in near if n.start <= before[i].start < n.end and n.name.kind in BODIES and " " in n.text]
            return self._linker.speaker(named[-1].text, None, day) if named else None
        return None


def _party_before(part: Part, place: int, most: int) -> Named | None:
    """Return the party that the sentence of a place names first, before it; else, of two, the one before alone."""
    for sentence in reversed(part.sentences_before(place, most)):
        named = [n for n in part.named_in(sentence.start, min(place, sentence.end)) if n.name.party is not None]
        if named:
            alone = sentence.end > place or len({n.name.party for n in named}) == 1
            return named[0] if alone and named[0].name.kind is not NameKind.ADJECTIVE else None
    return None


def _is_short(before: Sequence[Word], i: int) -> bool:
    """Return whether the word stands alone behind "the": "the ministry", not "the ministry of trade"."""
    following = before[i + 1].raw if i + 1 < len(before) else ""
    return before[i - 1].raw.lower() == "the" and following not in {"of", "for"}


def _without_article(name: str) -> str:
    """Return the folded name of an outlet without "the", with which some texts call it and some do not."""
    return " ".join(w.key for w in words(name) if w.key != "the")
