"""Which clocks a ticket must have running, worked out from its facts alone: what the engine's own answer is held to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from queueing.city.profiles import Moment, Profile
from queueing.days.ticket_clocks import Matter, starting
from queueing.ticket import facts as f

# Of each city the clocks of the work; all others are the hotline's, the law's or the first look's.
WORK: Mapping[str, frozenset[str]] = {
    "demo": frozenset({"consult", "close"}),
    "changzhou": frozenset({"reply", "show_close"}),
    "gaoyou": frozenset({"simple", "complex"}),
    "zhuzhou": frozenset({"fast12"}),
    "jintan": frozenset({"hotline_close"}),
    "haikou": frozenset(),
    "hejin": frozenset(),
    "tianjin_2025": frozenset(),
    "shandong_2020": frozenset({"close"}),
    "shandong_prov_2017": frozenset({"close"}),
    "anhui_leaders_2022": frozenset({"consult", "other"}),
}
_OF_UNIT = (Moment.DISPATCHED, Moment.SIGNED)
_ANSWERS = (Moment.REPLIED, Moment.RESOLVED)


@dataclass(slots=True)
class _Told:
    """What has happened so far: each moment of the present handling with its place and time."""

    matter: Matter
    came: dict[Moment, tuple[int, float]] = field(default_factory=dict)
    called: bool = False
    answered: bool = False
    referred: bool = False
    gone: bool = False  # no unit has it since it was merged
    carried: dict[str, tuple[int, float, f.ClockStarted]] = field(default_factory=dict)
    waiting: dict[str, float] = field(default_factory=dict)
    merged: bool = False


def owed(profile: Profile, facts: Iterable[f.TicketFact]) -> dict[str, float] | None:
    """The clocks that must run now, each with the moment it counts from; None once the ticket is answered or over."""
    told = _Told(matter=Matter(type=""))
    for place, fact in enumerate(facts):
        _STEPS.get(type(fact), lambda *_: None)(told, place, fact)
    if told.answered or told.merged:
        return None
    found = dict(told.waiting)
    if told.referred:
        return found
    for moment, (place, at) in told.came.items():
        if told.gone and moment in _OF_UNIT:
            continue
        for rule in starting(profile, told.matter, moment):
            ended = told.came.get(rule.stops)
            if rule.stops in _ANSWERS or ended is None or ended[0] <= place:
                found[rule.id] = at
    for rule_id, (place, at, fact) in told.carried.items():
        ended = told.came.get(Moment(fact.stops))
        if fact.stops in _ANSWERS or ended is None or ended[0] <= place:
            found[rule_id] = at
    return found


def _accepted(told: _Told, place: int, fact: f.TicketAccepted) -> None:
    told.matter = replace(_matter(told.matter, fact), source=fact.source)
    told.called = bool(fact.call_id)
    told.came[Moment.ACCEPTED] = (place, fact.at)
    if fact.source == "show":
        told.came[Moment.COLLECTED] = (place, fact.at)


def _judged(told: _Told, _place: int, fact: f.TicketReclassified) -> None:
    told.matter = _matter(told.matter, fact)


def _began(told: _Told, place: int, fact: f.ClockStarted) -> None:
    """The end of the call is no fact of the ticket's own: it is known by the clock that begins with it."""
    if fact.carried_from:
        told.carried[fact.rule_id] = (place, fact.started_at, fact)
    elif fact.starts == Moment.CALL_END and Moment.CALL_END not in told.came:
        told.came[Moment.CALL_END] = (place, fact.started_at)


def _dispatched(told: _Told, place: int, fact: f.TicketDispatched) -> None:
    told.matter = replace(told.matter, unit=fact.unit_name or fact.unit)
    told.came.pop(Moment.SIGNED, None)
    told.came[Moment.DISPATCHED] = (place, fact.at)
    told.gone = False


def _returned(told: _Told, place: int, fact: f.ReturnUpheld) -> None:
    told.matter = replace(told.matter, unit="")
    told.came.pop(Moment.DISPATCHED, None)
    told.came.pop(Moment.SIGNED, None)
    told.came[Moment.RETURNED] = (place, fact.at)
    told.carried = {name: one for name, one in told.carried.items() if one[2].starts not in _OF_UNIT}


def _merged(told: _Told, _place: int, _fact: f.TicketMerged) -> None:
    told.merged, told.gone, told.carried = True, True, {}
    told.matter = replace(told.matter, unit="")


def _parted(told: _Told, _place: int, _fact: f.TicketParted | f.AnswerOwed) -> None:
    told.merged = False


def _gave_back(told: _Told, _place: int, fact: f.RepeatParted) -> None:
    told.carried = {name: one for name, one in told.carried.items() if one[2].carried_from != fact.repeat}


def _answered(told: _Told, _place: int, _fact: f.TicketFact) -> None:
    told.answered = True


def _reopened(told: _Told, place: int, fact: f.TicketReopened) -> None:
    told.answered, told.merged, told.carried = False, False, {}
    kept = {one: told.came[one] for one in (Moment.COLLECTED, Moment.HANDED_ON) if one in told.came}
    told.came = {**kept, Moment.ACCEPTED: (place, fact.at), Moment.REOPENED: (place, fact.at)}
    if told.called:
        told.came[Moment.CALL_END] = (place, fact.at)


def _came(moment: Moment) -> Callable[[_Told, int, Any], None]:
    return lambda told, place, fact: told.came.update({moment: (place, fact.at)})


def _paused(told: _Told, _place: int, fact: f.PauseBegun | f.PauseProlonged) -> None:
    """The reminder of a wait; a matter of the discipline authority has none."""
    told.waiting = {} if told.referred else {"pause": fact.at}


def _went_on(told: _Told, _place: int, _fact: f.PauseEnded) -> None:
    told.waiting = {}


def _referred(told: _Told, _place: int, _fact: f.DisciplineReferred) -> None:
    told.referred, told.waiting = True, {}


_STEPS: Mapping[type, Callable[[_Told, int, Any], None]] = {
    f.TicketAccepted: _accepted,
    f.TicketReclassified: _judged,
    f.ClockStarted: _began,
    f.TicketDispatched: _dispatched,
    f.TicketSigned: _came(Moment.SIGNED),
    f.SiteReached: _came(Moment.ON_SITE),
    f.HandedOn: _came(Moment.HANDED_ON),
    f.ReturnUpheld: _returned,
    f.TicketMerged: _merged,
    f.TicketParted: _parted,
    f.AnswerOwed: _parted,
    f.RepeatParted: _gave_back,
    f.PauseBegun: _paused,
    f.PauseProlonged: _paused,
    f.PauseEnded: _went_on,
    f.DisciplineReferred: _referred,
    f.RevisitOpened: _answered,
    f.TicketClosed: _answered,
    f.PutOnRegister: _answered,
    f.TicketRefused: _answered,
    f.TicketReopened: _reopened,
}


def _matter(before: Matter, fact: f.TicketAccepted | f.TicketReclassified) -> Matter:
    return replace(
        before,
        type=fact.kind,
        category=fact.topic if fact.topic == "停水" else fact.category or fact.topic,
        priority=fact.priority,
        complexity=fact.complexity,
    )
