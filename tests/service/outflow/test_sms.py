"""Messages to citizens: written with the step they tell of, not at night, not too many, nothing personal in them."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from callcenter.outflow.news import SAMPLE, Event
from callcenter.outflow.sms_rules import LONGEST, SmsRulesError, Template, load_sms_rules, render
from queueing.ticket.commands.dispatching import Dispatch
from tests.contracts.store.office import SHANGHAI
from tests.service.outflow.world import Outside, outside


@pytest.fixture
async def out(tmp_path: Path) -> AsyncIterator[Outside]:
    async with outside(f"sqlite:///{tmp_path}/desk.db", tmp_path) as made:
        yield made


async def test_the_citizen_is_told_of_each_step_with_number_and_code(out: Outside) -> None:
    await out.office.accepted("T1")
    await out.office.do("T1", Dispatch(unit="U1"))
    await out.drained(out.sms)
    first, second = out.sms_texts()
    assert first["to"] == "13800000000"
    assert first["text"].startswith("【12345热线】您11月20日反映的“T1路灯不亮”已受理，编号20261120-00001，查询码")
    assert "已转市城市管理局办理" in second["text"]
    code = first["text"].partition("查询码")[2][:12]
    assert code in second["text"]


async def test_at_night_a_message_waits_for_the_morning(out: Outside) -> None:
    out.office.at(datetime(2026, 11, 20, 23, 0, tzinfo=SHANGHAI))
    await out.office.accepted("T1")
    await out.drained(out.sms)
    assert out.sms_texts() == []
    (waiting,) = (await out.outbox.page("sms", "waiting", "", 5)).items
    assert (waiting.failures, waiting.problem) == (0, "quiet hours")
    out.office.at(datetime(2026, 11, 21, 8, 0, tzinfo=SHANGHAI))
    await out.drained(out.sms)
    assert len(out.sms_texts()) == 1


async def test_one_number_gets_its_share_of_a_day_and_the_rest_the_next_day(out: Outside) -> None:
    for number in range(7):
        await out.office.accepted(f"T{number}")
    await out.drained(out.sms)
    assert len(out.sms_texts()) == 5
    out.office.later(24 * 60)
    await out.drained(out.sms)
    assert len(out.sms_texts()) == 7


async def test_a_message_written_twice_is_one_file(out: Outside) -> None:
    await out.office.accepted("T1")
    (message,) = await out.outbox.due(message_channel(out), out.office.clock[0], 5, in_order=False)
    await out.sms._send(message)
    await out.drained(out.sms)
    assert len(out.sms_texts()) == 1


def message_channel(out: Outside) -> object:
    return out.sms.channel


def test_a_long_title_is_cut_and_a_line_end_does_not_break_the_message() -> None:
    template = Template(event=Event.ACCEPTED, text="“{title}”" + "长" * 400)
    news = SAMPLE.__class__(**{**{n: getattr(SAMPLE, n) for n in SAMPLE.__slots__}, "title": "路灯\n不亮" + "很" * 99})
    text = render(template, news, "", SHANGHAI)
    assert len(text) == LONGEST
    assert "\n" not in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("您好{contact_phone}", "found contact_phone"),
        ("{content}", "found content"),
        ("{number.__class__}", "found number.__class__"),
        ("{number!r}", "found number!"),
        ("{0}", "found 0"),
        ("{number", "expected '}'"),
        ("{title}" + "长" * 400, "expected at most 350 characters with sample values"),
    ],
)
def test_a_template_that_would_not_work_is_found_before_it_is_used(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "sms.toml"
    file.write_text(f'[[template]]\nevent = "accepted"\ntext = "{text}"\n', "utf-8")
    with pytest.raises(SmsRulesError) as found:
        load_sms_rules(file)
    assert told in str(found.value)
    assert "template[1].text" in str(found.value)


def test_the_same_event_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sms.toml"
    file.write_text('[[template]]\nevent = "closed"\ntext = "a"\n[[template]]\nevent = "closed"\ntext = "b"\n', "utf-8")
    with pytest.raises(SmsRulesError, match="expected each event once"):
        load_sms_rules(file)
