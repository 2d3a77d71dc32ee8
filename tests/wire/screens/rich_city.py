"""A city eight weeks into its work, for pictures and papers: hundreds of tickets in every standing, and long words."""

import heapq
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.store.identity import Role
from callcenter.store.operators_csv import OperatorLine
from callcenter.store.outbox import Channel
from callcenter.store.stores import open_stores
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.tickets import Change
from callcenter.ticketing.office import Order
from callcenter.ticketing.wheel import TimerWheel
from queueing.city.switches import RevisitWay
from queueing.events import TransitionError
from queueing.ticket.commands.dispatching import Dispatch, UpholdReturn
from queueing.ticket.commands.handling import AskExtension, AskReturn, Contact, NameHandlers, Pause, Sign
from queueing.ticket.commands.intake import Accept, AnswerDirectly, Refuse
from queueing.ticket.commands.oversight import Escalate, Instruct, Urge
from queueing.ticket.commands.replying import AskHardCase, HoldAgain, PassGate, ReplyWith
from queueing.ticket.commands.revisiting import RecordRevisit
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Who
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState
from tests.contracts.store.stories import NOON
from tests.service.web.hot_scene import drafted, folded
from tests.service.web.kept_call import fill, said
from tests.service.web.stage import Stage, staged
from tests.service.web.test_intake import bring, source
from tests.wire.screens.after_show import signed_off
from tests.wire.screens.stage import STATIC

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_S = 86_400.0
NOT_OURS = "该路段由区级部门管理，不属于我单位职责范围"
DRAFTS = 39  # of each forty this one stays a draft
LONG_UNIT = "演示市经济技术开发区管理委员会综合行政执法与生态环境保护联合指挥中心（含数字化城市管理监督分中心）"
LONG_TEXT = "来电人反映小区南门外道路积水，老人出行困难，多次联系物业没有结果，希望主管部门实地查看并书面答复。" * 42
TOPICS = (
    ("供水", "停水无人通知", "市供水公司"), ("路灯", "路灯连续三天不亮", "市城市管理局"),
    ("噪声", "工地夜里两点还在打桩", "市生态环境局"), ("公交", "末班车太早，下夜班没有车", "市公交公司"),
    ("物业", "物业费涨价没有公示", "市住房和城乡建设局"), ("停车", "消防通道被私家车长期占用", "市公安局交通警察支队"),
    ("垃圾", "垃圾房三天无人清运", "市环境卫生管理中心"), ("社保", "灵活就业参保怎么转移", "市人力资源和社会保障局"),
)  # fmt: skip
PLACES = ("花园路", "幸福小区", "人民路", "和平路", "阳光小区", "解放路")
KINDS = ("求助", "投诉", "咨询", "建议", "举报", "表扬")
NAMES = ("王女士", "李先生", "欧阳女士", "陈师傅", "赵阿姨", "周先生")
PEOPLE = {
    "all": ("都能看", frozenset(Role) - {Role.OPERATOR, Role.UNIT}), "ban": ("周班长", frozenset({Role.SUPERVISOR})),
    "pai": ("钱派单", frozenset({Role.DISPATCHER})), "ju": ("城管孙明", frozenset({Role.UNIT})),
    "shen": ("郑审核", frozenset({Role.REVIEWER})), "li": ("李副市长", frozenset({Role.LEADER})),
}  # fmt: skip


class City:
    """Owns the dice and what each ticket's people do next."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.chance = random.Random(12345)  # noqa: S311 - the same city each time
        self.waiting: list[tuple[float, int, str]] = []
        self.units: dict[str, str] = {}
        self._known: set[str] = set()

    async def live(self, tickets: int) -> None:
        """Eight weeks, step by step, ending at the stage's now."""
        tree = self.stage.parts.city.directory.known.tree
        for _, _, name in TOPICS:
            found = tree.named(name)
            assert found is not None, name
            self.units[name] = found.unit_id
        end = self.stage.clock[0]
        for number in range(tickets):
            at = end - 56 * DAY_S * (1 - number / tickets) ** 2 - 600
            heapq.heappush(self.waiting, (at, number, f"r{number}"))
        wheel = TimerWheel(
            office=self.stage.parts.office, database=self.stage.stores.database, now=lambda: self.stage.clock[0]
        )
        while self.waiting and self.waiting[0][0] < end:
            at, number, ident = heapq.heappop(self.waiting)
            self.stage.clock[0] = at
            again_s = await self._step(ident, number)
            if again_s:
                heapq.heappush(self.waiting, (at + again_s, number, ident))
            await wheel.turn()
        self.stage.clock[0] = end
        await wheel.turn()

    async def _step(self, ident: str, number: int) -> float:
        """One thing is done; how long until the next, 0: nothing more comes."""
        if ident not in self._known:
            await self._registered(ident, number)
            self._known.add(ident)
            return 0.0 if number % 40 == DRAFTS else self.chance.uniform(600, 7200)
        record = (await self.stage.parts.office.get(ident)).record
        command, who = self._next(record, number)
        if command is None:
            return 0.0
        order = Order(ticket_id=ident, version=None, who=who, command=command)
        with suppress(TransitionError):  # refused: something else is done next time
            await self.stage.parts.office.act(order)
        return self.chance.expovariate(1 / (30 * 3600.0)) + 600

    async def _registered(self, ident: str, number: int) -> None:
        topic, what, unit = TOPICS[number * 5 % len(TOPICS)]
        place, name = PLACES[number % len(PLACES)], NAMES[number % len(NAMES)]
        phone = "051985588230" if number % 9 == 0 else f"1380000{number:04d}"
        text = LONG_TEXT[:2000] if number % 50 == 7 else f"来电人反映{place}{what}，希望尽快处理并告知结果。"
        fields = {
            "title": TicketField(value=f"{place}{what}"), "content": TicketField(value=text),
            "place": TicketField(value=f"{place}{number % 90 + 1}号"), "contact_name": TicketField(value=name),
            "contact_phone": TicketField(value=phone), "topic": TicketField(value=topic),
            "unit": TicketField(value=unit), "appeal_kind": TicketField(value=KINDS[number % 6]),
        }  # fmt: skip
        now = self.stage.clock[0]
        draft = DraftTicket(
            ticket_id=ident, call_id=f"c-{ident}", operator_id="8001", operator_name="话务员8001", caller_number=phone,
            started_at=now - 200, answered_at=now - 190, ended_at=now - 60, fields=fields, queue="hotline",
        )  # fmt: skip
        await self.stage.stores.transcripts.add(
            [said(f"u-{ident}", f"c-{ident}", 800, f"您好我要反映{place}{what}"),
             said(f"v-{ident}", f"c-{ident}", 5800, f"我姓{name[0]}，希望尽快处理")]
        )  # fmt: skip
        at = datetime.fromtimestamp(now, SHANGHAI)  # the day of a number is the city's
        saved = await self.stage.stores.tickets.save_draft(draft, at)
        if number % 40 == DRAFTS:
            return
        change = Change(ticket_id=ident, version=saved.version, actor="8001", at=at)
        accept = Accept(
            number="", kind=KINDS[number % 6], topic=topic, area=("天宁区", "钟楼区", "新北区")[number % 3],
            confidential=number % 37 == 5, source="hotline",
        )  # fmt: skip
        await self.stage.parts.office.accept(change, accept, Who(name="8001"))

    def _next(self, record: TicketRecord, number: int) -> tuple[object | None, Who]:
        luck, office, unit = self.chance.random(), Who(name="pai"), Who(name="ju", unit=record.unit)
        match record.state:
            case TicketState.REGISTERED | TicketState.REOPENED:
                return self._route(record, number, luck), office
            case TicketState.DISPATCHED:
                return (AskReturn(why=NOT_OURS) if luck < 0.08 and not record.appointed else Sign()), unit
            case TicketState.RETURN_ASKED:
                return (UpholdReturn() if luck < 0.7 else None), office
            case TicketState.SIGNED | TicketState.IN_HAND | TicketState.SECOND_HOLD:
                return _in_hand(number, luck, office, unit)
            case _:
                return self._answered(record, luck, office)

    def _answered(self, record: TicketRecord, luck: float, office: Who) -> tuple[object | None, Who]:
        match record.state:
            case TicketState.IN_REVIEW if luck < 0.08:
                return HoldAgain(why="答复没有写明完成时间"), office
            case TicketState.IN_REVIEW:
                return PassGate(), Who(name="li", posts=(record.gate,))
            case TicketState.REVISIT:
                grade = "满意" if luck < 0.8 else "基本满意" if luck < 0.9 else "不满意"
                return RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade=grade), Who(name="8001")
            case _:
                return None, office

    def _route(self, record: TicketRecord, number: int, luck: float) -> object:
        if not record.returns and luck < 0.03:
            return Refuse(reason="应通过诉讼、仲裁、行政复议解决", text="请通过法律途径解决")
        if not record.returns and luck < 0.2:
            return AnswerDirectly(
                text="已答复：请持身份证到就近服务大厅办理，周一至周五9:00–17:00。", answer=Answer.EXPLAINED
            )
        names = [one for one in self.units if self.units[one] not in record.returned_by]
        wanted = TOPICS[number * 5 % len(TOPICS)][2]
        name = wanted if wanted in names else self.chance.choice(names)
        return Dispatch(unit=self.units[name], unit_name=name)


def _in_hand(number: int, luck: float, office: Who, unit: Who) -> tuple[object, Who]:
    """What happens to a matter at its unit: mostly a step on, now and then something else."""
    rare: tuple[tuple[float, object, Who], ...] = (
        (0.05, Pause(why="等待来电人补充房产证明材料"), unit),
        (0.08, AskExtension(limit="5 wd", why="需协调产权单位"), unit),
        (0.11, Urge(why="来电人再次来电催促"), office), (0.14, Escalate(why="超过承诺期限"), office),
        (0.15, Instruct(leader="李副市长", text="请对同类小区一并排查。"), Who(name="li")),
        (0.17, AskHardCase(why="需整体改造", answer="已列入明年改造计划。", signer="王局长"), unit),
        (0.40, NameHandlers(responsible="张局长", handler="李明"), unit), (0.60, Contact(note="已电话联系"), unit),
    )  # fmt: skip
    reply = f"经现场核实，{TOPICS[number * 5 % len(TOPICS)][0]}问题已处理完毕，已于当日向来电人说明情况。"
    last = (1.0, ReplyWith(text=reply, answer=Answer.SOLVED, signer="王局长"), unit)
    return next((command, who) for up_to, command, who in (*rare, last) if luck < up_to)


@asynccontextmanager
async def rich_city(folder: Path, tickets: int = 300) -> AsyncIterator[Stage]:
    """The service behind the built screens, with everything that makes pages full."""
    (folder / "template").mkdir()
    async with open_stores(f"sqlite:///{folder}/template/desk.db", folder / "template") as stores:
        await fill(stores, folder / "template")
        at = datetime.fromtimestamp(NOON, UTC)
        for name, (shown, roles) in PEOPLE.items():
            await stores.accounts.add_user(name, shown, roles, f"pass-{name}", at)
        guest = OperatorLine(number="9001", name="王局长", password="pass-9001", skills=("guest",))
        await stores.operators.take([guest], "callcenter", ["hotline"], at)
    async with staged(folder / "site", folder / "template") as stage:
        (folder / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        await _places(stage)
        city = City(stage)
        await city.live(tickets)
        await _beside(stage)
        yield stage


async def _places(stage: Stage) -> None:
    """A unit with a very long name, and who belongs to which unit."""
    directory, lists = stage.parts.city.directory, stage.stores.lists
    lights = directory.known.tree.named("市城市管理局")
    assert lights is not None
    headers = await stage.bearer(Role.SUPERVISOR)
    unit = {"name": LONG_UNIT, "kind": "district", "parent_id": lights.parent_id}
    answer = await stage.ask("PUT", "/api/v1/units/U900", json=unit, headers=headers)
    assert answer.status == 200, await answer.text()
    await lists.units.set_member("ju", lights.unit_id)
    await directory.refresh()


async def _beside(stage: Stage) -> None:
    """What does not come by telephone, what does not go out, what burns today, and yesterday's show."""
    await signed_off(stage, stage.clock[0] - DAY_S, "2025-11-20")
    for number, (code, title, text) in enumerate(
        (("web", "路灯不亮", "小区南门外的路灯从上周三晚上开始就不亮了。\n请尽快派人来修，谢谢。"),
         ("wechat", "", LONG_TEXT[:1900]), ("mailbox", "关于公交12路末班车的建议", "建议延到22点。"),
         ("app", "物业费", "物业费涨价没有公示，请核实。"))
    ):  # fmt: skip
        sent = {"source": code, "key": f"{code}{number}", "title": title, "text": text}
        await bring(stage, await source(stage, code), **sent)
    for number in range(9):
        await drafted(stage, number)
    await folded(stage)
    await _messages(stage)


async def _messages(stage: Stage) -> None:
    """Dead letters of every sort there is."""
    found = (await stage.stores.outbox.page("", "", "", 40)).items
    problems = ("expected 2xx, found 400", "expected a connection, found ClientConnectorError",
                "expected an answer within 10 s, found none", "号码格式不正确")  # fmt: skip
    for number, one in enumerate(found[:12]):
        if one.channel in (Channel.SMS, Channel.FEED) and number % 2:
            await stage.stores.outbox.failed(one.message_id, problems[number % 4], None)
