"""Hide what names a citizen: phone numbers to 138****0000, other words to ***."""

import re
from collections.abc import Callable

HIDDEN = "***"
_COUNTRY = re.compile(r"^(\+86|0086)(?=\d{11}$)")
_NUMBER = re.compile(r"^\+?[0-9*#]+$")
# A mobile number (GB/T 44111: 11 digits, 1[3-9]) whatever letters stand beside it (微信wx139..); a number with its area
# code; an identity number (GB 11643: 17 digits and a digit or X); any other run of 8 to 19 digits, as bank cards have.
# A point or colon beside it means a time or an address, not a phone; letters beside a run, some other thing's number.
_IN_TEXT = re.compile(
    r"(?<![0-9.:_+-])(?:\+86|0086)?1[3-9]\d{9}(?![0-9_-]|[.:][0-9])"
    r"|(?<![0-9])[1-9]\d{16}[0-9Xx](?![0-9])"
    r"|(?<![0-9A-Za-z_+-])(?<![0-9][.:])(?:\+86|0086)?"
    r"(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{8,19})"
    r"(?![0-9A-Za-z_-]|[.:][0-9])"
)


def mask_number(number: str) -> str:
    """Keep the first three and the last four digits of a full number; of a short one only the last two."""
    country = _COUNTRY.match(number)
    prefix = country.group() if country else ""
    digits = number.removeprefix(prefix)
    if len(digits) >= 11:
        return f"{prefix}{digits[:3]}****{digits[-4:]}"
    return f"****{digits[-2:]}" if len(digits) > 4 else "****" if digits else ""


def mask_value(value: object) -> object:
    """Hide one personal value of a log line: numbers keep their shape, words vanish, lists and objects item by item."""
    if isinstance(value, str):
        return mask_number(value) if _NUMBER.match(value) else HIDDEN if value else ""
    if isinstance(value, dict):
        return {key: mask_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_value(item) for item in value]
    return value if value is None or isinstance(value, bool) else HIDDEN


def mask_numbers_in(text: str, keep: Callable[[re.Match[str]], bool] = lambda _hit: False) -> str:
    """Hide whatever looks like a phone number inside a sentence that others wrote; `keep`: those that stay."""
    return _IN_TEXT.sub(lambda hit: hit.group() if keep(hit) else mask_number(hit.group().replace("-", "")), text)
