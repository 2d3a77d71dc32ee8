"""听众反映事项台账: every entry of the show stands in it exactly once, whatever became of it; none is missing."""

import io
from collections import Counter
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from callcenter.documents.document import Number, text_of
from callcenter.documents.formats import Format, write
from callcenter.show.aftermath.material import Material
from callcenter.show.aftermath.matter_documents import follow_up_document
from callcenter.show.aftermath.register_document import NO_UNIT, register_document
from callcenter.show.aftermath.score_rules import load_score_rules
from callcenter.store.matters import TicketWords
from queueing.figures.matters import Matter
from queueing.show.after_facts import MediaFollowed, MediaState
from queueing.show.aftermath.record import Item, ShowRecord
from queueing.show.aftermath.spans import Span
from queueing.show.facts import AirAnswer, EntryEnd, EntryKind
from queueing.show.media import media_of

BEGINS: Final = 1_763_700_000.0
ZONE = ZoneInfo("Asia/Shanghai")
RULES = load_score_rules("demo")
WATER, LIGHTS = "市水务局", "市城市管理局"

SOURCES = ("phone", "hotline", "web", "wechat", "sms", "recording", "studio", "网格", "")


def item(
    entry_id: str,
    kind: EntryKind = EntryKind.CALL,
    *,
    source: str = "phone",
    aired: bool = False,
    answer: AirAnswer | None = None,
    address: str = "王女士",
    topic: str = "停水三天",
    ticket_id: str = "",
    reason: str = "",
    unit_fits: bool = True,
) -> Item:
    return Item(
        entry_id=entry_id,
        kind=kind,
        call_id="",
        source=source,
        joined_at=BEGINS,
        address=address,
        area="天宁区",
        topic=topic,
        unit_fits=unit_fits,
        stays=(Span(start=BEGINS, end=BEGINS + 60.0),) if aired else (),
        end=EntryEnd.AIRED if aired else EntryEnd.UNSERVED,
        answer=answer,
        words="",
        due=None,
        ticket_id=ticket_id,
        reason=reason,
    )


def ticket(number: str, unit: str, *, anonymous: bool = False, restricted: bool = False) -> TicketWords:
    return TicketWords(
        ticket_id=f"T{number}",
        number=number,
        title="路灯不亮",
        content="路灯不亮",
        place="",
        contact_name="李四",
        contact_phone="13800000001",
        unit=unit,
        reply="",
        responsible="",
        replied_at=None,
        anonymous=anonymous,
        restricted=restricted,
    )


def material(
    *items: Item,
    tickets: tuple[TicketWords, ...] = (),
    matters: tuple[Matter, ...] = (),
    units: tuple[str, ...] = (WATER,),
    said: tuple[MediaFollowed, ...] = (),
) -> Material:
    show = ShowRecord(
        show_id="s1",
        title="政风热线",
        units=units,
        opened_at=BEGINS - 600.0,
        delay_s=6.0,
        live=Span(start=BEGINS, end=BEGINS + 3600.0),
        signed_off_at=BEGINS + 3600.0,
        closed_at=None,
        items=items,
        dumps=(),
    )
    return Material(
        show=show,
        zone=ZONE,
        site="常州市",
        outlets=(),
        score_rules=RULES,
        now=BEGINS + 86_400.0,
        tickets={one.ticket_id: one for one in tickets},
        matters={one.ticket_id: one for one in matters},
        media=media_of(said),
    )


def entries(m: Material) -> list[dict[str, str]]:
    """The rows of the register, each by the titles of its columns."""
    table = register_document(m).tables()[0]
    titles = [one.title.replace("\n", "") for one in table.columns]
    return [dict(zip(titles, map(text_of, row), strict=True)) for row in table.rows]


ITEMS = st.lists(
    st.builds(
        item,
        entry_id=st.uuids().map(str),
        kind=st.sampled_from(EntryKind),
        source=st.sampled_from(SOURCES),
        aired=st.booleans(),
        answer=st.none() | st.sampled_from(AirAnswer),
        address=st.sampled_from(("", "王女士")),
        topic=st.sampled_from(("", "停水")),
        ticket_id=st.sampled_from(("", "T1", "T2", "gone")),
        reason=st.sampled_from(("", "重复来电")),
        unit_fits=st.booleans(),
    ),
    max_size=30,
    unique_by=lambda one: one.entry_id,
)


@settings(deadline=None)
@given(ITEMS)
def test_every_entry_of_the_show_stands_in_it_exactly_once(items: list[Item]) -> None:
    """Each entry gets a topic of its own to be found by; rows are numbered without a gap; the counts add up to all."""
    marked = [item_with_topic(one, f"#{at}") for at, one in enumerate(items)]
    m = material(*marked, tickets=(ticket("1", LIGHTS), ticket("2", "")))
    rows = entries(m)
    assert Counter(row["诉求"] for row in rows) == Counter(f"#{at}" for at in range(len(items)))
    assert [row["序号"] for row in rows] == [str(at) for at in range(1, len(items) + 1)]
    assert all(row["工单号或不立单理由"] and row["目前情况"] and row["来源"] for row in rows)
    assert sum(row["是否播出"].startswith("播出") for row in rows) == len(m.show.aired)
    *of_units, total = register_document(m).tables()[1].rows
    for at in range(1, len(total)):
        assert sum(number(row[at]) for row in of_units) == number(total[at])
    assert number(total[1]) == len(items)


def item_with_topic(one: Item, topic: str) -> Item:
    values = {name: getattr(one, name) for name in Item.__slots__}
    return Item(**{**values, "topic": topic})


def number(cell: str | Number) -> float:
    assert isinstance(cell, Number)
    return cell.value


def test_a_row_says_where_it_came_from_whether_it_was_aired_and_its_ticket_or_why_none() -> None:
    due = Matter(ticket_id="T7", number="2025-7", registered_at=BEGINS, close_due_at=BEGINS + 10 * 86_400.0)
    m = material(
        item("a", aired=True, answer=AirAnswer.PROMISED, ticket_id="T7"),
        item("b", EntryKind.MESSAGE, source="wechat", address="", reason="重复来电"),
        item("c", EntryKind.RECORDING, source="recording", aired=True),
        item("d", EntryKind.MESSAGE, source="网格", address="网友", unit_fits=False),
        tickets=(ticket("7", LIGHTS),),
        matters=(due,),
    )
    one, two, three, four = entries(m)
    assert (one["来源"], one["是否播出"], one["工单号或不立单理由"]) == ("电话", "播出，承诺期限", "7")
    assert (one["涉及单位"], one["办理期限"], one["目前情况"]) == (LIGHTS, "2025-12-01", "办理中")
    assert (two["来源"], two["诉求人"], two["是否播出"]) == ("微信", "匿名", "未播出")
    assert (two["工单号或不立单理由"], two["目前情况"]) == ("不立单：重复来电", "已说明")
    assert (three["来源"], three["是否播出"], three["工单号或不立单理由"]) == (
        "录音",
        "播出，未记答复",
        "未立单，未说明",
    )
    assert (four["来源"], four["涉及单位"], four["目前情况"]) == ("留言（网格）", NO_UNIT, "待立单")
    counted = [[text_of(cell) for cell in row[:2]] for row in register_document(m).tables()[1].rows]
    assert counted == [[WATER, "0"], [LIGHTS, "1"], [NO_UNIT, "3"], ["合计", "4"]]


def test_whose_matter_it_is_stands_as_undecided_until_somebody_says() -> None:
    """A unit on the show gets no matter it did not answer, and with two on it nobody guesses which."""
    some = (
        item("unaired", reason="重复来电"),
        item("aired", aired=True),
        item("answered", aired=True, answer=AirAnswer.ANSWERED),
        item("ticket", ticket_id="T7"),
    )
    one = entries(material(*some, tickets=(ticket("7", LIGHTS),)))
    assert [row["涉及单位"] for row in one] == [NO_UNIT, NO_UNIT, WATER, LIGHTS]
    two = entries(material(*some, tickets=(ticket("7", LIGHTS),), units=(WATER, LIGHTS)))
    assert [row["涉及单位"] for row in two] == [NO_UNIT, NO_UNIT, NO_UNIT, LIGHTS]


def test_it_says_how_far_the_media_follow_each_matter() -> None:
    def said(entry_id: str, state: MediaState, note: str = "", outlet: str = "") -> MediaFollowed:
        on = date(2025, 11, 26) if outlet else None
        return MediaFollowed(
            at=BEGINS, show_id="s1", entry_id=entry_id, by="dao", state=state, note=note, outlet=outlet, on=on
        )

    moves = (
        said("b", MediaState.TO_FOLLOW),
        said("c", MediaState.REPORTED, outlet="回音壁"),
        said("d", MediaState.ENDED, note="电话13812345678不愿上镜"),
    )
    m = material(*(item(one, aired=True) for one in "abcd"), said=moves)
    assert [row["媒体跟进"] for row in entries(m)] == [
        "未安排",
        "待跟进",
        "已播出\n回音壁 11月26日",
        "不再跟进\n电话138****5678不愿上镜",
    ]
    followed = follow_up_document(m).tables()[0].rows
    assert [text_of(row[-1]) for row in followed] == ["未安排", "待跟进", "已播出\n回音壁 11月26日", "不再跟进"]


def test_a_matter_that_somebody_wants_followed_is_on_the_list_although_nobody_heard_it_on_air() -> None:
    wanted = MediaFollowed(at=BEGINS, show_id="s1", entry_id="b", by="dao", state=MediaState.REPORTING)
    m = material(item("a"), item("b", address="李先生"), said=(wanted,))
    assert [text_of(row[1]) for row in follow_up_document(m).tables()[0].rows] == ["李先生"]


def test_it_names_no_number_no_full_name_and_nothing_of_a_restricted_ticket() -> None:
    m = material(
        item("a", topic="请回电13812345678", reason="打过13987654321"),
        item("b", ticket_id="T8", topic="举报某某"),
        item("c", ticket_id="T9", topic="噪音"),
        tickets=(ticket("8", WATER, restricted=True), ticket("9", WATER, anonymous=True)),
    )
    first, second, third = entries(m)
    assert first["诉求"] == "请回电138****5678"
    assert first["工单号或不立单理由"] == "不立单：打过139****4321"
    assert second["诉求"] == "（限定范围）"
    assert third["诉求人"] == "匿名"
    text = str(register_document(m))
    assert not any(word in text for word in ("13812345678", "13987654321", "13800000001", "李四", "举报"))


def test_what_a_citizen_wrote_is_no_formula_in_the_sheet() -> None:
    m = material(item("a", topic='=HYPERLINK("http://x","点我")', reason="+1"))
    sheet = load_workbook(io.BytesIO(write(register_document(m), Format.XLSX))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    (said,) = [cell for cell in cells if cell.value == m.show.items[0].topic]
    assert said.quotePrefix
