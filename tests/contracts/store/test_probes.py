"""Dial probes in the store: their drafts wait in nobody's list, their runs are kept."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.journal import Journal
from callcenter.store.probes import ProbeRun, ProbeRuns
from callcenter.store.ticket import DraftTicket
from callcenter.store.tickets import Change, TicketQuery, Tickets
from queueing.events import CallArrived, Fact
from tests.contracts.store.stories import NOON, answered_call

AT = datetime.fromtimestamp(NOON, UTC)
RUN = ProbeRun(
    run_id="r1", probe="hotline", dialled="12345", at=NOON, faults=("silent", "slow"), call_id="c1",
    recording="probes/r1.wav", measures={"called": True, "to_answer_s": 0.2, "operator_dbfs": None},
)  # fmt: skip


async def probed(database: Database) -> Tickets:
    """Two answered calls with drafts: c1 was a probe's, c2 a citizen's."""
    facts: list[Fact] = [
        replace(fact, probe="r1") if isinstance(fact, CallArrived) else fact for fact in answered_call("c1")
    ]
    journal = Journal(database)
    journal.append([*facts, *answered_call("c2")])
    await journal.flush()
    tickets = Tickets(database)
    for call_id in ("c1", "c2"):
        draft = DraftTicket(
            ticket_id=f"t-{call_id}", call_id=call_id, queue="hotline", dialled="12345", caller_number="1",
            operator_id="8001", started_at=NOON,
        )  # fmt: skip
        await tickets.save_draft(draft, AT)
    return tickets


async def test_a_probes_draft_cannot_be_registered_and_the_refusal_does_not_say_why(database: Database) -> None:
    tickets = await probed(database)
    with pytest.raises(WrongStateError) as refused:
        await tickets.register(Change(ticket_id="t-c1", version=1, actor="8001", at=AT))
    assert "probe" not in str(refused.value)
    number = (await tickets.register(Change(ticket_id="t-c2", version=1, actor="8001", at=AT))).number
    assert number is not None
    assert number.endswith("-00001"), "no number was used up"


async def test_a_probes_draft_waits_in_no_list_but_stays_in_its_operators_own(database: Database) -> None:
    tickets = await probed(database)
    assert [one.ticket_id for one in (await tickets.page(TicketQuery())).items] == ["t-c2"]
    own = await tickets.page(TicketQuery(operator_id="8001"))
    assert {one.ticket_id for one in own.items} == {"t-c1", "t-c2"}
    assert (await tickets.counts(AT))["draft"] == 1


async def test_runs_come_back_as_they_were_kept(database: Database) -> None:
    runs = ProbeRuns(database)
    later = replace(RUN, run_id="r2", at=NOON + 60, faults=())
    for run in (later, RUN, RUN):
        await runs.save(run)
    assert await runs.get("r1") == RUN
    assert await runs.between(NOON, NOON + 61) == (RUN, later)
    assert await runs.between(NOON, NOON + 60, "show") == ()
    assert await runs.last(["hotline", "show"]) == {"hotline": later}
    with pytest.raises(NotFoundError):
        await runs.get("r3")
