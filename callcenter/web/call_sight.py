"""Which call somebody may reach: their own, all of them, or those whose sound their role is shown."""

from callcenter.store.call_fold import CallRow
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.web.errors import ApiError
from callcenter.web.route import PEOPLE, Ask
from callcenter.web.scopes import expect_call_known
from callcenter.web.transcript_sight import seen_call
from callcenter.web.views import may_see
from callcenter.web.visibility import Part, Sight

HEARERS = PEOPLE | {Role.REVIEWER}  # who may be shown Part.SOUND of a call that is not their own, or is


async def own_call(ask: Ask) -> CallRow:
    """Return the call of the path.

    Raises:
        ApiError: 403 an operator asks for a call that was not theirs, nor a message they work on.
        NotFoundError: no such call, or its ticket is restricted to others.

    """
    call = await ask.parts.stores.calls.get(ask.ident("call_id"))
    await expect_call_known(ask, call.call_id)
    talked = (*call.operator_ids, ask.parts.desk.operator_of(call.call_id))
    if not may_see(ask.who, talked) and not await ask.parts.city.inbox.has_message(call.call_id, ask.who.name):
        raise ApiError(403, "not_yours", "expected one of your own calls or role supervisor", found=call.call_id)
    return call


async def audible_call(ask: Ask) -> CallRow:
    """Return the call of the path to somebody who may hear it.

    Raises:
        ApiError, NotFoundError: as `own_call`; a reviewer reaches what the table of visibility gives a reviewer.

    """
    if not ask.who.has(Role.REVIEWER):
        return await own_call(ask)
    call, seen = await seen_call(ask)
    if seen[Part.SOUND] is not Sight.SHOWN:
        raise NotFoundError("recording of call", call.call_id)
    return call
