"""Histories of what some people say for a party on two topics, for hypothesis."""

from fakes.talking import PEOPLE, said
from hypothesis import strategies as st

from bot.model import Statement, Voice

LINES = [
    "We are ready to lay down our arms this very week without any conditions",
    "There will be no truce as long as a single soldier of theirs stands on our soil",
    "If the deliveries of weapons stop then we shall hold our fire at once and everywhere",
    "We have heard the proposal and our experts are looking at each of its points",
]
SCALES = {"truce": ["support", "oppose", "conditional", "noncommittal"], "talks": ["positive", "guarded", "negative"]}


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    on = draw(st.integers(1, 25))
    topic = draw(st.sampled_from(sorted(SCALES)))
    who = draw(st.sampled_from([*PEOPLE, "article", "the Ministry"]))
    return said(
        on,
        who,
        draw(st.sampled_from(SCALES[topic])),
        draw(st.sampled_from(["reuters", "afp", "tass"])),
        topic=topic,
        out=on + draw(st.sampled_from([0, 0, 0, 1, 5])),
        hour=draw(st.integers(6, 20)),
        quote=draw(st.sampled_from(["", "", *LINES])) if who in PEOPLE else "",
        voice=draw(st.sampled_from([None, None, None, None, Voice.OTHER])),
        old=draw(st.integers(0, 9)) == 0,
        confidence=draw(st.sampled_from([1.0, 1.0, 1.0, 0.3])),
        act=who == "article" and draw(st.booleans()),
        undated=draw(st.integers(0, 9)) == 0,
    )


histories = st.lists(statements(), max_size=30, unique_by=lambda s: s.id)
