"""The daily report counts by hand-made runs, and its files cannot hurt whoever opens them."""

import csv
import io
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from callcenter.probe.daily_figures import day_report
from callcenter.probe.daily_files import page, table
from callcenter.probe.sound import found_in, level_dbfs, words_share
from callcenter.store.probes import ProbeRun

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = 1_763_700_000.0


def run(n: int, to_operator_s: float | None, *faults: str, **more: object) -> ProbeRun:
    measures = {"called": True, "to_answer_s": 0.2, "to_operator_s": to_operator_s, **more}
    return ProbeRun(run_id=f"r{n}", probe="hotline", dialled="12345", at=AT + n, faults=faults, measures=measures)


RUNS = [
    run(0, 3.0, words_share=1.0, heard_text="=1+1 您好<b>"),
    run(1, 15.0, words_share=0.5),
    run(2, 20.0, "slow", words_share=0.0),
    run(3, 5.0, "silent"),
    run(4, 4.0, "wrong_words", words_share=0.0),
    run(5, None, "no_operator"),
    run(6, None, "no_answer", to_answer_s=None),
    ProbeRun(
        run_id="r7", probe="hotline", dialled="12345", at=AT, faults=("service_away",), measures={"called": False}
    ),
]


def test_a_day_is_summed_up_in_both_headings() -> None:
    report = day_report(date(2025, 11, 21), "演示", RUNS)
    reached, served = report.total_reached, report.total_served
    assert (reached.calls, reached.line, reached.operator, reached.both_ways) == (8, 6, 5, 4)
    assert reached.rate == pytest.approx(5 / 8)
    assert reached.faults == {
        "service_away": 1, "no_answer": 1, "no_operator": 1, "silent": 1, "wrong_words": 1, "slow": 1,
    }  # fmt: skip
    assert served.within_15s_rate == pytest.approx(4 / 8)
    assert (served.mean_s, served.p95_s, served.longest_s) == (pytest.approx(47 / 5), 20.0, 20.0)
    assert served.greeting_rate == pytest.approx(3 / 4)
    assert report.numbers[0].reached == reached


def test_a_day_without_probes_shows_no_rate() -> None:
    report = day_report(date(2025, 11, 21), "演示", [])
    assert (report.total_reached.rate, report.total_served.within_15s_rate, report.numbers) == (None, None, ())
    assert "–" in page(report, SHANGHAI)


def test_what_was_heard_is_text_in_page_and_table() -> None:
    report = day_report(date(2025, 11, 21), "演示<script>", RUNS)
    shown = page(report, SHANGHAI)
    assert "<script>" not in shown
    assert "<b>" not in shown
    rows = list(csv.reader(io.StringIO(table(report, SHANGHAI).removeprefix("\ufeff"))))
    assert len(rows) == 1 + len(RUNS)
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert "'=1+1 您好<b>" in rows[1]


def test_our_words_are_found_wherever_they_arrive_and_others_are_not() -> None:
    rng = np.random.default_rng(1)
    said = (3000 * rng.standard_normal(16000)).astype(np.int16)
    other = (3000 * rng.standard_normal(16000)).astype(np.int16)
    heard = np.concatenate((np.zeros(30000), 0.3 * said, np.zeros(5000)))
    assert found_in(said.tobytes(), heard) > 0.95
    assert found_in(other.tobytes(), heard) < 0.2
    assert found_in(said.tobytes(), np.zeros(100)) == 0.0


@pytest.mark.parametrize(
    ("expected", "heard", "share"),
    [
        ((), "您好", None),
        (("您好", "热线"), "您好，这里是政府热线。", 1.0),
        (("您好", "12345"), "您 好一二三四五", 1.0),
        (("热线",), "", 0.0),
    ],
)
def test_expected_words_are_compared_without_spaces_and_by_value(
    expected: tuple[str, ...], heard: str, share: float | None
) -> None:
    assert words_share(expected, heard) == share


def test_silence_has_a_level_and_nothing_has_none() -> None:
    assert level_dbfs(bytes(16000)) == -120.0
    assert level_dbfs(b"") is None
