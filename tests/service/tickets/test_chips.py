"""What the machine was not sure of reaches the screen too: with reasons, and with no number for who may not see one."""

from dataclasses import replace
from datetime import UTC, datetime

from callcenter.cases import open_case
from callcenter.drafting import Drafter, load_knowledge, utterance_from
from callcenter.packaged import city_dir
from callcenter.store.ticket import TicketField
from queueing.events import CallArrived
from tests.contracts.store.stories import NOON
from tests.service.web.kept_call import NUMBER, draft
from tests.service.web.stage import Stage, say

SAID = "你好我要投诉和平路的路灯坏了三天了晚上很黑窨井盖也没了很危险"


def test_units_and_topics_come_as_chips_with_their_reasons() -> None:
    arrived = CallArrived(at=NOON, call_id="c9", queue="hotline", dialled="12345", caller=NUMBER)
    case = open_case(
        arrived, "t9", Drafter(load_knowledge(city_dir("demo")), call_started_at=datetime.fromtimestamp(NOON, UTC)), ""
    )
    words = {"utterance_id": "u", "role": "caller", "start_ms": 0, "end_ms": 9000, "text": SAID, "words": []}
    case.take_words(utterance_from(words))
    shown = {**{name: (one,) for name, one in case.draft.fields.items()}, **case.draft.suggestions}
    assert "unit" in shown
    assert all(one.reason for one in case.draft.suggestions.get("unit", ()))
    assert all(one not in case.draft.fields.values() for listed in case.draft.suggestions.values() for one in listed)


async def test_chips_are_in_the_ticket_and_their_numbers_masked_for_others(stage: Stage) -> None:
    chip = TicketField(
        value=NUMBER, confidence=0.3, rule="phone", display=f"{NUMBER}（不确定）", reason=f"听到{NUMBER}"
    )
    drafted = replace(draft("t1", "c1", "8001"), suggestions={"contact_phone": (chip,)})
    await stage.stores.tickets.save_draft(drafted, datetime.fromtimestamp(NOON, UTC))
    for who, seen in (("8001", NUMBER), ("8002", "138****0000")):
        await stage.sign_in(who, f"pass-{who}")
        page = await say(await stage.ask("GET", "/api/v1/tickets?call_id=c1"))
        (shown,) = page["items"][0]["suggestions"]["contact_phone"]
        assert (shown["value"], shown["display"], shown["reason"]) == (seen, f"{seen}（不确定）", f"听到{seen}")
