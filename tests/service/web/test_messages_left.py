"""A message left to nobody waits in the shared inbox, is heard by whoever takes it, and keeps its way in."""

from collections.abc import AsyncIterator

import pytest

from callcenter.store.identity import Role
from queueing.events import Outcome
from tests.service.web.clerked import Clerked, clerked
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say
from tests.service.web.test_inbox import Door, came, door, held

__all__ = ["door"]  # the fixture
SAID = "我要投诉，阳光小区门口的路灯不亮了三天，晚上很危险"
SOUND = bytes(range(256)) * 4


@pytest.fixture
async def desk(stage: Stage) -> AsyncIterator[Clerked]:
    async with clerked(stage) as made:
        yield made


async def test_a_message_waits_in_the_inbox_in_its_turn_and_says_that_it_is_one(
    stage: Stage, door: Door, desk: Clerked
) -> None:
    first = await came(stage)
    stage.clock[0] += 60
    message = await desk.left("v1", SAID)
    stage.clock[0] += 60
    last = await came(stage, "wechat")
    assert message is not None
    found = await say(await (await door("8001")).ask("GET", "/inbox"))
    assert [one["ticket_id"] for one in found["items"]] == [first, message.ticket_id, last]
    item = found["items"][1]
    assert (item["source"], item["source_title"], item["place"]) == ("voicemail", "电话留言", "阳光小区门口")
    assert found["waiting"] == 3


async def test_every_screen_hears_of_a_message_when_its_draft_is_complete(stage: Stage, desk: Clerked) -> None:
    told: list[int] = []
    stage.parts.city.inbox.listen(lambda: told.append(1))
    await desk.left("v1", SAID)
    assert told
    assert (await stage.parts.city.inbox.look()).count == 1


async def test_only_who_took_a_message_hears_it_and_reads_its_words_and_number(
    stage: Stage, door: Door, desk: Clerked
) -> None:
    message = await desk.left("v1", f"请回电{NUMBER}，{SAID}")
    assert message is not None
    await desk.record("v1", SOUND)
    first, second = await door("8001"), await door("8002")
    assert NUMBER not in await (await first.ask("GET", "/inbox")).text()
    assert (await first.ask("GET", "/calls/v1/recording")).status == 403, "not before it is taken"
    taken = await say(await first.ask("POST", f"/inbox/{message.ticket_id}/take"))
    assert (taken["ticket"]["caller_number"], taken["sent"]) == (NUMBER, {})
    assert [NUMBER in line["text"] for line in taken["ticket"]["transcript"]] == [True]
    assert taken["ticket"]["recording"]["url"] == "/api/v1/calls/v1/recording"
    heard = await first.ask("GET", "/calls/v1/recording")
    assert (heard.status, await heard.read()) == (200, SOUND)
    assert (await second.ask("GET", "/calls/v1/recording")).status == 403, "another has it"
    told = await say(await second.ask("POST", f"/inbox/{message.ticket_id}/take"), 409)
    assert told["error"]["found"] == "话务员8001"
    await first.ask("POST", f"/inbox/{message.ticket_id}/release")
    assert (await first.ask("GET", "/calls/v1/recording")).status == 403, "given back, it is heard no more"
    await stage.stores.database.flush()
    noted = [(one.actor, one.action, one.thing) for one in await stage.stores.audit.last(100)]
    assert ("8001", "numbers_seen", message.ticket_id) in noted
    assert any((who, what) == ("8001", "recording_heard") for who, what, _ in noted)


async def test_a_registered_message_keeps_its_source_and_leaves_the_list(
    stage: Stage, door: Door, desk: Clerked
) -> None:
    message = await desk.left("v1", SAID)
    assert message is not None
    person = await door("8001")
    await say(await person.ask("POST", f"/inbox/{message.ticket_id}/take"))
    version = message.version
    done = await say(await person.ask("POST", f"/inbox/{message.ticket_id}/register", version=version))
    assert (done["status"], done["fields"]["channel"]["value"]) == ("registered", "留言")
    assert (await stage.parts.office.get(message.ticket_id)).record.source == "voicemail"
    assert await held(person) == {}
    told = await say(await person.ask("POST", f"/inbox/{message.ticket_id}/take"), 409)
    assert told["error"]["found"] == done["number"]


async def test_of_two_who_register_the_same_message_one_is_told_who_works_on_it(
    stage: Stage, door: Door, desk: Clerked
) -> None:
    message = await desk.left("v1", SAID)
    assert message is not None
    first, second = await door("8001"), await door("8002")
    await say(await first.ask("POST", f"/inbox/{message.ticket_id}/take"))
    for path, body in (("register", {}), ("void", {"why": "空"})):
        for root in ("inbox", "tickets"):
            answer = await second.ask("POST", f"/{root}/{message.ticket_id}/{path}", version=message.version, **body)
            assert (await say(answer, 409))["error"]["reason"] == "inbox_held"
    assert (await stage.stores.tickets.get(message.ticket_id)).status.value == "draft"


@pytest.mark.parametrize(
    ("outcome", "caller", "waits", "called_back"),
    [
        (Outcome.VOICEMAIL, NUMBER, True, False),
        (Outcome.VOICEMAIL, "", True, False),
        (Outcome.BROKEN, NUMBER, True, True),
        (Outcome.BROKEN, "", True, False),
        (Outcome.ABANDONED, NUMBER, False, True),
    ],
)
async def test_whoever_was_asked_for_a_message_is_in_a_list_whatever_became_of_the_call(
    stage: Stage, door: Door, desk: Clerked, outcome: Outcome, caller: str, waits: bool, called_back: bool
) -> None:
    """Said and cut off by a fault of ours: in the inbox. Nothing said: among those to be called back."""
    message = await desk.left("v1", SAID if waits else "", outcome, caller)
    assert message is not None
    person = await door("8001")
    assert list(await held(person)) == ([message.ticket_id] if waits else [])
    missed = await stage.stores.missed.all()
    assert [one.number for one in missed] == ([NUMBER] if called_back else [])


async def test_a_message_is_in_the_list_once_its_call_is_over_and_a_probes_never(
    stage: Stage, door: Door, desk: Clerked
) -> None:
    person = await door("8001")
    await desk.left("p1", SAID, probe="run-1")
    assert await held(person) == {}
    await desk.talked("c9", SAID)
    assert await held(person) == {}, "whoever talked with the caller has the draft"


async def test_those_who_see_no_inbox_take_no_message(stage: Stage, desk: Clerked) -> None:
    message = await desk.left("v1", SAID)
    assert message is not None
    for role in (Role.UNIT, Role.DISPATCHER, Role.LEADER, Role.PRODUCER, Role.SOURCE):
        headers = await stage.bearer(role)
        answer = await stage.client.post(f"/api/v1/inbox/{message.ticket_id}/take", headers=headers, json={})
        assert answer.status == 403
