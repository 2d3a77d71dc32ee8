"""What was heard on air: words with who spoke and when, on the ledger's clock."""

from dataclasses import dataclass

from queueing.show.aftermath.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardWord:
    """One recognised word; `start`, `end` in Unix seconds by the studio's clock."""

    speaker: str  # as shown: 主持人, 王女士, 市水务局
    citizen: bool
    text: str
    start: float
    end: float
    source: str = ""  # the recording's call: which words belong to which clip

    @property
    def span(self) -> Span:
        """When it was said."""
        return Span(start=self.start, end=self.end)
