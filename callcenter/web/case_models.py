"""What the routes of a report's cases take and answer."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.web.models import Rfc3339, Said, printable
from callcenter.web.report_models import Ident, ReportAsked

Reason = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(printable)]


class CaseEdit(ReportAsked):
    """Leave a case out, with the reason, or take one in (again)."""

    act: Literal["leave_out", "take_in"]
    ticket_id: Ident
    reason: Reason = ""


class CaseOrder(ReportAsked):
    """The cases quoted now, in the order wanted."""

    tickets: Annotated[tuple[Ident, ...], Field(max_length=2000)]


class OutView(Said):
    """Why a case was left out, by whom and when."""

    reason: str
    by: str
    at: Rfc3339


class CaseView(Said):
    """One ticket as the report would say it. `by_rule`: supervised, urged or dissatisfied."""

    ticket_id: str
    number: str
    title: str
    unit: str
    state: str
    by_rule: bool
    out: OutView | None


class IssuedView(Said):
    """The last issue under the period's number; it is never changed."""

    number: int
    correction: int
    made_by: str
    made_at: Rfc3339


class CasesView(Said):
    """What a report counts and quotes. Figures count all `counted`, whatever is quoted; `quoted_most` are printed."""

    counted: int
    quoted: list[CaseView]
    quoted_most: int
    left_out: list[CaseView]
    others: list[CaseView]
    others_count: int
    issued: IssuedView | None
