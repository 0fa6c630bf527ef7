"""Gaps as lines of YAML to paste into a dossier, each with what speaks for it as a comment."""

import json
import re
from collections.abc import Iterator
from itertools import groupby

from bot.commands.spelling import plain
from bot.dossier import Dossier
from bot.escape import one_line
from bot.gaps.values import Companion, Example, Gaps, Spelling, Unlinked

_PLAIN = re.compile(r"[^\W\d_][\w .’-]*(?<! )")
_WORDS_OF_YAML = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def gaps_yaml(gaps: Gaps, dossier: Dossier) -> str:
    """Return the gaps as YAML with comments; what it names is a suggestion, and nothing is decided by it."""
    about = f"# {gaps.concerned} of {gaps.documents} documents are about {one_line(dossier.title)}."
    parts = [about, *_people(gaps, dossier), *_spellings(gaps), *_terms(gaps)]
    return "\n".join(parts if len(parts) > 1 else [about, "# Nothing seems to be missing."])


def _people(gaps: Gaps, dossier: Dossier) -> Iterator[str]:
    if gaps.people:
        yield "\n# Quoted, and linked to nobody. Without `speaks_for` a person is never a party's voice.\npeople:"
    taken = set(dossier.person_by_id)
    for one in gaps.people:
        key = _free_id(one.name, taken)
        taken.add(key)
        yield _person(one, key)


def _person(one: Unlinked, key: str) -> str:
    role = one.roles[0] if one.roles else "unknown"
    outlets = f"{one.outlets} {'outlet' if one.outlets == 1 else 'outlets'}"
    lines = [f"  # {_times(one.times)} in {_articles(one.articles)} of {outlets}; {_example(one.example)}"]
    if one.roles[1:]:
        lines.append(f"  # also called: {'; '.join(map(one_line, one.roles[1:]))}")
    lines += [f"  - id: {key}", f"    name: {scalar(one.name)}", f"    role: {scalar(role)}"]
    if one.party:
        lines.append(f"    # speaks_for: {one.party}  # named beside the name; take the first mark away if it is so")
    return "\n".join(lines)


def _spellings(gaps: Gaps) -> Iterator[str]:
    if gaps.spellings:
        yield "\n# Spelled almost as a name that is known: add it there, or leave it where it is somebody else."
    for (section, owner), group in groupby(_by_owner(gaps.spellings), key=lambda one: (one.section, one.owner)):
        found = list(group)
        key = "aliases" if section == "people" else "names"
        for one in found:
            yield (
                f"# {scalar(one.name)} is {one.likeness} % as {scalar(one.alias)}; {_times(one.times)} in "
                f"{_articles(one.articles)}; {_example(one.example)}"
            )
        yield f"# {section}, {owner}:\n    {key}: [{', '.join(scalar(one.name) for one in found)}]"


def _by_owner(spellings: tuple[Spelling, ...]) -> list[Spelling]:
    return sorted(spellings, key=lambda one: (one.section, one.owner, -one.times, one.name))


def _terms(gaps: Gaps) -> Iterator[str]:
    if gaps.terms:
        yield "\n# Phrases that keep company with a topic; take those that name it, with guards where they are general."
    for topic, group in groupby(gaps.terms, key=lambda one: one.topic):
        yield f"# topics, {topic}:\n    terms:"
        yield from map(_term, group)


def _term(one: Companion) -> str:
    counts = f"{one.inside} sentences with the topic in {_articles(one.articles)}, {one.outside} without it"
    evidence = f"log-likelihood {one.likelihood}; without: {_example(one.example)}"
    return f"      # {counts}; {evidence}\n      - {scalar(one.phrase)}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _articles(number: int) -> str:
    return f"{number} article" if number == 1 else f"{number} articles"


def _example(example: Example) -> str:
    outlet = f" ({one_line(example.outlet)})" if example.outlet else ""
    return f"“{one_line(example.text)}”{outlet}"


def _free_id(name: str, taken: set[str]) -> str:
    """Return an id made of the name that nobody has; the surname where that is free."""
    words = re.sub(r"[^a-z0-9 ]", "", plain(name)).split() or ["person"]
    candidates = [words[-1], "-".join(words), *(f"{'-'.join(words)}-{number}" for number in range(2, len(taken) + 3))]
    return next(one for one in candidates if one not in taken)[:64]


def scalar(text: str) -> str:
    """Return the text as YAML writes it in a list or behind a key, in quotes where it must be."""
    line = one_line(text)
    if _PLAIN.fullmatch(line) and line.casefold() not in _WORDS_OF_YAML:
        return line
    return json.dumps(line, ensure_ascii=False)
