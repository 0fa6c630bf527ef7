"""Templates of one's own: taken in place of the shipped ones, in a sandbox, and never in the way of a digest."""

from pathlib import Path

import pytest

from digest.page import page_of_digest
from digest.render import Format, Templates, render
from digest.sample import sample


def _own(folder: Path, text: str, name: str = "text.j2") -> tuple[Templates, list[str]]:
    (folder / name).write_text(text, "utf-8")
    faults: list[str] = []
    return Templates(folder=folder, told=faults.append), faults


def test_template_of_ones_own_takes_the_place_of_ours(tmp_path: Path) -> None:
    own, faults = _own(tmp_path, "OUR DESK: {{ page.title }} ({{ page.sections | length }})\n")
    assert render(sample(), "text", templates=own) == "OUR DESK: Talks between Freedonia and Sylvania (4)\n"
    assert render(sample(), "markdown", templates=own) == render(sample(), "markdown")
    assert faults == []


def test_what_it_prints_is_escaped_for_its_target(tmp_path: Path) -> None:
    text = "{% for s in page.sections %}{% for b in s.blocks if b is bullets %}{{ b.items[0] }}{% endfor %}{% endfor %}"
    for name in ("html", "email"):
        own, _ = _own(tmp_path, text, f"{name}.j2")
        assert "&lt;b&gt;" in render(sample(), name, templates=own)
    own, _ = _own(tmp_path, text, "discord.j2")
    assert "@everyone" not in render(sample(), "discord", templates=own)


def test_it_may_include_what_is_shipped(tmp_path: Path) -> None:
    own, faults = _own(tmp_path, "Good morning.\n{% include 'markdown.j2' %}", "text.j2")
    shown = render(sample(), "text", templates=own)
    assert shown.startswith("Good morning.\n# Talks between")
    assert faults == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% for one in page.sections %}", "line 1: Unexpected end of template"),
        ("\n\n{{ page.titel }}", "line 3: "),
        ("{{ page.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
        ("{{ ''.__class__ }}", "unsafe"),
        ("{% include '../../etc/passwd' %}", "../../etc/passwd"),
        ("{% for n in range(100000000) %}x{% endfor %}", "too big"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ page.title | nosuchfilter }}", "nosuchfilter"),
    ],
)
def test_broken_or_prying_template_is_told_and_ours_taken(text: str, words: str, tmp_path: Path) -> None:
    own, faults = _own(tmp_path, text)
    assert render(sample(), "text", templates=own) == render(sample(), "text")
    assert len(faults) == 1
    assert words in faults[0]
    assert faults[0].startswith(str(tmp_path / "text.j2"))
    assert "\n" not in faults[0]


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "text.j2").write_bytes(b"\xff\xfe{{")
    faults: list[str] = []
    assert render(sample(), "text", templates=Templates(folder=tmp_path, told=faults.append))
    assert "text.j2" in faults[0]


def test_an_edited_template_is_read_anew(tmp_path: Path) -> None:
    own, _ = _own(tmp_path, "one")
    assert render(sample(), "text", templates=own) == "one\n"
    _own(tmp_path, "another")
    assert render(sample(), "text", templates=own) == "another\n"


def test_folder_that_is_not_there_means_the_shipped_ones(tmp_path: Path) -> None:
    assert render(sample(), "html", templates=Templates(folder=tmp_path / "none")) == render(sample(), "html")


@pytest.mark.parametrize("target", [one for one in Format if one is not Format.JSON])
def test_sample_shows_every_kind_of_block(target: Format) -> None:
    shown = Templates().write(page_of_digest(sample()), target)
    for words in ("Bottom line", "We are ready to sign", "the third round begins", "A second line"):
        assert words in shown
