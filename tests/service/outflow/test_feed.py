"""The feed to the province: every event arrives, in order within a ticket, whatever the receiver does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.outflow import post
from callcenter.outflow.feed import FeedRulesError, load_feed_rules
from callcenter.outflow.post import Said
from callcenter.store.outbox import MessageState
from callcenter.store.ticket import TicketField
from queueing.events import TransitionError
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Sign
from queueing.ticket.commands.oversight import ReferToDiscipline
from queueing.ticket.commands.replying import ReplyWith
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Who
from tests.service.outflow.world import Outside, outside

UNIT = Who(name="wang", unit="U1")


@pytest.fixture
async def out(tmp_path: Path) -> AsyncIterator[Outside]:
    async with outside(f"sqlite:///{tmp_path}/desk.db", tmp_path) as made:
        yield made


async def travel(out: Outside, name: str) -> None:
    """Accepted, dispatched, signed, replied."""
    await out.office.accepted(name)
    for command, who in (
        (Dispatch(unit="U1"), None),
        (Sign(), UNIT),
        (ReplyWith(text="已修复", answer=Answer.SOLVED, signer="王局长"), UNIT),
    ):
        out.office.later(1)
        await out.office.do(name, command, *([who] if who else []))


async def test_every_event_arrives_signed_in_order_under_the_provinces_names(out: Outside) -> None:
    await travel(out, "T1")
    await out.drained(out.feed)
    assert out.province.events("T1") == ["受理", "派单", "签收", "答复"]
    assert [one["xh"] for one in out.province.got] == [1, 2, 3, 4]
    assert out.province.got[1]["cbdw"] == "市城市管理局"
    assert out.province.got[3]["dfnr"] == "已修复"
    assert out.province.bad_signatures == 0


async def test_while_the_receiver_answers_500_order_is_kept_and_nothing_is_lost(out: Outside) -> None:
    out.province.answers = [500, 503, 500]
    await travel(out, "T1")
    for _ in range(10):
        await out.drained(out.feed)
        out.office.clock[0] += 10
    assert out.province.events("T1") == ["受理", "派单", "签收", "答复"]
    assert len(out.province.seen) == 7, "three refusals, four that were taken"


async def test_one_ticket_in_trouble_does_not_hold_the_others(out: Outside) -> None:
    out.province.answers = [422]
    await travel(out, "T1")
    await travel(out, "T2")
    await out.drained(out.feed)
    assert out.province.events("T1") == []
    assert out.province.events("T2") == ["受理", "派单", "签收", "答复"]


async def test_what_is_refused_becomes_a_dead_letter_and_goes_on_when_sent_again(out: Outside) -> None:
    out.province.answers = [422, 422]
    await travel(out, "T1")
    for _ in range(3):
        await out.drained(out.feed)
        out.office.clock[0] += 100
    (dead,) = (await out.outbox.page("feed", "dead", "", 10)).items
    assert (dead.seq, dead.problem, dead.failures) == (1, "expected 2xx, found 422", 2)
    assert out.province.events("T1") == [], "what follows waits behind it"
    await out.outbox.again(dead.message_id, out.office.clock[0])
    await out.drained(out.feed)
    assert out.province.events("T1") == ["受理", "派单", "签收", "答复"]


async def test_a_receiver_that_is_away_is_tried_more_and_more_rarely_and_then_given_up(
    tmp_path: Path, out: Outside
) -> None:
    """The receiver that does not answer in time counts as away."""
    out.province.answers = [503] * 5
    await out.office.accepted("T1")
    began, tried = out.office.clock[0], []
    for _ in range(60):
        before = len(out.province.seen)
        await out.feed.once()
        if len(out.province.seen) > before:
            tried.append(out.office.clock[0] - began)
        out.office.clock[0] += 1
    assert tried == [0, 1, 3, 7, 15]
    assert (await out.outbox.page("feed", "", "", 1)).items[0].state is MessageState.DEAD
    assert out.feed.check()[0] is False


async def test_a_slow_receiver_that_took_it_gets_it_again_under_the_same_key(
    out: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer came too late: at least once means it may come twice, and the key says that it is the same."""
    monkeypatch.setattr(post, "WITHIN_S", 0.05)
    out.province.slow_s = 0.3
    await out.office.accepted("T1")
    await out.feed.once()
    out.province.slow_s = 0.0
    out.office.clock[0] += 5
    await out.drained(out.feed)
    assert len(set(out.province.seen)) == 1
    assert len(out.province.seen) == 2
    assert out.province.events("T1") == ["受理"]


async def test_a_step_that_is_refused_tells_nobody(out: Outside) -> None:
    await out.office.accepted("T1")
    with pytest.raises(TransitionError):
        await out.office.do("T1", Sign(), UNIT)
    await out.drained(out.feed)
    assert out.province.events("T1") == ["受理"]


async def test_a_confidential_matter_is_told_without_name_and_number(out: Outside) -> None:
    await out.office.accepted("T1", confidential=True)
    (told,) = (await out.outbox.page("feed", "", "", 10)).items
    assert (told.body["contact_phone"], told.body["contact_name"]) == ("", "")


async def test_of_a_matter_that_went_to_the_discipline_authority_nothing_more_is_told(out: Outside) -> None:
    await out.office.accepted("T1")
    await out.office.do("T1", Dispatch(unit="U1"))
    await out.office.do("T1", ReferToDiscipline(people=("zhang",), why="推诿"), Who(name="lin"))
    await out.office.do("T1", Sign(), UNIT)
    told = {(one.channel, one.body["event"]) for one in (await out.outbox.page("", "", "", 50)).items}
    assert told == {(channel, event) for channel in ("feed", "sms") for event in ("accepted", "dispatched")}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[field]]\nname = "a"\nsource = "secret"\n', r"field\[1\]\.source: expected one of .* found 'secret'"),
        ('[[field]]\nname = "a"\n', r"field\[1\]: expected a source or a value, found neither"),
        ('[[field]]\nname = "event"\nvalue = "x"\n', "expected each name once, found 'event' twice"),
        ('[[event]]\nevent = "lost"\nname = "x"\n', "expected one of accepted"),
        ("[[event", "expected TOML"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_by_key(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "feed.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(FeedRulesError, match=told):
        load_feed_rules(file)


async def test_a_title_goes_out_without_names_and_a_confidential_matter_without_any_sign_of_who(out: Outside) -> None:
    said = {
        "title": "我叫王建国，小区停水",
        "content": "我叫王建国，微信wx13900100777，小区停水",
        "contact_name": "王先生",
    }
    fields = {name: TicketField(value=value) for name, value in said.items()}
    for name, confidential in (("T1", False), ("T2", True)):
        await out.office.accepted(name, confidential=confidential, fields=fields)
        await out.office.do(name, Dispatch(unit="U1"))
        await out.office.do(name, Sign(), UNIT)
        reply = ReplyWith(text="王建国您好，王女士13900100777，已供水", answer=Answer.SOLVED, signer="王局长")
        await out.office.do(name, reply, UNIT)
    await out.drained(out.feed)
    plain, secret = (next(one for one in out.province.got if one["stream"] == name) for name in ("T1", "T2"))
    assert "王建国" not in plain["bt"]
    told = str([one for one in out.province.got if one["stream"] == "T2"])
    assert not [one for one in ("王建国", "王女士", "王先生", "13900100777") if one in told]
    assert "小区停水" in secret["bt"]
    assert "已供水" in told


SAYS = Said(field="code", ok=("0",), later=("-1",))
NO = ('{"code": 500, "msg": "系统异常"}', '{"code": true}', '{"code": "00"}')
AGAIN = ('{"code": -1}', "", "<html>", "[]", "null", '{"msg": "ok"}', '{"code": null}')


@pytest.fixture
async def worded(tmp_path: Path) -> AsyncIterator[Outside]:
    """A province that answers 200 whatever happens, and says in words whether it took it."""
    async with outside(f"sqlite:///{tmp_path}/desk.db", tmp_path, answer=SAYS) as made:
        yield made


@pytest.mark.parametrize("said", NO)
async def test_an_answer_of_200_that_says_no_is_a_refusal_and_the_dead_letter_goes_on_when_sent_again(
    worded: Outside, said: str
) -> None:
    worded.province.says = [said] * 2
    await travel(worded, "T1")
    for _ in range(6):
        await worded.drained(worded.feed)
        worded.office.clock[0] += 10
    assert worded.province.events("T1") == [], "those behind the dead one wait: order is kept"
    (dead,) = (await worded.outbox.page("feed", MessageState.DEAD, "", 10)).items
    assert dead.problem.startswith("expected code 0, found")
    await worded.outbox.again(dead.message_id, worded.office.clock[0])
    await worded.drained(worded.feed)
    assert worded.province.events("T1") == ["受理", "派单", "签收", "答复"]


@pytest.mark.parametrize("said", AGAIN)
async def test_an_answer_of_200_that_says_later_or_nothing_is_trouble_and_nothing_is_lost(
    worded: Outside, said: str
) -> None:
    worded.province.says = [said] * 3
    await travel(worded, "T1")
    for _ in range(10):
        await worded.drained(worded.feed)
        worded.office.clock[0] += 10
    assert worded.province.events("T1") == ["受理", "派单", "签收", "答复"]


async def test_a_redirection_is_a_refusal_and_nothing_goes_to_the_other_address(out: Outside) -> None:
    out.province.answers = [302, 307]
    await travel(out, "T1")
    for _ in range(6):
        await out.drained(out.feed)
        out.office.clock[0] += 10
    (dead,) = (await out.outbox.page("feed", MessageState.DEAD, "", 10)).items
    assert dead.problem == "expected 2xx, found 307"
    assert (len(out.province.seen), out.province.got) == (2, [])


def test_a_mapping_that_names_no_values_for_its_answer_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "feed.toml"
    for text, fault in (("[answer]\nfield = 'code'\n", "answer.ok"), ("[answer]\nok = ['0']\n", "answer.field")):
        file.write_text(text, "utf-8")
        with pytest.raises(FeedRulesError, match=fault):
            load_feed_rules(file)
