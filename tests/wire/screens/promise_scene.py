"""A site with promises of both kinds: a live show with its sound on disk, a recorded edition with opinions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from callcenter.show.opinion_desk import Given
from callcenter.store.editions import Deed
from callcenter.store.identity import Role
from callcenter.store.show_voices import PublicPromise
from callcenter.store.stores import open_stores
from queueing.show.edition import Edition, Seat
from queueing.show.opinions import Channel
from queueing.show.plan import Attendance, ShowKind
from tests.contracts.store.stories import NOON
from tests.service.web.kept_call import fill
from tests.service.web.stage import Stage, staged
from tests.service.web.test_aftershow import signed_off
from tests.service.web.test_promise_book import record_k1
from tests.wire.screens.stage import STATIC

PEOPLE = {"dao": Role.PRODUCER, "zhu": Role.HOST, "yuan": Role.UNIT}
EDITION = "E-tv"
UNITS = ("市教育局", "市民政局", "市医疗保障局")


@asynccontextmanager
async def promised(folder: Path) -> AsyncIterator[Stage]:
    """The service an hour after the live show; the recorded edition is of today."""
    template = folder / "template"
    template.mkdir()
    async with open_stores(f"sqlite:///{template}/desk.db", template) as stores:
        await fill(stores, template)
        for name, role in PEOPLE.items():
            at = datetime.fromtimestamp(NOON, UTC)
            await stores.accounts.add_user(name, f"{name}同志", frozenset({role}), f"pass-{name}", at)
    async with staged(folder / "site", template) as stage:
        (folder / "site" / "static").symlink_to(STATIC, target_is_directory=True)
        await signed_off(stage)
        record_k1(stage)
        stage.clock[0] = NOON + 3700
        await _recorded(stage)
        yield stage


async def _recorded(stage: Stage) -> None:
    day = stage.parts.time().date()
    seats = tuple(
        Seat(unit=unit, leader=leader, attendance=Attendance.LEADER, arrived_at=NOON)
        for unit, leader in zip(UNITS, ("张局长", "李局长", "原局长"), strict=True)
    )
    edition = Edition(
        edition_id=EDITION,
        day=day,
        kind=ShowKind.TV,
        title="请人民阅卷",
        announced=day,
        seats=seats,
        topics=("看病", "入学"),
    )
    deed = Deed(by="dao", at=NOON, what="added")
    await stage.stores.editions.add(edition, deed)
    await _say(stage, "P-late", "市民政局", "李局长", "十月底前开三家社区食堂", day.replace(month=10, day=31), day)
    await _say(
        stage,
        "P-run",
        "市医疗保障局",
        "原局长",
        "慢性病手册随到随办，年底前全部窗口开通",
        day.replace(month=12, day=31),
        day,
    )
    for number in range(9):
        unit, good = UNITS[number % 3], number % 4 != 1
        given = Given(
            unit=unit,
            verdict="满意" if good else "不满意",
            text="手册随到随办，方便多了" if number == 2 else "",
            topic="看病" if number % 3 == 2 else "",
            channel=Channel.WECHAT,
            source="微信",
            from_whom=f"openid-{number}",
            key=f"{number}",
        )
        await stage.parts.city.opinions.take(edition, given, "source:wechat")


async def _say(stage: Stage, promise_id: str, unit: str, who: str, words: str, due: date, day: date) -> None:
    deed = Deed(by="dao", at=NOON, what="promise")
    one = PublicPromise(
        promise_id=promise_id, edition_id=EDITION, unit=unit, who=who, words=words, due=max(due, day), by="dao", at=NOON
    )
    await stage.stores.voices.promise(one, deed)
    if due < day:  # it was promised earlier than its day; the edition of the scene is of today
        await stage.stores.voices.change(promise_id, lambda known: replace(known, due=day), deed)
