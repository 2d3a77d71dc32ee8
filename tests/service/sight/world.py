"""Tickets of every kind, each with a number, a name and words of its own, so that a leak names its ticket."""

from dataclasses import dataclass
from urllib.parse import quote

from callcenter.store.identity import Role
from callcenter.ticketing.office import Order
from queueing.ticket.commands.airing import NoteShow
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Contact, NameHandlers, Sign
from queueing.ticket.commands.oversight import ReferToDiscipline
from queueing.ticket.commands.replying import ReplyWith
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Who
from tests.service.web.stage import Stage, say
from tests.service.web.test_intake import bring, source

UNIT = "U001"
NAMED = "zhang"  # the only one who may know of the restricted ticket
SPOKEN = "幺三九零零幺零零"  # and four digits of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One ticket and what of it would give the citizen away."""

    kind: str
    ticket_id: str
    number: str  # as people know it
    phone: str
    name: str
    written: str  # a number in the words
    spoken: str
    file_id: str


KINDS = ("plain", "anonymous", "secret", "restricted", "draft")
_NAMES = ("欧阳一凡", "欧阳二喜", "欧阳三省", "欧阳四维", "欧阳五福")
_DIGITS = "零幺二三四五六七八九"


async def build(stage: Stage) -> dict[str, Told]:
    """One ticket of each kind, by kind; all but the draft lie with the unit, answered."""
    return {kind: await _one(stage, kind, at) for at, kind in enumerate(KINDS)}


async def _one(stage: Stage, kind: str, at: int) -> Told:
    phone, written, tail = f"1390010{at}700", f"1370020{at}800", f"{at}{at}{at}{at}"
    spoken = SPOKEN + "".join(_DIGITS[int(one)] for one in tail)
    code = "web" if kind == "draft" else "110"
    who = f"我是{_NAMES[at]}，" + ("" if kind == "anonymous" else f"电话{written}，{spoken}，")
    text = f"我要投诉，{who}阳光小区路灯不亮第{at}次"
    left = (
        {"contact_name": "", "contact_phone": ""}
        if kind == "anonymous"
        else {"contact_name": "" if kind == "secret" else _NAMES[at], "contact_phone": phone}
    )  # who wants to stay unknown is only named in the words
    came = {**left, "confidential": kind == "secret"}
    headers = await source(stage, code)
    taken = await say(await bring(stage, headers, source=code, key=f"k{at}", text=text, **came))
    file = await stage.client.post(
        f"/api/v1/intake/k{at}/attachments?name={quote('信.txt')}",
        data=f"本人{_NAMES[at]}，{phone}".encode(),
        headers=headers,
    )
    ticket_id, number = str(taken["ticket_id"]), ""
    if kind != "draft":
        number = await _handled(
            stage, ticket_id, f"{_NAMES[at]}您好，已联系 {written}，{spoken}", restrict=kind == "restricted"
        )
    return Told(
        kind=kind,
        ticket_id=ticket_id,
        number=number,
        phone=phone,
        name=_NAMES[at],
        written=written,
        spoken=spoken,
        file_id=(await say(file))["attachment_id"],
    )


async def _handled(stage: Stage, ticket_id: str, words: str, *, restrict: bool) -> str:
    """Through the unit, whose remarks and reply repeat what the citizen said."""
    office, unit = stage.parts.office, Who(name="uni", unit=UNIT)
    lead = Who(name="lin")
    steps = [
        (lead, NoteShow(show_id="S1", entry_id=f"e{ticket_id}")),
        (lead, Dispatch(unit=UNIT, unit_name="市城市管理局")),
        (unit, Sign()),
        (unit, Contact(note=words)),
        (unit, NameHandlers(responsible="张局长", handler="李明")),
        (unit, ReplyWith(text=words, public_text=words, answer=Answer.SOLVED, signer="张局长")),
    ]
    if restrict:
        steps.append((Who(name=NAMED), ReferToDiscipline(people=(NAMED,), why="推诿")))
    for who, command in steps:
        await office.act(Order(ticket_id=ticket_id, version=None, who=who, command=command))
    return (await office.get(ticket_id)).record.number


async def token(stage: Stage, role: Role) -> tuple[str, dict[str, str]]:
    """A machine or person of a role: its name in the audit, and its headers; a unit's is of the unit."""
    operator = "8002" if role is Role.OPERATOR else None
    ident, text = await stage.stores.sessions.new_token(role, role.value, stage.parts.time(), operator)
    if role is Role.UNIT:
        await stage.stores.lists.units.set_member(ident, UNIT)
        await stage.parts.city.directory.refresh()
    return f"token:{ident}", {"Authorization": f"Bearer {text}"}
