"""每周媒体督办清单: what the hotline and the reporters of the media column go and look at together. Pure.

株洲: «每周由热线办工作人员联合媒体专栏记者就有关问题开展现场协调督办». What is on it goes to people outside the
office: no number, no name, and no matter whose citizen asked for confidentiality.
"""

from callcenter.documents.document import Align, Block, Cell, Column, Document, Heading, Para, Table, count
from callcenter.reports.case_blocks import listed_blocks, title_of
from callcenter.reports.cases import BAD, CaseRule, of_concern, quoted, still_open, watched
from callcenter.reports.material import Material
from callcenter.reports.paper import paper
from queueing.figures.matters import Matter

MOST_VISITS = 30  # a week has five working days


def stubborn(m: Material) -> list[Matter]:
    """老大难: supervised or overdue and still open, or this week urged, reopened or left dissatisfied."""
    unique = {one.ticket_id: one for one in (*watched(m), *of_concern(m))}
    return [one for one in unique.values() if not is_over(m, one) and not is_confidential(m, one)]


def countable(m: Material) -> list[Matter]:
    """Whatever is open at the end of the week, and what the rule names beside."""
    found = {one.ticket_id: one for one in (*still_open(m), *stubborn(m))}
    return [one for one in found.values() if not is_confidential(m, one)]


def is_over(m: Material, one: Matter) -> bool:
    """Whether it was closed by the end of the week and nobody was left dissatisfied."""
    return one.closed_at is not None and one.closed_at < m.now.until and one.last_said().grade not in BAD


def is_confidential(m: Material, one: Matter) -> bool:
    """Whether the citizen asked that nobody learn of it."""
    said = m.words.get(one.ticket_id)
    return said is not None and (said.confidential or said.restricted)


MEDIA = CaseRule(named=stubborn, counted=countable, most=MOST_VISITS)


def media(m: Material) -> Document:
    """The week's list, and the record that is filled in on the spot."""
    found = [one for one in quoted(m, MEDIA) if not is_confidential(m, one)]
    whole = len(stubborn(m))
    blocks: list[Block] = [
        Para(text=_sentence(m, whole)),
        Heading(text="一、建议现场协调督办的事项"),
        *listed_blocks(m, found, whole, MEDIA.most),
    ]
    if found:
        blocks += [Heading(text="二、现场督办记录"), _record(m, found[: MEDIA.most])]
    blocks.append(Para(text="清单不含来电人姓名和电话；要求保密的和限定人员可见的事项不列入。", note=True))
    return paper(m, "每周媒体督办清单", blocks, landscape=True)


def _sentence(m: Material, whole: int) -> str:
    return (
        f"本周受理诉求 {len(m.registered())} 件；"
        f"截至周末仍在督办或逾期的，以及本周催办、重新办理或群众不满意的，共 {whole} 件，"
        "供热线办与媒体专栏记者选定后到现场协调督办。"
    )


def _record(m: Material, some: list[Matter]) -> Table:
    """A line for each, to be written on."""
    columns = (
        Column(title="序号", width=1),
        Column(title="事项", width=5, align=Align.LEFT),
        Column(title="承办单位", width=3, align=Align.LEFT),
        Column(title="现场时间", width=2.4),
        Column(title="媒体及记者", width=2.6),
        Column(title="现场情况和承诺", width=6, align=Align.LEFT),
        Column(title="刊播日期", width=2.4),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (count(at), title_of(m, one), one.unit or "—", "", "", "", "") for at, one in enumerate(some, 1)
    )
    return Table(columns=columns, rows=rows)
