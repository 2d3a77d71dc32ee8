"""Who reads transcripts, and what of a call's words, sound and numbers they are shown."""

from collections.abc import Mapping

from callcenter.store.call_fold import CallRow
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.store.ticket_lists import one as ticket_at_work
from callcenter.store.transcript_search import Seeker, TranscriptSearch
from callcenter.web.route import Ask
from callcenter.web.serve import note
from callcenter.web.visibility import CONFIDENTIAL, SEEN, Part, Sight, sight_of

READERS = frozenset({Role.OPERATOR, Role.REVIEWER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN})


def seeker_of(ask: Ask) -> Seeker:
    """Who looks: operators find their own calls; others all that the table of visibility shows them words of."""
    others = [role for role in ask.who.roles if role in READERS and role is not Role.OPERATOR]
    return Seeker(
        name=ask.who.name,
        operator_id=ask.who.operator_id,
        all_calls=any(SEEN[role][Part.WORDS] is not Sight.HIDDEN for role in others),
        confidential=any(CONFIDENTIAL[role][Part.WORDS] is not Sight.HIDDEN for role in others),
        numbers=any(SEEN[role][Part.WORDS] is Sight.SHOWN for role in others),
        confidential_numbers=any(CONFIDENTIAL[role][Part.WORDS] is Sight.SHOWN for role in others),
    )


async def seen_call(ask: Ask) -> tuple[CallRow, Mapping[Part, Sight]]:
    """The call of the path and what of it the asker sees; as if it did not exist when they may not know of it."""
    call_id = ask.ident("call_id")
    if not await TranscriptSearch(ask.parts.stores.database).may_know(call_id, seeker_of(ask)):
        raise NotFoundError("call", call_id)
    call = await ask.parts.stores.calls.get(call_id)
    ticket_id = call.ticket_id or ""
    work = await ask.parts.stores.database.read(lambda connection: ticket_at_work(connection, ticket_id))
    own = ask.who.operator_id is not None and ask.who.operator_id in call.operator_ids
    seen = sight_of(ask.who.roles, own=own, confidential=bool(work and work["confidential"]))
    if seen[Part.WORDS] is Sight.SHOWN and not own:
        note(ask.parts, ask.request, ask.who, "numbers_seen", call_id)
    return call, seen
