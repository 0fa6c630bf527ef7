"""Which addresses may be asked at all: an address goes in, it is refused with a FeedError or let through.

Feeds, redirects and links are written by strangers, who could point them at the machines around this one (SSRF).
The name is resolved here and the connection is made to what was checked, so that a second look-up cannot differ.
Ranges: IANA IPv4 and IPv6 special-purpose address registries (RFC 6890), shared space (RFC 6598), NAT64 (RFC 6052).
"""

import asyncio
import socket
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.errors import FeedError

PORTS = frozenset({80, 443})
LOOKUPS = 16  # name servers can be slow; one that hangs must not hold up the other look-ups

_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Teredo and its kin, 6to4, and documentation (RFC 9637), which older Pythons take for public
_NOT_PUBLIC_V6 = (IPv6Network("2001::/23"), IPv6Network("2002::/16"), IPv6Network("3fff::/20"))
# protocol assignments, 6to4 relays, and the address at which Azure tells machines about themselves
_NOT_PUBLIC_V4 = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"), ip_network("168.63.129.16/32"))


def is_public(address: str) -> bool:
    """Return whether the numeric address belongs to the public internet (false for what is no address)."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return _is_public_v4(ip)
    if ip in _NAT64:
        return _is_public_v4(IPv4Address(int(ip) & 0xFFFFFFFF))
    return _is_public_v6(ip)


def _is_public_v4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip in net for net in _NOT_PUBLIC_V4)


def _is_public_v6(ip: IPv6Address) -> bool:
    scoped = ip.scope_id is not None
    return not scoped and ip.is_global and ip in _GLOBAL_UNICAST and not any(ip in net for net in _NOT_PUBLIC_V6)


def shown(url: URL) -> str:
    """Return the address as it may be shown and logged: without user name and password."""
    return str(url.with_user(None)) if url.user or url.password else str(url)


def host_of(url: URL) -> str:
    """Return the host name in the form in which names are compared: ASCII, lower case, no trailing dot."""
    return (url.raw_host or "").rstrip(".").lower()


def host_name(name: str) -> str:
    """Return a configured host name in the same form; raises FeedError for what is none."""
    try:
        return host_of(URL.build(scheme="http", host=name))
    except ValueError as error:
        raise FeedError(f"{name!r} is no host name; correct polling.allow_hosts") from error


def target(address: str | URL, *, trusted: Collection[str] = ()) -> URL:
    """Return the address as a URL that may be asked; raises FeedError for one that may not.

    `trusted` names hosts that may have any port and any address. A host that is a number is checked here, a name
    when it is resolved (`GuardedResolver`).
    """
    url = _parsed(address)
    host = host_of(url)
    if url.scheme not in {"http", "https"} or not host:
        raise FeedError(f"{shown(url)}: only http and https addresses can be fetched; correct the address")
    if host in trusted:
        return url
    if url.port not in PORTS:
        raise FeedError(f"{shown(url)}: port {url.port} is not asked; add {host} to polling.allow_hosts if it is meant")
    if _looks_numeric(host) and not is_public(host):
        raise _refusal(host)
    return url


def _parsed(address: str | URL) -> URL:
    try:
        return URL(address)
    except (ValueError, TypeError) as error:
        raise FeedError(f"{str(address)[:200]!r} is no web address; correct it") from error


def _looks_numeric(host: str) -> bool:
    """Return whether aiohttp would connect to the host without asking the resolver (its own heuristic)."""
    return ":" in host or host.replace(".", "").isdigit()


def _refusal(host: str) -> FeedError:
    return FeedError(f"{host} is not on the public internet; add it to polling.allow_hosts if it is meant")


class GuardedResolver(AbstractResolver):
    """Resolves names to public addresses only.

    `hosts` fixes names to an address and port of one's own (a server on a random port keeps a lasting name);
    `trusted` names may resolve to any address.
    """

    def __init__(self, *, hosts: Mapping[str, tuple[str, int]], trusted: Collection[str]) -> None:
        self._hosts = hosts
        self._trusted = trusted
        self._threads = ThreadPoolExecutor(LOOKUPS, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of `host`; raises FeedError when one of them is not public, OSError when unknown."""
        name = host.rstrip(".").lower()
        if name in self._hosts:
            return [_result(host, *self._hosts[name])]
        found = await self._look_up(host, port, family)
        if name not in self._trusted and not all(is_public(address) for address, _ in found):
            raise _refusal(host)
        return [_result(host, address, number) for address, number in found]

    async def _look_up(self, host: str, port: int, family: socket.AddressFamily) -> list[tuple[str, int]]:
        look_up = partial(
            socket.getaddrinfo, host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
        )
        answers = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        return [(str(end[0]), int(end[1])) for *_, end in answers]

    async def close(self) -> None:
        """Let go of the look-up threads; a look-up under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _result(name: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=name, host=address, port=port, family=family, proto=socket.IPPROTO_TCP, flags=flags)
