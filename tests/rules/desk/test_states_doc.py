"""docs/states.md is drawn from the tables; run this file as a program to draw it again."""

from enum import Enum
from pathlib import Path

from queueing.desk.state import CALL_TABLE, LINE_TABLE, STATUS_TABLE
from queueing.show.media import MEDIA_TABLE
from queueing.show.state import ENTRY_TABLE, PHASE_TABLE
from queueing.ticket.states import TICKET_TABLE

DOC = Path(__file__).parents[3] / "docs" / "states.md"
TABLES = (
    ("A call", "CALL_TABLE", CALL_TABLE),
    ("An operator's line", "LINE_TABLE", LINE_TABLE),
    ("An operator's status (what the person chose)", "STATUS_TABLE", STATUS_TABLE),
    ("A ticket: 工单", "TICKET_TABLE", TICKET_TABLE),
    ("A show", "PHASE_TABLE", PHASE_TABLE),
    ("An entry on the show board: caller, person or message", "ENTRY_TABLE", ENTRY_TABLE),
    ("Media follow-up of a matter: 跟踪报道", "MEDIA_TABLE", MEDIA_TABLE),
)


def drawn() -> str:
    """The whole document."""
    head = "# States\nDrawn from the tables named below by `tests/rules/desk/test_states_doc.py`; do not edit.\n"
    return head + "".join(_chapter(title, name, table) for title, name, table in TABLES)


def _chapter(title: str, name: str, table: object) -> str:
    assert isinstance(table, dict)
    arrows = [f"    {_label(a)} --> {_label(b)}" for a, ways in table.items() for b in sorted(ways, key=_label)]
    return "\n".join([f"\n## {title} (`{name}`)", "```mermaid", "stateDiagram-v2", *arrows, "```", ""])


def _label(state: Enum) -> str:
    return str(state.value)


def test_the_drawing_of_the_states_is_current() -> None:
    assert DOC.read_text("utf-8") == drawn(), "run python -m tests.rules.desk.test_states_doc"


if __name__ == "__main__":
    DOC.write_text(drawn(), "utf-8")
