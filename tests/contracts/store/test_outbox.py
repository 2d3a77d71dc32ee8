"""The outbox: written with the fact or not at all, handed out in order, never lost, never twice under one key."""

import asyncio

import pytest

from callcenter.store.attachments import Attachment, Attachments, Purpose
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.intake import Came, Intake, note_came
from callcenter.store.outbox import Channel, Message, MessageState, NewMessage, Outbox, enqueue
from callcenter.store.progress import ProgressCodes, code_of

NOW = 1_763_800_000.0


def message(stream: str, key: str, channel: Channel = Channel.FEED, address: str = "") -> NewMessage:
    return NewMessage(channel=channel, stream=stream, key=key, body={"key": key, "text": "路灯"}, address=address)


async def put(outbox: Outbox, *keys: str, channel: Channel = Channel.FEED) -> None:
    """Each key is `stream:rest`."""
    for key in keys:
        await outbox.put(message(key.partition(":")[0], key, channel), NOW)


async def due(outbox: Outbox, at: float = NOW, *, in_order: bool = True) -> list[str]:
    return [one.key for one in await outbox.due(Channel.FEED, at, 10, in_order=in_order)]


async def ident(outbox: Outbox, key: str) -> int:
    return next(one.message_id for one in (await outbox.page("", "", "", 100)).items if one.key == key)


async def test_a_message_of_a_transaction_that_fails_was_never_written(database: Database) -> None:
    outbox = Outbox(database)

    def broken(connection: object) -> None:
        enqueue(connection, message("a", "a:1"), NOW)  # type: ignore[arg-type]
        raise ValueError("the fact was refused")

    with pytest.raises(ValueError, match="refused"):
        await database.write(broken)
    assert await due(outbox) == []


async def test_the_same_key_is_written_once(database: Database) -> None:
    outbox = Outbox(database)
    assert await outbox.put(message("a", "a:1"), NOW)
    assert not await outbox.put(message("a", "a:1"), NOW + 1)
    assert await due(outbox) == ["a:1"]


async def test_within_a_stream_one_after_the_other_and_streams_do_not_wait_for_each_other(database: Database) -> None:
    outbox = Outbox(database)
    await put(outbox, "a:1", "b:1", "a:2")
    assert await due(outbox) == ["a:1", "b:1"]
    await outbox.failed(await ident(outbox, "a:1"), "503", NOW + 60)
    assert await due(outbox) == ["b:1"], "a:2 waits behind a:1"
    await outbox.sent(await ident(outbox, "b:1"), NOW)
    assert await due(outbox) == []
    assert await outbox.next_at(Channel.FEED) == NOW
    assert await due(outbox, NOW + 60) == ["a:1"]


async def test_a_dead_message_holds_its_stream_until_somebody_decides(database: Database) -> None:
    outbox = Outbox(database)
    await put(outbox, "a:1", "a:2", "b:1", "b:2")
    for key in ("a:1", "b:1"):
        await outbox.failed(await ident(outbox, key), "422", None)
    assert await due(outbox) == []
    assert await due(outbox, in_order=False) == ["a:2", "b:2"], "text messages do not wait for each other"
    again = await outbox.again(await ident(outbox, "a:1"), NOW)
    assert (again.state, again.failures, again.body["text"]) == (MessageState.WAITING, 0, "路灯")
    await outbox.drop(await ident(outbox, "b:1"), "不需要")
    assert await due(outbox) == ["a:1", "b:2"]
    figures = await outbox.figures(Channel.FEED)
    assert (figures.waiting, figures.dead, figures.dropped, figures.oldest_at) == (3, 0, 1, NOW)


async def test_only_a_dead_message_is_brought_back_or_dropped(database: Database) -> None:
    outbox = Outbox(database)
    await put(outbox, "a:1")
    one = await ident(outbox, "a:1")
    with pytest.raises(WrongStateError, match="expected a dead one, found waiting"):
        await outbox.again(one, NOW)
    await outbox.sent(one, NOW)
    with pytest.raises(WrongStateError, match="found sent"):
        await outbox.drop(one, "x")
    with pytest.raises(NotFoundError):
        await outbox.again(999, NOW)
    await outbox.failed(one, "too late", None)
    assert (await outbox.page("feed", "sent", "", 10)).items[0].problem == "", "what arrived stays arrived"


async def test_numbers_in_a_stream_rise_by_one_however_many_write_at_once(database: Database) -> None:
    outbox = Outbox(database)
    await asyncio.gather(*(outbox.put(message("a", f"a:{n}"), NOW) for n in range(20)))
    found: list[Message] = []
    while some := await outbox.due(Channel.FEED, NOW, 10, in_order=True):
        found += some
        await outbox.sent(some[0].message_id, NOW)
    assert [one.seq for one in found] == list(range(1, 21))
    assert await outbox.forget(NOW + 1) == 19, "the last stays, for its number"
    await put(outbox, "a:next")
    assert (await outbox.due(Channel.FEED, NOW, 1, in_order=True))[0].seq == 21


async def test_pages_show_every_message_once(database: Database) -> None:
    outbox = Outbox(database)
    await put(outbox, *(f"s{n}:1" for n in range(5)))
    seen: list[str] = []
    after = ""
    while True:
        page = await outbox.page("feed", "waiting", after, 2)
        seen += [one.key for one in page.items]
        if page.next is None:
            break
        after = page.next
    assert seen == ["s4:1", "s3:1", "s2:1", "s1:1", "s0:1"]


async def test_what_went_to_a_number_is_remembered(database: Database) -> None:
    outbox = Outbox(database)
    await outbox.put(message("a", "k", Channel.SMS, "13800000000"), NOW)
    await outbox.sent(await ident(outbox, "k"), NOW + 5)
    assert await outbox.sent_to("13800000000", NOW) == (NOW + 5,)
    assert await outbox.sent_to("13900000000", NOW) == ()


async def test_a_code_is_made_once_and_finds_its_ticket(database: Database) -> None:
    codes = ProgressCodes(database)
    made = iter(["CODE1", "CODE2"])
    first = await database.write(lambda connection: code_of(connection, "t1", lambda: next(made)))
    assert await database.write(lambda connection: code_of(connection, "t1", lambda: next(made))) == first == "CODE1"
    assert (await codes.find("CODE1"), await codes.find("CODE2"), await codes.of("t1")) == ("t1", None, "CODE1")


async def test_what_came_in_is_known_again(database: Database) -> None:
    came = Came(source="web", source_key="1", fingerprint="f", body={"text": "路灯"}, ticket_id="t1", at=NOW)
    later = Came(source="web", source_key="1", fingerprint="g", body={"text": "井盖"}, ticket_id="t2", at=NOW)
    assert await database.write(lambda connection: note_came(connection, came)) is None
    assert await database.write(lambda connection: note_came(connection, later)) == came
    assert await Intake(database).find("web", "1") == came
    with pytest.raises(NotFoundError):
        await Intake(database).find("app", "1")


async def test_a_tokens_source_can_be_changed(database: Database) -> None:
    intake = Intake(database)
    await intake.set_source("tok", "web")
    await intake.set_source("tok", "app")
    assert (await intake.source_of("tok"), await intake.source_of("other")) == ("app", None)


async def test_a_file_is_at_a_ticket_once_for_each_purpose(database: Database) -> None:
    attachments = Attachments(database)
    one = Attachment(
        attachment_id="A1", ticket_id="t1", sha256="ab" * 32, name="照片.jpg", media="image/jpeg", size_bytes=2**33,
        purpose=Purpose.REPLY, by="wang", at=NOW,
    )  # fmt: skip
    twice = Attachment(**{**{name: getattr(one, name) for name in one.__slots__}, "attachment_id": "A2"})
    sealed = Attachment(
        **{
            **{name: getattr(one, name) for name in one.__slots__},
            "attachment_id": "A3",
            "purpose": Purpose.SEALED_FORM,
        }
    )
    assert [await attachments.add(each) for each in (one, twice, sealed)] == [one, one, sealed]
    assert await attachments.of("t1") == (one, sealed)
    assert await attachments.get("A1") == one
    with pytest.raises(NotFoundError):
        await attachments.get("A2")
