"""Where the live programme may come from, as a setting; and that what it names exists."""

import re
from collections.abc import Iterable

from callcenter.telephony.tuner.address import fit

DIAL_IN, STUDIO = "dial-in", "studio"
_NUMBER = re.compile(r"[0-9*#+]{1,20}")


def programme_source(text: str) -> str:
    """Pass on what may bring the programme; anything else is refused."""
    if text in ("", STUDIO, DIAL_IN) or _NUMBER.fullmatch(text):
        return text
    if "://" in text:
        return fit(text)
    raise ValueError(f'expected "{STUDIO}", a number, "{DIAL_IN}", or the http(s) address of a stream')


def check_dial_in(number: str, comes_from: str, trunks: Iterable[str], phones: Iterable[str], taken: set[str]) -> None:
    """See that the number is free and the trunk or phone exists.

    Raises:
        ValueError: naming the key, what was expected and what was found.

    """
    known = [*trunks, *phones]
    if number and comes_from not in known:
        expected = f"the name of a [[sip.trunk]] or a number of show.phone ({', '.join(known)})"
        raise ValueError(f"show.programme_from: expected {expected}, found {comes_from!r}")
    if number and number in taken:
        raise ValueError(f"show.programme_number: expected a number that is no queue's or phone's, found {number}")
