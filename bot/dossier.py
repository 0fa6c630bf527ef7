"""A dossier: one set of talks being watched, read from a YAML file under `config/dossiers/`.

The models are the format: every key has its meaning in its description, unknown keys are refused, and what refers
to something else (a person's party, a topic's sequence) is checked. `config/schema/dossier.json` is exported from here.
"""

from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    HttpUrl,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from bot.consistency import reference_flaws
from bot.model import STANCES, Rank, Stance, TopicKind

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Model(BaseModel):
    """Base of all parts of a dossier: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Party(Model):
    """A state, bloc or organisation that can hold a position."""

    id: Key
    name: Text = Field(description="as it is shown")
    names: tuple[Text, ...] = Field((), description="other names that always mean the party, any script")
    adjectives: tuple[Text, ...] = Field((), description="demonyms: Freedonian, Freedonians")
    metonyms: tuple[Text, ...] = Field((), description="capitals that mean the party only when they act or speak")
    institutions: tuple[Text, ...] = Field((), description="bodies that speak for it: State Department, Foreign Office")
    collectives: tuple[Text, ...] = Field((), description="groups that stand for it: European leaders")
    possessed: tuple[Text, ...] = Field((), description="words that with its adjective speak for it (side, delegation)")
    color: str | None = Field(None, pattern=r"^#[0-9a-fA-F]{6}$", description="its colour in pictures and embeds")


class Post(Model):
    """A post that a person held before the present one, and spoke for the party from."""

    role: Text
    roles: tuple[Text, ...] = Field((), description="how texts called the person then, without a name")
    rank: Rank = Rank.OFFICIAL
    since: date | None = Field(None, description="first day in the post, where known")
    until: date | None = Field(None, description="last day in the post")

    def held_on(self, day: date) -> bool:
        """Return whether the post was held on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Person(Model):
    """A person who speaks for a party, or is known not to (`speaks_for` left out)."""

    id: Key
    name: Text
    aliases: tuple[Text, ...] = Field((), description="spellings in any script; the surname alone counts by itself")
    surname: Text | None = Field(
        None, description="all that counts by itself, without a first name; the last word of `name` by default"
    )
    country: Key | None = Field(None, description="party whose national the person is, where not `speaks_for`")
    speaks_for: Key | None = Field(None, description="party the person speaks for; none: never a party's voice")
    role: Text
    roles: tuple[Text, ...] = Field((), description="how texts call the person without a name: the Freedonian envoy")
    rank: Rank = Rank.OFFICIAL
    since: date | None = Field(None, description="first day in the role, where known")
    until: date | None = Field(None, description="last day in the role")
    earlier: tuple[Post, ...] = Field((), description="posts held before, the latest first")

    @property
    def known_as(self) -> str:
        """Return the surname."""
        return self.surname or self.name.split()[-1]

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """Return the present post and the earlier ones, the latest first."""
        present = Post(role=self.role, roles=self.roles, rank=self.rank, since=self.since, until=self.until)
        return (present, *self.earlier)

    def post_on(self, day: date) -> Post | None:
        """Return the post the person held on `day`, or None where the person held none."""
        return next((post for post in self.posts if post.held_on(day)), None)

    def valid_on(self, day: date) -> bool:
        """Return whether the person held the role, or an earlier post, on `day`."""
        return self.post_on(day) is not None


class Term(Model):
    """A phrase that names a topic, matched on word forms without regard to case.

    Words are matched by their beginning when they end in `*` ("negotiat*"); `~` stands for up to three words between.
    """

    text: Text
    near: tuple[Text, ...] = Field((), description="counts only where one of these stands in the same sentence")
    unless: tuple[Text, ...] = Field((), description="does not count where one of these stands in the same sentence")
    context: bool = Field(False, description="too general alone: counts where the article names the topic elsewhere")

    @model_validator(mode="before")
    @classmethod
    def _accept_plain_text(cls, data: object) -> object:
        return {"text": data} if isinstance(data, str) else data

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema for editors: a plain text may stand for a term without guards."""
        return {
            "anyOf": [{"type": "string", "minLength": 1, "maxLength": 500}, handler.resolve_ref_schema(handler(core))]
        }


class Topic(Model):
    """An issue, phrased as a proposition one can be for or against, or an assessment of the talks."""

    id: Key
    name: Text
    short: Text | None = Field(None, description="as it is called within a title, where not by its name: talks")
    kind: TopicKind = TopicKind.PROPOSITION
    proposition: Text
    aliases: tuple[Text, ...] = Field((), description="what people type for it in chat, any script")
    owned: tuple[Text, ...] = Field((), description="nouns that show a party for it that has one: X's sanctions")
    persons_aside: bool = Field(False, description="whether it does not count where it is done to a single person")
    targets: tuple[Key, ...] = Field((), description="parties it is done to, so that 'X's sanctions' are not X's own")
    terms: tuple[Term, ...] = Field((), description="phrases that name the issue; a cue decides the stance")
    supports: tuple[Term, ...] = Field((), description="phrases that by themselves speak for the proposition")
    opposes: tuple[Term, ...] = Field((), description="phrases that name its contrary, so that a cue's sign turns")
    wordings: bool = Field(True, description="whether other wordings of its phrases, which the language knows, count")
    without: tuple[Text, ...] = Field((), description="the ones of these wordings that do not count")


class FeedKind(StrEnum):
    """What sort of source a feed is."""

    AGENCY = "agency"
    PAPER = "paper"
    BROADCASTER = "broadcaster"
    GOVERNMENT = "government"
    ORGANISATION = "organisation"
    THINK_TANK = "think-tank"
    AGGREGATOR = "aggregator"


class FeedSource(Model):
    """A feed that is polled."""

    id: Key
    name: Text = Field(description="the outlet, as it is shown")
    url: HttpUrl
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "en"
    kind: FeedKind
    state_owned: bool
    aliases: tuple[Text, ...] = Field((), description="how other outlets name it: Al Jazeera English")
    minutes: int = Field(15, ge=1, le=1440, description="shortest time between two polls")
    enabled: bool = True


class Outlet(Model):
    """A medium that is not polled but named in chains: 'as reported by TASS'."""

    id: Key
    name: Text
    aliases: tuple[Text, ...] = ()
    kind: FeedKind
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    state_owned: bool | None = None


class Round(Model):
    """One round of talks: where, when and between whom."""

    id: Key
    name: Text
    place: Text
    first: date
    last: date
    parties: tuple[Key, ...]
    aliases: tuple[Text, ...] = ()
    note: str = ""
    announced: date | None = Field(None, description="since when it was known to come; digests tell of it from then on")


class Dossier(Model):
    """One set of talks being watched."""

    id: Key
    title: Text
    about: Text
    parties: tuple[Party, ...] = Field(min_length=1)
    sides: tuple[Key, ...] = Field(
        (), description="the parties that texts call 'both sides'; the first one's name is enough of a frame"
    )
    people: tuple[Person, ...] = ()
    topics: tuple[Topic, ...] = Field(min_length=1)
    feeds: tuple[FeedSource, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    rounds: tuple[Round, ...] = ()
    elsewhere: tuple[Text, ...] = Field((), description="names of other conflicts, for sentences that are about those")
    frame: tuple[Term, ...] = Field((), description="an article counts for the dossier where it names one of these")

    @model_validator(mode="after")
    def _check_references(self, info: ValidationInfo) -> Self:
        if (info.context or {}).get("references") != "elsewhere":
            for flaw in reference_flaws(self):
                raise ValueError(f"{flaw.message}; {flaw.remedy}")
        return self

    def __hash__(self) -> int:
        """Return the hash of the id alone, soon: much that follows from a dossier is remembered by it."""
        return hash(self.id)

    @cached_property
    def party_by_id(self) -> dict[str, Party]:
        """Map party ids to parties."""
        return {party.id: party for party in self.parties}

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        """Map person ids to persons."""
        return {person.id: person for person in self.people}

    @cached_property
    def topic_by_id(self) -> dict[str, Topic]:
        """Map topic ids to topics."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def feed_by_id(self) -> dict[str, FeedSource]:
        """Map feed ids to feeds."""
        return {feed.id: feed for feed in self.feeds}

    @cached_property
    def round_by_id(self) -> dict[str, Round]:
        """Map round ids to rounds."""
        return {one.id: one for one in self.rounds}

    def party_name(self, key: str) -> str:
        """Return the party's name, or the key itself for one the dossier no longer has."""
        return self.party_by_id[key].name if key in self.party_by_id else key

    def party_in_text(self, key: str) -> str:
        """Return the party's name as it stands within a sentence: the one of its names that only adds an article."""
        party = self.party_by_id.get(key)
        if party is None:
            return key
        longer = (one for one in party.names if one.endswith(f" {party.name}") and one[0].islower())
        return next(longer, party.name)

    def topic_in_text(self, key: str) -> str:
        """Return the topic's short name, else its name, with a small first letter where it begins with no name."""
        topic = self.topic_by_id.get(key)
        if topic is None:
            return key
        name = topic.name
        proper = {form.split(" ")[0] for one in self.parties for form in (one.name, *one.adjectives) if form}
        is_common = name[1:2].islower() and name.split(" ")[0] not in proper
        return topic.short or (name[0].lower() + name[1:] if is_common else name)

    def topic_name(self, key: str) -> str:
        """Return the topic's name, or the key itself for one the dossier no longer has."""
        return self.topic_by_id[key].name if key in self.topic_by_id else key

    def stances(self, topic: str) -> tuple[Stance, ...]:
        """Return the scale of the topic's kind, best first."""
        return STANCES[self.topic_by_id[topic].kind]


def dossier_path(name: str, root: Path) -> Path:
    """Return the file that `name` means: a path as it is, else the file of that name in `root`/dossiers."""
    path = Path(name)
    return path if path.suffix in {".yaml", ".yml"} or is_there(path) else root / "dossiers" / f"{name}.yaml"


def is_there(path: Path) -> bool:
    """Return whether the path exists; False too for what no file can be called."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
