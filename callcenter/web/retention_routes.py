"""What is kept and for how long: seen, counted and removed by an administrator; every step is in the audit."""

from dataclasses import replace

from callcenter.clock import as_text
from callcenter.ids import new_id
from callcenter.retention import KEYS, Order, PurgeRefusedError
from callcenter.store.faults import NotFoundError
from callcenter.store.holds import Hold, NewHold
from callcenter.store.identity import Kind, Role
from callcenter.store.purge import Count
from callcenter.store.purge_matters import Matter
from callcenter.store.purge_runs import PurgeRun, Way
from callcenter.web.address import address_of
from callcenter.web.errors import ApiError
from callcenter.web.retention_models import (
    CountView,
    HeldView,
    HoldAsked,
    HoldView,
    PurgeAsked,
    PurgeView,
    RetentionView,
    RuleView,
    SurveyView,
)
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.scopes import hidden_from
from callcenter.web.serve import note

ADMIN = frozenset({Role.ADMIN})
RUNS = 20
_RETENTION = "/api/v1/retention"


@route("GET", _RETENTION, "What is kept for how long, and the last purges", ADMIN, out=RetentionView)
async def retention(ask: Ask) -> RetentionView:
    """Answer rules and purges."""
    kept = ask.parts.retention
    cuts = kept.cuts()
    rules = [
        RuleView(matter=one, key=KEYS[one], days=kept.days(one), before=_text(ask, cuts.of(one))) for one in Matter
    ]
    runs = await kept.runs.last(RUNS, ask.parts.now())
    active = await kept.holds.active()
    hidden = await hidden_from(ask, (one.ticket_id for one in active))
    holds = [_hold(ask, _unnamed(one) if one.ticket_id in hidden else one) for one in active]
    return RetentionView(rules=rules, holds=holds, runs=[_run(ask, one) for one in runs])


@route("POST", f"{_RETENTION}/survey", "Count what a purge would remove now", ADMIN, out=SurveyView,
       audit="purge_counted")  # fmt: skip
async def survey(ask: Ask) -> SurveyView:
    """A dry run."""
    found = await ask.parts.retention.survey()
    return SurveyView(
        at=as_text(ask.parts.now(), ask.parts.zone),
        total=sum(one.due for one in found.values()),
        counts=[_count(ask, matter, one) for matter, one in found.items()],
    )


@route("POST", f"{_RETENTION}/purges", "Remove what is due, if it is still as much as was counted", ADMIN,
       body=PurgeAsked, out=PurgeView)  # fmt: skip
async def purge(ask: Ask) -> PurgeView:
    """Begin; who began and what came of it are in the audit."""
    who, total = ask.who, ask.take(PurgeAsked).total
    by = f"token:{who.name}" if who.kind is Kind.TOKEN else who.name
    order = Order(by=by, address=address_of(ask.request), way=Way.SCREEN, total=total)
    try:
        return _run(ask, await ask.parts.retention.order(order))
    except PurgeRefusedError as fault:
        code = f"purge_{fault.why.value}"
        raise ApiError(409, code, str(fault), expected=fault.expected, found=fault.found) from None


@route("GET", f"{_RETENTION}/purges/{{run_id:{IDENT}}}", "How a purge goes", ADMIN, out=PurgeView)
async def one_purge(ask: Ask) -> PurgeView:
    """Answer one."""
    return _run(ask, await ask.parts.retention.runs.get(ask.ident("run_id"), ask.parts.now()))


@route("POST", f"{_RETENTION}/holds", "Hold a call and its ticket back from every purge", ADMIN, body=HoldAsked,
       out=HoldView)  # fmt: skip
async def hold(ask: Ask) -> HoldView:
    """Hold it; the audit has which."""
    asked, now = ask.take(HoldAsked), ask.parts.now()
    new = NewHold(hold_id=new_id("H", now), thing=asked.thing, why=asked.why, by=ask.who.name, at=now)
    ticket_id = await ask.parts.retention.holds.ticket_of(asked.thing)
    if await hidden_from(ask, (ticket_id,)):
        raise NotFoundError("call or ticket", asked.thing)
    held = await ask.parts.retention.holds.add(new)
    note(ask.parts, ask.request, ask.who, "legal_hold", held.call_id or held.ticket_id)
    return _hold(ask, held)


@route("POST", f"{_RETENTION}/holds/{{hold_id:{IDENT}}}/release", "Let it go by its age again", ADMIN, out=HoldView)
async def release(ask: Ask) -> HoldView:
    """Release a hold; the audit has which."""
    held = await ask.parts.retention.holds.release(ask.ident("hold_id"), ask.who.name, ask.parts.now())
    note(ask.parts, ask.request, ask.who, "legal_hold_released", held.call_id or held.ticket_id)
    hidden = await hidden_from(ask, (held.ticket_id,))
    return _hold(ask, _unnamed(held) if hidden else held)


def _unnamed(one: Hold) -> Hold:
    """A hold on what is restricted to others: that there is one, and whose."""
    return replace(one, call_id="", ticket_id="", number="", why="")


def _hold(ask: Ask, one: Hold) -> HoldView:
    return HoldView(
        hold_id=one.hold_id,
        call_id=one.call_id,
        ticket_id=one.ticket_id,
        number=one.number,
        why=one.why,
        held_by=one.held_by,
        held_at=as_text(one.held_at, ask.parts.zone),
    )


def _text(ask: Ask, at: float | None) -> str | None:
    return None if at is None else as_text(at, ask.parts.zone)


def _count(ask: Ask, matter: Matter, one: Count) -> CountView:
    held = [HeldView(why=why, count=count) for why, count in sorted(one.held.items())]
    return CountView(matter=matter, due=one.due, oldest=_text(ask, one.oldest), held=held)


def _run(ask: Ask, run: PurgeRun) -> PurgeView:
    return PurgeView(
        run_id=run.run_id,
        asked_by=run.asked_by,
        way=run.way,
        state=run.state,
        began_at=as_text(run.began_at, ask.parts.zone),
        ended_at=_text(ask, run.ended_at),
        doing=run.doing,
        counted={Matter(name): count for name, count in run.counted.items()},
        removed={Matter(name): count for name, count in run.removed.items()},
        problem=run.problem,
    )


ROUTES = (retention, survey, purge, one_purge, hold, release)
