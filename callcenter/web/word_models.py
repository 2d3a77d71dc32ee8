"""The parts of an utterance in answers."""

from pydantic import BaseModel, ConfigDict, Field

from callcenter.transcripts.readable import Mark


class WordView(BaseModel):
    """One recognised word."""

    model_config = ConfigDict(frozen=True)

    text: str
    start_ms: int
    end_ms: int
    confidence: float


class PieceView(BaseModel):
    """A stretch of the readable text: it stands for characters `start` to `end` of the utterance's own text."""

    model_config = ConfigDict(frozen=True)

    text: str
    start: int
    end: int
    start_ms: int
    end_ms: int
    mark: Mark = Field(default=Mark.SURE, description="'' | doubtful (low confidence) | unheard (no word for it)")
