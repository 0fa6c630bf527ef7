"""The counter: where chats hand in what people ask, and get the card that answers it.

Answers are made off the event loop, so that a chat stays responsive while the store is slow.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic
from typing import Protocol, TypeVar

from bot.commands.about import DOSSIER, about, about_request
from bot.commands.asker import Asker
from bot.commands.buttons import read_code, request_of
from bot.commands.command import Request
from bot.commands.desk import Desk
from bot.commands.form import Form, forms
from bot.commands.registry import COMMANDS, answer, flaws, refusal, respond
from bot.commands.suggest import Choice, chosen, suggest
from bot.commands.watch import book_of
from bot.errors import InputError, ParleyError
from bot.model import Card

_AT_ONCE = 8
_SUGGESTING = 2
_KNOWN_SECONDS = 60.0
_MOST_KNOWN = 1_000
T = TypeVar("T")


class Desks(Protocol):
    """Where desks come from: one per question, about the dossier named or, for "", the one the channel follows."""

    def __call__(self, asker: Asker, dossier: str = "") -> Desk:
        """Return the desk as of now; raises ParleyError, such as for a dossier that is not watched."""
        ...


class Counter:
    """Answers what is asked in chats; every method may be called from any number of tasks at once.

    `dossiers` are the titles of those that can be asked about, by id.
    """

    def __init__(self, desks: Desks, dossiers: Mapping[str, str] | None = None) -> None:
        self._desks = desks
        self.dossiers = dossiers or {}
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="counter")
        self._quick = ThreadPoolExecutor(_SUGGESTING, thread_name_prefix="suggest")
        self._known: dict[tuple[str, str], tuple[float, Desk]] = {}

    def close(self) -> None:
        """Take no more questions."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._quick.shutdown(wait=False, cancel_futures=True)

    async def answer(self, request: Request, asker: Asker) -> Card:
        """Return the answer to a command; whatever it is, the answer is a card."""
        question, dossier = about_request(request)
        return await self._card(lambda: answer(question, self._desks(asker, dossier)))

    async def respond(self, text: str, asker: Asker) -> Card:
        """Return the answer to what somebody typed, a command or a question in words."""
        question, dossier = about(text)
        return await self._card(lambda: respond(question, self._desks(asker, dossier)))

    async def act(self, code: str, asker: Asker, *, reason: str = "") -> Card:
        """Return the answer to a button that was pressed (`buttons.code_of`)."""

        def pressed() -> Card:
            name, dossier, value = read_code(code)
            return answer(request_of(name, value, reason=reason), self._desks(asker, dossier))

        return await self._card(pressed)

    async def suggest(
        self, command: str, parameter: str, typed: str, asker: Asker, *, dossier: str = ""
    ) -> tuple[Choice, ...]:
        """Return what may be meant by what was typed so far for the command's parameter; nothing for an unknown one.

        `dossier` is the one that the question names already, "" for none.
        """
        if parameter == DOSSIER.name:
            named = ((name, Choice(title, key)) for key, title in self.dossiers.items() for name in (key, title))
            return chosen(typed, named)
        known = COMMANDS[command].parameters if command in COMMANDS else ()
        one = next((one for one in known if one.name == parameter and one.is_suggested), None)
        if one is None:
            return ()

        def suggested() -> tuple[Choice, ...]:
            try:
                return suggest(one.kind, typed, self._lately(asker, dossier), also=one.also)
            except InputError:  # a dossier that there is not
                return ()

        return await asyncio.get_running_loop().run_in_executor(self._quick, suggested)

    def _lately(self, asker: Asker, dossier: str) -> Desk:
        """Return a desk of the asker's channel that may be a minute old, since names rarely change while one types."""
        at, desk = self._known.get((asker.channel, dossier), (float("-inf"), None))
        if desk is None or monotonic() - at > _KNOWN_SECONDS:
            desk = self._desks(asker, dossier)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[asker.channel, dossier] = (monotonic(), desk)
        return desk

    async def flaws(self, request: Request, asker: Asker) -> Mapping[str, str]:
        """Return what is wrong with each option of a request by itself, quickly; under "" what concerns all of it."""
        question, dossier = about_request(request)

        def found() -> Mapping[str, str]:
            try:
                return flaws(question, replace(self._lately(asker, dossier), asker=asker))
            except InputError as error:
                return {"": str(error)}
            except ParleyError:  # the answer will say so
                return {}

        return await asyncio.get_running_loop().run_in_executor(self._quick, found)

    async def forms(self, asker: Asker) -> tuple[Form, ...]:
        """Return what the asker's channel follows as forms to be filled in; raises ParleyError."""

        def found() -> tuple[Form, ...]:
            desk = self._desks(asker)
            return forms(book_of(desk), desk)

        return await self._off_loop(found)

    async def _card(self, work: Callable[[], Card]) -> Card:
        def told() -> Card:
            try:
                return work()
            except InputError as error:
                return refusal(str(error))
            except ParleyError as error:
                return refusal(f"this cannot be answered now: {error}")

        return await self._off_loop(told)

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
