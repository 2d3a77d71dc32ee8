"""A caller's past, for whoever has the call."""

from callcenter.clock import as_text
from callcenter.store.call_fold import CallRow
from callcenter.store.caller_history import PastTicket
from callcenter.web.caller_models import HistoryView, PastCallView, PastTicketView
from callcenter.web.errors import ApiError
from callcenter.web.route import IDENT, PEOPLE, Ask, route
from callcenter.web.scopes import expect_call_known, hidden_from
from callcenter.web.views import SEE_ALL
from callcenter.web.visibility import without_numbers

DAY_S = 86_400.0


@route(
    "GET",
    f"/api/v1/calls/{{call_id:{IDENT}}}/history",
    "How often this caller rang, their last calls and tickets",
    PEOPLE,
    out=HistoryView,
    audit="history_seen",
)
async def history(ask: Ask) -> HistoryView:
    """Answer a caller's past to whoever has the call, a session's assistant, or a supervisor; every look is audited."""
    call_id = ask.ident("call_id")
    return await past_of(ask, call_id, await _number(ask, call_id))


async def past_of(ask: Ask, call_id: str, number: str) -> HistoryView:
    """What is known of a number, without the call that goes on."""
    choice = ask.parts.settings.callers
    since = ask.parts.now() - choice.history_days * DAY_S
    found = await ask.parts.stores.histories.of_number(number, since, without=call_id, most=choice.history_most)
    names = {one.operator_id: one.name for one in ask.parts.desk.operators()}
    hidden = await hidden_from(ask, (one.ticket_id or "" for one in found.calls))
    return HistoryView(
        known=bool(number),
        days=choice.history_days,
        calls_in_days=found.calls_since,
        calls=[_call(ask, one, names) for one in found.calls if one.ticket_id not in hidden],
        tickets=[_ticket(ask, one) for one in found.tickets],
    )


async def _number(ask: Ask, call_id: str) -> str:
    """Return the caller's number.

    Raises:
        ApiError: 403 the call is somebody else's.
        NotFoundError: no such call.

    """
    own = ask.who.operator_id
    for operator_id in (own, ask.parts.floor.guests.followed_by(own) if own else ""):
        live = ask.parts.desk.call_of(operator_id) if operator_id else None
        if live is not None and live.call_id == call_id:
            return live.caller_number
    call = await ask.parts.stores.calls.get(call_id)
    await expect_call_known(ask, call_id)
    if not ask.who.has(*SEE_ALL) and (own is None or own not in call.operator_ids):
        raise ApiError(403, "not_yours", "expected your own call or role supervisor", found=call_id)
    return call.caller_number


def _call(ask: Ask, one: CallRow, names: dict[str, str]) -> PastCallView:
    titles = {queue.name: queue.title for queue in ask.parts.settings.queue}
    return PastCallView(
        call_id=one.call_id,
        at=as_text(one.arrived_at, ask.parts.zone),
        queue=one.queue,
        queue_title=titles.get(one.queue) or one.queue,
        outcome=one.outcome,
        operator_ids=list(one.operator_ids),
        operator_names=[names.get(who) or who for who in one.operator_ids],
        talk_s=one.talk_s,
        ticket_id=one.ticket_id,
    )


def _ticket(ask: Ask, one: PastTicket) -> PastTicketView:
    return PastTicketView(
        ticket_id=one.ticket_id,
        number=one.number,
        title=one.title if ask.who.has(*SEE_ALL) else without_numbers(one.title),
        status=one.status,
        open=one.open,
        created_at=as_text(one.created_at, ask.parts.zone),
        operator_name=one.operator_name,
    )


ROUTES = (history,)
