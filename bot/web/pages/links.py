"""Where each thing has its page; a page as of a day leads on to others as of that day."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The addresses of a dossier's pages; `known` and `numbers` are the ids of statements and numbers that have one."""

    dossier: str
    day: date | None = None
    known: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    @property
    def home(self) -> str:
        """Return where the state of play is."""
        return f"{self._root}/as-of/{self.day}" if self.day else self._root

    @property
    def now(self) -> str:
        """Return where the state of play is as it is now."""
        return self._root

    @property
    def shifts(self) -> str:
        """Return where the shifts are."""
        return self._dated("shifts")

    @property
    def all_shifts(self) -> str:
        """Return where the shifts are, those of former years too."""
        return f"{self.shifts}{'&' if self.day else '?'}since=all"

    def shifts_page(self, number: int, since: str = "") -> str:
        """Return where a further page of the shifts is; `since` is what the first one was asked for."""
        asked = {"since": since} if since else {}
        return f"{self.shifts}{'&' if self.day else '?'}{urlencode(asked | {'page': number})}"

    @property
    def digests(self) -> str:
        """Return where the archive of digests is."""
        return f"{self._root}/digests"

    @property
    def pictures(self) -> str:
        """Return where all pictures of the dossier are."""
        return self._dated("pictures")

    def picture(self, kind: str) -> str:
        """Return where a picture of the dossier is, as a PNG."""
        return self._dated("picture", f"{kind}.png")

    def timeline(self, topic: str) -> str:
        """Return where the timeline of a topic is, as a PNG."""
        return self._dated("timeline", f"{topic}.png")

    @property
    def shifts_feed(self) -> str:
        """Return where the Atom feed of shifts is."""
        return f"{self._root}/shifts.atom"

    @property
    def digests_feed(self) -> str:
        """Return where the Atom feed of digests is."""
        return f"{self._root}/digests.atom"

    def actor(self, key: str) -> str:
        """Return where a party or person is."""
        return self._dated("actor", key)

    def topic(self, key: str) -> str:
        """Return where a topic is."""
        return self._dated("topic", key)

    def statement(self, key: str) -> str:
        """Return where a statement is, which is the same as of any day."""
        return self._to("statement", key)

    def number(self, key: str) -> str:
        """Return where a number is, which is the same as of any day."""
        return self._to("number", key)

    def evidence(self, key: str) -> str:
        """Return where the statement or number of that id is, "" where there is none."""
        if key in self.known:
            return self.statement(key)
        return self.number(key) if key in self.numbers else ""

    def digest(self, day: date) -> str:
        """Return where the digest of a morning is."""
        return self._to("digest", day.isoformat())

    @property
    def _root(self) -> str:
        return f"/{quote(self.dossier, safe='')}"

    def _to(self, *parts: str) -> str:
        return "/".join((self._root, *(quote(part, safe="") for part in parts)))

    def _dated(self, *parts: str) -> str:
        return self._to(*parts) + (f"?{urlencode({'as_of': self.day.isoformat()})}" if self.day else "")
