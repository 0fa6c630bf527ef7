"""Slack as a chat: cards as Block Kit, questions as slash commands, mentions, shortcuts and buttons."""
