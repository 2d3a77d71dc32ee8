"""What becomes of a matter, for whoever has its code: the public."""

import asyncio
import time
from datetime import datetime

from callcenter.intake.progress import CODE_LENGTH, PLAIN, READ_HERE, normal
from callcenter.store.facts import kind_of
from callcenter.store.faults import NotFoundError
from callcenter.store.journal import of_ticket
from callcenter.web.address import address_of, place_of
from callcenter.web.city_models import Progress, ProgressStep
from callcenter.web.errors import ApiError, too_many
from callcenter.web.parts import WebParts
from callcenter.web.public_answer import public_answer, reachable
from callcenter.web.route import Ask, route
from queueing.ticket import facts as f
from queueing.ticket.states import TicketState

ANSWER_AFTER_S = 0.1  # every answer, right or wrong: how long it took says nothing
TOLD = {
    kind_of(f.TicketAccepted): "受理",
    kind_of(f.TicketRefused): "不予受理",
    kind_of(f.TicketDispatched): "转承办单位",
    kind_of(f.TicketSigned): "承办单位签收",
    kind_of(f.CallerContacted): "承办单位联系您",
    kind_of(f.TicketReplied): "答复",
    kind_of(f.AnswerInherited): "答复",
    kind_of(f.TicketReopened): "重新办理",
    kind_of(f.TicketClosed): "办结",
}


@route("GET", "/api/v1/progress/{code:[A-Za-z0-9-]{1,40}}", "Where a matter stands, by its code", None, out=Progress)
async def progress(ask: Ask) -> Progress:
    """Answer state and dates; an unknown code is answered like a wrong one."""
    began = time.perf_counter()
    try:
        return await _progress(ask)
    finally:
        await asyncio.sleep(max(0.0, ANSWER_AFTER_S - (time.perf_counter() - began)))


async def _progress(ask: Ask) -> Progress:
    code, now, gate = normal(ask.ident("code")), ask.parts.now(), ask.parts.city.lookups
    place = place_of(address_of(ask.request))
    _wait(gate.before_s(place, now))
    ticket_id = await ask.parts.stores.progress.find(code)
    if ticket_id is None or len(code) != CODE_LENGTH:
        _wait(gate.wrong_s(place, now))
        raise ApiError(404, "not_found", "code: expected one from a message of ours, found another")
    _wait(gate.right_s(code, now))
    state, _ = await state_of(ask.parts, ticket_id)
    known = await public_state(ask.parts, ticket_id, state)
    answer = await _answer(ask.parts, ticket_id)
    return Progress(plain=PLAIN[known], state=known, answer=answer, steps=await _steps(ask.parts, ticket_id))


def _wait(wait_s: float) -> None:
    if wait_s:
        raise too_many(wait_s)


async def _answer(parts: WebParts, ticket_id: str) -> str:
    """What the citizen is told of an answer that passed every gate, or of a refusal."""
    try:
        record = (await parts.office.get(ticket_id)).record
    except NotFoundError:
        return ""
    facts = await parts.stores.database.read(lambda connection: of_ticket(connection, ticket_id))
    return public_answer(record, facts, await parts.stores.tickets.get(ticket_id))


async def public_state(parts: WebParts, ticket_id: str, state: str) -> str:
    """The code of what the public is told of a state; that somebody was told is said only of whom one could tell."""
    if state == TicketState.NOT_ACCEPTED.value and not reachable(await parts.stores.tickets.get(ticket_id)):
        return READ_HERE
    return state if state in PLAIN else "in_hand"


async def state_of(parts: WebParts, ticket_id: str) -> tuple[str, str]:
    """Return where a ticket stands and its number; a draft has none."""
    try:
        record = (await parts.office.get(ticket_id)).record
    except NotFoundError:
        return (await parts.stores.tickets.get(ticket_id)).status.value, ""
    return record.state.value, record.number


async def _steps(parts: WebParts, ticket_id: str) -> list[ProgressStep]:
    facts = await parts.stores.database.read(lambda connection: of_ticket(connection, ticket_id))
    told = [(kind_of(type(fact)), fact.at) for fact in facts]
    return [
        ProgressStep(
            what=TOLD[kind], kind=kind, at=datetime.fromtimestamp(at, parts.zone).isoformat(timespec="minutes")
        )
        for kind, at in told
        if kind in TOLD
    ]


ROUTES = (progress,)
