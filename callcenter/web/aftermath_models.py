"""What the routes of a show's aftermath answer."""

from pydantic import BaseModel


class AftermathFile(BaseModel):
    """One file; `problem`: why it is not there."""

    number: int
    shelf: str
    name: str
    url: str
    size_bytes: int
    sound: bool
    problem: str


class AftermathView(BaseModel):
    """How far the files of a show are. `state`: none, waiting, running, done, failed."""

    show_id: str
    run_id: str
    state: str
    asked_by: str
    asked_at: str | None
    ended_at: str | None
    seconds: float | None
    done: int
    of: int
    doing: str
    problem: str
    files: list[AftermathFile]


class ScoreLine(BaseModel):
    """One part of the score's definition."""

    measure: str
    points: float
    zh: str
    en: str


class FigureWordsView(BaseModel):
    """How one figure of a show is counted."""

    name: str
    zh: str
    en: str
    how_zh: str
    how_en: str


class ShowDefinitions(BaseModel):
    """How a show's figures are counted and a unit's part in it is scored."""

    figures: list[FigureWordsView]
    score_title: str
    score_formula: str
    score_source: str
    score: list[ScoreLine]
