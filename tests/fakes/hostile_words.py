"""What people put into titles, quotes and arguments to make a chat notify, link or break: for every renderer."""

PAYLOADS = (
    "<!channel>", "<!here>", "<!everyone>", "<!subteam^S1>", "<!subteam^S1|@team>", "<@U1>", "<@U1|ann>", "<#C1>",
    "<#C1|general>", "<https://evil.example|safe>", "<http://evil.example>", "<mailto:a@evil.example|mail>",
    "<javascript:alert(1)|x>", "<!date^1392734382^{date}^https://evil.example|x>", "<!date^1^{time}|x>",
    "&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", "&#60;!channel&#62;", "<<!channel>>", "<!channel", "!channel>",
    "<", ">", "&", "<>", "@channel", "@here", "@everyone", "#general", "https://evil.example",
    "http://evil.example/?a=<b>", "www.evil.example", "evil.example", "ftp://evil.example", "slack://open?team=T1",
    "tel:+1555", "```", "```unclosed", "`", "`code", "``", "*bold*", "*", "**", "_italic_", "_", "~struck~", "~",
    "> quote", ">>> long quote", "\u2022 item", "1. item", "||spoiler||", "[x](javascript:alert(1))",
    "[x](https://evil.example)", ":smile:", ":+1:", ":skin-tone-2:", "\u202egnp.exe", "\u2066x\u2069", "a\u200bb",
    "\ufeffx", "\u2028line", "\r\n> quote", "\x1b[31mred", "\x00", "\ud800", "\n\n\n\n", "\\<!channel\\>",
    "<\u200b!channel>", "\uff1c!channel\uff1e", "{{7*7}}", "%s%n", "'; DROP TABLE x; --",
)  # fmt: skip
