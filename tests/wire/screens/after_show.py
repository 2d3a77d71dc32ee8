"""A show that has just signed off, for the screen that closes it: twelve entries, four of them aired."""

from dataclasses import dataclass

from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.transcripts import Recording, SavedUtterance
from queueing.show.board import Description, Facts, Programme, ShowBoard
from queueing.show.facts import EntryJoined, EntryKind
from queueing.show.state import Person, Role, ShowRules
from tests.service.web.stage import Stage

BOTH = Person(name="chen", roles=frozenset({Role.PRODUCER, Role.HOST}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One entry. `said` '': nobody spoke with the caller; `leader`: on air, with this answer."""

    name: str
    said: str = ""
    topic: str = ""
    address: str = ""
    area: str = ""
    leader: str = ""
    message: bool = False


CAME = (
    Came(name="k1", said="我是阳光小区的，三号楼门口的路灯坏了半个多月了，晚上老人出门很危险。", topic="小区路灯不亮",
         address="王女士", area="天宁区", leader="这个情况我们了解，三天之内一定派人把路灯修好，请您放心。"),
    Came(name="k2", said="和平路夜市烧烤油烟太大，窗户都不敢开，多次反映没有结果。", topic="夜市油烟扰民",
         address="李先生", area="钟楼区", leader="今天下午我们城管和环保一起上门检查，月底之前整改到位。"),
    Came(name="k3", said="菜场门口占道经营，孩子上学要绕到机动车道上走。", topic="菜场占道经营",
         address="赵女士", area="新北区", leader="这个问题我们会尽快研究，给您一个满意的答复。"),
    Came(name="k4", said="共享单车堆满了地铁口的盲道。", topic="单车占盲道", address="陈先生", area="武进区",
         leader="我们每天早晚两次清理，并且已经约谈了运营企业。"),
    Came(name="k5", said="垃圾房离我们窗户只有五米，夏天味道很大，希望能搬走。", topic="垃圾房异味",
         address="周女士", area="天宁区"),
    Came(name="k6", said="工地每天晚上十二点还在打桩，孩子没法睡觉，电话是13800002222。", topic="工地夜间施工",
         address="匿名", area="钟楼区"),
    Came(name="k7", said="我们小区想装充电桩，物业一直不同意。", topic="充电桩安装",
         address="孙先生", area="新北区"),
    Came(name="k8"),
    Came(name="k9"),
    Came(name="m1", said="请问公积金贷款额度今年调整了吗？", message=True),
    Came(name="m2", said="建议公园厕所晚上晚点关门。", message=True),
    Came(name="k10", said="路口的红绿灯坏了两天了，没有人管。", topic="红绿灯故障", address="吴先生", area="武进区"),
)  # fmt: skip


async def signed_off(stage: Stage, began: float, show_id: str = "2026-11-26") -> None:
    """Put it into the ledger and the store."""
    board = ShowBoard(show_id, ShowRules(most_waiting=50))
    facts = board.open(began, BOTH, 0.0, Programme(title="政风热线", units=("城市管理局",)))
    facts += board.go_live(began + 60, BOTH)
    for number, one in enumerate(CAME):
        facts += await _came(stage, board, one, began + 120 + 180 * number)
    stage.stores.journal.append([*facts, *board.sign_off(began + 3600, BOTH)])
    await stage.stores.journal.flush()


async def _came(stage: Stage, board: ShowBoard, one: Came, at: float) -> Facts:
    kind = EntryKind.MESSAGE if one.message else EntryKind.CALL
    facts = board.join(
        EntryJoined(
            at=at, show_id=board.state.show_id, entry_id=one.name, kind=kind, call_id="" if one.message else one.name,
            source="wechat" if one.message else "phone", text=one.said if one.message else "",
        )
    )  # fmt: skip
    if not one.said or one.message:
        return facts if one.message else [*facts, *board.caller_left(at + 20, one.name)]
    await _spoke(stage, one, at)
    facts += board.screen(at + 5, BOTH, one.name)
    facts += board.describe(at + 10, BOTH, one.name, Description(address=one.address, area=one.area, topic=one.topic))
    facts += board.ready(at + 15, BOTH, one.name)
    if one.leader:
        facts += board.put_on_air(at + 40, BOTH, one.name) + board.off_air(at + 150, BOTH, one.name)
        facts += board.thank(at + 151, BOTH, one.name)
    return facts


async def _spoke(stage: Stage, one: Came, at: float) -> None:
    fields = {"content": TicketField(value=one.said, rule="story"), "title": TicketField(value=one.topic, rule="story")}
    draft = DraftTicket(
        ticket_id=f"T{one.name}", call_id=one.name, caller_number="13800001111", started_at=at, fields=fields
    )
    await stage.stores.tickets.save_draft(draft, stage.parts.time())
    said = [("caller", one.said, 2_000), ("caller", one.said, 45_000), ("guest", one.leader, 90_000)]
    words = [
        SavedUtterance(utterance_id=f"{one.name}-{start}", call_id=one.name, leg_id="l", role=role, start_ms=start,
                       end_ms=start + 8_000, text=text)
        for role, text, start in said if text
    ]  # fmt: skip
    await stage.stores.transcripts.add(words)
    recording = Recording(call_id=one.name, path=f"recordings/{one.name}.wav", seconds=160.0, started_at=at)
    await stage.stores.transcripts.save_recording(recording)
