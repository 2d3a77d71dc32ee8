"""A telephone number as somebody typed it or another system sent it: one spelling, or none. Pure.

Taken: a mobile number (GB/T 44111), a landline with or without its area code (its extension after 转), 400 and 800
numbers, short numbers (12345, 95598, 1001 within an office), numbers abroad (+852 …). Full-width digits, blanks, dashes
and brackets are how people write; +86 and 0086 go. Several numbers stand with 、 between them.
"""

import re
import unicodedata

LONGEST = 50  # characters, of several numbers with what stands between them
MOST = 3  # numbers
_BETWEEN = re.compile(r"[、,，;；/]")
_EXTENSION = re.compile(r"(?:转分机|转|分机|-|#)(?P<digits>\d{1,6})$")
_HOW_WRITTEN = re.compile(r"[\s().·\-‐-―]")  # every kind of dash, dots, blanks
_HOME = re.compile(r"(?:\+86|0086)(?=\d)|^86(?=1[3-9]\d{9}$)")
_MOBILE = re.compile(r"0?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:0(?:10|2\d)[2-8]\d{7}|0[3-9]\d{2}[2-8]\d{6,7}|[2-8]\d{6,7})")
_SERVICE = re.compile(r"[48]00\d{7}")
_SHORT = re.compile(r"[1-9]\d{2,5}")
_ABROAD = re.compile(r"(?:\+|00)[1-9]\d{6,14}")


def wanted() -> str:
    """What a number should have been, for a refusal."""
    return (
        "a telephone number: mobile 13800000000, landline 0519-88880000 or 88880000, with an extension 88880000转801, "
        "400-800-1234, a short one such as 12345, abroad +852 21234567; several with 、"
    )


def folded(text: str) -> str:
    """The same characters in half width, without blanks at the ends; nothing else is changed."""
    return unicodedata.normalize("NFKC", text).strip()


def typed_number(text: str) -> str | None:
    """Return the number as it is kept, '' for blanks; None when it is no number."""
    plain = folded(text)
    if not plain:
        return ""
    parts = [_one(part) for part in _BETWEEN.split(plain)]
    if len(plain) > LONGEST or len(parts) > MOST or None in parts:
        return None
    return "、".join(dict.fromkeys(part for part in parts if part))


def _one(text: str) -> str | None:
    whole = _bare(text)
    if whole is not None:
        return whole
    extension = _EXTENSION.search(text.strip())
    if extension is None:
        return None
    number = _bare(text.strip()[: extension.start()])
    fits = number is not None and (_LANDLINE.fullmatch(number) or _SERVICE.fullmatch(number))
    return f"{number}转{extension['digits']}" if fits else None


def _bare(text: str) -> str | None:
    """One number without an extension."""
    digits = _HOW_WRITTEN.sub("", text)
    home = _HOME.sub("", digits, count=1)
    if home != digits and re.fullmatch(r"(?:10|2\d)[2-8]\d{7}|[3-9]\d{2}[2-8]\d{6,7}", home):
        home = f"0{home}"
    if mobile := _MOBILE.fullmatch(home):
        return mobile[1]
    known = (_LANDLINE, _SERVICE, _SHORT) if home != digits or not digits.startswith("+") else ()
    if any(shape.fullmatch(home) for shape in known):
        return home
    return digits if home == digits and _ABROAD.fullmatch(digits) else None
