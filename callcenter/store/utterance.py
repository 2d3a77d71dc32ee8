"""One final sentence of a call as it is kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidWord:
    """One recognised word; milliseconds from the start of the recording, confidence 0..1."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float


GAP = "gap"  # engine of a line that says where sound was not recognised live; it holds no words


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedUtterance:
    """One final sentence of a call."""

    utterance_id: str
    call_id: str
    leg_id: str
    role: str  # caller | operator
    start_ms: int
    end_ms: int
    text: str
    words: tuple[SaidWord, ...] = ()
    engine: str = ""
    model: str = ""
    version: int = 1  # of the call's transcript; 1: heard live

    @property
    def is_gap(self) -> bool:
        """Whether nothing was understood here: to be shown, never to be drafted from."""
        return self.engine == GAP
