"""Facts that cannot be judged because they contradict one another or the rule book."""


class Refused(Exception):
    """A fact is not accepted: where it stands (`path`) and why, in words that help."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why

    def inside(self, path: str) -> "Refused":
        """The same refusal seen from the document that holds the fact."""
        return Refused(f"{path}.{self.path}" if self.path else path, self.why)
