"""`parley feeds …` as a person uses it, against a server on loopback."""

import asyncio
from pathlib import Path

import pytest
import yaml
from fakes.command_line import CommandLine, Done, configuration
from fakes.feed_server import HTML, RSS, FeedServer, Reply, entry, rss

PAGE = b'<html><head><link rel="alternate" type="application/rss+xml" href="/world.rss"></head></html>'


@pytest.fixture
def home(tmp_path: Path, server: FeedServer) -> CommandLine:
    """A command line whose dossier has one feed, on the server."""
    base = "http://{}:{}".format(*server.address)
    configuration(tmp_path / "config", feeds={"wire": f"{base}/wire"})
    server.put("/wire", Reply(status=500))
    server.put("/world.rss", Reply(body=rss([entry(1), entry(2)]), headers=RSS))
    server.put("/", Reply(body=PAGE, headers=HTML))
    return CommandLine(tmp_path, {"BASE": base})


async def parley(home: CommandLine, *words: str) -> Done:
    return await asyncio.to_thread(home, *(one.replace("BASE", home.environment["BASE"]) for one in words))


async def test_a_feed_is_added_from_a_page_polled_listed_and_taken_out(home: CommandLine, server: FeedServer) -> None:
    added = await parley(home, "feeds", "add", "BASE/", "--country", "GB", "--kind", "agency")
    assert (added.status, added.err) == (0, "") or "store" in added.err
    assert "Feed is added as feed" in added.out
    assert len(server.asked("/")) == len(server.asked("/world.rss")) == 1
    assert (
        "is in Talks of Norland and Sudland already, as feed" in (await parley(home, "feeds", "add", "BASE/")).refused()
    )

    polled = (await parley(home, "poll", "--json")).json
    assert [(one["feed"], one["fresh"]) for one in polled[0]["feeds"]] == [("wire", 0), ("feed", 2)]
    wire, feed = (await parley(home, "feeds", "list", "--json")).json
    assert (feed["status"], feed["reason"], feed["kind"]) == (200, "its interval in the dossier", "agency")
    assert (wire["status"], wire["reason"]) == (500, "it failed once")
    shown = (await parley(home, "feeds", "list")).out
    assert "its interval in the dossier" in shown
    assert "answers 500" in shown
    assert "well" in (await parley(home, "feeds", "health")).out
    assert "Feed" in (await parley(home, "ask", "/sources")).out

    lines = yaml.safe_load((await parley(home, "feeds", "export", "--yaml")).out)
    assert [one["id"] for one in lines["feeds"]] == ["feed"]
    assert "was not added" in (await parley(home, "feeds", "remove", "nothing")).refused()
    assert "dossier's file" in (await parley(home, "feeds", "remove", "wire")).refused()
    assert (await parley(home, "feeds", "remove", "feed")).status == 0
    assert [one["id"] for one in (await parley(home, "feeds", "list", "--json")).json] == ["wire"]


async def test_lists_go_out_and_come_in(home: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    file.write_text(
        '<opml version="2.0"><body><outline text="24 Hours" xmlUrl="http://a.test/f"/>'
        '<outline xmlUrl="http://b.test/f"/><outline text="24 hours" xmlUrl="http://c.test/f"/></body></opml>',
        "utf-8",
    )
    assert "3 feeds are added, 0 were there" in (await parley(home, "feeds", "import", str(file))).out
    assert "0 feeds are added, 3 were there" in (await parley(home, "feeds", "import", str(file))).out
    listed = (await parley(home, "feeds", "list", "--json")).json
    assert [one["id"] for one in listed] == ["wire", "b-test", "feed-24-hours", "feed-24-hours-2"]
    (tmp_path / "out.opml").write_text((await parley(home, "feeds", "export")).out, "utf-8")
    again = await parley(home, "feeds", "import", str(tmp_path / "out.opml"), "--json")
    assert again.json == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("feeds", "add", "BASE/missing"), "answers 404"),
        (("feeds", "add", "http://10.0.0.1/"), "not on the public internet"),
        (("feeds", "add", "ftp://a.test/"), "only http and https"),
        (("feeds", "add", "BASE/", "--country", "Britain"), "country"),
        (("feeds", "import", "missing.opml"), "missing.opml"),
        (("feeds", "import", "config/parley.yaml"), "is not OPML"),
    ],
)
async def test_what_cannot_be_is_said_in_a_sentence(words: tuple[str, ...], said: str, home: CommandLine) -> None:
    assert said in (await parley(home, *words)).refused()
