"""What the API says and takes about duty: roster, attendance, hand-over diary, guests' sessions, break reasons."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from callcenter.web.models import Asked, Rfc3339, Said, Word
from queueing.staff.attendance import Standing

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Idents = Annotated[list[Word], Field(min_length=1, max_length=200)]


class ShiftView(Said):
    """One shift of a day."""

    name: str
    title_zh: str
    title_en: str
    starts: str
    ends: str


class ShiftNow(Said):
    """A shift of a certain day."""

    name: str
    title_zh: str
    title_en: str
    day: date
    began: Rfc3339
    until: Rfc3339


class AssignmentView(Said):
    """One person in one shift."""

    day: date
    shift: str
    operator_id: str
    name: str


class RosterView(Said):
    """The plan of some days."""

    shifts: list[ShiftView]
    items: list[AssignmentView]


class Days(Asked):
    """From one day to another, both included; at most 62."""

    first: date
    last: date


class PlannedShift(Asked):
    """One person in one shift of the day."""

    shift: Word
    operator_id: Word


class DayPlan(Asked):
    """The plan of one day, in place of what was there."""

    assignments: Annotated[list[PlannedShift], Field(max_length=2000)]


class OnDutyView(Said):
    """One person against the roster now."""

    operator_id: str
    name: str
    standing: Standing
    shift: str
    since: Rfc3339 | None


class UnstaffedView(Said):
    """A queue nobody serves now."""

    queue: str
    title: str
    rostered: bool = Field(description="somebody is planned who has not signed in")


class FloorView(Said):
    """The floor against the plan now."""

    shift: ShiftNow | None
    next: ShiftNow | None
    people: list[OnDutyView]
    unstaffed: list[UnstaffedView]


class BreakReasonView(Said):
    """One reason for a break."""

    code: str
    title_zh: str
    title_en: str


class BreakReasons(Said):
    """What the break dialog offers, in this order."""

    items: list[BreakReasonView]


class SpellView(Said):
    """One stay from signing in to signing out."""

    operator_id: str
    name: str
    came: Rfc3339
    left: Rfc3339 | None


class TimesView(Said):
    """One operator's signed-in time today, each second once."""

    operator_id: str
    name: str
    signed_in_s: float
    times_s: dict[str, float] = Field(description="idle, offered, talking, hold, wrap_up, break, training: the sum")
    breaks_s: dict[str, float] = Field(description="break by reason code: sums to times_s.break")


class AttendanceView(Said):
    """Who came and went, and today's times."""

    spells: list[SpellView]
    times: list[TimesView]


class NoteView(Said):
    """One note of the hand-over diary."""

    entry_id: str
    day: date
    shift: str
    at: Rfc3339
    author: str
    author_name: str
    text: str
    open: bool
    closed_at: Rfc3339 | None
    closed_by: str
    confirmed_by: list[str]


class Notes(Said):
    """Notes, newest first; those to be confirmed oldest first."""

    items: list[NoteView]


class NewNote(Asked):
    """A note; `open`: the next shift must confirm it."""

    text: Text
    open: bool = False


class Confirm(Asked):
    """Open matters that were read."""

    entry_ids: Idents


class SessionView(Said):
    """One leader-answering session."""

    session_id: str
    leader: str
    unit: str
    guest_id: str
    assistant_id: str
    queues: list[str]
    starts_at: Rfc3339
    ends_at: Rfc3339
    cancelled: bool
    running: bool


class GuestSessionList(Said):
    """Sessions, earliest first."""

    items: list[SessionView]


class NewSession(Asked):
    """A session to be planned; times are Unix seconds."""

    leader: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    unit: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    guest_id: Word
    assistant_id: Word
    queues: Annotated[list[Word], Field(min_length=1, max_length=50)]
    starts_at: float
    ends_at: float


class SessionCallView(Said):
    """One call of a session, without the caller."""

    call_id: str
    answered_at: Rfc3339 | None
    talk_s: float
    ticket_id: str | None
    ticket_number: str | None
    title: str


class SessionReport(Said):
    """What came of a session."""

    session: SessionView
    calls: int
    talk_s: float
    hold_s: float
    mean_talk_s: float | None
    hard: int
    missed: int
    drafted: int
    registered: int
    items: list[SessionCallView]
