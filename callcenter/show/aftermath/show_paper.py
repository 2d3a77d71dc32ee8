"""A list of a show around its blocks: its name, the day and who was on it. Pure."""

from collections.abc import Sequence

from callcenter.documents.document import Block, Document
from callcenter.show.aftermath.material import Material


def show_paper(m: Material, name: str, blocks: Sequence[Block], *, landscape: bool = False, more: str = "") -> Document:
    """Put them together; `more` goes behind the units."""
    told = f"{m.day}　上线单位：{units(m)}" + (f"　{more}" if more else "")
    return Document(title=f"{m.title}{name}", subtitle=told, landscape=landscape, blocks=tuple(blocks))


def units(m: Material) -> str:
    """Who was on the show."""
    return "、".join(m.show.units) or "（未登记）"
