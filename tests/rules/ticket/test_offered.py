"""The screens' table of commands by state against the engine: nothing is offered where it must fail."""

import re
from dataclasses import MISSING
from pathlib import Path

import pytest

from callcenter.web.choice_routes import absent
from callcenter.web.command_table import COMMAND_ROUTES
from queueing.city.switches import ALL_OFF
from queueing.events import TransitionError
from queueing.ticket import facts as f
from queueing.ticket.engine import decide
from queueing.ticket.pen import NotYoursError, Rules, Who
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState
from tests.rules.deadlines.offices import office
from tests.rules.profiles.every_profile import PROFILES

MODEL = Path(__file__).parents[3] / "dashboards" / "web" / "src" / "tickets" / "model.ts"
NOT_COMMANDS = {"merge", "correct"}  # routes of their own


def _names(text: str, known: dict[str, list[str]]) -> list[str]:
    """The states of one list; `...NAME` and NAME stand for a list named before."""
    found: list[str] = []
    for spread, quoted in re.findall(r"\.\.\.(\w+)|\"(\w+)\"", text):
        found += known[spread] if spread else [quoted]
    return found or known[text.strip()]


def offered_in() -> dict[str, list[str]]:
    """Read the screens' table."""
    source = MODEL.read_text(encoding="utf-8")
    known: dict[str, list[str]] = {}
    for name, listed in re.findall(r"^const (WITH_UNIT|OPEN) = \[(.*?)\];", source, re.MULTILINE):
        known[name] = _names(listed, known)
    body = re.search(r"export const STATES[^{]*\{\n(.*?)\n\};", source, re.DOTALL)
    assert body is not None
    rows = re.findall(r"^  \"?([a-z-]+)\"?: (\[.*?\]|\w+),$", body[1], re.MULTILINE)
    table = {path: _names(listed, known) for path, listed in rows}
    return {one.path: table.get(one.path, known["OPEN"]) for one in COMMAND_ROUTES}


VALUES: dict[str, object] = {
    "kind": "投诉", "reason": "纪检监察事项", "to": "8002", "unit": "U1", "units": ("U1", "U2"), "limit": "1 wd",
    "answer": f.Answer.EXPLAINED, "grade": "非常满意", "people": ("shen",), "confidential": True, "reached": True,
    "way": "human", "meeting_id": "M1", "signer": "王局长",
}  # fmt: skip


def _command(path: str, state: str) -> object:
    """One with plausible values; an instruction on a closed matter sends it back to work."""
    (kind,) = (one.command for one in COMMAND_ROUTES if one.path == path)
    fields = kind.__dataclass_fields__
    more = {"reopen": True} if (path, state) == ("instruct", "closed") else {}
    return kind(
        **more, **{name: VALUES.get(name, "写明") for name in fields if name in VALUES or name in _needed(fields)}
    )


def _needed(fields: dict[str, object]) -> set[str]:
    return {name for name, one in fields.items() if one.default is MISSING}  # type: ignore[attr-defined]


PAIRS = [(path, state) for path, states in offered_in().items() for state in states]


@pytest.mark.parametrize(("path", "state"), PAIRS)
def test_no_offered_command_is_refused_for_where_the_ticket_stands(path: str, state: str) -> None:
    """Other refusals (somebody else's, a value) are told as they come."""
    record = TicketRecord(ticket_id="t1", number="N1", state=TicketState(state), kind="求助", unit="U1", owner="8001")
    assert not _refused(record, _command(path, state)).startswith("a ticket that ")


def _refused(record: TicketRecord, command: object) -> str:
    """What was expected of a ticket; '' when nothing was."""
    rules = Rules(profile=PROFILES["demo"], office=office())
    try:
        decide(record, command, 1_780_000_000.0, Who(name="x"), rules)
    except TransitionError as fault:
        return fault.expected
    except NotYoursError:
        pass
    return ""


def test_a_city_without_switches_is_offered_none_of_their_commands() -> None:
    assert "dispatch" not in absent(ALL_OFF)
    assert {"call-meeting", "escalate", "refer", "ask-hard-case", "pass", "check-reply"} <= set(absent(ALL_OFF))
    assert absent(PROFILES["demo"].switches) == []
    assert {"escalate", "call-meeting"} & set(absent(PROFILES["zhuzhou"].switches)) == {"escalate", "call-meeting"}
    assert set(absent(ALL_OFF)) <= {one.path for one in COMMAND_ROUTES}
