import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.escape import ESCAPES, clean, discord, link, markdown, one_line, slack


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – “words”, слова, 言葉", "plain – “words”, слова, 言葉"),
        ("a\x1b[1;31mb\x1b[0mc", "abc"),
        ("a\x1b]0;title\x07b", "ab"),
        ("bell\x07", "bell\u2407"),
        ("nul\x00", "nul\u2400"),
        ("del\x7f c1\x9b31m", "del\u2421 c1\ufffd31m"),
        ("a\r\nb\rc\u2028d\x0be\x85f", "a\nb\nc\nd\ne\nf"),
        ("tab\there", "tab here"),
        ("\u202eltr\u202c \u2066x\u2069 \u200fy\ufeff", "ltr x y"),
        ("zero\u200bwidth\u2060\u00ad", "zerowidth"),
        ("lone \ud800", "lone \ufffd"),
        ("👩\u200d🚀 نامه\u200cای", "👩\u200d🚀 نامه\u200cای"),
        ("ab\u200dcd", "abcd"),
    ],
)
def test_clean_keeps_words_and_drops_orders(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*b* _i_ `c` ~s~ | # [x](y) <b> & \\", "\\*b\\* \\_i\\_ \\`c\\` \\~s\\~ \\| # \\[x\\](y) \\<b\\> \\& \\\\"),
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("3.5 million", "3\\.5 million"),
        ("https://evil.example", "https\\://evil.example"),
        ("www.evil.example", "www\\.evil.example"),
    ],
)
def test_markdown_takes_the_meaning_from_markup(text: str, shown: str) -> None:
    assert markdown(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "@everyone",
        "@here",
        "<@123456789012345678>",
        "<@!1>",
        "<@&1>",
        "<#1>",
        "</a:1>",
        "<:x:1>",
        "<a:x:1>",
        "<t:1:R>",
        "<!channel>",
    ],
)
def test_discord_mentions_are_dead(text: str) -> None:
    shown = discord(text)
    assert not re.search(r"@(everyone|here)|<(@|#|/|a?:|t:|!)", shown)
    assert shown.replace("\u200b", "").replace("\\", "") == text


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("[x](javascript:alert(1))", r"(?<!\\)\["),
        ("||spoiler||", r"(?<!\\)\|"),
        ("```code", r"(?<!\\)`"),
        ("https://evil.example", r"https://"),
        ("> quote", r"^>"),
        ("# head", r"^#"),
        ("-# small", r"^-"),
    ],
)
def test_discord_markup_is_dead(text: str, dead: str) -> None:
    assert not re.search(dead, discord(text))


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("<!channel> <!here>", r"<"),
        ("<https://evil.example|safe>", r"[<>]"),
        ("<@U123>", r"<"),
        ("*bold* _it_ ~no~ `code`", r"(?<!\u200b)[*_~`]"),
        ("https://evil.example", r"https://"),
        ("&lt;", r"&lt;"),
        (":smile:", r":smile:"),
        ("@here", r"@here"),
        ("> quote", r"^&gt;"),
    ],
)
def test_slack_markup_is_dead(text: str, dead: str) -> None:
    assert not re.search(dead, slack(text))


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://news.example/a?b=1&c=2#d", "https://news.example/a?b=1&c=2#d"),
        ("https://news.example/%D1%8F", "https://news.example/%D1%8F"),
        ("https://news.example/я", "https://news.example/%D1%8F"),
        ("HTTP://news.example", "HTTP://news.example"),
        ('https://news.example/"><script>', "https://news.example/%22%3E%3Cscript%3E"),
        ("https://news.example/(x)|[y]", "https://news.example/%28x%29%7C%5By%5D"),
        ("https://news.example/\u202egpj", "https://news.example/gpj"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//news.example", ""),
        ("https://", ""),
        ("https://[", ""),
        ("https:\\\\news.example", ""),
        ("", ""),
    ],
)
def test_links_lead_to_web_addresses_only(url: str, safe: str) -> None:
    assert link(url) == safe


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "\n" not in one_line(text)


@pytest.mark.parametrize("target", sorted(ESCAPES))
@given(text=st.text(alphabet="abc *_~`|<>[]()@#:&\\\n-1.", max_size=40))
def test_no_letter_is_lost(target: str, text: str) -> None:
    letters = re.sub(r"[^abc1]", "", re.sub(r"&(amp|lt|gt);", "", ESCAPES[target](text)))
    assert letters == re.sub(r"[^abc1]", "", text)
