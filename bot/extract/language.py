"""What is known of a language: reads and validates a file of `config/language/`."""

from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import ConfigError
from bot.extract.actors import ActorLexicon
from bot.extract.echoes import EchoLexicon
from bot.extract.lexicon import AttributionLexicon, SegmentationLexicon
from bot.extract.phrases import Stemmer
from bot.extract.stance_lexicon import (
    AssessmentLexicon,
    DoubtLexicon,
    PronounLexicon,
    QuantityLexicon,
    StanceLexicon,
    TimeLexicon,
)
from bot.extract.wording_lexicon import WordingLexicon
from bot.yamlfile import Loader


class Language(BaseModel):
    """The sections of a language file that are known here; other sections are left to others."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    segmentation: SegmentationLexicon
    attribution: AttributionLexicon
    actors: ActorLexicon
    stance: StanceLexicon
    assessment: AssessmentLexicon
    time: TimeLexicon
    pronouns: PronounLexicon
    quantity: QuantityLexicon
    doubt: DoubtLexicon
    echo: EchoLexicon
    inflection: tuple[str, ...]
    lemmas: dict[str, str] = {}
    forms: dict[str, tuple[str, ...]] = {}
    wordings: WordingLexicon = WordingLexicon()

    @cached_property
    def stem(self) -> Stemmer:
        """Return what says which forms of a word are the same."""
        return Stemmer(self.inflection, self.forms)


def load_language(path: Path) -> Language:
    """Return the language in the YAML file `path`; raises ConfigError naming the file, the key and the reason."""
    try:
        data: Any = yaml.load(path.read_text("utf-8"), Loader=Loader)  # noqa: S506 - a safe one
        language = Language.model_validate(data)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); restore it from the repository") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"{path}: is no YAML ({reason}); correct it there") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{path}: {where}: {first['msg']}; correct it there") from error
    attribution = language.attribution.model_copy(update={"folder": path.resolve().parent})
    return language.model_copy(update={"attribution": attribution})
