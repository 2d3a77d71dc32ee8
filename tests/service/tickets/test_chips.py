"""What the machine was not sure of reaches the screen too: with reasons, and with no number for who may not see one."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

from callcenter.cases import open_case
from callcenter.drafting import Drafter, load_knowledge, utterance_from
from callcenter.packaged import city_dir
from callcenter.store.identity import Role
from callcenter.store.ticket import Ticket, TicketField, TicketStatus
from callcenter.web.looks import tickets_looked_at
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


async def test_numbers_said_beside_the_chosen_one_stay_on_the_ticket_masked_per_role_and_the_look_is_recorded(
    stage: Stage,
) -> None:
    """Nothing else of this ticket holds a number: who reads it has seen the other's."""
    other, named = "13912345678", "13700001111"
    chip = TicketField(value=other, confidence=0.38, rule="phone.mobile", display=other, reason="像是别人的号码")
    own = TicketField(value=named, confidence=0.9, rule="phone.mobile", display=f"{named}转801")
    made = draft("t1", "c1", "8001")
    fields = {**made.fields, "contact_phone": own}
    saved = await stage.stores.tickets.save_draft(
        replace(made, fields=fields, suggestions={"contact_phone": (chip,)}), datetime.fromtimestamp(NOON, UTC)
    )
    await stage.sign_in()
    await say(await stage.ask("POST", "/api/v1/tickets/t1/register", json={"version": saved.version}))
    expected = {"8001": other, "rev": other, "adm": other, "8002": "139****5678", "dis": "139****5678"}
    for who, seen in expected.items():
        await stage.sign_in(who, f"pass-{who}")
        told = await say(await stage.ask("GET", "/api/v1/tickets/t1"))
        (shown,) = told["suggestions"]["contact_phone"]
        assert (shown["value"], shown["display"], shown["reason"]) == (seen, seen, "像是别人的号码"), who
        assert told["fields"]["contact_phone"]["display"].endswith("转801")
        assert (other in str(told)) is (seen == other)


def test_a_ticket_whose_only_number_was_said_beside_is_looked_at_by_who_sees_it() -> None:
    chip = TicketField(value="13912345678", rule="phone.mobile")
    row = {"operator_id": None, "confidential": False, "anonymous": False, "caller_number": "", "fields": {}}
    assert looked(Role.REVIEWER, chip, row) == ["t1"]
    assert looked(Role.DISPATCHER, chip, row) == []


def looked(role: Role, chip: TicketField, row: dict[str, object]) -> list[str]:
    made = draft("t1", "c1", "8001")
    at = datetime.fromtimestamp(NOON, UTC)
    plain = {name: getattr(made, name) for name in made.__dataclass_fields__}
    without = {**plain, "caller_number": "", "fields": {}, "suggestions": {"contact_phone": (chip,)}}
    one = Ticket(
        **without, version=1, created_at=at, updated_at=at, status=TicketStatus.REGISTERED, number="1", registered_at=at
    )
    who = SimpleNamespace(roles=(role,), operator_id=None)
    return tickets_looked_at(SimpleNamespace(who=who), [one], {"t1": row})  # type: ignore[arg-type]
