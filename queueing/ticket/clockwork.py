"""What the moments of a ticket do to its clocks. Which clocks a city has is data; nothing here names a city."""

from collections.abc import Iterator
from datetime import date

from queueing.city.profiles import ClockKind, ClockRule, Moment, Profile
from queueing.days.clocks import NO_CARDS, Cards, ClockError, due_of, pause, read
from queueing.days.recount import Moved
from queueing.days.ticket_clocks import Matter, starting
from queueing.show.due_days import until_day
from queueing.ticket.facts import (
    Alert,
    CardRaised,
    ClockPaused,
    ClockStarted,
    ClockStopped,
    ClockWentOn,
    DeadlineMoved,
)
from queueing.ticket.fold.clock import moment_of
from queueing.ticket.moments import ANSWERED, OF_UNIT, began, is_over
from queueing.ticket.pen import Pen, Rules
from queueing.ticket.record import TicketClock, TicketRecord
from queueing.ticket.states import STANDING, TicketState

_UNJUDGED = (Moment.CALL_END, Moment.PROMISED, Moment.PAUSED)  # these run whatever the matter is judged to be
IN_REVIEW = "审核中"  # why a clock stands still while the office reads the reply


def matter_of(record: TicketRecord, profile: Profile) -> Matter:
    """What decides which clocks a ticket has."""
    return Matter(
        type=record.kind,
        category=_category(record, profile),
        priority=record.priority,
        complexity=record.complexity,
        source=record.source,
        unit=record.unit_name or record.unit,
    )


def _category(record: TicketRecord, profile: Profile) -> str:
    """What clocks select by: the category somebody chose or the draft found, else a topic that is one itself."""
    return record.category or (record.topic if record.topic in profile.every_category else "")


def fire(pen: Pen, moment: Moment, since: float | None = None) -> None:
    """Let a moment come: it stops the clocks that wait for it and starts those that begin with it.

    Args:
        pen: the decision.
        moment: what happened.
        since: when it happened, if before now: the end of the call.
    """
    for one in pen.record.running():
        if one.stops is moment:
            stop(pen, one, str(moment))
    start(pen, moment, pen.at if since is None else since)


def start(pen: Pen, moment: Moment, since: float) -> None:
    """Start the clocks that begin at that moment, unless their rule's clock runs already.

    Of a matter that was referred to the discipline authority only those run that begin with the referral.
    """
    if pen.record.restricted_to and moment is not Moment.REFERRED:
        return
    for rule in starting(pen.rules.profile, matter_of(pen.record, pen.rules.profile), moment):
        if pen.record.clock(rule.id) is None:
            start_rule(pen, rule, since)


def start_rule(pen: Pen, rule: ClockRule, since: float) -> None:
    """Start one clock of the city."""
    pen.write(_started(pen, rule, since))


def _started(pen: Pen, rule: ClockRule, since: float) -> ClockStarted:
    return ClockStarted(
        at=pen.at,
        ticket_id=pen.record.ticket_id,
        rule_id=rule.id,
        policy=pen.rules.profile.policy,
        limit=str(rule.limit),
        started_at=since,
        starts=rule.starts,
        stops=rule.stops,
        kind=rule.kind,
        soft=rule.soft,
        title=rule.title,
    )


def stop(pen: Pen, one: TicketClock, why: str, *, counted: bool = True, as_of: float | None = None) -> None:
    """End a clock. One that was paused still had time, so it was met."""
    moment, end = pen.at if as_of is None else as_of, due_of(one.clock, pen.rules.office)
    pen.write(
        ClockStopped(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            rule_id=one.rule_id,
            why=why,
            as_of=moment,
            met=end is None or moment <= end.at.timestamp(),
            counted=counted,
        )
    )


def stop_all(pen: Pen, why: str) -> None:
    """End every clock: nothing is waited for any more. What was missed by then stays missed."""
    for one in pen.record.running():
        stop_if_late(pen, one, why)


def stop_if_late(pen: Pen, one: TicketClock, why: str) -> None:
    """End a clock whose moment will not come: it counts only if it was missed by now."""
    end = due_of(one.clock, pen.rules.office)
    late = end is not None and pen.at > end.at.timestamp() and one.kind is ClockKind.DUTY
    stop(pen, one, why, counted=late)


def stop_units(pen: Pen, why: str) -> None:
    """End what began with the dispatch: another unit begins anew, what began with the acceptance runs on."""
    for one in pen.record.running():
        if one.starts in OF_UNIT:
            stop(pen, one, why, counted=False)


def stop_for_referral(pen: Pen) -> None:
    """线索移交: who had the matter sees it no more and owes nothing from now; what was missed by then stays missed."""
    for one in pen.record.running():
        if one.starts not in (Moment.PROMISED, Moment.REFERRED):
            stop_if_late(pen, one, "referred")


def hold(pen: Pen, why: str) -> None:
    """Let the clocks of the work stand still, nobody else's. One that is over cannot be saved."""
    for one in of_work(pen.record):
        if one.paused:
            continue
        try:
            pause(one.clock, moment_of(pen.at), why, pen.rules.office)
        except ClockError:
            continue
        pen.write(ClockPaused(at=pen.at, ticket_id=pen.record.ticket_id, rule_id=one.rule_id, why=why))


def of_work(record: TicketRecord) -> tuple[TicketClock, ...]:
    """The running clocks of the work itself, which the unit that does it may let stand still or have extended.

    They wait for the answer. Where some of them begin with the dispatch, what began with the acceptance is not the
    unit's: the law's (法定期限). A look at the place (现场核实), the list for the show and promises are others' too.
    """
    answers = tuple(
        one
        for one in record.running()
        if one.stops in ANSWERED and one.starts is not Moment.PROMISED and one.kind is ClockKind.DUTY
    )
    return tuple(one for one in answers if one.starts in OF_UNIT) or answers


def release(pen: Pen) -> None:
    """Let what was left at the pause run."""
    for one in pen.record.running():
        if one.paused:
            pen.write(ClockWentOn(at=pen.at, ticket_id=pen.record.ticket_id, rule_id=one.rule_id))


def rejudge(pen: Pen) -> None:
    """After the matter was judged anew: end the clocks that no longer fit, begin those that do, from their moments.

    A repeat has no clocks of its own: its main ticket's run.
    """
    if pen.record.state is TicketState.MERGED:
        return
    fitting = {rule.id for rule, _ in _fitting(pen)}
    for one in pen.record.running():
        if one.rule_id not in fitting and one.starts not in _UNJUDGED and not one.carried_from:
            stop(pen, one, "reclassified", counted=False)
    start_missing(pen)


def missing(pen: Pen) -> tuple[tuple[ClockRule, float], ...]:
    """The clocks that should run and do not, each with the moment it counts from."""
    fitting = {rule.id: (rule, at) for rule, at in _fitting(pen)}
    return tuple(
        (rule, at)
        for rule, at in (fitting.values() if pen.record.state not in STANDING else ())
        if pen.record.clock(rule.id) is None and not is_over(pen.record, rule.starts, rule.stops)
    )


def start_missing(pen: Pen) -> None:
    """Start them; where the work waits, they wait with it."""
    for rule, at in missing(pen):
        pen.write(_started(pen, rule, at))
    stand_still_as_before(pen)


def stand_still_as_before(pen: Pen) -> None:
    """A clock that begins while the work waits, or while its reply is looked at, waits with it."""
    if pen.record.state is TicketState.IN_REVIEW:
        hold(pen, IN_REVIEW)
    elif pen.record.state is TicketState.PAUSED:
        hold(pen, "待补充材料")


def _fitting(pen: Pen) -> Iterator[tuple[ClockRule, float]]:
    """The clocks that the ticket would have now, each with its moment; without a unit none of a dispatch."""
    came = dict.fromkeys(one for one, _ in pen.record.moments)
    for moment in [one for one in came if one is Moment.REFERRED or not pen.record.restricted_to]:
        at = began(pen.record, moment)
        for rule in starting(pen.rules.profile, matter_of(pen.record, pen.rules.profile), moment) if at else ():
            yield rule, at or 0.0


def raise_alerts(pen: Pen) -> None:
    """Say what has come due and was not said before: yellow, missed, red, each once for each deadline."""
    for one in pen.record.running():
        if one.kind is not ClockKind.DUTY or one.paused or waits_for_review(one, pen.record):
            continue
        face = read(one.clock, moment_of(pen.at), pen.rules.office, cards_of(one, pen.rules))
        if face.due is None:
            continue
        due_at = face.due.at.timestamp()
        times = {
            Alert.YELLOW: face.yellow_at.timestamp() if face.yellow_at else None,
            Alert.MISSED: due_at,
            Alert.RED: face.red_at.timestamp() if face.red_at else None,
        }
        for alert, at in times.items():
            if at is not None and _is_over(alert, at, pen.at) and alert not in one.alerts:
                pen.write(
                    CardRaised(
                        at=pen.at, ticket_id=pen.record.ticket_id, rule_id=one.rule_id, card=alert, due_at=due_at
                    )
                )


def cards_of(one: TicketClock, rules: Rules) -> Cards:
    """When cards of a clock are shown: of a promise as the show's rules say, of a wait none, else as the city's."""
    if one.starts is Moment.PAUSED:
        return NO_CARDS
    return rules.after.promise_cards if one.starts is Moment.PROMISED else rules.profile.cards


def waits_for_review(one: TicketClock, record: TicketRecord) -> bool:
    """Whether a clock that is not the unit's was answered in a reply that is still looked at: it runs on, unsaid."""
    in_review = record.state in (TicketState.REPLIED, TicketState.IN_REVIEW)
    return in_review and one.stops in ANSWERED and one not in of_work(record)


def start_promise(pen: Pen, promise_id: str, due: date, said_at: float) -> None:
    """Let a promise's own clock run, up to the close of business of the day that was confirmed."""
    pen.write(
        ClockStarted(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            rule_id=promise_id,
            policy=pen.rules.profile.policy,
            limit=str(until_day(due, said_at, pen.rules.office)),
            started_at=said_at,
            starts=Moment.PROMISED,
            stops=Moment.RESOLVED,
            kind=ClockKind.DUTY,
            title="直播承诺",
        )
    )


def _is_over(alert: Alert, at: float, now: float) -> bool:
    """A deadline is missed after it, a card is shown at its moment."""
    return now > at if alert is Alert.MISSED else now >= at


def deadline_moved(pen: Pen, moved: Moved) -> DeadlineMoved:
    """What a new calendar did to a deadline."""
    return DeadlineMoved(
        at=pen.at,
        ticket_id=pen.record.ticket_id,
        rule_id=moved.rule_id,
        before=moved.before.at.timestamp(),
        after=moved.after.at.timestamp(),
        provisional=moved.after.provisional,
    )


def within_right(pen: Pen, moment: Moment) -> None:
    """Refuse what may only be done in time and no longer is (退单).

    Raises:
        TransitionError: the time for it is over.
    """
    for one in pen.record.running():
        if one.kind is ClockKind.RIGHT and one.stops is moment:
            end = due_of(one.clock, pen.rules.office)
            if end is not None and pen.at > end.at.timestamp():
                raise pen.refuse(f"{one.title} before {end.at.isoformat(timespec='minutes')}", "the time for it over")
