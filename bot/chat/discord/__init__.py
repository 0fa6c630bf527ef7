"""Discord: cards as embeds, slash commands, buttons, and the connection over which people ask."""
