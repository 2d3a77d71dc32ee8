"""A show with people in it, for the tests of the board."""

from typing import Any

from queueing.show.board import Description, ShowBoard
from queueing.show.facts import EntryJoined, EntryKind
from queueing.show.state import Person, Role, ShowRules

PRODUCER = Person(name="li", roles=frozenset({Role.PRODUCER}))
SECOND = Person(name="zhao", roles=frozenset({Role.PRODUCER}))
HOST = Person(name="wang", roles=frozenset({Role.HOST}))
BOTH = Person(name="chen", roles=frozenset({Role.PRODUCER, Role.HOST}))
RULES = ShowRules(air_positions=2, delay_s=6.0, most_waiting=8)


def joined(entry_id: str, at: float = 10.0, kind: EntryKind = EntryKind.CALL, **more: Any) -> EntryJoined:
    """An entry that joins."""
    call_id = f"C-{entry_id}" if kind is EntryKind.CALL else ""
    return EntryJoined(at=at, show_id="s1", entry_id=entry_id, kind=kind, call_id=call_id, source="phone", **more)


def live_show(*ready: str) -> ShowBoard:
    """A live show with those entries screened and ready, in that order."""
    board = ShowBoard("s1", RULES)
    board.open(1.0, PRODUCER, 6.0)
    board.go_live(2.0, HOST)
    for entry_id in ready:
        screened(board, entry_id)
    return board


def screened(board: ShowBoard, entry_id: str) -> None:
    """Let one join and be screened."""
    board.join(joined(entry_id))
    board.screen(11.0, PRODUCER, entry_id)
    board.describe(12.0, PRODUCER, entry_id, Description(address="王女士", area="天宁区", topic="小区停水"))
    board.ready(13.0, PRODUCER, entry_id)
