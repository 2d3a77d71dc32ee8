"""A hand-driven softphone: a Party that registers with digest and answers INVITEs the way a test says."""

import re
import secrets

from callcenter.telephony.digest import Credentials, answer, ha1
from tests.wire.phones.trunk import Message, Party, new_branch


def authorization(challenge: str, number: str, password: str, method: str, uri: str) -> str:
    """Return the Authorization header that answers a WWW-Authenticate body."""
    fields = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    known = {"username": number, "realm": fields["realm"], "nonce": fields["nonce"], "uri": uri}
    cnonce = secrets.token_hex(4)
    asked = Credentials(**known, response="", qop="auth", nc="00000001", cnonce=cnonce)
    response = answer(asked, method, ha1(number, fields["realm"], password))
    quoted = ", ".join(f'{name}="{value}"' for name, value in known.items())
    return f'Authorization: Digest {quoted}, response="{response}", qop=auth, nc=00000001, cnonce="{cnonce}"'


def register_request(phone: Party, number: str, cseq: int, *extra: str, call_id: str = "reg") -> str:
    """Write a REGISTER for the phone's own address."""
    aor = f"sip:{number}@{phone.server[0]}"
    lines = [
        f"REGISTER sip:{phone.server[0]} SIP/2.0",
        f"Via: SIP/2.0/UDP {phone.ip}:{phone.port};rport;branch={new_branch()}",
        f"From: <{aor}>;tag={secrets.token_hex(4)}",
        f"To: <{aor}>",
        f"Call-ID: {call_id}-{phone.port}",
        f"CSeq: {cseq} REGISTER",
        "Max-Forwards: 70",
        *extra,
        "Content-Length: 0",
    ]
    return "\r\n".join(lines) + "\r\n\r\n"


def contact(phone: Party, number: str, expires_s: int = 60) -> str:
    """Write the Contact header of a phone."""
    return f"Contact: <sip:{number}@{phone.ip}:{phone.port}>;expires={expires_s}"


async def challenge_of(phone: Party, number: str, cseq: int = 1) -> Message:
    """Send a REGISTER without credentials and return the answer."""
    phone.send(register_request(phone, number, cseq, contact(phone, number)))
    return await phone.wait(lambda m: m.code >= 200 and m["cseq"] == f"{cseq} REGISTER")


async def register(phone: Party, number: str, password: str, *, cseq: int = 1, expires_s: int = 60) -> Message:
    """Register with digest and return the final answer."""
    asked = await challenge_of(phone, number, cseq)
    header = authorization(asked["www-authenticate"], number, password, "REGISTER", f"sip:{phone.server[0]}")
    phone.send(register_request(phone, number, cseq + 1, header, contact(phone, number, expires_s)))
    return await phone.wait(lambda m: m.code >= 200 and m["cseq"] == f"{cseq + 1} REGISTER")


async def rung(phone: Party, seconds: float = 15.0) -> Message:
    """Return the next INVITE and answer it with 180."""
    invite = await phone.wait(lambda m: m.code == 0 and m.method == "INVITE", seconds)
    phone.reply(invite, 180, "Ringing", tag="phone")
    return invite


def pick_up(phone: Party, invite: Message, sdp: str) -> None:
    """Answer an INVITE with 200."""
    phone.reply(invite, 200, "OK", f"Contact: <sip:phone@{phone.ip}:{phone.port}>", body=sdp, tag="phone")


async def request(phone: Party, method: str, seconds: float = 15.0) -> Message:
    """Return the next request of a method."""
    return await phone.wait(lambda m: m.code == 0 and m.method == method, seconds)
