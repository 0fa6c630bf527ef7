"""The process that may die: jobs come in on stdin, answers go out on stdout, one JSON value per line.

A job is a line `{"kind", "url", "content_type", "bytes"}` followed by so many bytes. The answer is `{"feed": …}` with
`{"items": […]}` for the entries, a few at a time, or `{"article": …}`, or `{"error": sentence}`, then `{"end": true}`.
Limits: memory as asked for on the command line, processor time per job by SIGXCPU. Run: `python -m bot.feeds.child`.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any, BinaryIO

from bot.errors import FeedError
from bot.feeds.fulltext import extract_article
from bot.feeds.parse import ParsedItem, parse_feed

try:
    import resource
except ImportError:  # Windows has no such limits; the deadline still holds there
    resource = None  # type: ignore[assignment]


LARGEST_PART = 100_000  # characters, after which what there is goes out
MOST_IN_PART = 50
_FIELDS = tuple(field.name for field in fields(ParsedItem))


def answer(job: dict[str, Any], body: bytes) -> Iterator[dict[str, Any]]:
    """Yield the answer to one job; raises FeedError for what cannot be understood."""
    if job["kind"] == "article":
        article = extract_article(body, url=job["url"])
        yield {"article": asdict(article) if article else None}
        return
    feed = parse_feed(body, content_type=job["content_type"], url=job["url"])
    yield {"feed": {"title": feed.title, "ttl": feed.ttl, "hub": feed.hub, "topic": feed.topic}}
    part: list[dict[str, Any]] = []
    size = 0
    for item in feed.items:
        part.append({name: getattr(item, name) for name in _FIELDS})
        size += len(item.summary) + len(item.content) + len(item.title)
        if size > LARGEST_PART or len(part) == MOST_IN_PART:
            yield {"items": part}
            part, size = [], 0
    if part:
        yield {"items": part}


def serve(source: BinaryIO, sink: BinaryIO, *, seconds: int = 0) -> None:
    """Answer jobs until `source` ends, or memory did: a process that ran out of it is not to be trusted with more."""
    while line := source.readline():
        job = json.loads(line)
        body = source.read(job["bytes"])
        limit_time(seconds)
        try:
            for part in answer(job, body):
                _write(sink, part)
        except FeedError as error:
            _write(sink, {"error": str(error)})
        except MemoryError:
            del body
            _write(sink, {"error": "it needs more memory than one feed or page may take"})
            return
        except Exception as error:  # whatever a library raises, the next job must not suffer
            _write(sink, {"error": f"it cannot be understood ({type(error).__name__})"})
        _write(sink, {"end": True})


def _write(sink: BinaryIO, value: dict[str, Any]) -> None:
    sink.write(json.dumps(value, default=str).encode("ascii") + b"\n")
    if "items" not in value:
        sink.flush()


def limit_memory(megabytes: int) -> None:
    """Let the process have so much address space and no more, where the system can say so."""
    if resource is not None and megabytes:
        try:
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
        except (ValueError, OSError):  # macOS; the deadline still holds there
            return


def limit_time(seconds: int) -> None:
    """Let the process have so many more seconds of processor time, should nobody be left to end it."""
    if resource is not None and seconds:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def main(megabytes: str, seconds: str) -> None:
    """Serve stdin and stdout; what libraries print goes nowhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes stdin
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    limit_memory(int(megabytes))
    serve(sys.stdin.buffer, sink, seconds=int(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:3])
