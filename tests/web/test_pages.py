"""The pages: every link leads somewhere, every passage is exact, and nothing from outside does anything."""

import asyncio
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fakes.hostile_words import PAYLOADS
from fakes.miami import CEASEFIRE, DOSSIER, EVERYTHING, ITEM, NOW, NUMBERS, PUTIN, changed_dossier
from fakes.site import Html, Site, served
from starlette.routing import BaseRoute

from bot.commands.desk import Desk, Stored
from bot.corrections import correction_of
from bot.dossier import Dossier
from bot.model import Figure, Item, Kept, Span, Statement
from bot.store.corrections import save_correction
from bot.store.database import Store, open_store
from bot.store.figures import save_figures
from bot.store.items import mark_read, save_items
from bot.store.statements import save_statements
from bot.web.pages import page_routes

ATOM = "{http://www.w3.org/2005/Atom}"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite:///:memory:")
    keep(opened, EVERYTHING)
    with opened.write() as conn:
        save_items(conn, DOSSIER.id, [ITEM])
        save_figures(conn, DOSSIER.id, "001", NUMBERS)
    yield opened
    opened.close()


def keep(store: Store, statements: Sequence[Statement]) -> None:
    with store.write() as conn:
        for doc in sorted({one.doc for one in statements}):
            save_statements(conn, DOSSIER.id, doc, [one for one in statements if one.doc == doc])


def routes(store: Store, clock: Clock, dossier: Dossier = DOSSIER, public_url: str = "") -> list[BaseRoute]:
    def desks(name: str, now: datetime) -> Desk:
        assert name == dossier.id
        return Desk(dossier=dossier, now=now, archive=Stored(store, dossier.id))

    return page_routes(desks, {dossier.id: dossier.title}, store, clock=clock, public_url=public_url)


@pytest.fixture
async def site(store: Store, clock: Clock) -> AsyncIterator[Site]:
    async with served(routes(store, clock)) as running:
        yield running


# links, headers, markup


async def test_every_link_of_every_page_leads_somewhere(site: Site) -> None:
    found = await site.crawl()
    assert {path: got.status for path, got in found.items() if got.status != 200} == {}
    kinds = {path.split("/")[2] for path in found if path.count("/") > 2}
    assert {"actor", "topic", "statement", "number", "digest"} <= kinds
    assert {f"/ukraine/number/{one.id}" for one in NUMBERS} <= {*found}
    assert len([one for one in found if re.fullmatch(r"/ukraine/statement/\w{8}", one)]) > 5


async def test_no_page_brings_anything_live_or_leaves_the_host(site: Site) -> None:
    for path, got in (await site.crawl()).items():
        policy = got.header("Content-Security-Policy")
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy
        assert got.header("X-Content-Type-Options") == "nosniff"
        assert "Set-Cookie" not in got.headers
        if not got.header("Content-Type").startswith("text/html"):
            continue
        page = Html.of(got.text)
        assert {tag for tag, _ in page.elements} & {"script", "style", "iframe", "object", "base"} == set(), path
        assert all(one["src"].startswith("/ukraine/") for tag, one in page.elements if tag == "img"), path
        names = {name for _, attrs in page.elements for name in attrs}
        assert [name for name in names if name.startswith("on") or name in {"style", "srcdoc"}] == []
        assert all(one.startswith(("/", "http://", "https://", "#")) for one in page.links), path
        ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        assert len(ids) == len(set(ids)), path
        assert [tag for tag, _ in page.elements].count("h1") == 1, path


async def test_every_page_has_its_json_beside_it(site: Site) -> None:
    found = await site.crawl()
    beside = {path: got for path, got in found.items() if ".json" in path}
    assert all(json.loads(got.text) is not None for got in beside.values())
    pages = [path for path, got in found.items() if got.header("Content-Type").startswith("text/html") and path != "/"]
    assert len(beside) == len(pages)
    state = json.loads(beside["/ukraine.json"].text)
    assert {"actor": "russia", "topic": "ceasefire", "lead": CEASEFIRE.id}.items() <= {
        **next(one for one in state["positions"] if (one["actor"], one["topic"]) == ("russia", "ceasefire"))
    }.items()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404), ("/ukraine/actor/nobody", 404), ("/ukraine/topic/nothing", 404), ("/a/b/c/d", 404),
        ("/ukraine/statement/00000000", 404), ("/ukraine/number/00000000", 404), ("/s/00000000", 404),
        ("/static/nothing.js", 404),
        ("/ukraine/digest/2030-01-01", 404), ("/ukraine/digest/today", 400), ("/ukraine/as-of/yesterday", 400),
        ("/ukraine?as_of=1", 400), ("/ukraine/digests?year=x", 404), ("/ukraine/digests?year=9999", 404),
        ("/ukraine?party=atlantis", 400), (f"/ukraine?party={'a' * 3000}", 400),
        ("/static/..%2fpress.py", 404),
    ],
)  # fmt: skip
async def test_what_is_not_there_is_said(path: str, status: int, site: Site) -> None:
    got = await site.get(path)
    assert got.status == status
    assert "default-src 'none'" in got.header("Content-Security-Policy")
    assert "Traceback" not in got.text


async def test_pages_are_read_only(site: Site) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert (await site.get("/ukraine", method=method)).status == 405
    assert (await site.get("/ukraine", method="HEAD")).status == 200


# what they say


async def test_a_passage_is_exact_and_marked(site: Site) -> None:
    got = await site.get(f"/ukraine/statement/{CEASEFIRE.id}.json")
    (passage,) = json.loads(got.text)["passages"]
    for piece in passage["pieces"]:
        assert ITEM.text[piece["start"] : piece["end"]] == piece["text"]
    marked = "".join(piece["text"] for piece in passage["pieces"] if "evidence" in piece["marks"])
    assert marked == CEASEFIRE.evidence[0].text
    page = Html.of((await site.get(f"/ukraine/statement/{CEASEFIRE.id}")).text)
    marks = [attrs for tag, attrs in page.elements if tag == "mark"]
    assert (int(marks[0]["data-start"]), int(marks[-1]["data-end"])) == (
        CEASEFIRE.evidence[0].start, CEASEFIRE.evidence[0].end,
    )  # fmt: skip


async def test_filters_leave_what_was_asked_for(site: Site) -> None:
    got = json.loads((await site.get("/ukraine.json?party=russia&stance=conditional")).text)
    assert {(one["actor"], one["stance"]) for one in got["positions"]} == {("russia", "conditional")}


async def test_a_past_day_shows_what_was_known_then(site: Site) -> None:
    past = await site.get("/ukraine/as-of/2025-12-22")
    assert "As it was known at the end of 22 Dec 2025" in past.text
    then, now = [await cells(site, path) for path in ("/ukraine/as-of/2025-12-22.json", "/ukraine.json")]
    assert ("russia", "ceasefire") in now - then
    links = [one for one in Html.of(past.text).links if "/actor/" in one]
    assert all(one.endswith("?as_of=2025-12-22") for one in links)


async def cells(site: Site, path: str) -> set[tuple[str, str]]:
    return {(one["actor"], one["topic"]) for one in json.loads((await site.get(path)).text)["positions"]}


async def test_digests_have_permanent_links(site: Site, clock: Clock) -> None:
    days = json.loads((await site.get("/ukraine/digests.json")).text)
    assert date.fromisoformat(days[0]["date"]) <= NOW.date()
    path = f"/ukraine/digest/{days[-1]['date']}"
    before = (await site.get(path)).text
    clock.now += timedelta(days=400)
    assert (await site.get(path)).text == before


async def test_the_archive_of_digests_is_told_by_the_year(site: Site, store: Store) -> None:
    old = replace(PUTIN, id="feedc0de", doc="old", said_on=date(2021, 5, 1), published=datetime(2021, 5, 1, tzinfo=UTC))
    keep(store, [old])
    now, then, between = [
        (await site.get(f"/ukraine/digests{asked}")).text for asked in ("", "?year=2021", "?year=2023")
    ]
    assert "December 2025" in now
    assert "/ukraine/digest/2021-05-01" not in now
    assert "/ukraine/digests?year=2021" in Html.of(now).links
    assert Html.of(then).text.count("statement") == 1
    assert "/ukraine/digest/2021-05-01" in then
    assert "No digest is written" in between


@pytest.mark.parametrize(("kind", "key"), [("statement", CEASEFIRE.id), ("number", NUMBERS[0].id)])
async def test_a_short_address_leads_to_the_statement_or_number(site: Site, kind: str, key: str) -> None:
    got = await site.get(f"/s/{key}")
    assert (got.status, got.header("Location")) == (307, f"/ukraine/{kind}/{key}")


async def test_a_number_is_shown_in_its_sentence_with_the_others_of_the_same_thing(site: Site) -> None:
    many, few = NUMBERS
    page = Html.of((await site.get(f"/ukraine/number/{many.id}")).text)
    assert "Peace plan: 28-point" in page.text
    assert many.evidence.text in page.text
    assert f"/ukraine/number/{few.id}" in page.links
    data = json.loads((await site.get(f"/ukraine/number/{many.id}.json")).text)
    assert (data["number"], data["unit"]) == ("28", "point")
    marked = [piece["text"] for piece in data["passages"][0]["pieces"] if "trigger" in piece["marks"]]
    assert marked == ["28-point"]


@pytest.mark.parametrize("read", [CEASEFIRE, NUMBERS[0]], ids=["statement", "number"])
async def test_what_was_struck_out_is_shown_as_such(read: Any, site: Site, store: Store) -> None:
    struck = correction_of(read, None, by="Mo", at=NOW, reason="a caption")
    with store.write() as conn:
        save_correction(conn, DOSSIER.id, struck)
    where = (await site.get(f"/s/{read.id}")).header("Location")
    page = await site.get(where)
    assert page.status == 200
    assert f"Correction {struck.id} by Mo, 30 Dec 2025: a caption." in page.text


async def test_every_id_in_brackets_leads_to_its_page(site: Site) -> None:
    for path, got in (await site.crawl()).items():
        if got.header("Content-Type").startswith("text/html"):
            assert not re.findall(r"(?:\[|/why )[0-9a-f]{8}", got.text), path


@pytest.mark.parametrize("name", ["shifts", "digests"])
async def test_feeds_are_atom(name: str, store: Store, clock: Clock) -> None:
    async with served(routes(store, clock, public_url="https://desk.example/")) as site:
        got = await site.get(f"/ukraine/{name}.atom")
        assert got.header("Content-Type").startswith("application/atom+xml")
        feed = ET.fromstring(got.text)  # noqa: S314 - our own
        entries = feed.findall(f"{ATOM}entry")
        assert entries
        ids = [one.findtext(f"{ATOM}id") for one in entries]
        assert len(set(ids)) == len(ids)
        times = [datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "") for one in entries]
        assert times == sorted(times, reverse=True)
        whole = [bool(one.findtext(f"{ATOM}content")) for one in entries]
        assert whole == ([True] * len(entries) if name == "shifts" else [True] + [False] * (len(entries) - 1))
        assert all(one.findtext(f"{ATOM}content") or one.findtext(f"{ATOM}summary") for one in entries)
        for one in entries:
            link = one.find(f"{ATOM}link")
            assert link is not None
            address = link.get("href") or ""
            assert address.startswith("https://desk.example/ukraine/")
            assert (await site.get(address.removeprefix("https://desk.example"))).status == 200


# caching


async def test_a_page_is_not_sent_again_until_something_was_read(site: Site, store: Store) -> None:
    first = await site.get("/ukraine")
    tag = first.header("ETag")
    assert first.header("Cache-Control") == "private, max-age=60"
    assert (await site.get("/ukraine", **{"If-None-Match": tag})).status == 304
    assert (await site.get("/ukraine", **{"If-None-Match": f'W/{tag}, "x"'})).status == 304
    later = replace(PUTIN, id="feedc0de", doc="later", topic="ceasefire", said_on=date(2025, 12, 30))
    keep(store, [replace(later, published=NOW - timedelta(hours=1))])
    with store.write() as conn:
        save_items(conn, DOSSIER.id, [replace(ITEM, id="later")])
        mark_read(conn, "later", dossier=DOSSIER.id, at=NOW)
    async with asyncio.timeout(10):  # whoever asks first is not kept waiting
        while (again := await site.get("/ukraine", **{"If-None-Match": tag})).status == 304:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
    assert again.status == 200
    assert "feedc0de" in again.text


async def test_a_page_that_many_ask_for_at_once_is_made_once(store: Store, clock: Clock) -> None:
    archive = Counting(store, DOSSIER.id)
    desks = Desk(dossier=DOSSIER, now=NOW, archive=archive)
    async with served(page_routes(lambda _, now: desks, {"ukraine": "x"}, store, clock=clock)) as site:
        found = await asyncio.gather(*(site.get("/ukraine") for _ in range(20)))
    assert {one.status for one in found} == {200}
    assert archive.reads == 1


class Counting(Stored):
    """The archive in the store, which counts how often it is asked where the parties stand."""

    reads = 0

    def cells(self, **asked: Any) -> Sequence[Kept]:
        """Count, and read."""
        type(self).reads += 1
        return super().cells(**asked)


async def test_what_never_changes_is_kept_for_good(site: Site) -> None:
    (address,) = {one for one in Html.of((await site.get("/")).text).links if "style.css" in one}
    assert "immutable" in (await site.get(address)).header("Cache-Control")


# text from outside


MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "javascript:alert(1)",
    "</blockquote></main><form action=https://evil.example>", "<!--", "]]>", "{{ 7 * 7 }}", "{% raw %}", "&lt;b&gt;",
    "' onmouseover='x", "<a href=https://evil.example>x</a>", "[deadbeef]", "\u202egnp", "x\x1b[31my",
)  # fmt: skip
HARMLESS = "zwq"
LONGEST = 300
"""Characters of words that leave the passage whole."""


def words_everywhere(words: str) -> tuple[Dossier, list[Statement], Item]:
    """Return a dossier, statements and an article with the words wherever others write."""
    text = f"{words} said so. {words}"
    evidence = Span("text", 0, len(words) + 9, text[: len(words) + 9])
    one = replace(
        CEASEFIRE, id="0badf00d", doc="bad", evidence=(evidence,), triggers=(), quotes=(), speaker=words, person=None,
        chain=(words,), condition=words, outlet=words, title=words, url=words, addressee=words, quantity=words,
        rules=(words,), origin=words,
    )  # fmt: skip
    item = replace(ITEM, id="bad", title=words, text=text, outlet=words, url=words)
    dossier = changed_dossier(title=f"Talks {words.replace(chr(0), '')}", about=f"About {words.replace(chr(0), '')}")
    return dossier, [one], item


def numbers_everywhere(words: str) -> list[Figure]:
    """Return two numbers of a thing with the words wherever others write."""
    span = Span("text", 0, len(words), words)
    return [
        replace(
            each, doc="bad", at=span, evidence=span, unit=words, speaker=words, chain=(words,), outlet=words,
            title=words, url=words, rule=words, published=CEASEFIRE.published,
        )
        for each in NUMBERS
    ]  # fmt: skip


async def shape(words: str, clock: Clock) -> dict[str, list[str]]:
    """Return the elements of all pages with the words in all places."""
    dossier, statements, item = words_everywhere(words)
    store = open_store("sqlite:///:memory:")
    keep(store, statements)
    with store.write() as conn:
        save_items(conn, DOSSIER.id, [item])
        save_figures(conn, DOSSIER.id, "bad", numbers_everywhere(words))
    async with served(routes(store, clock, dossier)) as site:
        found = await site.crawl()
    store.close()
    pages = {path: got for path, got in found.items() if got.header("Content-Type").startswith("text/html")}
    assert all(got.status == 200 for got in found.values())
    for path, got in found.items():
        if path.endswith(".atom"):
            ET.fromstring(got.text)  # noqa: S314 - our own
    parsed = {path: Html.of(got.text).elements for path, got in pages.items()}
    return {path: [f"{tag} {sorted(attrs)}" for tag, attrs in elements] for path, elements in parsed.items()}


@pytest.fixture
async def plain(clock: Clock) -> dict[str, list[str]]:
    return await shape(HARMLESS, clock)


async def test_words_from_outside_do_nothing(plain: dict[str, list[str]], clock: Clock) -> None:
    assert len(plain) > 8
    assert any("/number/" in path for path in plain)
    for words in (" ".join(MARKUP[:7]), " ".join(MARKUP[7:]), "javascript:alert(1)", '"><img src=x onerror=alert(1)>'):
        assert await shape(words, clock) == plain, words


async def test_what_chats_obey_does_nothing_here(plain: dict[str, list[str]], clock: Clock) -> None:
    words = " ".join(one for one in PAYLOADS if not one.startswith(("https://", "http://")))
    shown = " ".join(re.sub("[\x00\ud800]", "", words).split())  # what a store holds, on one line
    for start in range(0, len(shown), LONGEST):
        assert await shape(shown[start : start + LONGEST], clock) == plain


# pictures


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/ukraine", "/ukraine/picture/matrix.png"),
        ("/ukraine/topic/ceasefire", "/ukraine/timeline/ceasefire.png"),
        ("/ukraine/as-of/2025-12-21", "/ukraine/picture/matrix.png?as_of=2025-12-21"),
    ],
)
async def test_pages_show_their_picture_with_the_same_in_words(site: Site, path: str, where: str) -> None:
    page = Html.of((await site.get(path)).text)
    (image,) = [one for tag, one in page.elements if tag == "img"]
    assert image["src"] == where
    assert "Russia" in image["alt"]
    drawn = await site.get(where)
    assert (drawn.status, drawn.headers["Content-Type"]) == (200, "image/png")
    assert drawn.headers["ETag"]


async def test_all_pictures_of_a_dossier_are_on_a_page_and_as_of_a_day(site: Site) -> None:
    page = await site.get("/ukraine/pictures?as_of=2025-12-10")
    assert page.text.count("<img ") == 3
    assert "/ukraine/picture/distance.png?as_of=2025-12-10" in page.text
    data = json.loads((await site.get("/ukraine/pictures.json?as_of=2025-12-10")).text)
    assert "as of 10 Dec 2025" in data[0]["words"]


@pytest.mark.parametrize("path", ["/ukraine/picture/nonsense.png", "/ukraine/timeline/nonsense.png"])
async def test_a_picture_that_nobody_knows_is_not_there(site: Site, path: str) -> None:
    assert (await site.get(path)).status == 404


async def test_many_shifts_are_turned_page_by_page(store: Store, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.pages.views.SHIFTS_ON_PAGE", 1)
    number = json.loads((await site.get("/ukraine/shifts.json?since=all")).text)["pages"]
    pages = [await site.get(f"/ukraine/shifts?since=all&page={at + 1}") for at in range(number)]
    headings = [re.findall(r'<h2 id="part-\d+">([^<]+ shift\))', page.text) for page in pages]
    assert [len(one) for one in headings] == [1] * number
    assert (await site.get(f"/ukraine/shifts?since=all&page={number + 1}")).status == 404
    assert (await site.get("/ukraine/shifts?page=first")).status == 404
