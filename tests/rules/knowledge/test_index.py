"""What citizens say finds the entry that answers it."""

from datetime import date
from pathlib import Path

import pytest

from callcenter.knowledge_base.entry import COLUMNS, Entry, EntryError, EntryStatus, cells_of, from_cells
from callcenter.knowledge_base.index import KnowledgeIndex
from callcenter.packaged import city_dir
from callcenter.sheet import SheetError, parse_sheet, read_sheet, write_sheet

TODAY = date(2026, 11, 22)
SAID = Path(__file__).parents[2] / "data" / "knowledge" / "said.tsv"


def city() -> list[Entry]:
    return [row.record for row in read_sheet(city_dir("demo") / "knowledge.csv", COLUMNS, from_cells)]


def entry(entry_id: str, question: str, *asks: str, **other: object) -> Entry:
    known = {"answer": "到窗口办理", "source": "办法", "valid_from": date(2026, 1, 1)} | other
    return Entry(entry_id=entry_id, question=question, asks=asks, **known)  # type: ignore[arg-type]


def ids(index: KnowledgeIndex, said: str, line: str = "", today: date = TODAY) -> list[str]:
    return [one.entry.entry_id for one in index.find(said, today, line)]


def test_on_the_labelled_questions_the_right_entry_is_among_three_nineteen_times_in_twenty() -> None:
    index = KnowledgeIndex(city())
    lines = [line.split("\t") for line in SAID.read_text("utf-8").splitlines() if line and line[0] != "#"]
    asked = [(said, right) for said, right in lines if right != "-"]
    first = sum(ids(index, said)[:1] == [right] for said, right in asked) / len(asked)
    among = sum(right in ids(index, said) for said, right in asked) / len(asked)
    assert len(asked) >= 60
    assert among >= 0.95
    assert first >= 0.90


def test_chat_finds_next_to_nothing() -> None:
    index = KnowledgeIndex(city())
    lines = [line.split("\t") for line in SAID.read_text("utf-8").splitlines() if line.endswith("\t-")]
    assert sum(bool(ids(index, said)) for said, _ in lines) <= 1


def test_a_homophone_costs_a_part_and_not_all() -> None:
    index = KnowledgeIndex([entry("a", "公积金怎么提取"), entry("b", "路灯不亮报修")])
    clear, blurred = index.find("公积金怎么提取", TODAY)[0], index.find("公鸡金怎么提取", TODAY)[0]
    assert clear.score == 1.0
    assert 0.4 < blurred.score < 1.0


@pytest.mark.parametrize(
    "other",
    [
        {"valid_from": date(2026, 11, 23)},
        {"valid_to": date(2026, 11, 21)},
        {"status": EntryStatus.DRAFT},
        {"status": EntryStatus.WITHDRAWN},
        {"line": "show"},
    ],
)
def test_what_does_not_hold_today_or_on_this_line_is_not_read_out(other: dict[str, object]) -> None:
    index = KnowledgeIndex([entry("a", "居住证怎么办理", **other)])
    assert ids(index, "居住证怎么办理", "hotline") == []


def test_an_entry_of_the_line_and_one_for_all_lines_are_found() -> None:
    index = KnowledgeIndex([entry("a", "居住证怎么办理", line="show"), entry("b", "居住证办理地点")])
    assert ids(index, "我想问居住证怎么办理", "show") == ["a", "b"]


def test_the_words_shown_were_said_and_stand_in_the_question() -> None:
    (found,) = KnowledgeIndex([entry("a", "夜间施工噪音怎么处理")]).find("昨天夜间施工把我吵醒了这个噪音谁管", TODAY)
    assert found.shared == ("夜间施工", "噪音")


def test_nothing_said_finds_nothing() -> None:
    assert ids(KnowledgeIndex(city()), "") == []
    assert ids(KnowledgeIndex([]), "停水了") == []


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"answer": " "}, "answer: expected some text"),
        ({"source": ""}, "source: expected some text"),
        ({"answer": "长" * 4001}, "answer: expected at most 4000 characters, found 4001"),
        ({"valid_to": date(2025, 1, 1)}, "valid_to: expected 2026-01-01 or later, found 2025-01-01"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(fault: dict[str, object], expected: str) -> None:
    with pytest.raises(EntryError, match=expected):
        entry("a", "问题", **fault)


def test_a_file_gives_back_what_was_written_to_it() -> None:
    entries = [entry("a", "居住证", "暂住证;".strip(";"), valid_to=date(2027, 1, 1)), entry("b", "=1+1")]
    written = write_sheet([column.name for column in COLUMNS], map(cells_of, entries))
    rows = parse_sheet(written.encode(), "k.csv", COLUMNS, from_cells)
    assert [row.record for row in rows] == entries


def test_a_bad_row_names_line_column_and_what_was_found() -> None:
    text = "entry_id,question,answer,source,valid_from\na,问,答,法,昨天\nb,问,,法,2026-01-01\n"
    with pytest.raises(SheetError) as fault:
        parse_sheet(text.encode(), "k.csv", COLUMNS, from_cells)
    assert "k.csv: line 2: column valid_from: expected a day such as 2026-01-31, found '昨天'" in str(fault.value)
    assert "line 3: answer: expected some text, found none" in str(fault.value)
