"""A made-up digest that holds every kind of section and block, to try templates on."""

from datetime import UTC, datetime

from bot.model import Bullets, Heading, Paragraph, Quote, Table
from digest.page import Digest, Section
from digest.window import Window

_SPEAKER = "Rufus T. Firefly, president"


def sample() -> Digest:
    """Return the digest of a day in talks that nobody holds."""
    said = Quote(
        text="We are ready to sign as soon as the last prisoner is home, he said.", speaker=_SPEAKER,
        outlet="Fredville Gazette", said_on="21 Dec 2025", url="https://gazette.example/ready?page=1&part=2",
        id="a1b2c3d4", label="Freedonia · Truce: conditional (after all prisoners are home)", chain=("Marx Wire",),
    )  # fmt: skip
    before = Quote(
        text="“There is nothing to sign,” the president told reporters.", speaker=_SPEAKER, outlet="The Sylvanian",
        said_on="3 Dec 2025", url="https://sylvanian.example/nothing", id="e5f6a7b8", label="Before: oppose",
    )  # fmt: skip
    sections = (
        Section(
            key="bottom-line", title="Bottom line", blocks=(Paragraph("One position changed; two parties spoke."),)
        ),
        Section(
            key="shifts", title="Shifts", blocks=(Heading("Freedonia · Truce: oppose → conditional"), before, said)
        ),
        Section(
            key="state",
            title="State of play",
            blocks=(
                Table(
                    ("Topic", "Freedonia", "Sylvania"), (("Truce", "conditional", "support"), ("Border", "", "oppose"))
                ),
                Bullets(("Escapes are tried: <b>, *bold*, @everyone & [link](https://example.com)", "A second line")),
            ),
        ),
        Section(key="watch", title="What to watch", blocks=(Paragraph("24 Dec 2025: the third round begins."),)),
    )
    window = Window(since=datetime(2025, 12, 21, tzinfo=UTC), until=datetime(2025, 12, 22, tzinfo=UTC), zone="UTC")
    return Digest(
        dossier="freedonia", title="Talks between Freedonia and Sylvania", window=window, sections=sections,
        footer="Every id in brackets leads to its evidence: /why ID. 12 statements on record.",
    )  # fmt: skip
