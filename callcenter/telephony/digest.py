"""SIP digest authentication (RFC 2617 MD5, as every softphone speaks it): challenges and their answers. Pure."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import Enum, auto

NONCE_LIFE_S = 300.0
_PARAM = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')


class Verdict(Enum):
    """What an Authorization header proves."""

    GOOD = auto()
    STALE = auto()  # the password is right, the nonce old: challenge again without counting a failure
    WRONG = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The fields of an Authorization header that matter."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    qop: str = ""
    nc: str = ""
    cnonce: str = ""


def read_credentials(header: str) -> Credentials | None:
    """Read `Digest name="value", ...`; None when it is not a usable digest."""
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() != "digest":
        return None
    found = {match[0].lower(): match[1] or match[2] for match in _PARAM.findall(rest)}
    if not all(found.get(name) for name in ("username", "realm", "nonce", "uri", "response")):
        return None
    if found.get("algorithm", "MD5").upper() != "MD5" or found.get("qop", "auth") != "auth":
        return None
    return Credentials(**{name: found[name] for name in Credentials.__slots__ if name in found})


def make_nonce(secret: bytes, ip: str, now: float) -> str:
    """Return a nonce that proves by itself when and for which address it was made.

    Args:
        secret: this process's key.
        ip: source address of the request that is challenged.
        now: seconds of a clock that only this process reads.

    """
    stamp = f"{int(now * 1000):x}"
    return f"{stamp}.{_seal(secret, stamp, ip)}"


def _seal(secret: bytes, stamp: str, ip: str) -> str:
    return hmac.new(secret, f"{stamp}|{ip}".encode(), hashlib.sha256).hexdigest()[:32]


def nonce_age_s(secret: bytes, nonce: str, ip: str, now: float) -> float | None:
    """Return how old one of our nonces is in seconds, or None when we did not make it for this address."""
    stamp, _, seal = nonce.partition(".")
    if not re.fullmatch(r"[0-9a-f]{1,16}", stamp) or not hmac.compare_digest(seal, _seal(secret, stamp, ip)):
        return None
    return now - int(stamp, 16) / 1000


def challenge(realm: str, nonce: str, *, stale: bool) -> str:
    """Write the body of a WWW-Authenticate header."""
    return f'Digest realm="{realm}", nonce="{nonce}", algorithm=MD5, qop="auth"{", stale=true" if stale else ""}'


def ha1(number: str, realm: str, password: str) -> str:
    """Return MD5(number:realm:password), the form in which accounts are known here."""
    return _md5(f"{number}:{realm}:{password}")


def answer(credentials: Credentials, method: str, account_ha1: str) -> str:
    """Return the response the right password would give."""
    ha2 = _md5(f"{method}:{credentials.uri}")
    if credentials.qop:
        middle = f"{credentials.nonce}:{credentials.nc}:{credentials.cnonce}:{credentials.qop}"
        return _md5(f"{account_ha1}:{middle}:{ha2}")
    return _md5(f"{account_ha1}:{credentials.nonce}:{ha2}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All that is needed to judge one Authorization header."""

    realm: str
    secret: bytes
    method: str
    ip: str
    now: float


def judge(credentials: Credentials, account_ha1: str, proof: Proof) -> Verdict:
    """Tell whether credentials are right; takes the same time for an unknown account (give it any HA1)."""
    age_s = nonce_age_s(proof.secret, credentials.nonce, proof.ip, proof.now)
    right = hmac.compare_digest(answer(credentials, proof.method, account_ha1), credentials.response.lower())
    if not right or age_s is None or credentials.realm != proof.realm:
        return Verdict.WRONG
    return Verdict.GOOD if age_s <= NONCE_LIFE_S else Verdict.STALE
