"""A station with a producer and a host, on the real service and ledger; telephony is the recording air path."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

from callcenter.show.ports import ScreeningHeard, StudioLineChanged
from callcenter.show_settings import Show
from callcenter.store.identity import Role
from callcenter.store.ticket import TicketField
from callcenter.store.transcripts import SavedUtterance
from queueing.events import CallArrived
from queueing.show.board import Description, Programme
from queueing.show.state import Person
from queueing.show.state import Role as StudioRole
from tests.service.web.kept_call import draft, make_template, said
from tests.service.web.stage import Stage, staged
from tests.wire.screens.sign_in import signed_in as by_keys
from tests.wire.screens.stage import STATIC

BOTH = Person(name="chen", roles=frozenset({StudioRole.PRODUCER, StudioRole.HOST}))
PASSWORD = "secret-1"
SIZES = {"large": ViewportSize(width=1920, height=1080), "small": ViewportSize(width=1366, height=768)}

# who, where, about what, concerns today's unit
CALLERS = (
    ("王女士", "天宁区", "茶山街道花园小区停水三天", True),
    ("李先生", "钟楼区", "老旧小区加装电梯无人牵头", True),
    ("张女士", "新北区", "三井街道夜间工地噪声", False),
    ("陈先生", "武进区", "湖塘公租房申请一直没回音", True),
    ("赵阿姨", "天宁区", "物业费涨价没有公示", True),
    ("欧阳女士", "经开区", "公交站台搬迁后无雨棚", False),
    ("刘师傅", "金坛区", "农房翻建审批卡住半年", True),
    ("周先生", "溧阳市", "安置房漏水维修基金动用难", True),
    ("吴女士", "钟楼区", "学校门口上下学堵车", False),
)


async def people(stage: Stage) -> None:
    """Users of the studio."""
    roles = {
        "li": ("李导播", [Role.PRODUCER]),
        "zhao": ("赵导播", [Role.PRODUCER]),
        "wang": ("王主持", [Role.HOST]),
        "chen": ("陈台长", [Role.PRODUCER, Role.HOST]),
    }
    for name, (shown, has) in roles.items():
        await stage.stores.accounts.add_user(name, shown, frozenset(has), PASSWORD, datetime.now(UTC))


@asynccontextmanager
async def show_site(tmp_path: Path, show: Show | None = None) -> AsyncIterator[Stage]:
    """The service with its screens, users and no show yet."""
    template, folder = tmp_path / "template", tmp_path / "site"
    template.mkdir()
    folder.mkdir()
    await make_template(template)
    (folder / "static").symlink_to(STATIC)
    async with staged(folder, template, show=show) as stage:
        await people(stage)
        yield stage


async def open_show(stage: Stage, *, live: bool = True) -> None:
    """A show with its lines up."""
    studio, now = stage.house.studio, stage.clock[0]
    units = ("住房和城乡建设局",)
    await studio.open("2026-11-26", BOTH, 6.0, Programme(title="政风热线", units=units, ends_at=now + 2345.0))
    for position in (1, 2):
        stage.air.say(StudioLineChanged(at=now, position=position, up=True))
    if live:
        await act(stage, lambda board, at: board.go_live(at, BOTH))


async def act(stage: Stage, command: Any) -> None:
    """Let the board decide, a moment later."""
    stage.clock[0] += 1.0
    state = stage.house.studio.current
    assert state is not None
    await stage.house.studio.act(state.show_id, command)


def come(stage: Stage, *call_ids: str) -> None:
    """Callers dial the show's number."""
    for call_id in call_ids:
        stage.clock[0] += 17.0
        arrived = CallArrived(
            at=stage.clock[0], call_id=call_id, queue="show", dialled="12388", caller=f"1380000{call_id[1:]}", trunk="t"
        )
        stage.floor.desk.restore([arrived])
        stage.air.come(call_id, at=stage.clock[0])


async def ready(stage: Stage, call_id: str, who: tuple[str, str, str, bool]) -> None:
    """A caller is screened and waits for air."""
    come(stage, call_id)
    words = Description(address=who[0], area=who[1], topic=who[2], unit_fits=who[3])
    await act(stage, lambda board, at: board.screen(at, BOTH, call_id, phone="8009"))
    await act(stage, lambda board, at: board.describe(at, BOTH, call_id, words))
    await act(stage, lambda board, at: board.ready(at, BOTH, call_id))


async def twelve(stage: Stage) -> None:
    """Twelve callers of an ordinary morning: one on air, one next, some ready, one in screening, four ringing."""
    await open_show(stage)
    for at, who in enumerate(CALLERS):
        await ready(stage, f"c{1001 + at}", who)
        stage.clock[0] += 30.0
    await act(stage, lambda board, at: board.choose_next(at, BOTH, "c1001"))
    await act(stage, lambda board, at: board.take_next(at, BOTH, "c1001"))
    await act(stage, lambda board, at: board.choose_next(at, BOTH, "c1004"))
    await act(stage, lambda board, at: board.store(at, BOTH, "c1009", stored=True))
    await act(stage, lambda board, at: board.note(at, BOTH, "局长说停水今天中午前恢复"))
    come(stage, "c1010", "c1011", "c1012")
    await act(stage, lambda board, at: board.found_again(at, "c1011", 3, 1))


async def draft_of(stage: Stage, call_id: str) -> None:
    """What the recogniser and the drafting rules have made of a caller's words so far."""
    made = draft(f"t{call_id}", call_id, "8001")
    fields = {
        "contact_name": TicketField(value="孙女士", confidence=0.9, rule="name.titled"),
        "title": TicketField(value="反映天宁区红梅新村楼道灯坏了半个月没人修"),
        "area": TicketField(value="天宁区"),
        "unit": TicketField(value="市住房和城乡建设局"),
        "content": TicketField(value="来电人反映红梅新村12幢楼道灯坏了半个月，物业互相推诿，老人夜里摔跤。"),
    }
    saved = await stage.stores.tickets.save_draft(replace(made, fields=fields), datetime.now(UTC))
    lines = [("operator", "您好，政风热线导播，请讲"), ("caller", "你好我姓孙，红梅新村楼道灯坏了半个月没人修"),
             ("operator", "您说的是哪一幢"), ("caller", "十二幢，电话13912345678，老人夜里都摔了")]  # fmt: skip
    for number, (role, text) in enumerate(lines):
        one: SavedUtterance = replace(said(f"{call_id}-{number}", call_id, 3000 * number, text), role=role)
        await stage.stores.transcripts.add([one])
        stage.house.words.utterance(one)
    stage.house.words.ticket(saved)
    stage.air.say(ScreeningHeard(at=stage.clock[0], call_id=call_id, phone="8009"))


async def signed_in(browser: Browser, stage: Stage, name: str, page: str, size: str = "large") -> Page:
    """A machine of its own, with somebody signed in at a page."""
    context: BrowserContext = await browser.new_context(
        viewport=SIZES[size], locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(20_000)
    opened = await context.new_page()
    return await by_keys(opened, stage.origin, name, page, shown="[data-test=phase]", password=PASSWORD)
