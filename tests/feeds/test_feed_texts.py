import pytest

from bot.feeds.text import headline, one_line, paragraphs, prose


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Plain words", "Plain words"),
        ("  A\n\tB \u00a0 C ", "A B C"),
        ("Fish &amp; chips &lt;3", "Fish & chips <3"),
        ("A < B and C > D", "A < B and C > D"),
        ("<b>Bold</b>ly<br/>gone", "Boldly gone"),
        ("a<script>alert('x')</script>b<style>p{}</style>c", "abc"),
        ("</script>a<svg/>b", "ab"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_headlines_are_one_plain_line(markup: str, text: str) -> None:
    assert headline(markup) == text


def test_prose_keeps_paragraphs() -> None:
    assert prose("<div><p>One\ntwo</p><ul><li>three<li>four</ul></div>tail") == "One\n\ntwo\n\nthree\n\nfour\n\ntail"


def test_lengths_are_cut() -> None:
    assert len(headline("x" * 9999)) == 1000
    assert prose("ab cd", limit=3) == "ab"


def test_empty_lines_are_no_paragraphs() -> None:
    assert paragraphs("a\n \n\n\u200b\nb") == "a\n\nb"
    assert one_line("\u200b ") == ""
