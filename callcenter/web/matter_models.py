"""What the routes of a matter many called about take and answer."""

from typing import Annotated, Literal

from pydantic import Field

from callcenter.web.models import Asked, Rfc3339, Said, Word
from callcenter.web.report_models import MainView
from queueing.ticket.states import TicketState

MOST = 200  # tickets merged at once


class MatterAsked(Asked):
    """Which: a hot topic of the last days, or a burst going on."""

    hot: Word = ""
    days: Annotated[int, Field(ge=1, le=60)] = 60
    burst: Word = ""


class MergeableView(Said):
    """A ticket that may go with a main one."""

    ticket_id: str
    number: str
    version: int
    state: TicketState
    title: str
    unit: str
    accepted_at: Rfc3339


class MatterView(Said):
    """A matter many called about. `tickets` = `drafts` + `hidden` (restricted to others) + what a list shows."""

    ident: str
    burst: bool
    place: str
    topic: str
    persons: int
    tickets: int
    drafts: int
    hidden: int
    main: MainView | None
    mergeable: list[MergeableView]  # oldest first, MOST at most, without the main one
    mergeable_count: int


class MatterList(Said):
    """The matters a ticket is part of."""

    items: list[MatterView]


class RepeatSeen(Asked):
    """A ticket and the version its reader saw."""

    ticket_id: Word
    version: int


class RepeatsTaken(Asked):
    """Tickets that shall go with a main one."""

    repeats: Annotated[tuple[RepeatSeen, ...], Field(min_length=1, max_length=MOST)]


class RefusedView(Said):
    """A ticket that did not go along, and why: it changed meanwhile, it is too far on, or it is not there."""

    ticket_id: str
    number: str
    code: Literal["stale_version", "not_now", "not_found"]


class MergedView(Said):
    """What became of it: each ticket went along whole, or stayed as it was."""

    main: str
    merged: list[str]
    refused: list[RefusedView]
