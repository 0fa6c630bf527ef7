"""Union-find: which of n things belong together, by pairwise links (Tarjan 1975)."""


class Groups:
    """Disjoint groups of the numbers 0 to n - 1; the root of a group is its smallest member."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, member: int) -> int:
        """Return the smallest member of the group."""
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def joined(self, one: int, other: int) -> bool:
        """Return whether the two are in one group."""
        return self.root(one) == self.root(other)

    def join(self, one: int, other: int) -> None:
        """Make one group of the groups of the two."""
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low
