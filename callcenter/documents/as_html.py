"""A document as one self-contained HTML page, to be looked at before it is taken: no script, nothing loaded."""

from html import escape

from callcenter.documents.cleaning import clean
from callcenter.documents.document import (
    Align,
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Line,
    Para,
    Table,
    text_of,
)
from callcenter.simulation.svg import Series, chart

STYLE = """
body{font:15px/1.7 "Noto Serif CJK SC","SimSun",serif;color:#111;background:#fff;margin:0 auto;
max-width:1000px;padding:24px 32px}h1{font-size:26px;text-align:center;margin:0 0 4px}
h2{font-size:18px;margin:22px 0 6px;font-family:"Noto Sans CJK SC",SimHei,sans-serif}
p{margin:6px 0;white-space:pre-wrap}.sub{text-align:center}.note{font-size:13px;color:#555}
.center{text-align:center}.right{text-align:right}.line{display:grid;grid-template-columns:57% 43%}
table{border-collapse:collapse;width:100%;margin:8px 0}svg{width:100%;height:auto}
th,td{border:1px solid #333;padding:4px 6px;white-space:pre-wrap;overflow-wrap:anywhere}
th{background:#f0f0f0;font-weight:600}td.left{text-align:left}td:empty::after{content:"\\00a0"}
"""


def as_html(document: Document) -> bytes:
    """Write it."""
    parts = [f"<h1>{_told(document.title)}</h1>"]
    if document.subtitle:
        parts.append(f'<p class="sub">{_told(document.subtitle)}</p>')
    parts += [_block(one) for one in document.blocks]
    head = f'<meta charset="utf-8"><title>{_told(document.title)}</title><style>{STYLE}</style>'
    return f'<!doctype html>\n<html lang="zh-CN"><head>{head}</head><body>\n{"".join(parts)}</body></html>\n'.encode()


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h2>{_told(block.text)}</h2>\n"
        case Para():
            kind = "note" if block.note else block.align.value
            return f'<p class="{kind}">{_told(block.text)}</p>\n'
        case Line():
            return f'<div class="line"><span>{_told(block.left)}</span><span>{_told(block.right)}</span></div>\n'
        case Table():
            return _table(block)
        case Chart():
            series = [Series(name=name, values=values, bars=True) for name, values in block.series[:4]]
            return chart(clean(block.title), [clean(one) for one in block.labels], series, unit=block.unit)


def _table(table: Table) -> str:
    caption = f"<h2>{_told(table.caption)}</h2>" if table.caption else ""
    whole = sum(one.width for one in table.columns)
    wide = "".join(f'<col width="{100 * one.width / whole:.1f}%">' for one in table.columns)
    titles = "".join(f"<th>{_told(one.title)}</th>" for one in table.columns)
    rows = "".join(f"<tr>{_row(table.columns, row)}</tr>\n" for row in table.all_rows())
    return f"{caption}<table>{wide}<thead><tr>{titles}</tr></thead><tbody>\n{rows}</tbody></table>\n"


def _row(columns: tuple[Column, ...], row: tuple[Cell, ...]) -> str:
    cells = zip(columns, row, strict=True)
    return "".join(f'<td class="{Align(one.align).value}">{_told(text_of(cell))}</td>' for one, cell in cells)


def _told(text: str) -> str:
    return escape(clean(text))
