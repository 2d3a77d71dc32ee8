"""Dead letters are seen, brought back or let go by supervisors; what they say is not shown."""

from callcenter.store.identity import Role
from callcenter.store.outbox import Channel, NewMessage
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say


async def dead_letter(stage: Stage, key: str) -> int:
    message = NewMessage(
        channel=Channel.SMS, stream="T1", key=key, address=NUMBER, body={"event": "accepted", "title": "秘密"}
    )
    await stage.stores.outbox.put(message, stage.clock[0])
    (found,) = (await stage.stores.outbox.page("sms", "waiting", "", 1)).items
    await stage.stores.outbox.failed(found.message_id, "expected 2xx, found 400", None)
    return found.message_id


async def test_a_dead_letter_is_seen_masked_and_brought_back(stage: Stage) -> None:
    ident = await dead_letter(stage, "a")
    headers = await stage.bearer(Role.SUPERVISOR)
    answer = await stage.client.get("/api/v1/outbox?state=dead", headers=headers)
    (shown,) = (await say(answer))["items"]
    assert (shown["address"], shown["event"], shown["problem"]) == (
        "138****0000",
        "accepted",
        "expected 2xx, found 400",
    )
    assert "秘密" not in await answer.text()
    back = await say(await stage.client.post(f"/api/v1/outbox/{ident}/resend", headers=headers))
    assert (back["state"], back["failures"]) == ("waiting", 0)
    told = await say(await stage.client.post(f"/api/v1/outbox/{ident}/resend", headers=headers), 409)
    assert told["error"]["found"] == "waiting"


async def test_letting_a_message_go_needs_a_reason_and_the_right_person(stage: Stage) -> None:
    ident = await dead_letter(stage, "a")
    path, headers = f"/api/v1/outbox/{ident}/drop", await stage.bearer(Role.SUPERVISOR)
    assert (await stage.client.post(path, json={"why": ""}, headers=headers)).status == 422
    assert (await stage.client.post(path, json={"why": "x"}, headers=await stage.bearer(Role.DISPATCHER))).status == 403
    assert (await say(await stage.client.post(path, json={"why": "号码错误"}, headers=headers)))["state"] == "dropped"
    assert (await stage.client.post("/api/v1/outbox/999/drop", json={"why": "x"}, headers=headers)).status == 404


async def test_what_waits_and_what_died_is_in_the_figures(stage: Stage) -> None:
    await dead_letter(stage, "a")
    await stage.stores.outbox.put(NewMessage(channel=Channel.FEED, stream="T1", key="b", body={}), stage.clock[0] - 60)
    text = await (await stage.client.get("/metrics")).text()
    assert 'callcenter_outbox_messages{channel="sms",state="dead"} 1.0' in text
    assert 'callcenter_outbox_messages{channel="feed",state="waiting"} 1.0' in text
    assert 'callcenter_outbox_oldest_seconds{channel="feed"} 60.0' in text


async def test_all_dead_letters_of_a_channel_come_back_in_their_order(stage: Stage) -> None:
    outbox, headers = stage.stores.outbox, await stage.bearer(Role.SUPERVISOR)
    for key in ("a", "b"):
        await outbox.put(NewMessage(channel=Channel.FEED, stream="T1", key=key, body={}), stage.clock[0])
    (first,) = await outbox.due(Channel.FEED, stage.clock[0], 10, in_order=True)
    await outbox.failed(first.message_id, "expected 2xx, found 400", None)
    await dead_letter(stage, "sms")
    (shown,) = (await say(await stage.client.get("/api/v1/outbox?channel=feed&state=dead", headers=headers)))["items"]
    assert shown["held"] == 1
    told = await stage.client.post("/api/v1/outbox/resend", json={"channel": "feed"}, headers=headers)
    assert (await say(told))["count"] == 1
    assert [one.key for one in await outbox.due(Channel.FEED, stage.clock[0], 10, in_order=True)] == ["a"]
    listed = await say(await stage.client.get("/api/v1/outbox/channels", headers=headers))
    assert [(one["channel"], one["waiting"], one["dead"]) for one in listed["items"]] == [
        ("sms", 0, 1), ("feed", 2, 0),
    ]  # fmt: skip
