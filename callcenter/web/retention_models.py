"""What the page about kept data takes and answers."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.store.purge_matters import Held, Matter
from callcenter.store.purge_runs import PurgeState, Way
from callcenter.web.models import Asked, Rfc3339, Said, printable

Named = Annotated[
    str, StringConstraints(min_length=1, max_length=128, strip_whitespace=True), AfterValidator(printable)
]


class RuleView(Said):
    """How long one matter is kept; `days` 0: for ever."""

    matter: Matter
    key: str = Field(description="of [retention]")
    days: int
    before: Rfc3339 | None = Field(description="what is older goes")


class HeldView(Said):
    """How much is old enough and stays."""

    why: Held
    count: int


class CountView(Said):
    """What would go of one matter now; `oldest` None: nothing."""

    matter: Matter
    due: int
    oldest: Rfc3339 | None
    held: list[HeldView]


class SurveyView(Said):
    """A dry run: nothing was changed. `total` is what has to be typed to begin."""

    at: Rfc3339
    total: int
    counts: list[CountView]


class PurgeView(Said):
    """One purge; `counted` and `removed` by matter."""

    run_id: str
    asked_by: str
    way: Way
    state: PurgeState
    began_at: Rfc3339
    ended_at: Rfc3339 | None
    doing: str
    counted: dict[Matter, int]
    removed: dict[Matter, int]
    problem: str


class HoldView(Said):
    """A legal hold: nothing of the call and its ticket is purged."""

    hold_id: str
    call_id: str
    ticket_id: str
    number: str
    why: str
    held_by: str
    held_at: Rfc3339


class HoldAsked(Asked):
    """What is to be held, a call's id or a ticket's number or id, and why."""

    thing: Named
    why: Named


class RetentionView(Said):
    """What rules hold, what is on legal hold, and which purges there were, newest first."""

    rules: list[RuleView]
    holds: list[HoldView]
    runs: list[PurgeView]


class PurgeAsked(Asked):
    """The number of things that the dry run counted, typed by who wants them removed."""

    total: int = Field(ge=0, le=10**12)
