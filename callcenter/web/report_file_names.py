"""What a report's file is called where people save it: in Chinese, and by nothing but id for old clients."""

import re
from urllib.parse import quote

from callcenter.reports.catalogue import KINDS
from callcenter.reports.periods import parse
from callcenter.store.reports import ReportRow

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')  # in names of files, on any system


def disposition(row: ReportRow, form: str, ending: str) -> str:
    """The header that names a download."""
    told = quote(f"{report_title(row)}{'_盖章件' if form == 'sealed' else ''}.{ending}", safe="")
    return f"attachment; filename=\"{row.name}-{row.report_id}.{ending}\"; filename*=UTF-8''{told}"


def report_title(row: ReportRow) -> str:
    """Kind, period, unit, number, correction, as far as there are such: 月度分析_2026年11月."""
    period, _, unit = row.period.partition("|")
    number = f"第{row.number}号" if row.number else ""
    again = f"更正{row.correction}" if row.correction else ""
    parts = (KINDS[row.name].zh if row.name in KINDS else row.title, parse(period).zh, unit, number, again)
    return _UNFIT.sub("", "_".join(part for part in parts if part))
