"""A unit at work: signs, meets citizen and place, waits, asks for more time, says not ours."""

from dataclasses import dataclass
from datetime import datetime

from queueing.city.profiles import Moment
from queueing.days.limits import Limit
from queueing.ticket import facts as f
from queueing.ticket.clockwork import fire, hold, release, within_right
from queueing.ticket.commands.table import Table
from queueing.ticket.extending import expect_extensible, grant_clocks
from queueing.ticket.moments import answered_since
from queueing.ticket.pen import NotYoursError, Pen
from queueing.ticket.states import TicketState
from queueing.ticket.waiting import begin_wait, end_wait, waited_too_long

_WORKING = (TicketState.SIGNED, TicketState.IN_HAND, TicketState.SECOND_HOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """签收."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHandlers:
    """分管负责人 and 经办人."""

    responsible: str
    handler: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """联系群众: how, and when if not just now (RFC 3339)."""

    note: str = ""
    way: f.ContactWay = f.ContactWay.PHONE
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachSite:
    """到达现场."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """待补充材料."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOn:
    """The material is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProlongPause:
    """同意继续等待: the office lets the pause go on for as long again."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskExtension:
    """延期申请: `limit` such as `5 wd`."""

    limit: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantExtension:
    """同意延期."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyExtension:
    """不同意延期."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReturn:
    """退单申请."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistWith:
    """An assisting unit gives its part."""

    text: str


def _sign(pen: Pen, _command: Sign) -> None:
    pen.expect(TicketState.DISPATCHED)
    pen.expect_lead()
    pen.write(f.TicketSigned(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, unit=pen.record.unit))
    fire(pen, Moment.SIGNED)


def _name(pen: Pen, command: NameHandlers) -> None:
    pen.expect(*_WORKING, TicketState.PAUSED)
    pen.expect_lead()
    pen.write(
        f.HandlersNamed(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            responsible=command.responsible,
            handler=command.handler,
        )
    )


def _contact(pen: Pen, command: Contact) -> None:
    pen.expect(*_WORKING, TicketState.PAUSED)
    _spoken_before(pen, command.when)
    pen.write(
        f.CallerContacted(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            unit=_acting(pen),
            note=command.note,
            way=command.way,
            when=command.when,
        )
    )


def _spoken_before(pen: Pen, when: str) -> None:
    """Refuse a time that is none, without zone, still to come, or before the dispatch: it is counted as a duty done."""
    if not when:
        return
    try:
        spoken = datetime.fromisoformat(when)
    except ValueError:
        raise pen.refuse("a time such as 2026-11-22T10:30:00+08:00", when[:40]) from None
    sent = pen.record.happened(Moment.DISPATCHED) or 0.0
    if spoken.tzinfo is None or not sent <= spoken.timestamp() <= pen.at:
        raise pen.refuse("a time with its zone between dispatch and now", when[:40])


def _reach(pen: Pen, command: ReachSite) -> None:
    pen.expect(*_WORKING)
    pen.write(
        f.SiteReached(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, unit=_acting(pen), note=command.note)
    )
    fire(pen, Moment.ON_SITE)


def _acting(pen: Pen) -> str:
    """The unit that acts: one's own, or the lead unit for the hotline."""
    if pen.who.unit and not pen.record.concerns(pen.who.unit):
        raise NotYoursError(pen.name, f"somebody of {pen.record.unit}", pen.who.unit)
    return pen.who.unit or pen.record.unit


def _pause(pen: Pen, command: Pause) -> None:
    pen.expect(*_WORKING)
    pen.expect_lead()
    _reason(pen, command.why)
    pen.write(f.PauseBegun(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, why=command.why))
    hold(pen, command.why)
    begin_wait(pen)


def _go_on(pen: Pen, _command: GoOn) -> None:
    pen.expect(TicketState.PAUSED)
    pen.write(f.PauseEnded(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name))
    end_wait(pen)
    release(pen)


def _prolong(pen: Pen, command: ProlongPause) -> None:
    pen.expect(TicketState.PAUSED)
    _reason(pen, command.why)
    if not waited_too_long(pen.record):
        raise pen.refuse("a pause that has gone on for as long as the city lets it", "one with time left")
    pen.write(f.PauseProlonged(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, why=command.why))
    end_wait(pen)
    begin_wait(pen)


def _ask_extension(pen: Pen, command: AskExtension) -> None:
    pen.expect(*_WORKING)
    pen.expect_lead()
    _reason(pen, command.why)
    if pen.record.asking:
        raise pen.refuse("no open request", "one that waits for a decision")
    expect_extensible(pen, _limit(pen, command.limit), command.why)
    pen.write(
        f.ExtensionAsked(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            limit=command.limit,
            why=command.why,
        )
    )


def _grant(pen: Pen, _command: GrantExtension) -> None:
    asking = pen.record.asking
    pen.expect(*_WORKING, TicketState.PAUSED)
    if asking is None or not asking.limit:
        raise pen.refuse("a request for an extension", "none")
    grant_clocks(pen, _limit(pen, asking.limit), asking.why)
    pen.write(f.ExtensionGranted(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, limit=asking.limit))


def _deny(pen: Pen, command: DenyExtension) -> None:
    if pen.record.asking is None or not pen.record.asking.limit:
        raise pen.refuse("a request for an extension", "none")
    pen.write(f.ExtensionDenied(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, why=command.why))


def _ask_return(pen: Pen, command: AskReturn) -> None:
    pen.expect(TicketState.DISPATCHED, TicketState.SIGNED, TicketState.IN_HAND)
    pen.expect_lead()
    _reason(pen, command.why)
    if pen.record.appointed:
        raise pen.refuse("a unit that was not appointed (指定)", f"{pen.record.unit}, appointed")
    if answered_since(pen.record, Moment.DISPATCHED):
        raise pen.refuse("a matter the unit has not answered yet", "one it has replied to")
    within_right(pen, Moment.RETURNED)
    pen.write(
        f.ReturnAsked(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, unit=pen.record.unit, why=command.why)
    )


def _assist(pen: Pen, command: AssistWith) -> None:
    pen.expect(*_WORKING, TicketState.DISPATCHED, TicketState.PAUSED)
    if pen.who.unit not in pen.record.assisting:
        raise NotYoursError(
            pen.name, f"somebody of {'、'.join(pen.record.assisting) or 'an assisting unit'}", pen.who.unit
        )
    pen.write(
        f.AssistReplied(
            at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, unit=pen.who.unit, text=command.text
        )
    )


def _reason(pen: Pen, why: str) -> None:
    if not why.strip():
        raise pen.refuse("a reason", "none")


def _limit(pen: Pen, text: str) -> Limit:
    try:
        return Limit.parse(text)
    except ValueError as fault:
        raise pen.refuse("a limit such as 5 wd", str(fault)) from None


TABLE: Table = {
    Sign: _sign,
    NameHandlers: _name,
    Contact: _contact,
    ReachSite: _reach,
    Pause: _pause,
    GoOn: _go_on,
    ProlongPause: _prolong,
    AskExtension: _ask_extension,
    GrantExtension: _grant,
    DenyExtension: _deny,
    AskReturn: _ask_return,
    AssistWith: _assist,
}
