import socket

import pytest
from fakes.feed_server import FeedServer, Reply
from yarl import URL

from bot.errors import FeedError
from bot.feeds.address import GuardedResolver, host_name, is_public, shown, target
from bot.feeds.fetch import Fetcher
from bot.settings import Polling

PRIVATE = """
127.0.0.1 127.8.9.1 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 100.127.255.254
192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:10.0.0.1 ::127.0.0.1 fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12:3456::1
ff02::1 2001:db8::1 2001::1 2002:7f00:1:: 2002:a00:1:: 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 100::1 4000::1
168.63.129.16 3fff::1 2130706433 0x7f000001 0177.0.0.1 127.1 127.0.0.1. nonsense
"""

PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


REFUSED = """
http://127.0.0.1/ http://2130706433/ http://0x7f000001/ http://0x7f.1/ http://0177.0.0.1/ http://127.1/ http://0/
http://127.0.0.1./ http://[::1]/ http://[::]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[fe80::1]/
http://[fd00::1]/ http://[2002:7f00:1::]/ http://[64:ff9b::7f00:1]/ http://10.1.2.3/ http://192.168.0.1/
http://172.20.0.1/ http://100.64.1.1/ http://169.254.169.254/latest/meta-data/ http://0.0.0.0/ http://localhost/
http://LOCALHOST/ http://localhost./ http://user@127.0.0.1/ http://example.org@127.0.0.1/ http://127.0.0.1%2f@10.0.0.1/
http://１２７.0.0.1/ http://①②⑦.0.0.1/ https://127.0.0.1/ https://localhost/ http://example.org:22/ http://example.org:8080/
http://8.8.8.8:6379/ http://[::1]:80/ ftp://example.org/ file:///etc/passwd gopher://example.org/ data:text/plain,x
javascript:alert(1) //example.org/ /etc/passwd http:/// http:// example.org http://exa mple.org:x/ http://[::1
"""


@pytest.mark.parametrize("address", REFUSED.split())
async def test_no_connection_is_made_to_what_is_not_public(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    monkeypatch.setattr("aiohappyeyeballs.start_connection", connect)
    async with Fetcher(Polling(total_seconds=5)) as fetcher:
        with pytest.raises(FeedError):
            await fetcher.get(address)


# what is no whole address by itself only means another page of the same site
REDIRECTS = [one for one in REFUSED.split() if ":" in one and one != "http:///"]


@pytest.mark.parametrize("address", REDIRECTS)
async def test_no_redirect_leads_inside(address: str, server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/feed", Reply(status=302, headers={"Location": address}))
    with pytest.raises(FeedError):
        await fetcher.get("http://feed.test/feed")
    assert len(server.requests) == 1


async def test_a_name_is_refused_when_one_of_its_addresses_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, 1, 6, "", ("8.8.8.8", 80)), (socket.AF_INET, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    resolver = GuardedResolver(hosts={}, trusted=frozenset())
    with pytest.raises(FeedError, match=r"two\.test is not on the public internet"):
        await resolver.resolve("two.test", 80)
    await resolver.close()


async def test_what_was_checked_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET6, 1, 6, "", ("2606:4700::1", 443, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    resolver = GuardedResolver(hosts={}, trusted=frozenset())
    [found] = await resolver.resolve("one.test", 443)
    assert (found["host"], found["port"], found["family"]) == ("2606:4700::1", 443, socket.AF_INET6)
    assert found["flags"] & socket.AI_NUMERICHOST
    await resolver.close()


async def test_hosts_that_are_allowed_by_name_may_be_private_and_on_any_port(server: FeedServer) -> None:
    server.put("/feed", Reply(body=b"inside"))
    address, port = server.address
    async with Fetcher(Polling(allow_hosts=("127.0.0.1", "localhost"))) as fetcher:
        for host in (address, "localhost"):
            assert (await fetcher.get(f"http://{host}:{port}/feed")).body == b"inside"


def test_a_fixed_name_is_trusted_whatever_its_spelling() -> None:
    assert host_name("Feeds.Örtlich.") == "feeds.xn--rtlich-vxa"
    assert target("http://FEEDS.örtlich:99/", trusted={host_name("feeds.Örtlich")}).port == 99


def test_a_host_name_that_is_none_is_told() -> None:
    with pytest.raises(FeedError, match=r"allow_hosts"):
        host_name("http://x/")


def test_passwords_are_not_shown() -> None:
    assert shown(URL("http://me:secret@example.org/feed")) == "http://example.org/feed"
    with pytest.raises(FeedError) as caught:
        target("ftp://me:secret@example.org/feed")
    assert "secret" not in str(caught.value)
