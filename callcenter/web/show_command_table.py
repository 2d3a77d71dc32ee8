"""Every command of producer and host: its path, what it takes, what it does at the board. The routes come from it.

Who may give which stands in the board's rules, that decide by role and by what is on air; here only who may knock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from callcenter.masking import mask_numbers_in
from callcenter.show.studio import Command
from callcenter.store.identity import Role
from callcenter.web import show_models as m
from queueing.events import TransitionError
from queueing.show.board import Description, Facts, ShowBoard
from queueing.show.state import EntryState, Person

BOTH = frozenset({Role.PRODUCER, Role.HOST})
PRODUCER = frozenset({Role.PRODUCER})
HOST = frozenset({Role.HOST})
Act = Callable[[Person, str, Any], Command]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCommand:
    """One command. `act` is given who, which entry ('' for the whole show) and the body."""

    path: str
    act: Act
    title: str
    body: type[m.Press] = m.Press
    roles: frozenset[Role] = BOTH


SHOW_COMMANDS = (
    ShowCommand(
        path="go-live",
        act=lambda who, _entry, _body: lambda board, now: board.go_live(now, who),
        title="The programme begins",
        roles=HOST,
    ),
    ShowCommand(
        path="sign-off",
        act=lambda who, _entry, _body: lambda board, now: board.sign_off(now, who),
        title="The programme ends: nobody stays on air, callers go back to the hotline",
    ),
    ShowCommand(
        path="block",
        act=lambda who, _entry, body: lambda board, now: board.block(now, who, blocked=body.blocked),
        title="Take no new callers, or take them again",
        body=m.Block,
        roles=PRODUCER,
    ),
    ShowCommand(
        path="dump",
        act=lambda who, _entry, body: lambda board, now: board.dump(now, who, body.seconds, body.key),
        title="Keep the last seconds from the listeners; the archive keeps all",
        body=m.Dump,
    ),
    ShowCommand(
        path="note",
        act=lambda who, _entry, body: lambda board, now: board.note(now, who, mask_numbers_in(body.text), body.key),
        title="A line to the other side of the glass",
        body=m.Note,
    ),
)

ENTRY_COMMANDS = (
    ShowCommand(
        path="describe",
        act=lambda who, entry, body: lambda board, now: board.describe(now, who, entry, _words(body)),
        title="What the host will read; never a number",
        body=m.Describe,
        roles=PRODUCER,
    ),
    ShowCommand(
        path="ready",
        act=lambda who, entry, body: lambda board, now: _ready(board, now, who, entry, body),
        title="候播: screened and waiting for air; also puts back a next or an off-air one",
        body=m.ReadyWith,
        roles=PRODUCER,
    ),
    ShowCommand(
        path="top",
        act=lambda who, entry, _body: lambda board, now: board.move_up(now, who, entry),
        title="To the top of those who are ready",
        body=m.EntryPress,
    ),
    ShowCommand(
        path="store",
        act=lambda who, entry, body: lambda board, now: board.store(now, who, entry, stored=body.stored),
        title="储存电话: keep a ready one in reserve for an emergency, or take it out",
        body=m.Store,
        roles=PRODUCER,
    ),
    ShowCommand(
        path="next",
        act=lambda who, entry, _body: lambda board, now: board.choose_next(now, who, entry),
        title="下一位: the one that goes to air next",
        body=m.EntryPress,
    ),
    ShowCommand(
        path="air",
        act=lambda who, entry, body: lambda board, now: _air(board, now, who, entry, body),
        title="On air: the next one instead of who is there and not locked, or a ready one beside them",
        body=m.Air,
        roles=HOST,
    ),
    ShowCommand(
        path="lock",
        act=lambda who, entry, body: lambda board, now: board.lock(now, who, entry, locked=body.locked),
        title="Lock on air: next and drop leave it alone",
        body=m.Lock,
        roles=HOST,
    ),
    ShowCommand(
        path="off",
        act=lambda who, entry, _body: lambda board, now: board.off_air(now, who, entry),
        title="Off air; the caller stays on the phone",
        body=m.EntryPress,
        roles=HOST,
    ),
    ShowCommand(
        path="thank",
        act=lambda who, entry, _body: lambda board, now: board.thank(now, who, entry),
        title="Thank and release somebody who was on air",
        body=m.EntryPress,
    ),
    ShowCommand(
        path="return",
        act=lambda who, entry, _body: lambda board, now: board.return_to_hotline(now, who, entry),
        title="Give the caller to an operator of the hotline",
        body=m.EntryPress,
    ),
    ShowCommand(
        path="drop",
        act=lambda who, entry, _body: lambda board, now: board.drop(now, who, entry),
        title="Let somebody go; who is on air only by a host",
        body=m.EntryPress,
    ),
    ShowCommand(
        path="answer",
        act=lambda who, entry, body: (
            lambda board, now: board.answer(now, who, entry, body.answer, body.words, body.due)
        ),
        title="What was said on air: answered, promised by a date, or taken",
        body=m.AirAnswerSet,
    ),
)


def guarded(command: Command, entry_id: str, saw: EntryState | None) -> Command:
    """Refuse a command that was meant for another state than the present one."""

    def checked(board: ShowBoard, now: float) -> Facts:
        found = board.state.entry(entry_id).state
        if saw is not None and found is not saw:
            raise TransitionError(f"entry {entry_id}", f"{saw}, as the screen showed", str(found))
        return command(board, now)

    return checked


def _words(body: m.Describe) -> Description:
    return Description(address=body.address, area=body.area, topic=body.topic, unit_fits=body.unit_fits)


def _ready(board: ShowBoard, now: float, who: Person, entry_id: str, body: m.ReadyWith) -> Facts:
    """Describe and park in one, or neither."""
    if body.words is None:
        return board.ready(now, who, entry_id)
    board.check_ready(who, entry_id, _words(body.words))
    return [*board.describe(now, who, entry_id, _words(body.words)), *board.ready(now, who, entry_id)]


def _air(board: ShowBoard, now: float, who: Person, entry_id: str, body: m.Air) -> Facts:
    if board.state.entry(entry_id).state is EntryState.READY:
        return board.put_on_air(now, who, entry_id)
    return board.take_next(now, who, entry_id, keep=body.keep)
