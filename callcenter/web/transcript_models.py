"""What the search over transcripts takes and answers, and one call's transcript."""

from typing import Annotated

from pydantic import Field, StringConstraints

from callcenter.transcripts.export import Form
from callcenter.web.models import Asked, Cursor, Limit, RecordingView, Rfc3339, Said, UtteranceView, Word

When = Annotated[str, StringConstraints(max_length=40)]


class SearchAsked(Asked):
    """Words, all of which must be said in one sentence, and which calls; times are RFC 3339 or Unix seconds."""

    words: Word
    since: When = ""
    until: When = ""
    operator: Word = ""
    queue: Word = ""
    limit: Limit = 30
    after: Cursor = ""


class CuttingView(Said):
    """A stretch of a sentence; `hit`: this was looked for."""

    text: str
    hit: bool


class HitView(Said):
    """One sentence that was found; numbers are hidden, unless it was found by one, which only who may see it does."""

    utterance_id: str
    call_id: str
    arrived_at: Rfc3339
    queue: str
    operator_ids: list[str]
    role: str
    start_ms: int = Field(description="where in the recording the first word that was looked for is said")
    snippet: list[CuttingView]


class HitList(Said):
    """Some sentences, of the latest call first."""

    items: list[HitView]
    next: str | None
    complete_since: Rfc3339 | None = Field(
        default=None, description="the index is being made anew: calls before this cannot be searched yet"
    )


class ExportAsked(Asked):
    """How a transcript is to be written; `names`: who spoke, as far as the asker may know, instead of the roles."""

    form: Form = Field(default=Form.TXT, alias="as")
    names: bool = False


class CallTranscript(Said):
    """One call's words, as far as the asker may see them, and its sound if they may hear it."""

    call_id: str
    arrived_at: Rfc3339
    queue: str
    operator_ids: list[str]
    ticket_id: str | None
    recording: RecordingView | None
    transcript: list[UtteranceView]
