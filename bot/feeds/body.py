"""Bodies as they arrive: compressed pieces go in, plain bytes within limits come out.

A few kilobytes can decode to gigabytes, so output is taken in steps and counted: more than the limit, or more than
`RATIO` times the input (real pages stay below 50), is refused before it is held in memory.
"""

import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Protocol

import brotli

from bot.errors import FeedError

RATIO = 100
RATIO_FROM = 1024 * 1024  # small bodies may compress well: the ratio counts from here on
STEP = 256 * 1024  # bytes decoded at once: about a millisecond

ACCEPTED = "gzip, deflate, br"


class Decoder(Protocol):
    """Turns compressed pieces into decoded ones, none larger than about `STEP`."""

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` decodes to."""
        ...

    @property
    def complete(self) -> bool:
        """Return whether the stream has ended as it should."""
        ...


class Plain:
    """No compression."""

    complete = True

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield the data itself."""
        yield data


class Inflate:
    """gzip (one or more members) and deflate, with or without the zlib header that servers forget."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._member: zlib._Decompress | None = None
        self._ended = False

    @property
    def complete(self) -> bool:
        """Return whether no member has begun that has not ended."""
        return self._member is None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what the data inflates to; raises zlib.error for what is not compressed so.

        What follows the last member is padding and means nothing.
        """
        while data and (self._member or self._begins(data)):
            member = self._member = self._member or self._begin(data)
            piece = member.decompress(data, STEP)
            while piece:
                yield piece
                piece = b"" if len(piece) < STEP else member.decompress(member.unconsumed_tail, STEP)
            data = member.unused_data
            if member.eof:
                self._member, self._ended = None, True

    def _begins(self, data: bytes) -> bool:
        return not self._ended or (self._gzip and data.startswith(b"\x1f"))

    def _begin(self, data: bytes) -> "zlib._Decompress":
        headed = self._gzip or data[0] & 0x0F == zlib.DEFLATED
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32 if headed else -zlib.MAX_WBITS)


class Brotli:
    """Brotli (RFC 7932)."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def complete(self) -> bool:
        """Return whether the stream has ended."""
        return bool(self._stream.is_finished())

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what the data decodes to; raises brotli.error for what is not compressed so."""
        piece = self._stream.process(data, output_buffer_limit=STEP)
        while piece:
            yield piece
            # what it still holds, which it may even where it says that it can take more
            piece = b"" if self.complete else self._stream.process(b"", output_buffer_limit=STEP)


def decoder(encoding: str) -> Decoder:
    """Return the decoder for a Content-Encoding; raises FeedError for one that was not offered."""
    match encoding.strip().lower():
        case "" | "identity":
            return Plain()
        case "gzip" | "x-gzip":
            return Inflate(gzip=True)
        case "deflate":
            return Inflate(gzip=False)
        case "br":
            return Brotli()
        case other:
            raise FeedError(f"the answer is encoded as {other[:40]!r}, which was not asked for")


async def read_body(chunks: AsyncIterator[bytes], *, encoding: str, limit: int) -> bytes:
    """Return the whole decoded body; raises FeedError when it is too large, a bomb or broken."""
    decode = decoder(encoding)
    body = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        try:
            for piece in decode.pieces(chunk):
                body += piece
                _check_size(len(body), received=received, limit=limit)
        except (zlib.error, brotli.error) as error:
            raise FeedError(f"the answer is broken: it does not decode as {encoding}") from error
    if not decode.complete:
        raise FeedError(f"the answer is broken: its {encoding} data ends too early")
    return bytes(body)


def _check_size(size: int, *, received: int, limit: int) -> None:
    if size > limit:
        raise FeedError(f"the answer is larger than {limit} bytes (polling.max_bytes)")
    if size > RATIO_FROM and size > RATIO * received:
        raise FeedError(f"the answer decodes to more than {RATIO} times its size, as only a decompression bomb does")
