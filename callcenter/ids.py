"""Identifiers: sortable by time, unguessable enough for a call, short enough to read over the phone."""

import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U


def _base32(value: int, digits: int) -> str:
    text = ""
    for _ in range(digits):
        value, rest = divmod(value, 32)
        text = _ALPHABET[rest] + text
    return text


def new_id(prefix: str, at_s: float) -> str:
    """An id such as `C01J9Z3M4K7QX2P9`: prefix, 9 digits of milliseconds, 6 of chance (30 bits)."""
    return prefix + _base32(int(at_s * 1000), 9) + _base32(secrets.randbits(30), 6)
