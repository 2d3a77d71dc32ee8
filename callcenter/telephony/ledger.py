"""Signals numbered and kept until the service has handled them (docs/interfaces.md, the resumable link). Pure."""

from collections import deque
from dataclasses import dataclass

MAX_KEPT = 20_000  # docs/interfaces.md


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One signal as it goes over the link."""

    seq: int
    at: float  # Unix seconds when it happened
    fields: dict[str, object]

    def message(self) -> dict[str, object]:
        """Return the JSON object of this signal."""
        return {"op": "event", "seq": self.seq, "at": self.at, **self.fields}


class Ledger:
    """Owns the signals not yet acknowledged; `seq` rises by one from 1."""

    def __init__(self) -> None:
        self._kept: deque[Kept] = deque()
        self._last_seq = 0

    def add(self, fields: dict[str, object], at: float) -> Kept:
        """Number a signal and keep it; the oldest goes when 20,000 are kept."""
        self._last_seq += 1
        kept = Kept(seq=self._last_seq, at=at, fields=fields)
        self._kept.append(kept)
        if len(self._kept) > MAX_KEPT:
            self._kept.popleft()
        return kept

    @property
    def last_seq(self) -> int:
        """Return the number given last, 0 when none was."""
        return self._last_seq

    @property
    def first_seq(self) -> int:
        """Return the number of the oldest signal kept, or of the next one when none is."""
        return self._kept[0].seq if self._kept else self._last_seq + 1

    def acknowledge(self, seq: int) -> None:
        """Forget everything up to and including `seq`."""
        while self._kept and self._kept[0].seq <= seq:
            self._kept.popleft()

    def after(self, seq: int) -> list[Kept]:
        """Return what is kept with a number above `seq`, oldest first."""
        return [kept for kept in self._kept if kept.seq > seq]
