"""Cases and hot topics as a report quotes them: titles, units, where each stands. Pure."""

from collections.abc import Sequence

from callcenter.documents.document import Align, Block, Column, Heading, Para, Table, count
from callcenter.reports import words
from callcenter.reports.cases import BAD, EXAMPLES, CaseRule, is_late, quoted
from callcenter.reports.material import Material
from callcenter.reports.paper import NONE
from callcenter.store.identity import Role
from callcenter.web.visibility import for_many, sight_of, text_for
from queueing.figures.matters import Matter, Period
from queueing.hot import MEANS_ZH


def hot_blocks(m: Material, *, most: int) -> list[Block]:
    """Hot topics, most people first, with examples."""
    if not m.hot:
        return [Para(text="本期没有形成热点。")]
    columns = (
        Column(title="序号", width=1.1),
        Column(title="地点", width=2.3),
        Column(title="事项", width=1.9),
        Column(title="人数", width=1.1),
        Column(title="件数", width=1.1),
        Column(title="其中已受理", width=1.6),
        Column(title="较前期", width=1.5),
        Column(title="举例", width=5.4, align=Align.LEFT),
    )
    registered = {one.ticket_id for one in m.matters}
    rows = tuple(
        (
            count(at),
            one.place or "—",
            one.topic or "—",
            count(one.persons),
            count(one.messages),
            count(sum(ident in registered for ident in one.tickets)),
            words.growth(one.growth),
            for_many("；".join(one.examples[:EXAMPLES])),
        )
        for at, one in enumerate(m.hot[:most], 1)
    )
    note = Para(text=f"人数按不同来电人计；较前期为与此前同样长的时段相比的件数。{MEANS_ZH}", note=True)
    return [Table(columns=columns, rows=rows), note]


def chosen_blocks(m: Material, rule: CaseRule) -> list[Block]:
    """The cases a report quotes; nothing is said to be nothing although an editor left it out."""
    return listed_blocks(m, quoted(m, rule), len(rule.named(m)), rule.most)


def listed_blocks(m: Material, some: Sequence[Matter], whole: int, most: int) -> list[Block]:
    """Some matters out of `whole`, the first `most` of them; how many there are when not all stand here."""
    if not some:
        return [Para(text=f"共 {whole} 件，本期不引用。" if whole else NONE)]
    shown, of = some[:most], max(whole, len(some))
    told = [Para(text=f"共 {of} 件，列出 {len(shown)} 件。", note=True)] if len(shown) < of else []
    return [case_table(m, shown), *told]


def examples_by_hand(m: Material, rule: CaseRule) -> list[Block]:
    """A part of examples where an editor chose some; no part where nobody did."""
    found = quoted(m, rule)
    return [Heading(text="典型案例"), *listed_blocks(m, found, len(found), rule.most)] if found else []


def case_table(m: Material, some: Sequence[Matter]) -> Table:
    """Some matters in a table."""
    columns = (
        Column(title="序号", width=1.3),
        Column(title="工单编号", width=3.7),
        Column(title="事项", width=5.4, align=Align.LEFT),
        Column(title="承办单位", width=3.4, align=Align.LEFT),
        Column(title="状态", width=2.2),
        Column(title="关注原因", width=2),
    )
    rows = tuple(
        (count(at), one.number, title_of(m, one), one.unit or "—", state_of(one, m.now.until), reason_of(one, m.now))
        for at, one in enumerate(some, 1)
    )
    return Table(columns=columns, rows=rows)


def reason_of(one: Matter, period: Period) -> str:
    """Why a matter is of concern in the period, whatever became of it since; — for one that only came in."""
    said = one.last_said()
    told = {
        "督办": period.holds_any(one.supervised_at),
        "催办": period.holds_any(one.urged_at),
        "重办": period.holds_any(one.reopened_at),
        "不满意": said.grade in BAD and period.holds(said.revisited_at),
        "逾期": is_late(one, period.until),
    }
    return "、".join(word for word, holds in told.items() if holds) or "—"


def title_of(m: Material, one: Matter) -> str:
    """The title: a report is read by many, so nobody's number stands in it and no citizen's name."""
    said = m.words.get(one.ticket_id)
    if said is None:
        return one.topic or "—"
    seen = sight_of((Role.LEADER,), own=False, confidential=said.confidential, names=(said.contact_name,))
    return for_many(text_for(seen, said.title)) or one.topic or "—"


def state_of(one: Matter, now: float) -> str:
    """Where a matter stands at the end of the period, as reports say it."""
    if one.closed_at is not None and one.closed_at < now:
        return one.grade.value if one.grade else "已结案"
    if one.resolved_at is not None and one.resolved_at < now:
        asked = one.revisited_at is not None and one.revisited_at < now
        return one.grade.value if one.grade and asked else "已答复"
    if is_late(one, now):
        return "逾期"
    return "重新办理" if one.reopened_at else "办理中"
