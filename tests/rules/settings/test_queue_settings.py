"""What a queue's rules may say, and how the file is told that they may not."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.queue_settings import policies
from callcenter.settings import Settings, SettingsError, load
from queueing.days.calendar import Calendar
from queueing.desk.policy import Move, Step

QUEUE = """
[[queue]]
name = "hotline"
numbers = ["12345"]
{hotline}
[[queue]]
name = "night"
numbers = ["12346"]
{night}
"""


def refused(folder: Path, hotline: str = "", night: str = "") -> str:
    file = folder / "site.toml"
    file.write_text(QUEUE.format(hotline=hotline, night=night), "utf-8")
    with pytest.raises(SettingsError) as fault:
        load(file, {})
    return str(fault.value).removeprefix(f"{file}: ")


def test_a_queue_that_overflows_into_itself_is_refused_with_its_key_and_the_circle(tmp_path: Path) -> None:
    said = refused(tmp_path, 'when_full = "queue:hotline"')
    assert said == ("queue.0.when_full: queue hotline: expected a chain that ends, found the circle hotline -> hotline")


def test_a_circle_over_two_queues_is_refused_too(tmp_path: Path) -> None:
    said = refused(tmp_path, 'overflow = [{ after_s = 60, to = "queue:night" }]', 'when_closed = "queue:hotline"')
    assert said == (
        "queue.0.overflow: queue hotline: expected a chain that ends, found the circle hotline -> night -> hotline"
    )


@pytest.mark.parametrize(
    ("keys", "key", "reason"),
    [
        ('when_full = "queue:nowhere"', "queue.0.when_full", "expected a queue to overflow to, found 'nowhere'"),
        ('when_closed = "silence"', "queue.0.when_closed", "expected one of"),
        ('overflow = [{ after_s = 9, to = "refuse" }]', "queue.0.overflow.0.to", "for one who waits"),
        (
            'overflow = [{ after_s = 9, to = "callback" }, { after_s = 9, to = "voicemail" }]',
            "queue.0",
            "each later than the last",
        ),
        ("surge_waiting = 5\nsurge_over = 5", "queue.0", "expected surge_over below surge_waiting (5), found 5"),
        ('open = ["17:00-09:00"]', "queue.0.open.0", "opens before it closes"),
        ('open = ["13:00-17:00", "09:00-12:00"]', "queue.0", "shifts in order and apart"),
        ("max_wait_s = -1", "queue.0.max_wait_s", "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_refused_with_file_key_and_reason(tmp_path: Path, keys: str, key: str, reason: str) -> None:
    said = refused(tmp_path, keys)
    assert said.startswith(f"{key}: ")
    assert reason in said


def test_the_rules_get_what_the_file_says(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    hotline = 'open = ["09:00-12:00"]\nworking_days_only = true\noverflow = [{ after_s = 60, to = "queue:night" }]'
    file.write_text(QUEUE.format(hotline=hotline, night=""), "utf-8")
    queues = load(file, {}).queue
    found = policies(queues, Calendar(published=frozenset()), ZoneInfo("Asia/Shanghai"))["hotline"]
    assert found.overflow == (Step(after_s=60.0, move=Move.parse("queue:night")),)
    assert found.office is not None
    assert not found.office.hours.every_day


def test_by_default_nobody_is_led_anywhere_but_a_full_line_is_busy() -> None:
    found = policies(Settings().queue, Calendar(published=frozenset()), ZoneInfo("Asia/Shanghai"))["hotline"]
    assert (str(found.when_full), str(found.no_operator), found.overflow, found.max_wait_s) == ("refuse", "wait", (), 0)
    assert found.open_at(0.0)
