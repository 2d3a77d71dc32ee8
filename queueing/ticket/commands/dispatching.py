"""The dispatcher gives a matter to one lead unit, and decides about returns."""

from dataclasses import dataclass

from queueing.city.profiles import Moment
from queueing.city.switches import must_appoint
from queueing.ticket import facts as f
from queueing.ticket.clockwork import fire, rejudge, release, stop_units
from queueing.ticket.commands.table import Table
from queueing.ticket.hard_case import answering
from queueing.ticket.pen import Pen
from queueing.ticket.states import WITH_UNIT, TicketState
from queueing.ticket.waiting import end_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """派单. `appoint`: 指定, may not be returned; `override`: why a hard case on file does not answer this one."""

    unit: str
    assisting: tuple[str, ...] = ()
    person: str = ""
    appoint: bool = False
    override: str = ""
    unit_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpholdReturn:
    """同意退单."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyReturn:
    """不同意退单."""

    why: str


def _dispatch(pen: Pen, command: Dispatch) -> None:
    pen.expect(TicketState.REGISTERED, TicketState.REOPENED)
    _one_lead(pen, command)
    _not_returned_by(pen, command)
    _not_on_file(pen, command)
    pen.write(
        f.TicketDispatched(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            unit=command.unit,
            assisting=command.assisting,
            person=command.person,
            appointed=command.appoint or _disputed_too_often(pen),
            unit_name=command.unit_name,
            overrode=command.override,
        )
    )
    fire(pen, Moment.DISPATCHED)
    rejudge(pen)  # now that the unit is known, clocks of the acceptance may fit that name a unit (法定期限)


def _one_lead(pen: Pen, command: Dispatch) -> None:
    """One unit leads; it does not assist itself, and nobody assists twice."""
    if not command.unit:
        raise pen.refuse("one lead unit", "none")
    if command.unit in command.assisting or len(set(command.assisting)) < len(command.assisting):
        raise pen.refuse("assisting units other than the lead unit, each once", "、".join(command.assisting))
    if command.person and not pen.rules.profile.switches.person_dispatch:
        raise pen.refuse("a unit only: the city does not dispatch to persons", command.person)


def _not_returned_by(pen: Pen, command: Dispatch) -> None:
    """A unit whose return was upheld gets the matter again only by appointment (指定), which it may not return."""
    if command.unit in pen.record.returned_by and not command.appoint and not _disputed_too_often(pen):
        raise pen.refuse("another unit, or this one appointed (指定)", f"{command.unit}, whose return was upheld")


def _not_on_file(pen: Pen, command: Dispatch) -> None:
    """疑难备案: a matter that is on file is answered from there, not dispatched, unless somebody says why."""
    record = pen.record
    if command.override or not pen.rules.profile.switches.hard_case_register:
        return
    case = answering(pen.rules.hard_cases, kind=record.kind, topic=record.topic, area=record.area)
    if case:
        raise pen.refuse("an answer from the register, or a reason to override it", f"hard case {case.hard_case_id}")


def _disputed_too_often(pen: Pen) -> bool:
    """This dispatch is the N-th and the matter was returned before: the unit is appointed."""
    return pen.record.returns > 0 and must_appoint(pen.rules.profile.switches, pen.record.dispatches + 1)


def lead_anew(pen: Pen, unit: str, unit_name: str) -> None:
    """A joint meeting named another lead: it is appointed in place of the one before, whose clocks end."""
    record = pen.record
    pen.expect(TicketState.REGISTERED, TicketState.REOPENED, TicketState.RETURN_ASKED, *sorted(WITH_UNIT))
    if record.state is TicketState.PAUSED:
        end_wait(pen)
        release(pen)
    stop_units(pen, "joint meeting")
    pen.write(
        f.TicketDispatched(
            at=pen.at,
            ticket_id=record.ticket_id,
            by=pen.who.name,
            unit=unit,
            assisting=tuple(one for one in record.assisting if one != unit),
            appointed=True,
            unit_name=unit_name,
        )
    )
    fire(pen, Moment.DISPATCHED)
    rejudge(pen)


def _uphold(pen: Pen, _command: UpholdReturn) -> None:
    pen.expect(TicketState.RETURN_ASKED)
    pen.write(f.ReturnUpheld(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name))
    fire(pen, Moment.RETURNED)
    stop_units(pen, "returned")


def _deny(pen: Pen, command: DenyReturn) -> None:
    pen.expect(TicketState.RETURN_ASKED)
    if not command.why.strip():
        raise pen.refuse("a reason", "none")
    record = pen.record
    pen.write(
        f.ReturnDenied(
            at=pen.at, ticket_id=record.ticket_id, by=pen.who.name, why=command.why, back_to=record.returning_from.value
        )
    )


TABLE: Table = {Dispatch: _dispatch, UpholdReturn: _uphold, DenyReturn: _deny}
