"""What the routes of second passes take and answer."""

from typing import Annotated, Literal

from pydantic import Field

from callcenter.web.models import Asked, RecordingView, Rfc3339, Said, UtteranceView


class StretchView(Said):
    """Characters `start` to `end` of an utterance's own text."""

    utterance_id: str
    start: int
    end: int


class DifferenceView(Said):
    """A stretch that was heard otherwise in the newest version than in the one before it."""

    role: str
    before: str
    after: str
    start_ms: int
    end_ms: int
    former: list[StretchView]
    latter: list[StretchView]


class ChangeView(Said):
    """A field of the ticket that was heard otherwise; numbers as the asker may see them."""

    name: str
    before: str
    after: str
    kept: str = Field(description="'': the field follows | edited | registered: it stays as it is")
    start_ms: int | None = Field(description="where the new value is said; null: nowhere")
    end_ms: int | None


class VersionView(Said):
    """One version of a call's transcript; 1 was heard while the call went on."""

    version: int
    engine: str
    model: str
    heard_at: Rfc3339 | None
    shown: bool
    verdict: str = Field(description="'' nobody has looked | accepted | back")
    decided_by: str
    decided_at: Rfc3339 | None
    transcript: list[UtteranceView]


class VersionsView(Said):
    """All versions, and how the newest differs from the one before."""

    call_id: str
    shown: int
    recording: RecordingView | None
    versions: list[VersionView]
    differences: list[DifferenceView]
    changes: list[ChangeView]


class VerdictAsked(Asked):
    """Keep what the second pass heard, or go back to what was there before."""

    verdict: Literal["accepted", "back"]


class PassView(Said):
    """One job; no word of what was said."""

    job_id: str
    call_id: str
    state: str = Field(description="waiting | running | heard | done | failed | left")
    attempts: int
    worker: str
    progress: float = Field(description="0..1 of the recording")
    engine: str
    model: str
    problem: str = Field(description="a code; '': none")
    detail: str = Field(description="what was expected and found, in English, for whoever mends it")
    asked_by: str
    asked_at: Rfc3339
    began_at: Rfc3339 | None
    ended_at: Rfc3339 | None


class PassesView(Said):
    """How second passes go: the figures, and the jobs that failed, run, wait or ended last."""

    enabled: bool
    closed_for: str = Field(description="a code: why none is begun now; '': there is room")
    counts: dict[str, int]
    oldest_waiting: Rfc3339 | None
    items: list[PassView]


class PassesAsked(Asked):
    """Which jobs; '' takes all."""

    state: Literal["", "waiting", "running", "heard", "done", "failed", "left"] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50
