"""What there is to choose from: the codes that commands take, and how a draft would be registered."""

from collections.abc import Iterable

from callcenter.store.identity import Role
from callcenter.store.ticket import Ticket
from callcenter.ticketing.judging import category_of, priority_of
from callcenter.web.checked_values import takes
from callcenter.web.choice_models import Choice, ChoiceLists, ClockAhead, Judging, JudgingAsked
from callcenter.web.command_table import TAKING
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.scopes import OFFICE, WORKERS, record_of
from queueing.city.profiles import ClockKind, Moment, Profile
from queueing.city.switches import Switches
from queueing.days.ticket_clocks import Matter, starting

AHEAD = (Moment.ACCEPTED, Moment.CALL_END, Moment.DISPATCHED)  # what a registration leads to by itself
LIMITS = ("1 wd", "2 wd", "3 wd", "5 wd", "7 wd", "10 wd", "15 wd", "30 wd")  # offered; others may be typed


@route("GET", "/api/v1/choices", "What the fields of commands take", WORKERS, out=ChoiceLists)
async def list_choices(ask: Ask) -> ChoiceLists:
    """List codes, units and people; a unit's people see none of the hotline's."""
    city, known = ask.parts.office.ports.book.profile, ask.parts.city.directory.known
    plain = {
        "kind": city.types,
        "category": city.every_category,
        "priority": city.priorities,
        "complexity": city.complexities,
        "reason": city.not_accepted,
        "grade": city.satisfaction.grades,
        "rung": tuple(one for one in city.switches.escalate[1:] if one != city.switches.discipline_rung),
        "limit": _limits(city),
    }
    units = [Choice(value=one.name, label=one.name) for one in known.tree.units.values() if one.active]
    lists = {name: _same(values) for name, values in plain.items()}
    hotline = await _people(ask) if ask.who.has(*OFFICE) else {}
    fields = {**lists, "unit": units, "assisting": units, "units": units, **hotline}
    return ChoiceLists(fields=fields, absent=absent(city.switches))


def absent(switches: Switches) -> list[str]:
    """The commands that the city's switches rule out whatever the ticket: no screen offers them."""
    rungs = [one for one in switches.escalate[1:] if one != switches.discipline_rung]
    there: dict[tuple[str, ...], bool] = {
        ("call-meeting", "conclude-meeting"): switches.joint_meeting,
        ("escalate",): bool(rungs),
        ("refer",): switches.discipline_referral or bool(switches.discipline_rung),
        ("ask-hard-case", "file-hard-case", "deny-hard-case", "answer-from-register"): switches.hard_case_register,
        ("pass", "hold-again"): bool(switches.gates) or switches.second_hold,
        ("check-reply",): switches.reply_matches_air,
    }
    return [path for paths, on in there.items() if not on for path in paths]


async def _people(ask: Ask) -> dict[str, list[Choice]]:
    known, signing = ask.parts.city.directory.known, await ask.parts.stores.accounts.people()
    named = {one.name: Choice(value=one.name, label=f"{one.display_name or one.name}（{one.name}）") for one in signing}
    units = known.tree.units
    persons = [
        Choice(
            value=one.person_id,
            label=f"{one.name} · {one.kind} · {units[one.unit_id].name if one.unit_id in units else one.unit_id}",
        )
        for one in known.people
        if one.present
    ]
    return {
        "person": persons,
        "to": [named[one.name] for one in signing if takes(one)],
        "people": [named[one.name] for one in signing if one.has(*Role)],
    }


def _limits(city: Profile) -> tuple[str, ...]:
    """Those within the city's bound for extensions, and the bound itself."""
    bounds = [str(rule.limit) for rule in city.clocks if rule.kind is ClockKind.EXTENSION]
    if not bounds or not bounds[0].endswith(" wd"):
        return (*LIMITS, *bounds)
    most = int(bounds[0].removesuffix(" wd"))
    within = [one for one in LIMITS if int(one.removesuffix(" wd")) < most]
    return (*within, bounds[0])


def _same(values: Iterable[str]) -> list[Choice]:
    return [Choice(value=one, label=one) for one in values]


@route(
    "GET",
    f"/api/v1/tickets/{{ticket_id:{IDENT}}}/judging",
    "How a draft would be registered, and which clocks it would start",
    TAKING,
    query=JudgingAsked,
    out=Judging,
)
async def judge_draft(ask: Ask) -> Judging:
    """Answer what the draft speaks of, what else could be chosen, and what would run."""
    asked, city = ask.take(JudgingAsked), ask.parts.office.ports.book.profile
    await record_of(ask, ask.ident("ticket_id"))  # restricted ones are not there for others
    ticket = await ask.parts.stores.tickets.get(ask.ident("ticket_id"))
    proposed = category_of(ticket.fields, city)
    chosen = Matter(
        type=asked.kind or _held(ticket, "appeal_kind") or city.default_type,
        category=proposed if asked.category is None else asked.category,
        priority=asked.priority or priority_of(ticket.fields, city),
        complexity=asked.complexity or city.complexities[0],
        source=ticket.queue,
        unit=_held(ticket, "unit"),
    )
    return Judging(
        category=chosen.category,
        priority=chosen.priority,
        complexity=chosen.complexity,
        proposed=proposed,
        categories=list(city.every_category),
        priorities=list(city.priorities) if any(rule.priorities for rule in city.clocks) else [],
        complexities=list(city.complexities) if any(rule.complexities for rule in city.clocks) else [],
        clocks=[one for moment in AHEAD for one in _ahead(city, chosen, moment)],
    )


def _ahead(city: Profile, matter: Matter, moment: Moment) -> list[ClockAhead]:
    return [
        ClockAhead(rule_id=one.id, title=one.title, limit=str(one.limit), starts=str(one.starts), soft=one.soft)
        for one in starting(city, matter, moment)
        if one.kind is ClockKind.DUTY
    ]


def _held(ticket: Ticket, name: str) -> str:
    return ticket.fields[name].value if name in ticket.fields else ""


ROUTES = (list_choices, judge_draft)
