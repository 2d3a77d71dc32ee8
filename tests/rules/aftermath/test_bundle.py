"""Files of a show as one ZIP: nothing is left out without being named."""

import zipfile
from pathlib import Path

import pytest

from callcenter.show.aftermath.bundle import NOT_MADE, bundled


def test_what_could_not_be_made_is_named_in_the_zip_with_the_reason(tmp_path: Path) -> None:
    form = tmp_path / "情况表_甲局.docx"
    form.write_bytes(b"a form")
    with bundled({form.name: form}, {"情况表_乙局.docx": "OSError: 磁盘已满"}) as out, zipfile.ZipFile(out) as archive:
        assert archive.namelist() == ["情况表_甲局.docx", NOT_MADE]
        assert archive.read(form.name) == b"a form"
        assert archive.read(NOT_MADE).decode() == "情况表_乙局.docx：OSError: 磁盘已满\r\n"


def test_a_file_that_is_gone_gives_no_half_zip(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        bundled({"情况表.docx": tmp_path / "情况表.docx"}, {})
