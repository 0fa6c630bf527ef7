"""The two sections of a language file that a digest needs, read from the shipped one."""

from dataclasses import dataclass

import yaml

from bot.extract.lexicon import SegmentationLexicon
from bot.extract.stance_lexicon import TimeLexicon
from bot.settings import shipped


@dataclass(frozen=True)
class FakeWords:
    segmentation: SegmentationLexicon
    time: TimeLexicon


def english() -> FakeWords:
    data = yaml.safe_load((shipped() / "config/language/en.yaml").read_text("utf-8"))
    return FakeWords(
        segmentation=SegmentationLexicon.model_validate(data["segmentation"]),
        time=TimeLexicon.model_validate(data["time"]),
    )
