"""The as-run logs, the transcript and the edit list as documents. Pure."""

from collections.abc import Mapping, Sequence

from callcenter.documents.document import Align, Cell, Column, Document, Para, Table, count
from callcenter.show.aftermath.heard import HeardWord
from callcenter.show.aftermath.material import Material, who
from callcenter.show.aftermath.show_paper import show_paper, units
from callcenter.show.aftermath.transcript import turns
from queueing.show.aftermath.as_run import Row, What, archive_log, as_run
from queueing.show.aftermath.edit_list import FRAMES_PER_S, Event, timecode
from queueing.show.aftermath.outlets import Outlet
from queueing.show.aftermath.record import Item
from queueing.show.facts import EntryKind

KINDS = {EntryKind.CALL: "电话连线", EntryKind.PERSON: "嘉宾", EntryKind.MESSAGE: "留言", EntryKind.RECORDING: "录音"}
_WHAT = {
    What.BEGAN: "节目开始",
    What.COVERED: "延时切除，垫播",
    What.DUMPED: "延时切除（未播出）",
    What.ENDED: "节目结束",
}
_LOG = (
    Column(title="序号", width=7),
    Column(title="开始", width=11),
    Column(title="结束", width=11),
    Column(title="文件位置", width=11),
    Column(title="时长", width=8),
    Column(title="内容", width=34, align=Align.LEFT),
    Column(title="形式", width=10),
)


def log_document(m: Material, outlet: Outlet) -> Document:
    """What one outlet aired when."""
    told = f"{outlet.title} · {_how(m, outlet)}"
    return _log(m, f"{m.title}播出记录", told, as_run(m.show, outlet), "切除部分未播出，不在各条之内。")


def archive_document(m: Material) -> Document:
    """What was said in the studio, dumped or not."""
    told = "存档（演播室时间，含切除部分）"
    return _log(m, f"{m.title}播出记录（存档）", told, archive_log(m.show), "本记录含未播出内容，仅供存档。")


def _how(m: Material, outlet: Outlet) -> str:
    if outlet.airs_at is not None:
        return f"录播，{m.time(outlet.airs_at):%Y-%m-%d %H:%M} 起"
    return f"直播，延时 {outlet.delay_s:g} 秒"


def _log(m: Material, title: str, told: str, rows: Sequence[Row], note: str) -> Document:
    filled = tuple(_log_row(m, at, row) for at, row in enumerate(rows, 1))
    return Document(
        title=title,
        subtitle=f"{m.day}　{told}",
        landscape=True,
        blocks=(Table(columns=_LOG, rows=filled), Para(text=note, note=True)),
    )


def _log_row(m: Material, at: int, row: Row) -> tuple[Cell, ...]:
    return (
        count(at),
        f"{m.time(row.starts_at):%H:%M:%S}",
        f"{m.time(row.ends_at):%H:%M:%S}",
        clock(row.file_s),
        clock(row.seconds) if row.seconds else "",
        content(row.item) if row.item else _WHAT[row.what],
        KINDS[row.item.kind] if row.item else "",
    )


def content(item: Item) -> str:
    """What a list says of an entry: nothing by which it could be called."""
    return " · ".join(part for part in (who(item), item.area, item.topic) if part)


def clock(seconds: float) -> str:
    """H:MM:SS of a stretch, whole seconds."""
    whole = round(max(seconds, 0.0))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def transcript_document(m: Material, words: Sequence[HeardWord], *, archive: bool) -> Document:
    """The hour as it was said, a row for each turn."""
    began = m.began_at
    rows = tuple((clock(one.start - began), one.speaker, one.text) for one in turns(words))
    note = (
        "机器转写，未经校对；存档稿，含未播出内容和号码。"
        if archive
        else "机器转写，未经校对；号码已隐去，切除部分不在内。"
    )
    columns = (
        Column(title="时间", width=12),
        Column(title="发言人", width=15),
        Column(title="内容", width=59, align=Align.LEFT),
    )
    name = "文字稿（存档）" if archive else "文字稿"
    return show_paper(m, name, (Table(columns=columns, rows=rows), Para(text=note, note=True)))


def transcript_text(m: Material, words: Sequence[HeardWord]) -> str:
    """The same as plain text, a line for each turn."""
    lines = [f"{clock(one.start - m.began_at)} {one.speaker}：{one.text}" for one in turns(words)]
    return "\n".join([f"{m.title}　{m.day}　上线单位：{units(m)}", "", *lines, ""])


def edit_document(m: Material, parts: Mapping[str, Sequence[Event]]) -> Document:
    """Both parts as tables: what an editor reads beside the lists that programs read."""
    columns = (
        Column(title="序号", width=7),
        Column(title="片段", width=5),
        Column(title="素材入点", width=12),
        Column(title="素材出点", width=12),
        Column(title="钟点", width=10),
        Column(title="成片入点", width=12),
        Column(title="时长", width=8),
        Column(title="内容", width=26, align=Align.LEFT),
    )
    tables = tuple(
        Table(columns=columns, rows=tuple(_edit_row(m, cut) for cut in cuts), caption=_caption(name, cuts))
        for name, cuts in parts.items()
    )
    note = "素材时间从演播室节目开始起算（00:00:00:00），25 帧/秒；切除部分不在内。"
    return Document(
        title=f"{m.title}电视精编版剪辑表",
        subtitle=m.day,
        landscape=True,
        blocks=(*tables, Para(text=note, note=True)),
    )


def _caption(name: str, cuts: Sequence[Event]) -> str:
    return f"{name}　共 {len(cuts)} 段，{clock(sum(cut.frames for cut in cuts) / FRAMES_PER_S)}"


def _edit_row(m: Material, cut: Event) -> tuple[Cell, ...]:
    return (
        count(cut.number),
        f"{cut.clip:02d}",
        timecode(cut.source_in),
        timecode(cut.source_out),
        f"{m.time(m.began_at + cut.source_in / FRAMES_PER_S):%H:%M:%S}",
        timecode(cut.record_in),
        clock(cut.frames / FRAMES_PER_S),
        content(m.show.aired[cut.clip - 1]),
    )
