"""Text that every file format can hold: what a citizen said may contain anything."""

import re

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_DANGEROUS = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
CELL_MOST = 32_000  # Excel holds 32,767 characters a cell
CUT = "…（未完，全文见工单）"


def clean(text: str) -> str:
    """Without control characters, lone surrogates and marks that turn the writing's direction; one kind of line end."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def clean_cell(text: str) -> str:
    """Clean text that fits into a spreadsheet's cell."""
    found = clean(text)
    return found if len(found) <= CELL_MOST else found[: CELL_MOST - len(CUT)] + CUT


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet might take it for a formula; a plain number is none."""
    return bool(_DANGEROUS.match(text)) and not _is_number(text)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?\d{1,15}(\.\d+)?%?", text))
