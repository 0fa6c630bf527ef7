"""What the reader of stances finds: one stance with its holders' tokens, not yet anybody's of the dossier."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model import Commitment, Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Claim:
    """One stance found: its holders' head tokens (none: the speaker, where `impersonal` or `demanded`), and why.

    It counts only for a holder who is of the same party as the `answerer`, if there is one.
    """

    holders: tuple["Token", ...]
    stance: Stance
    triggers: tuple["Token", ...]
    rules: tuple[str, ...]
    impersonal: bool = False
    demanded: bool = False
    guess: bool = False
    voice: Voice = Voice.NARRATED
    commitment: Commitment = Commitment.STATED
    condition: tuple["Token", "Token"] | None = None
    lacking: bool = False
    recalled: bool = False
    implements: bool = False
    answerer: "Token | None" = None
