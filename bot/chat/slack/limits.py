"""What Slack carries, in UTF-16 code units where it counts characters, since that is the most it can count.

Sources: https://docs.slack.dev/reference/block-kit/blocks, https://docs.slack.dev/reference/methods/chat.postMessage;
for all blocks together https://github.com/slackapi/bolt-js/issues/2509, which measured about 13,200.
"""

BLOCKS = 50
"""Blocks of a message."""
VIEW_BLOCKS = 100
"""Blocks of a modal or of App Home."""
TOGETHER = 12_000
"""Characters of all blocks of a message together, as JSON; what Slack counts is less."""
SECTION = 3_000
HEADER = 150
CONTEXT = 2_000
BUTTONS = 25
BUTTON_TEXT = 75
OPTIONS = 100
OPTION_TEXT = 150
"""Characters of an option's text, and of its value."""
MODAL_TITLE = 24
"""Characters of a modal's title, and of its buttons."""
METADATA = 3_000
"""Characters of a modal's private metadata."""
FALLBACK = 300
"""Characters of the text that notifications show; Slack carries 40,000, and nobody reads them there."""
LINK = 1_000
"""Characters of an address; with a longer one no sentence would fit beside it."""


def units(text: str) -> int:
    """Return how many UTF-16 code units the text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
