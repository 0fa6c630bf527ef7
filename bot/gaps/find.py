"""Gaps of a dossier over many documents: every survey is counted once, and none is kept."""

from collections.abc import Iterable

from bot.dossier import Dossier
from bot.extract.survey import Survey
from bot.gaps.company import Company
from bot.gaps.people import People
from bot.gaps.spellings import Names
from bot.gaps.values import Gaps


def find_gaps(surveys: Iterable[Survey], dossier: Dossier, *, at_least: int = 3, most: int = 20) -> Gaps:
    """Return what is seen `at_least` so often: at most `most` people and spellings, half as many terms per topic."""
    people, names, company = People(), Names(), Company()
    documents = concerned = 0
    for survey in surveys:
        documents += 1
        concerned += survey.concerns
        for heard in survey.heard:
            people.note(survey, heard)
        for passage in survey.passages:
            names.note(survey, passage)
            company.note(survey, passage)
    topics = [topic.id for topic in dossier.topics]
    return Gaps(
        documents=documents,
        concerned=concerned,
        people=tuple(people.unlinked(at_least))[:most],
        spellings=tuple(names.spellings(dossier, at_least))[:most],
        terms=tuple(one for topic in topics for one in company.of(topic, at_least)[: most // 2]),
    )
