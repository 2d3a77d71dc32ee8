"""Every report that quotes cases lets an editor choose them; what it counts stays, and nothing left out is denied."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from callcenter.documents.document import Heading
from callcenter.profiles import load_profile
from callcenter.reports.case_desk import CaseDesk
from callcenter.reports.catalogue import KINDS
from callcenter.reports.issue_text import lines_of
from callcenter.reports.material import Choice
from callcenter.reports.periods import parse
from callcenter.store.faults import NotFoundError
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.tickets import Change, Tickets
from queueing.city.profiles import Profile
from queueing.ticket.commands.intake import Accept
from queueing.ticket.commands.oversight import Escalate, ReferToDiscipline, Urge
from tests.contracts.store.office import DESK, world
from tests.service.reports.stage import DAY, Stage, staged

PERIODS = {
    "daily": DAY, "bulletin": "2026-11", "monthly": "2026-11", "ranking": "2026-11", "quarterly": "2026-Q4",
    "yearly": "2026", "hot": DAY, "supervision": DAY, "media": "2026-W47",
}  # fmt: skip


def of(name: str) -> Choice:
    return Choice(period=parse(PERIODS[name]))


def _with_a_ladder(profile: Profile) -> Profile:
    """Changzhou's rules with one rung of supervision."""
    return replace(profile, switches=replace(profile.switches, escalate=("普通件", "督办件")))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """t1 urged, t2 supervised, t3 dissatisfied, t4 like any other."""
    async with staged(tmp_path) as found:
        found.world = world(found.world.database, profile=_with_a_ladder(load_profile("changzhou")))
        for name in ("t1", "t2", "t4"):
            await found.dispatched(name)
        await found.answered("t3", grade="不满意")
        await found.world.do("t1", Urge(why="市民催问"))
        await found.world.do("t2", Escalate(why="多次反映"))
        yield found


async def quoted(stage: Stage, name: str) -> list[str]:
    return [one.ticket_id for one in (await CaseDesk(stage.office).look(name, of(name))).quoted]


async def told(stage: Stage, name: str) -> str:
    return "\n".join(lines_of(await stage.office.preview(name, of(name))))


def test_which_reports_quote_cases_is_known() -> None:
    assert {one.name for one in KINDS.values() if one.cases} == set(PERIODS)


@pytest.mark.parametrize(
    ("name", "by_rule"),
    [
        ("daily", ["t1", "t2", "t3"]), ("bulletin", ["t1", "t2", "t3"]), ("monthly", ["t1", "t2", "t3"]),
        ("quarterly", ["t3"]), ("supervision", ["t2"]), ("ranking", []), ("yearly", []),
        ("media", ["t1", "t2", "t3"]),
    ],
)  # fmt: skip
async def test_an_editor_leaves_out_what_a_rule_names_and_takes_in_what_none_does(
    stage: Stage, name: str, by_rule: list[str]
) -> None:
    desk, choice = CaseDesk(stage.office), of(name)
    before = await desk.look(name, choice)
    assert sorted(one.ticket_id for one in before.quoted) == by_rule
    await desk.take_in(name, choice, "t4", "ban")
    assert "t4路灯不亮" in await told(stage, name)
    for ticket_id in by_rule:
        await desk.leave_out(name, choice, ticket_id, "涉及个人隐私", "ban")
    after = await desk.look(name, choice)
    assert [one.ticket_id for one in after.quoted] == ["t4"]
    assert after.counted == before.counted
    said = await told(stage, name)
    assert not any(f"{ticket_id}路灯不亮" in said for ticket_id in by_rule)


async def test_what_was_left_out_is_not_said_to_be_nothing(stage: Stage) -> None:
    desk = CaseDesk(stage.office)
    await desk.leave_out("quarterly", of("quarterly"), "t3", "涉及个人隐私", "ban")
    assert "共 1 件，本期不引用。" in await told(stage, "quarterly")
    await desk.leave_out("supervision", of("supervision"), "t2", "已移交", "ban")
    said = await told(stage, "supervision")
    assert said.count("共 1 件，本期不引用。") == 1
    assert "本期没有相关诉求。" in said, "nothing is overdue"


async def test_a_report_without_a_rule_has_a_part_of_examples_only_when_somebody_chose_some(stage: Stage) -> None:
    async def parts() -> list[str]:
        return [one.text for one in (await stage.office.preview("ranking", of("ranking"))).blocks
                if isinstance(one, Heading)]  # fmt: skip

    assert "典型案例" not in await parts()
    await CaseDesk(stage.office).take_in("ranking", of("ranking"), "t3", "ban")
    assert "典型案例" in await parts()


async def _complained(stage: Stage, name: str, title: str) -> None:
    """Somebody calls about the water at one place."""
    fields = {
        "title": TicketField(value=title),
        "content": TicketField(value="和平路18号从昨天下午开始停水，家里有卧床病人，希望尽快恢复供水。"),
        "place": TicketField(value="和平路18号"),
        "topic": TicketField(value="停水"),
    }
    draft = DraftTicket(
        ticket_id=name, call_id=f"c-{name}", operator_id="8001", caller_number=f"1380000{name[1:]}",
        ended_at=stage.world.clock[0] - 60, fields=fields,
    )  # fmt: skip
    saved = await Tickets(stage.world.database).save_draft(draft, stage.world.now)
    change = Change(ticket_id=name, version=saved.version, actor="8001", at=stage.world.now)
    await stage.world.office.accept(change, Accept(number="", kind="投诉"), DESK)
    stage.world.later(2)


async def test_the_examples_of_a_hot_topic_are_chosen_and_all_are_counted(stage: Stage) -> None:
    """Two of four are printed: one left out gives way to the next, one taken in stands first."""
    for number, title in enumerate(("停水一天", "整栋楼停水", "停水没有通知", "停水影响病人"), 1001):
        await _complained(stage, f"w{number}", title)
    desk, choice = CaseDesk(stage.office), of("hot")
    before = await desk.look("hot", choice)
    assert (before.counted, len(before.quoted), before.others_count) == (4, 2, 2)
    out, wanted = before.quoted[0], before.others[0]
    await desk.leave_out("hot", choice, out.ticket_id, "涉及个人隐私", "ban")
    await desk.take_in("hot", choice, wanted.ticket_id, "ban")
    after = await desk.look("hot", choice)
    assert after.quoted[0].ticket_id == wanted.ticket_id
    assert not after.quoted[0].by_rule
    assert out.ticket_id not in [one.ticket_id for one in after.quoted]
    assert after.counted == 4
    said = await told(stage, "hot")
    assert f"| 4 | 4 | +4 | {wanted.title}；" in said
    assert out.title not in said
    with pytest.raises(NotFoundError):
        await desk.take_in("hot", choice, "t4", "ban")


async def test_the_title_of_a_restricted_ticket_is_no_example(stage: Stage) -> None:
    for number, title in enumerate(("停水一天", "整栋楼停水", "停水没有通知"), 1001):
        await _complained(stage, f"w{number}", title)
    first = (await CaseDesk(stage.office).look("hot", of("hot"))).quoted[0]
    await stage.world.do(first.ticket_id, ReferToDiscipline(people=("纪检",), why="涉嫌吃拿卡要"))
    said = await told(stage, "hot")
    assert first.title not in said
    assert "| 3 | 3 | +3 |" in said, "it is counted"
