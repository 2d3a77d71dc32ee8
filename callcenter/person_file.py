"""What is kept about a person as files they are handed: one CSV for each place, in a ZIP."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from callcenter.documents.as_csv import as_csv
from callcenter.documents.document import Column, Document, Table
from callcenter.store.person import About, Person

NAMES: Mapping[About, str] = {
    About.CALLS: "来电",
    About.TICKETS: "工单与草稿",
    About.EDITS: "修改记录",
    About.RECORDINGS: "录音",
    About.WORDS: "通话文字",
    About.FILES: "附件",
    About.MESSAGES: "发出的消息",
    About.MISSED: "未接来电",
    About.LISTS: "名单",
    About.BROUGHT: "各渠道来件",
    About.LOOKS: "查看记录",
    About.SHOWS: "直播台账",
    About.PAPERS: "已印发的材料",
}


def told(row: Mapping[str, Any]) -> dict[str, str]:
    """One row, every value as text."""
    return {name: _text(value) for name, value in row.items()}


def packed(person: Person) -> bytes:
    """The ZIP; what nothing is kept in has no file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for about, rows in person.rows.items():
            if rows:
                archive.writestr(f"{NAMES[about]}.csv", as_csv(_document(NAMES[about], [told(row) for row in rows])))
    return out.getvalue()


def _document(title: str, rows: Sequence[Mapping[str, str]]) -> Document:
    columns = tuple(Column(title=name) for name in rows[0])
    return Document(title=title, blocks=(Table(columns=columns, rows=tuple(tuple(row.values()) for row in rows)),))


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case datetime():
            return value.isoformat(timespec="seconds")
        case _:
            return json.dumps(value, ensure_ascii=False)
