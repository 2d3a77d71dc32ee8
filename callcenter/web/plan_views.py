"""The plan as it is shown: what of an edition somebody sees depends on whether they plan, read, or come from a unit."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from callcenter.clock import as_text
from callcenter.masking import mask_numbers_in
from callcenter.show.opinion_desk import OpinionDesk
from callcenter.show.plan_desk import PlanDesk, Prepared
from callcenter.show.plan_import import Proposal
from callcenter.show.promise_rows import Reckoning, of_recorded
from callcenter.store.editions import Done
from callcenter.store.show_materials import Material
from callcenter.store.show_opinions import Opinion
from callcenter.store.show_reminders import Told
from callcenter.store.show_voices import PublicPromise
from callcenter.web.opinion_models import AskedHow, CountView, TallyView
from callcenter.web.plan_models import (
    ChangeView,
    ContactView,
    CounterView,
    DeedView,
    EditionPromiseView,
    EditionRow,
    FindingView,
    GuestView,
    ItemView,
    LeaveView,
    MaterialView,
    OpinionView,
    ReminderView,
    SeatView,
    ShortView,
    StepView,
    ToldView,
)
from callcenter.web.route import Ask
from queueing.days.milestones import Proof
from queueing.show.edition import Contact, Edition, Seat
from queueing.show.hundred import Shortfall
from queueing.show.opinions import Count, Tally
from queueing.show.plan import Counter
from queueing.show.preparation import Reminder, Step


def row_view(desk: PlanDesk, item: Prepared, only: Iterable[str] | None = None) -> EditionRow:
    """Show an edition; `only`: units whose leaves and lacks are shown, None: all."""
    one, zone = item.edition, desk.book.office.zone
    begins, ends = one.begins(zone), one.ends(zone)
    seen = None if only is None else frozenset(only)
    lacks = {lack.value: [unit for unit in units if seen is None or unit in seen] for lack, units in item.lacks.items()}
    weekday, works = desk.rules.weekday, desk.book.office.calendar.works(one.day)
    return EditionRow(
        edition_id=one.edition_id,
        version=one.version,
        day=one.day,
        week=list(one.week or ()),
        kind=one.kind,
        takes_calls=one.kind.takes_calls,
        title=one.title,
        state=one.state,
        starts=_moment(begins),
        ends=_moment(ends),
        arrive=f"{one.arrive:%H:%M}" if one.arrive else "",
        seats=[_seat(desk, item, seat, seen) for seat in one.seats],
        topics=list(one.topics),
        rest_day=not works,
        other_weekday=works and weekday is not None and one.day.weekday() != weekday.number,
        lacks=lacks,
        steps=[_step(step, seen) for step in item.steps],
    )


def _seat(desk: PlanDesk, item: Prepared, seat: Seat, seen: frozenset[str] | None) -> SeatView:
    leave = item.filed.leave_of(seat.unit) if seen is None or seat.unit in seen else None
    return SeatView(
        unit=seat.unit,
        kind=seat.kind,
        leader=seat.leader,
        post=seat.post,
        is_new=seat.is_new,
        guests=[GuestView(name=one.name, post=one.post, topic=one.topic) for one in seat.guests],
        attendance=seat.attendance,
        arrived_at=as_text(seat.arrived_at, desk.book.office.zone) if seat.arrived_at else None,
        leave=LeaveView(
            reason=leave.reason,
            delegate=leave.delegate,
            delegate_post=leave.delegate_post,
            asked_on=leave.asked_on,
            late=leave.late,
        )
        if leave
        else None,
        contacts=any(unit == seat.unit for unit, _ in item.filed.contacts),
        listed=desk.tree().named(seat.unit) is not None,
    )


def _step(step: Step, seen: frozenset[str] | None) -> StepView:
    return StepView(
        rule_id=step.rule_id,
        title=step.title,
        due=step.due.isoformat(timespec="milliseconds"),
        standing=step.standing,
        provisional=step.provisional,
        rest_day=step.rest_day,
        other_day=step.other_day,
        by_contacts=step.proof is Proof.CONTACTS,
        missing=[unit for unit in step.missing if seen is None or unit in seen],
        done_on=step.mark.done_on if step.mark else None,
        done_by=step.mark.by if step.mark else "",
        note=step.mark.note if step.mark else "",
    )


def counter_view(one: Counter) -> CounterView:
    """Show one of the two 100 %."""
    return CounterView(
        required=one.required, done=one.done, rate=one.rate, planned=list(one.planned), missing=list(one.missing)
    )


def short_view(one: Shortfall) -> ShortView:
    """Show who falls short of one of them."""
    return ShortView(unit=one.unit, leader=one.leader, short=one.short, day=one.day)


def reminder_view(one: Reminder) -> ReminderView:
    """Show a reminder."""
    return ReminderView(
        edition_id=one.edition_id,
        air_day=one.air_day,
        title=one.title,
        units=list(one.units),
        rule_id=one.rule_id,
        due=one.due,
        standing=one.standing,
    )


def told_view(ask: Ask, one: Told) -> ToldView:
    """Show what a unit was told of; no number."""
    return ToldView(
        edition_id=one.edition_id,
        unit=one.unit,
        title=mask_numbers_in(one.title),
        due=one.due,
        stage=one.stage,
        promise=bool(one.promise_id),
        told_at=as_text(one.told_at, ask.parts.zone),
        to=one.to_name,
        state=one.state,
    )


def finding_views(proposal: Proposal) -> list[FindingView]:
    """Show what was found about a file."""
    return [
        FindingView(row=one.row, fault=one.fault, stops=one.stops, expected=one.expected, found=one.found)
        for one in proposal.findings
    ]


def change_views(proposal: Proposal) -> list[ChangeView]:
    """Show what a file changes."""
    return [
        ChangeView(
            kind=one.kind,
            day=one.day,
            units=list(one.show.units if one.show else one.edition.units if one.edition else ()),
            was_day=one.edition.day if one.edition else None,
            was_units=list(one.edition.units) if one.edition else [],
            refused=one.refused,
        )
        for one in proposal.changes
    ]


def contact_view(one: Contact) -> ContactView:
    """Show a contact with their numbers."""
    return ContactView(
        unit=one.unit,
        name=one.name,
        post=one.post,
        office_phone=one.office_phone,
        mobile=one.mobile,
        email=one.email,
        qq=one.qq,
    )


def item_views(desk: PlanDesk, one: Edition) -> list[ItemView]:
    """Show the rundown; each segment begins when those before it are over."""
    at, found = one.begins(desk.book.office.zone), []
    for item in one.rundown:
        found.append(
            ItemView(
                item_id=item.item_id,
                title=item.title,
                seconds=item.seconds,
                unit=item.unit,
                material_id=item.material_id,
                note=item.note,
                at=_moment(at),
            )
        )
        at = at + timedelta(seconds=item.seconds) if at else None
    return found


def material_view(ask: Ask, one: Material) -> MaterialView:
    """Show a file."""
    return MaterialView(
        material_id=one.material_id,
        edition_id=one.edition_id,
        version=one.version,
        title=one.title,
        name=one.name,
        media=one.media,
        size_bytes=one.size_bytes,
        by=one.by,
        at=as_text(one.at, ask.parts.zone),
        verified=bool(one.verified_by),
        verified_by=one.verified_by,
        verified_how=one.verified_how,
        air=one.air,
        url=f"/api/v1/plan/materials/{one.material_id}",
    )


def promise_view(desk: PlanDesk, one: PublicPromise, made_on: date) -> EditionPromiseView:
    """Show a promise as it stands today; `made_on`: the edition's day."""
    office = desk.book.office
    zone = ZoneInfo(str(office.zone))
    by = Reckoning(today=desk.today, calendar=office.calendar, zone=zone)
    booked = of_recorded(one, by, made_on)
    return EditionPromiseView(
        promise_id=one.promise_id,
        edition_id=one.edition_id,
        unit=one.unit,
        who=one.who,
        words=one.words,
        due=one.due,
        proposed=booked.proposed.day if booked.proposed else None,
        state=booked.state,
        kept_on=one.kept_on,
        result=one.result,
    )


def opinion_view(ask: Ask, one: Opinion) -> OpinionView:
    """Show an opinion; numbers in it are hidden, and who gave it nobody knows."""
    return OpinionView(
        opinion_id=one.opinion_id,
        unit=one.unit,
        topic=one.topic,
        verdict=one.verdict,
        text=mask_numbers_in(one.text),
        channel=one.voice().channel,
        source=one.source,
        people=one.people,
        at=as_text(one.at, ask.parts.zone),
    )


def tally_view(found: Tally) -> TallyView:
    """Show counts."""
    return TallyView(
        people=found.people,
        messages=found.messages,
        channels=list(found.channels),
        units=[_count(one) for one in found.units],
        topics=[_count(one) for one in found.topics],
        whole=_count(found.whole),
    )


def _count(one: Count) -> CountView:
    return CountView(name=one.name, people=one.people, verdicts=list(one.verdicts), share=one.share)


def asked_how(desk: OpinionDesk, one: Edition) -> AskedHow:
    """Show how people are asked."""
    rules = desk.rules
    return AskedHow(
        verdicts=list(rules.verdicts),
        good=rules.good,
        prefix=rules.prefix,
        open=desk.is_open(one),
        until=desk.until(one),
    )


def deed_view(ask: Ask, one: Done) -> DeedView:
    """Show a line of history."""
    detail = {name: str(value) for name, value in one.detail.items()}
    return DeedView(at=as_text(one.at, ask.parts.zone), by=one.by, what=one.what, detail=detail)


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds") if at else None
