"""A small dossier and the statements that five articles of December 2025 hold, made by hand for tests."""

from datetime import UTC, date, datetime

from bot.dossier import Dossier
from bot.model import Figure, Item, Rank, Span, Stance, Statement, Voice, fingerprint, statement_id

NOW = datetime(2025, 12, 30, 9, 0, tzinfo=UTC)

DOSSIER = Dossier.model_validate(
    {
        "id": "ukraine",
        "title": "Ukraine talks",
        "about": "The talks on ending the war.",
        "parties": [
            {
                "id": "russia",
                "name": "Russia",
                "names": ["Russian Federation", "Россия"],
                "adjectives": ["Russian", "Russians"],
                "metonyms": ["Moscow"],
                "institutions": ["Kremlin"],
            },
            {
                "id": "ukraine",
                "name": "Ukraine",
                "names": ["Україна"],
                "adjectives": ["Ukrainian", "Ukrainians"],
                "metonyms": ["Kyiv", "Kiev"],
            },
            {
                "id": "us",
                "name": "United States",
                "names": ["USA", "US", "U.S.", "the United States", "America"],
                "adjectives": ["American"],
                "metonyms": ["Washington"],
                "institutions": ["White House", "State Department"],
            },
            {"id": "eu", "name": "European Union", "names": ["EU"], "collectives": ["European leaders"]},
            {"id": "hungary", "name": "Hungary", "adjectives": ["Hungarian"], "metonyms": ["Budapest"]},
            {"id": "turkey", "name": "Türkiye", "names": ["Turkey"], "metonyms": ["Ankara"]},
        ],
        "people": [
            {
                "id": "peskov",
                "name": "Dmitry Peskov",
                "aliases": ["Dmitri Peskov", "Дмитрий Песков"],
                "speaks_for": "russia",
                "role": "Kremlin spokesman",
                "rank": "spokesperson",
            },
            {
                "id": "dmitriev",
                "name": "Kirill Dmitriev",
                "speaks_for": "russia",
                "role": "special envoy",
                "rank": "envoy",
            },
            {"id": "putin", "name": "Vladimir Putin", "speaks_for": "russia", "role": "president", "rank": "principal"},
            {
                "id": "zelensky",
                "name": "Volodymyr Zelenskyy",
                "aliases": ["Zelensky", "Володимир Зеленський"],
                "speaks_for": "ukraine",
                "role": "president",
                "rank": "principal",
            },
            {
                "id": "orban",
                "name": "Viktor Orbán",
                "speaks_for": "hungary",
                "role": "prime minister",
                "rank": "principal",
            },
            {"id": "erdogan", "name": "Recep Tayyip Erdoğan", "speaks_for": "turkey", "role": "president"},
            {"id": "fesenko", "name": "Volodymyr Fesenko", "country": "ukraine", "role": "political analyst"},
        ],
        "topics": [
            {
                "id": "ceasefire",
                "name": "Ceasefire",
                "proposition": "There should be a ceasefire now.",
                "aliases": ["truce", "перемирие"],
                "terms": ["cessation of hostilities"],
            },
            {"id": "settlement", "name": "Settlement", "proposition": "The war should end by a negotiated peace."},
            {"id": "territory", "name": "Territory", "proposition": "Ukraine gives up territory.", "aliases": ["land"]},
            {
                "id": "security-guarantees",
                "name": "Security guarantees",
                "proposition": "Ukraine gets security guarantees.",
                "aliases": ["guarantees"],
            },
            {"id": "peace-plan", "name": "Peace plan", "proposition": "The plan is a basis for agreement."},
            {"id": "elections", "name": "Elections", "proposition": "Ukraine holds elections."},
            {
                "id": "talks-progress",
                "name": "Progress of the talks",
                "kind": "assessment",
                "proposition": "How the talks are going.",
                "aliases": ["progress"],
            },
        ],
        "feeds": [
            {
                "id": "cgtn",
                "name": "CGTN",
                "url": "https://feeds.example/cgtn.xml",
                "country": "CN",
                "kind": "broadcaster",
                "state_owned": True,
            },
            {
                "id": "ani",
                "name": "ANI",
                "url": "https://feeds.example/ani.xml",
                "country": "IN",
                "kind": "agency",
                "state_owned": False,
            },
        ],
        "rounds": [
            {
                "id": "miami-early",
                "name": "Miami, early December",
                "place": "Miami",
                "first": "2025-12-04",
                "last": "2025-12-06",
                "parties": ["us", "ukraine"],
            },
            {
                "id": "miami-december",
                "name": "Miami, late December",
                "place": "Miami",
                "first": "2025-12-19",
                "last": "2025-12-21",
                "parties": ["us", "ukraine", "russia"],
                "aliases": ["Florida"],
            },
        ],
    }
)


def changed_dossier(**parts: object) -> Dossier:
    """Return the dossier with some of its parts replaced."""
    return Dossier.model_validate({name: getattr(DOSSIER, name) for name in Dossier.model_fields} | parts)


OUTLETS = {"000": "CGTN", "001": "ANI", "002": "", "003": "Vezha", "004": ""}
TIMES = {
    "000": datetime(2025, 12, 23, 3, 13, tzinfo=UTC),
    "001": datetime(2025, 12, 21, 17, 45, tzinfo=UTC),
    "002": datetime(2025, 12, 21, 6, 0, tzinfo=UTC),
    "003": datetime(2025, 12, 29, 12, 0, tzinfo=UTC),
    "004": datetime(2025, 12, 7, 8, 0, tzinfo=UTC),
}


def say(
    doc: str,
    actor: str,
    topic: str,
    stance: Stance,
    *sentences: str,
    voice: Voice = Voice.OWN,
    speaker: str | None = None,
    person: str | None = None,
    said: date | None = None,
    party: str | None = None,
    quoted: str = "",
    chain: tuple[str, ...] = (),
    condition: str | None = None,
    origin: str = "",
    published: datetime | None = None,
    outlet: str | None = None,
) -> Statement:
    """Return a statement whose evidence stands one after the other at the beginning of its article's text."""
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span("text", at, at + len(sentence), sentence))
        at += len(sentence) + 1
    whole = " ".join(sentences)
    start = whole.find(quoted)
    known = DOSSIER.person_by_id.get(person or "")
    speaks = party or (known.speaks_for if known else None) or (actor if voice is Voice.OWN else None)
    when = published or TIMES[doc]
    name = OUTLETS[doc] if outlet is None else outlet
    return Statement(
        id=statement_id(doc, actor, speaker, topic, stance, voice),
        doc=doc,
        actor=actor,
        topic=topic,
        stance=stance,
        voice=voice,
        evidence=tuple(spans),
        said_on=said or when.date(),
        speaker=speaker,
        person=person,
        party=speaks,
        rank=known.rank if known else Rank.BODY,
        rules=("cue:said",),
        triggers=(spans[0],)[:1] and (Span("text", 0, len(sentences[0].split()[0]), sentences[0].split()[0]),),
        quotes=(Span("text", start, start + len(quoted), quoted),) if quoted else (),
        chain=chain,
        condition=condition,
        outlet=name,
        title=f"Article {doc}",
        url=f"https://news.example/{doc}" if OUTLETS.get(doc) else "",
        published=when,
        origin=origin or (chain[-1] if chain else name or f"unknown:{doc}"),
        story=doc,
    )


PESKOV = say(
    "000", "russia", "talks-progress", Stance.GUARDED,
    "Kremlin spokesman Dmitry Peskov said recent discussions should not be regarded as a breakthrough.",
    "Quoted by Izvestia, Peskov described the talks as part of a working process.",
    speaker="Dmitry Peskov", person="peskov", said=date(2025, 12, 22), chain=("Izvestia",),
)  # fmt: skip
DMITRIEV = say(
    "001", "russia", "talks-progress", Stance.POSITIVE,
    "Speaking to reporters following the meeting on Saturday, Dmitriev said, "
    '"Discussions are being held constructively," as quoted by TASS.',
    speaker="Kirill Dmitriev", person="dmitriev", said=date(2025, 12, 20), chain=("TASS",),
    quoted="Discussions are being held constructively,",
)  # fmt: skip
DMITRIEV_AGAIN = say(
    "002", "russia", "talks-progress", Stance.POSITIVE,
    "“Discussions are being conducted constructively,” Dmitriev told reporters on December 20.",
    speaker="Kirill Dmitriev", person="dmitriev", said=date(2025, 12, 20), origin="TASS",
    quoted="Discussions are being conducted constructively,",
)  # fmt: skip
ZELENSKYY = say(
    "000", "ukraine", "talks-progress", Stance.POSITIVE,
    "Zelenskyy described the framework as \"quite solid\" at this stage.",
    speaker="Volodymyr Zelenskyy", person="zelensky", said=date(2025, 12, 22), quoted="quite solid",
)  # fmt: skip
GUARANTEES = say(
    "001", "ukraine", "security-guarantees", Stance.SUPPORT,
    "Ukraine will not accept any peace agreement with Russia that lacks strong and enforceable security guarantees.",
    speaker="Volodymyr Zelenskyy", person="zelensky", said=date(2025, 12, 20), chain=("Politico",),
)  # fmt: skip
ORBAN = say(
    "000", "us", "ceasefire", Stance.SUPPORT,
    "Orban said the European Union and the United States hold conflicting positions, with Washington focused on"
    " achieving a ceasefire.",
    voice=Voice.OTHER, speaker="Viktor Orbán", person="orban", said=date(2025, 12, 22),
)  # fmt: skip
FESENKO = say(
    "003", "russia", "ceasefire", Stance.OPPOSE,
    "The main reason for skepticism is Russia's intransigence on core issues, rejecting a ceasefire.",
    voice=Voice.OTHER, speaker="Volodymyr Fesenko", person="fesenko",
)  # fmt: skip
CEASEFIRE = say(
    "003", "russia", "ceasefire", Stance.CONDITIONAL,
    "Russia maintains its position: first a peace agreement, then a ceasefire.",
    voice=Voice.NARRATED, condition="first a peace agreement",
)  # fmt: skip
PUTIN = say(
    "004", "russia", "territory", Stance.SUPPORT,
    "Russian President Vladimir Putin told reporters in India that his country intends to occupy Donbas.",
    speaker="Vladimir Putin", person="putin", said=date(2025, 12, 5),
)  # fmt: skip
TERRITORY = say(
    "004", "ukraine", "territory", Stance.OPPOSE,
    "Ukraine maintains that a just end to the war does not force Russia to surrender more territory.",
    voice=Voice.NARRATED, said=date(2025, 12, 7),
)  # fmt: skip
STATEMENTS = (
    PESKOV, DMITRIEV, DMITRIEV_AGAIN, ZELENSKYY, GUARANTEES, ORBAN, FESENKO, CEASEFIRE, PUTIN, TERRITORY,
)  # fmt: skip

ELECTIONS_BEFORE = say(
    "004", "ukraine", "elections", Stance.OPPOSE,
    "“There will be no elections,” Zelenskiy said.",
    speaker="Volodymyr Zelenskyy", person="zelensky", said=date(2025, 12, 7), quoted="There will be no elections,",
)  # fmt: skip
ELECTIONS_AFTER = say(
    "003", "ukraine", "elections", Stance.SUPPORT,
    "“We are ready to hold elections,” Zelensky told reporters.",
    speaker="Volodymyr Zelenskyy", person="zelensky", said=date(2025, 12, 28), quoted="We are ready to hold elections,",
)  # fmt: skip
ZELENSKYY_LATER = say(
    "003", "ukraine", "talks-progress", Stance.GUARDED,
    "Zelensky said progress was made, but there is a long way to go.",
    speaker="Volodymyr Zelenskyy", person="zelensky", said=date(2025, 12, 28),
)  # fmt: skip
ERDOGAN = say(
    "000", "turkey", "ceasefire", Stance.SUPPORT,
    "Erdogan called for a ceasefire.",
    speaker="Recep Tayyip Erdoğan", person="erdogan", said=date(2025, 12, 20),
    published=datetime(2025, 12, 20, 9, 0, tzinfo=UTC), outlet="Anadolu",
)  # fmt: skip
EVERYTHING = (*STATEMENTS, ELECTIONS_BEFORE, ELECTIONS_AFTER, ZELENSKYY_LATER, ERDOGAN)


def count(number: str, words: str, sentence: str) -> Figure:
    """Return the number of points that an article of 21 December gives of the plan."""
    at = sentence.index(words)
    return Figure(
        id=fingerprint("001", number, length=8), doc="001", topic="peace-plan", number=number, unit="point",
        at=Span("text", at, at + len(words), words), evidence=Span("text", 0, len(sentence), sentence),
        said_on=date(2025, 12, 21), rule="a number before it", outlet="ANI", title="Article 001",
        url="https://news.example/001", published=TIMES["001"],
    )  # fmt: skip


NUMBERS = (
    count("28", "28-point", "In November the envoys brought a 28-point plan."),
    count("20", "20 points", "According to reports, the plan now has 20 points."),
)
ITEM = Item(
    id="003",
    feed="vezha",
    url="https://news.example/003",
    title="Article 003",
    text=(
        "Russia maintains its position: first a peace agreement, then a ceasefire. Talks will continue on January 5 in"
        " Geneva. The leaders will meet in London on Friday, Dec. Nothing else was said by January 2 of last year."
    ),
    outlet="Vezha",
    published=TIMES["003"],
)
