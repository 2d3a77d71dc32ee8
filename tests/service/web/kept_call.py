"""What the stage's store holds: two operators, a supervisor, and one answered call with its words and its draft."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from callcenter.store.identity import Role
from callcenter.store.operators_csv import OperatorLine
from callcenter.store.stores import Stores, open_stores
from callcenter.store.ticket import DraftTicket, FieldSpan, TicketField
from callcenter.store.transcripts import Recording, SaidWord, SavedUtterance
from tests.contracts.store.stories import NOON, answered_call

NUMBER = "13800000000"


async def make_template(folder: Path) -> None:
    """Fill a store with two operators, a supervisor and one answered call; hashing the passwords takes a while."""
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        await fill(stores, folder)


async def fill(stores: Stores, folder: Path) -> None:
    at = datetime.fromtimestamp(NOON, UTC)
    lines = [
        OperatorLine(number=number, name=f"话务员{number}", password=f"pass-{number}") for number in ("8001", "8002")
    ]
    await stores.operators.take(lines, "callcenter", ["hotline"], at)
    await stores.accounts.add_user("lin", "林班长", frozenset({Role.SUPERVISOR}), "pass-lin", at)
    stores.journal.append(answered_call("c1"))
    await stores.journal.flush()
    await stores.transcripts.add([said("u1", "c1", 500, f"我的电话是{NUMBER}")])
    await asyncio.to_thread((folder / "recordings").mkdir, exist_ok=True)
    await asyncio.to_thread((folder / "recordings" / "c1.flac").write_bytes, bytes(range(256)) * 8)
    await stores.transcripts.save_recording(
        Recording(call_id="c1", path="recordings/c1.flac", seconds=40.0, started_at=NOON + 5)
    )
    await stores.tickets.save_draft(draft("t1", "c1", "8001"), at)


def said(ident: str, call_id: str, start_ms: int, text: str) -> SavedUtterance:
    word = SaidWord(text=text, start_ms=start_ms, end_ms=start_ms + 500, confidence=0.9)
    return SavedUtterance(
        utterance_id=ident,
        call_id=call_id,
        leg_id="l1",
        role="caller",
        start_ms=start_ms,
        end_ms=start_ms + 500,
        text=text,
        words=(word,),
    )


def draft(ticket_id: str, call_id: str, operator_id: str) -> DraftTicket:
    span = FieldSpan(utterance_id="u1", start=5, end=16, start_ms=500, end_ms=1000)
    return DraftTicket(
        ticket_id=ticket_id,
        call_id=call_id,
        queue="hotline",
        dialled="12345",
        caller_number=NUMBER,
        operator_id=operator_id,
        operator_name=f"话务员{operator_id}",
        started_at=NOON,
        answered_at=NOON + 5,
        ended_at=NOON + 45,
        model_notice="合成语音演示模型",
        fields={
            "contact_phone": TicketField(value=NUMBER, confidence=0.9, rule="phone", spans=(span,)),
            "place": TicketField(value="和平路", confidence=0.6, rule="gazetteer"),
        },
    )
