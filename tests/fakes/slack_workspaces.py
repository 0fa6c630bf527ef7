"""Two workspaces that installed the app, without the pages on which they do."""

from bot.chat.slack.workspaces import Access, Clients


class TwoWorkspaces:
    """Access to two workspaces, each with its token."""

    many = True

    def __init__(self, clients: Clients) -> None:
        self.clients = clients
        self.tokens = {"T1": "xoxb-T1", "T2": "xoxb-T2"}

    async def access(self, team: str) -> Access:
        """Return the access."""
        return Access(self.clients.client(self.tokens[team]), "D1")

    async def left(self, team: str) -> None:
        """Forget the workspace."""
        del self.tokens[team]
