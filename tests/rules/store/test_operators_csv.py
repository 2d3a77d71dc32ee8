"""The operators' file: every fault by line and column, nothing half taken, no crash on junk."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.store.operators_csv import OperatorLine, OperatorsFileError, parse_operators, read_operators

HEAD = "number,name,password,skills\n"


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(OperatorsFileError) as caught:
        parse_operators(text if isinstance(text, bytes) else text.encode(), "staff.csv")
    return str(caught.value).splitlines()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_as_spreadsheets_save_it_is_read(encoding: str, end: str) -> None:
    text = (HEAD + '8001,"王芳, 组长",p1,hotline;show\n\n8002,李强,"a""b",\n').replace("\n", end)
    assert parse_operators(text.encode(encoding), "f") == (
        OperatorLine(number="8001", name="王芳, 组长", password="p1", skills=("hotline", "show")),
        OperatorLine(number="8002", name="李强", password='a"b'),
    )


def test_every_fault_is_told_with_line_column_expected_and_found() -> None:
    assert faults(HEAD + "80x1,王芳,p,\n8002,,p,\n8003,李,p\n8004,甲,,\n8004,乙,p,a b!;c\n") == [
        "staff.csv: line 2: column number: expected 2 to 15 digits, found '80x1'",
        "staff.csv: line 3: column name: expected 1 to 64 characters without control characters, found ''",
        "staff.csv: line 4: expected 4 columns, found 3",
        (
            "staff.csv: line 5: column password: expected 1 to 128 characters without control characters, "
            "found something else (not shown)"
        ),
        "staff.csv: line 6: column number: expected each number once, found '8004' on line 5 too",
        "staff.csv: line 6: column skills: expected words parted by ; or spaces, found 'a b!;c'",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "name,number,password,skills\n", "8001,王芳,p1,\n"])
def test_a_wrong_header_is_told(text: str) -> None:
    assert faults(text)[0].startswith("staff.csv: line 1: expected the header number,name,password,skills, found ")


def test_bytes_of_no_known_encoding_are_told_by_line() -> None:
    assert faults(HEAD.encode() + b"8001,\xff\xff,p,\n") == [
        "staff.csv: line 2: expected UTF-8 or GB18030, found byte 0xff"
    ]


def test_an_open_quote_is_told() -> None:
    assert "expected CSV" in faults(HEAD + '8001,"王芳,p,\n')[0]


def test_a_wholly_wrong_file_does_not_fill_the_screen() -> None:
    told = faults(HEAD + "x,y,z,\n" * 5000)
    assert len(told) == 51
    assert told[-1].endswith("more faults")


def test_no_password_is_ever_in_a_message() -> None:
    assert not any("secret" in line for line in faults(HEAD + "8001,王芳,secret\x01,\n"))


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(OperatorsFileError, match=r"none\.csv: expected a readable CSV file"):
        read_operators(tmp_path / "none.csv")


@given(st.binary(max_size=200))
def test_junk_is_refused_and_never_crashes(junk: bytes) -> None:
    for content in (junk, HEAD.encode() + junk):
        with contextlib.suppress(OperatorsFileError):
            parse_operators(content, "f")


WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=10)


@given(st.lists(st.tuples(WORDS, WORDS, st.lists(WORDS, max_size=3, unique=True)), max_size=5))
def test_what_is_written_is_read_back(people: list[tuple[str, str, list[str]]]) -> None:
    lines = [f"{8000 + n},{name},{password},{';'.join(skills)}" for n, (name, password, skills) in enumerate(people)]
    read = parse_operators((HEAD + "\n".join(lines)).encode(), "f")
    assert [(one.name, one.password, list(one.skills)) for one in read] == [tuple(person) for person in people]
