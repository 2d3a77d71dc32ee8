"""File names of what a show leaves behind hold Chinese and nothing that does harm."""

from pathlib import PurePosixPath, PureWindowsPath

from hypothesis import given
from hypothesis import strategies as st

from callcenter.show.aftermath.file_names import file_name, safe_part


def test_chinese_names_stay_readable() -> None:
    assert file_name("01", "王女士", "花园路小区停水三天", ending="wav") == "01_王女士_花园路小区停水三天.wav"


def test_path_tricks_and_reserved_names_are_taken_out() -> None:
    assert safe_part("../../etc/passwd") == "etcpasswd"
    assert safe_part("C:\\x|y?") == "Cxy"
    assert safe_part("con.") == "_con"
    assert safe_part("王\u202e女\x00士") == "王女士"
    assert safe_part("...") == "未命名"
    assert safe_part("") == "未命名"


@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_whatever_people_type_the_name_is_one_path_part_of_bounded_length(parts: list[str]) -> None:
    name = file_name(*parts, ending="mp3")
    assert PurePosixPath(name).name == name
    assert PureWindowsPath(name).name == name
    assert len(name.encode()) <= 255
    assert name == name.strip()
