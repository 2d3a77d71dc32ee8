"""A report around its blocks: title, number or correction, site and period. Pure."""

from collections.abc import Sequence

from callcenter.documents.document import Block, Document
from callcenter.reports.material import Material

NONE = "本期没有相关诉求。"


def paper(m: Material, title: str, blocks: Sequence[Block], *, landscape: bool = False) -> Document:
    """Put them together."""
    corrected = f"（更正{m.correction}）" if m.correction else ""
    number = f"{m.choice.period.first.year}年第{m.number}期{corrected}　" if m.number else ""
    subtitle = f"{number}{m.site}　{m.choice.period.zh}"
    if m.choice.unit:
        subtitle += f"　{m.choice.unit}"
    return Document(title=title, subtitle=subtitle, blocks=tuple(blocks), landscape=landscape)
