"""A document as the sheets of a workbook: tables of one shape share a sheet, so no column is too narrow. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from callcenter.documents.document import Block, Chart, Document, Heading, Table

_NUMBERING = "一二三四五六七八九十、"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet. `name`: of its tab; the first one's is the document's title."""

    name: str
    blocks: tuple[Block, ...]

    def tables(self) -> Sequence[Table]:
        """Its tables: all have the same columns' widths."""
        return [one for one in self.blocks if isinstance(one, Table)]


def sheets_of(document: Document) -> list[Sheet]:
    """Part it before each table that is of another shape than the one before, at the heading that leads to it."""
    found: list[Sheet] = []
    name, blocks = document.title, list[Block]()
    shape: tuple[float, ...] = ()
    for block in document.blocks:
        if isinstance(block, Table):
            if shape and shape != _shape(block):
                at = _led_from(blocks)
                found.append(Sheet(name=name, blocks=tuple(blocks[:at])))
                name, blocks = _name(blocks[at:], block), blocks[at:]
            shape = _shape(block)
        blocks.append(block)
    return [*found, Sheet(name=name, blocks=tuple(blocks))]


def _shape(table: Table) -> tuple[float, ...]:
    return tuple(column.width for column in table.columns)


def _led_from(blocks: Sequence[Block]) -> int:
    """Where what leads to the next table begins: at the last heading since the table before, else right here."""
    for at in range(len(blocks) - 1, -1, -1):
        if isinstance(blocks[at], Heading):
            return at
        if isinstance(blocks[at], Table | Chart):
            break
    return len(blocks)


def _name(led_by: Sequence[Block], table: Table) -> str:
    heading = next((one.text for one in led_by if isinstance(one, Heading)), "")
    return table.caption or heading.lstrip(_NUMBERING) or "表"
