"""The live show: which shows there are, the board, the screening form, and who joins it."""

import hashlib
from dataclasses import asdict

from callcenter.ids import new_id
from callcenter.masking import mask_numbers_in
from callcenter.show.prefill import Prefilled, prefilled
from callcenter.show.studio import Done
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Identity, Role
from callcenter.web import show_models as m
from callcenter.web.caller_routes import past_of
from callcenter.web.errors import ApiError
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.scopes import hidden_from
from callcenter.web.show_command_table import BOTH, PRODUCER, guarded
from callcenter.web.show_kept import kept
from callcenter.web.show_views import entry_view, in_order, picture, proposed
from callcenter.web.words_view import utterance_views
from queueing.show.board import Programme
from queueing.show.facts import EntryJoined, EntryKind
from queueing.show.state import Person
from queueing.show.state import Role as StudioRole

WATCHERS = BOTH | {Role.SUPERVISOR, Role.ADMIN}
SHOW = f"/api/v1/shows/{{show_id:{IDENT}}}"
ENTRY = f"{SHOW}/entries/{{entry_id:{IDENT}}}"
_ROLES = {Role.PRODUCER: StudioRole.PRODUCER, Role.HOST: StudioRole.HOST}


def person_of(who: Identity) -> Person:
    """Somebody as the board knows them."""
    return Person(name=who.name, roles=frozenset(_ROLES[role] for role in who.roles if role in _ROLES))


def key_of(ask: Ask, key: str) -> str:
    """A press as the studio remembers it: nobody's key answers somebody else."""
    return f"{ask.who.name}:{key}" if key else ""


def pressed(done: Done, entry_id: str = "") -> m.Pressed:
    """What came of a command."""
    return m.Pressed(seq=done.seq, again=done.again, entry_id=entry_id)


@route("GET", "/api/v1/shows", "Shows that were opened, newest first", WATCHERS, query=m.ShowsAsked, out=m.ShowList)
async def shows(ask: Ask) -> m.ShowList:
    """List shows."""
    found = await ask.parts.stores.shows.newest(ask.take(m.ShowsAsked).limit)
    items = [m.ShowListedView(show_id=one.show_id, title=one.title, opened_at=one.opened_at) for one in found]
    return m.ShowList(items=items)


@route("GET", "/api/v1/shows/planned", "The editions of the plan that are to be on air today", BOTH, out=m.PlannedList)
async def planned(ask: Ask) -> m.PlannedList:
    """List today's editions."""
    found = await ask.parts.studio.planned.today()
    items = [
        m.PlannedView(show_id=show_id, title=of.title, units=list(of.units), ends_at=of.ends_at or None)
        for show_id, of in found
    ]
    return m.PlannedList(items=items)


@route("POST", "/api/v1/shows", "Open a show; the legal delay is confirmed with it", BOTH,
       body=m.OpenShow, out=m.Pressed, audit="show_opened")  # fmt: skip
async def open_show(ask: Ask) -> m.Pressed:
    """Open the lines."""
    asked = ask.take(m.OpenShow)
    show_id = asked.show_id or new_id("S", ask.parts.now())
    programme = Programme(title=asked.title, units=tuple(one for one in asked.units if one), ends_at=asked.ends_at)
    studio = ask.parts.studio.studio
    done = await studio.open(show_id, person_of(ask.who), asked.delay_s, programme, key_of(ask, asked.key))
    await ask.parts.stores.journal.flush()
    return pressed(done)


@route("GET", SHOW, "A show's board as it is now, or was at its end", WATCHERS, out=m.Picture)
async def look(ask: Ask) -> m.Picture:
    """Answer the whole board; to a host without another role the bare one."""
    parts = ask.parts.studio
    board = await parts.studio.board(ask.ident("show_id"))
    return picture(
        board.state,
        view="producer" if ask.who.has(Role.PRODUCER, Role.SUPERVISOR, Role.ADMIN) else "host",
        now=ask.parts.now(),
        lines=parts.studio.lines,
        settings=parts.settings,
        names=parts.presence.names,
        present=parts.presence.present(),
    )


@route("GET", f"{SHOW}/proposal", "Whom to take next, with reasons; the producer decides", WATCHERS,
       out=m.ProposalList)  # fmt: skip
async def proposal(ask: Ask) -> m.ProposalList:
    """Answer the proposal."""
    board = await ask.parts.studio.studio.board(ask.ident("show_id"))
    return m.ProposalList(items=proposed(board.state, ask.parts.now(), ask.parts.studio.settings))


@route("GET", ENTRY, "One entry with the form as the draft fills it, the words and the caller's past", PRODUCER,
       out=m.EntryDetail, audit="show_entry_seen")  # fmt: skip
async def detail(ask: Ask) -> m.EntryDetail:
    """Answer what the producer needs to screen; never the number."""
    parts, stores = ask.parts.studio, ask.parts.stores
    state = (await parts.studio.board(ask.ident("show_id"))).state
    entry = state.entry(ask.ident("entry_id"))
    ticket = await stores.tickets.of_call(entry.call_id) if entry.call_id else None
    hidden = await hidden_from(ask, (entry.ticket_id, ticket.ticket_id if ticket else ""))
    ticket = None if hidden else ticket
    said = (await stores.transcripts.of_calls([entry.call_id])).get(entry.call_id, ()) if entry.call_id else ()
    form = prefilled(ticket, state.units, parts.settings.topic_most)
    place = next(at for at, one in enumerate(in_order(state), 1) if one is entry)
    return m.EntryDetail(
        entry=entry_view(entry, place, parts.studio.lines, parts.presence.names),
        form=form_view(form),
        ticket_id="" if hidden else entry.ticket_id or (ticket.ticket_id if ticket else ""),
        transcript=utterance_views(said, shown=False),
        history=await past_of(ask, entry.call_id, await _number(ask, entry.call_id)) if entry.call_id else None,
    )


async def _number(ask: Ask, call_id: str) -> str:
    """The caller's number, to look up the past by; it is shown to nobody here."""
    live = ask.parts.studio.number_of(call_id)
    if live:
        return live
    try:
        return (await ask.parts.stores.calls.get(call_id)).caller_number
    except NotFoundError:
        return ""


def form_view(form: Prefilled) -> m.FormView:
    """The prefilled form as it is sent."""
    return m.FormView(**asdict(form))


@route("POST", f"{ENTRY}/take", "Screen a caller, read a message; it is locked to you", PRODUCER,
       body=m.Take, out=m.Pressed, audit="show_take")  # fmt: skip
async def take(ask: Ask) -> m.Pressed:
    """Ring the producer's phone and let the two talk."""
    asked, entry_id, studio = ask.take(m.Take), ask.ident("entry_id"), ask.parts.studio.studio
    entry = (await studio.board(ask.ident("show_id"))).state.entry(entry_id)
    phone = _phone(ask, asked.phone) if entry.kind is EntryKind.CALL else ""
    done = await studio.act(
        ask.ident("show_id"),
        guarded(
            lambda board, now: board.screen(
                now, person_of(ask.who), entry_id, take_over=asked.take_over, phone=phone
            ),
            entry_id,
            asked.saw,
        ),
        key_of(ask, asked.key),
    )  # fmt: skip
    return pressed(await kept(ask, done), entry_id)


@route("POST", f"{ENTRY}/talk-back", "Speak to a caller who waits or is on air, unheard by the studio", PRODUCER,
       body=m.TalkBack, out=m.Pressed)  # fmt: skip
async def talk_back(ask: Ask) -> m.Pressed:
    """Open or close the talkback."""
    asked, studio = ask.take(m.TalkBack), ask.parts.studio.studio
    state = (await studio.board(ask.ident("show_id"))).state
    entry = state.entry(ask.ident("entry_id"))
    studio.talk_back(entry.call_id, _phone(ask, asked.phone), on=asked.on)
    return m.Pressed(seq=state.seq, again=False, entry_id=entry.entry_id)


@route("POST", f"{SHOW}/persons", "Put a person in the studio on the board", BOTH, body=m.NewEntry, out=m.Pressed)
async def person(ask: Ask) -> m.Pressed:
    """Add a person; described right away, when something was said of them."""
    return await _add(ask, EntryKind.PERSON)


@route("POST", f"{SHOW}/messages", "Put a message on the board: web, WeChat, SMS, or typed", BOTH,
       body=m.NewEntry, out=m.Pressed)  # fmt: skip
async def message(ask: Ask) -> m.Pressed:
    """Add a message."""
    return await _add(ask, EntryKind.MESSAGE)


async def _add(ask: Ask, kind: EntryKind) -> m.Pressed:
    asked, at = ask.take(m.NewEntry), ask.parts.now()
    key = key_of(ask, asked.key)
    entry_id = entry_of(key) if key else new_id("E", at)
    joined = EntryJoined(
        at=at,
        show_id=ask.ident("show_id"),
        entry_id=entry_id,
        kind=kind,
        address=mask_numbers_in(asked.address),
        area=mask_numbers_in(asked.area),
        topic=mask_numbers_in(asked.topic)[: ask.parts.studio.settings.topic_most],
        source=asked.source,
        text=mask_numbers_in(asked.text),
    )
    done = await ask.parts.studio.studio.join(joined, key)
    await ask.parts.stores.journal.flush()
    return pressed(done, entry_id)


def entry_of(key: str) -> str:
    """The entry a repeated request makes: the same key, the same entry, also after a restart."""
    return "E" + hashlib.sha256(key.encode()).hexdigest()[:20]


def _phone(ask: Ask, given: str) -> str:
    """Where the producer talks.

    Raises:
        ApiError: 422 nobody said a phone, and the producer is no operator.
    """
    phone = given or ask.who.operator_id or ""
    if not phone:
        expected = "the number of your phone"
        raise ApiError(422, "bad_fields", f"phone: expected {expected}", expected=expected, found="none",
                       fields={"phone": expected})  # fmt: skip
    return phone


ROUTES = (shows, planned, open_show, look, proposal, detail, take, talk_back, person, message)
