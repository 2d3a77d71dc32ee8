"""Passwords, bearer tokens and session ids: how they are made, and what of them is kept."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second choice for argon2id: 19 MiB, 2 passes, 1 lane. The library's default (64 MiB, 3 passes, 4 lanes) took
# 0.9 s of both cores while calls were going on: forty operators signing in at eight o'clock would be heard by callers.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_READABLE = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read wrongly from a screen
TOKEN_PREFIX = "cc_"  # noqa: S105 - lets a scanner recognise a leaked token


def hash_password(password: str) -> str:
    """Hash with argon2id and a salt of its own. Takes about 30 ms and 19 MiB: call it in a thread."""
    return _HASHER.hash(password)


def password_fits(kept: str, password: str) -> bool:
    """Compare a password with its hash; a damaged hash fits nothing. Call it in a thread."""
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def sip_digest(number: str, realm: str, password: str) -> str:
    """Return HA1, what the registrar needs of a password (RFC 2617 3.2.2.2); MD5 is what phones speak."""
    return hashlib.md5(f"{number}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()


def new_password() -> str:
    """Make a password to be typed once: 16 characters, 79 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))


def new_secret() -> str:
    """Make an opaque id of 256 bits."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """Return what is kept of a session id or token; enough for 256 random bits, unlike for a password."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
