"""Who is calling, from P-Asserted-Identity, else Remote-Party-ID, else From (RFC 3325, 3966). Pure."""

import re
from urllib.parse import unquote

from callcenter.telephony.ports import CallerIdentity

MAX_NUMBER = 32
MAX_DISPLAY = 64  # characters an operator's screen has room for
_URI = re.compile(r"<?\s*(sips?|tel):([^>;?\s]*)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s().\-]")  # RFC 3966 visual separators
_DIGITS = re.compile(r"\+?[0-9*#]{1,32}")


def caller_identity(*, pai: list[str], rpid: list[str], sender: str, privacy: str) -> CallerIdentity:
    """Read the caller from header bodies as they stand in the INVITE.

    Args:
        pai: every P-Asserted-Identity body.
        rpid: every Remote-Party-ID body.
        sender: the From body.
        privacy: the Privacy body, '' when absent.

    """
    hidden = _asks_privacy(privacy) or any("privacy=full" in body.lower() for body in rpid)
    for source, bodies in (("pai", pai), ("rpid", rpid), ("from", [sender])):
        for body in _tel_first(bodies):
            found = _read(body, source, hidden=hidden)
            if found is not None:
                return found
    return CallerIdentity(number="", display=_display(sender), anonymous=hidden or _is_anonymous(sender), source="from")


def _tel_first(bodies: list[str]) -> list[str]:
    """Order PAI bodies so that a tel: URI, which is a number by definition, is read before a sip: one."""
    return sorted(bodies, key=lambda body: "tel:" not in body.lower())


def _asks_privacy(privacy: str) -> bool:
    words = {word.strip().lower() for word in privacy.split(";")}
    return bool(words & {"id", "user", "full", "header"})


def _is_anonymous(body: str) -> bool:
    return "anonymous.invalid" in body.lower() or "sip:anonymous@" in body.lower()


def _read(body: str, source: str, *, hidden: bool) -> CallerIdentity | None:
    number = _number(body)
    if not number or (source == "from" and _is_anonymous(body)):
        return None
    return CallerIdentity(number=number, display=_display(body), anonymous=hidden, source=source)


def _number(body: str) -> str:
    found = _URI.search(_without_display(body))
    if found is None:
        return ""
    user = unquote(found.group(2).partition("@")[0].partition(":")[0])
    if found.group(1).lower() != "tel" and "@" not in found.group(2):
        return ""
    digits = _SEPARATORS.sub("", user)[:MAX_NUMBER]
    return digits if _DIGITS.fullmatch(digits) else ""


def _without_display(body: str) -> str:
    text = body.strip()
    if text.startswith('"'):
        return re.sub(r'^"(?:[^"\\]|\\.)*"', "", text)
    return text


def _display(body: str) -> str:
    text = body.strip()
    quoted = re.match(r'"((?:[^"\\]|\\.)*)"', text)
    name = re.sub(r"\\(.)", r"\1", quoted.group(1)) if quoted else text.partition("<")[0] if "<" in text else ""
    visible = "".join(letter for letter in name if letter.isprintable()).strip()
    return visible[:MAX_DISPLAY]


def decode_header_bytes(raw: bytes) -> str:
    """Decode the head of a SIP message: UTF-8, else GB18030 (older Chinese equipment), never an error."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace")
