"""A matter that was sent for the live show: a message on the board of the show that runs, with its ticket."""

from callcenter.intake.matter import Matter
from callcenter.masking import mask_numbers_in
from callcenter.show.prefill import NOBODY, addressed, prefilled
from callcenter.web.route import Ask
from callcenter.web.show_routes import entry_of
from queueing.events import TransitionError
from queueing.show.facts import EntryJoined, EntryKind

NETIZEN = "网友"


async def to_the_show(ask: Ask, matter: Matter, ticket_id: str) -> str:
    """Put it on the board; the entry, or '' when no show runs or its board is full. The ticket is there in any case.

    The same matter again is the entry that is there.
    """
    parts = ask.parts.studio
    state = parts.studio.current
    if state is None:
        return ""
    ticket = await ask.parts.stores.tickets.get(ticket_id)
    form = prefilled(ticket, state.units, parts.settings.topic_most)
    entry_id = entry_of(f"{matter.source}:{matter.source_key}")
    joined = EntryJoined(
        at=ask.parts.now(),
        show_id=state.show_id,
        entry_id=entry_id,
        kind=EntryKind.MESSAGE,
        address=NOBODY if matter.confidential else addressed(matter.contact_name) or NETIZEN,
        area=form.area,
        topic=form.topic,
        source=matter.source,
        text=mask_numbers_in(matter.text[:2000]),
    )
    try:
        done = await parts.studio.join(joined)
        if not done.again:
            await parts.studio.act(state.show_id, lambda board, now: board.ticketed(now, entry_id, ticket_id))
    except TransitionError:
        return ""
    await ask.parts.stores.journal.flush()
    return entry_id
