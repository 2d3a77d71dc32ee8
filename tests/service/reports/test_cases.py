"""The cases of a report: left out with a reason, taken back, ordered; figures stay, and so does what was issued."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from callcenter.documents.formats import Format
from callcenter.reports.case_desk import CaseDesk
from callcenter.reports.catalogue import ReportError
from callcenter.reports.issue_text import lines_of
from callcenter.reports.material import Choice
from callcenter.reports.office import Order
from callcenter.reports.periods import parse
from callcenter.store.faults import NotFoundError, WrongStateError
from queueing.ticket.commands.oversight import Urge
from tests.service.reports.stage import DAY, Stage, staged

CHOICE = Choice(period=parse(DAY))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Four tickets; a rule names the first two."""
    async with staged(tmp_path) as found:
        for name in ("t1", "t2", "t3", "t4"):
            await found.dispatched(name)
        for name in ("t1", "t2"):
            await found.world.do(name, Urge(why="市民催问"))
        yield found


def order(name: str = "daily") -> Order:
    return Order(name=name, choice=CHOICE, formats=(Format.HTML,), by="ban")


async def quoted(stage: Stage, name: str = "daily") -> list[str]:
    return [one.ticket_id for one in (await CaseDesk(stage.office).look(name, CHOICE)).quoted]


async def told(stage: Stage) -> str:
    return "\n".join(lines_of(await stage.office.preview("daily", CHOICE)))


async def test_a_case_left_out_is_counted_still_and_its_reason_is_kept(stage: Stage) -> None:
    desk = CaseDesk(stage.office)
    await desk.leave_out("daily", CHOICE, "t1", "涉及个人隐私", "ban")
    found = await desk.look("daily", CHOICE)
    assert ([one.ticket_id for one in found.quoted], found.counted) == (["t2"], 4)
    (out,) = found.left_out
    assert out.out is not None
    assert (out.ticket_id, out.out.reason, out.out.by) == ("t1", "涉及个人隐私", "ban")
    said = await told(stage)
    assert ["t1路灯不亮" in said, "t2路灯不亮" in said, "共受理诉求 4 件" in said] == [False, True, True]
    with pytest.raises(WrongStateError, match="found one left out by ban: 涉及个人隐私"):
        await desk.leave_out("daily", CHOICE, "t1", "又一次", "lin")
    await desk.take_in("daily", CHOICE, "t1", "ban")
    assert await quoted(stage) == ["t1", "t2"]


async def test_cases_are_taken_in_by_hand_and_stand_in_the_order_wanted(stage: Stage) -> None:
    desk = CaseDesk(stage.office)
    assert [one.ticket_id for one in (await desk.look("daily", CHOICE)).others] == ["t4", "t3"]
    await desk.take_in("daily", CHOICE, "t3", "ban")
    await desk.order("daily", CHOICE, ["t2", "t3", "t1"], "ban")
    assert await quoted(stage) == ["t2", "t3", "t1"]
    said = await told(stage)
    assert said.index("t2路灯不亮") < said.index("t3路灯不亮") < said.index("t1路灯不亮")
    for wrong in (["t2", "t3"], ["t2", "t3", "t4"]):
        with pytest.raises(WrongStateError, match="expected the 3 quoted now"):
            await desk.order("daily", CHOICE, wrong, "ban")
    with pytest.raises(WrongStateError, match="found one that is"):
        await desk.take_in("daily", CHOICE, "t3", "ban")
    with pytest.raises(NotFoundError):
        await desk.take_in("daily", CHOICE, "nobody", "ban")
    with pytest.raises(ReportError, match="expected one that quotes cases"):
        await desk.look("form", replace(CHOICE, unit="市城市管理局"))


async def test_an_issued_number_is_never_changed_what_differs_is_its_correction(stage: Stage) -> None:
    first = await stage.office.produce(order())
    body = stage.office.file(first, "html").read_bytes()
    desk = CaseDesk(stage.office)
    await desk.leave_out("daily", CHOICE, "t1", "重复引用", "ban")
    second = await stage.office.produce(order())
    assert [(one.number, one.correction) for one in (first, second)] == [(1, 0), (1, 1)]
    assert "第1期（更正1）" in stage.office.file(second, "html").read_bytes().decode()
    assert second.chosen["exclude"] == ["t1"]
    kept = await stage.office.reports.get(first.report_id)
    assert stage.office.file(kept, "html").read_bytes() == body
    assert "更正" not in body.decode()
    assert (await stage.office.produce(order())).report_id == second.report_id  # nothing new
    found = (await desk.look("daily", CHOICE)).issued
    assert found is not None
    assert (found.number, found.correction) == (1, 1)


async def test_a_choice_for_one_day_says_nothing_of_another(stage: Stage) -> None:
    desk, month = CaseDesk(stage.office), Choice(period=parse("2026-11"))
    await desk.leave_out("daily", CHOICE, "t1", "涉及个人隐私", "ban")
    assert [one.ticket_id for one in (await desk.look("bulletin", month)).quoted] == ["t1", "t2"]
