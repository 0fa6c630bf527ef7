"""Logs: events with fields go in, from Parley and from every library, lines without secrets come out.

Libraries log through the standard library; what they say takes the same way, so that one place masks the secrets of
all. Tracebacks show no local variables, since those hold tokens.
"""

import logging
import sys
import threading
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.types import EventDict, Processor

from bot.redact import Redactor
from bot.settings import LogRules

_NUMBERS = (bool, int, float, type(None))
log = structlog.get_logger("parley")


def log_to(stream: TextIO, rules: LogRules | None = None, *, secrets: Iterable[str] = ()) -> None:
    """Send every log event from the level of the rules on to the stream, one line each, without secrets.

    JSON where the format says so, or says nothing and the stream is no terminal; else text for people. Libraries are
    heard from warnings on, or at debug.
    """
    rules = rules or LogRules()
    level = logging.getLevelNamesMapping()[rules.level.upper()]
    as_json = rules.format == "json" or (rules.format == "auto" and not stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(Redactor(secrets), as_json=as_json, colors=stream.isatty()))
    handler.addFilter(lambda record: level <= logging.DEBUG or _is_ours(record) or record.levelno >= logging.WARNING)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    structlog.configure(
        processors=[*_facts(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    logging.captureWarnings(True)
    _log_what_nobody_caught()


def _is_ours(record: logging.LogRecord) -> bool:
    """Return whether Parley logged it; what libraries do as usual is told where everything is, at debug."""
    return isinstance(record.msg, dict)


def _facts() -> tuple[Processor, ...]:
    """Return what tells of every event, wherever it comes from: level, logger and time."""
    return (
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Masks the finished line too, whatever a renderer made of the fields; a line is one line."""

    def __init__(self, redact: Redactor, **options: Any) -> None:
        super().__init__(**options)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def _formatter(redact: Redactor, *, as_json: bool, colors: bool) -> logging.Formatter:
    renderer: Processor
    if as_json:
        renderer = structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False)
    else:
        renderer = structlog.dev.ConsoleRenderer(
            colors=colors, exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
        )
    return _Formatter(
        redact,
        foreign_pre_chain=_facts(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.StackInfoRenderer(),
            lambda logger, method, event: _masked(event, redact),  # noqa: ARG005 - what structlog hands over
            renderer,
        ],
    )


def _masked(event: EventDict, redact: Redactor) -> EventDict:
    """Mask every field before it is rendered, since escapes and colours could cut a secret in two."""
    return {redact(str(name)): _plain(value, redact) for name, value in event.items()}


def _plain(value: Any, redact: Redactor) -> Any:
    if isinstance(value, _NUMBERS):
        return value
    if isinstance(value, Mapping):
        return {redact(str(name)): _named(str(name), inner, redact) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(inner, redact) for inner in value]
    return redact(value if isinstance(value, str) else repr(value))


def _named(name: str, value: Any, redact: Redactor) -> Any:
    """Return the masked value of a mapping; its name may be what tells that it is secret."""
    if not isinstance(value, str):
        return _plain(value, redact)
    return redact(f"{name}={value}").removeprefix(f"{name}=")


def _log_what_nobody_caught() -> None:
    """Let what ends a thread or the program be logged as well, rather than printed with its secrets."""

    def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, Exception):
            log.critical("crashed", exc_info=(kind, error, trace))
        else:
            sys.__excepthook__(kind, error, trace)

    def thread_crashed(hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            crashed(hook.exc_type, hook.exc_value, hook.exc_traceback)

    sys.excepthook = crashed
    threading.excepthook = thread_crashed
    sys.unraisablehook = lambda hook: log.error(
        "ignored", exc_info=(hook.exc_type, hook.exc_value, hook.exc_traceback), where=repr(hook.object)
    )
