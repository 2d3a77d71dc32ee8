"""Softphones: which accounts exist, which phones are registered for them, who is banned. Knows no sockets."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from callcenter.telephony.ports import Account

MIN_EXPIRES_S = 15
MAX_EXPIRES_S = 3600
DEFAULT_EXPIRES_S = 300
MAX_BINDINGS = 10  # phones of one account
_URI = r"sips?:(?:[^@<>\s\"]+@)?[A-Za-z0-9._-]+(?::\d{1,5})?"  # what the SIP stack can surely read
_CONTACT = re.compile(
    rf"\s*(?:\"(?:[^\"\\]|\\.)*\"\s*|[^<\"]*)<({_URI}(?:;[^<>\s?]*)?)(?:\?[^>]*)?>(.*)|\s*({_URI})(\s*|;.*)",
    re.IGNORECASE,
)
_EXPIRES = re.compile(r";\s*expires\s*=\s*(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One registered phone."""

    contact: str  # Contact URI as it registered
    source: tuple[str, int]  # where its REGISTER came from: through a NAT the only address that works
    expires_at: float  # monotonic seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One REGISTER whose digest was right."""

    account: str
    contacts: tuple[str, ...]  # Contact bodies
    expires: str  # Expires body, '' when absent
    source: tuple[str, int]


class RegistrationError(ValueError):
    """A REGISTER that cannot be granted; `code` and `reason` are its SIP answer."""

    def __init__(self, code: int, reason: str) -> None:
        """Keep the answer."""
        self.code = code
        self.reason = reason
        super().__init__(f"{code} {reason}")


OnReachable = Callable[[str, bool], None]


class Registrar:
    """Owns accounts and bindings; tells `on_reachable(account, reachable)` at the first and after the last binding."""

    def __init__(self, on_reachable: OnReachable) -> None:
        self._on_reachable = on_reachable
        self._ha1: dict[str, str] = {}
        self._bindings: dict[str, dict[str, Binding]] = {}

    def set_accounts(self, accounts: Iterable[Account]) -> None:
        """Replace the list of accounts; bindings of those that stay with the same password are kept."""
        fresh = {account.number: account.ha1.lower() for account in accounts}
        changed = [number for number, ha1 in self._ha1.items() if fresh.get(number) != ha1]
        self._ha1 = fresh
        for number in changed:
            self._drop(number, list(self._bindings.get(number, {})))

    def ha1(self, number: str) -> str:
        """Return the HA1 of an account, '' when there is none."""
        return self._ha1.get(number, "")

    def bindings(self, account: str) -> tuple[Binding, ...]:
        """Return the registered phones of an account, the one that registered last first."""
        return tuple(reversed(self._bindings.get(account, {}).values()))

    def registered(self) -> tuple[str, ...]:
        """Return the accounts that have at least one phone."""
        return tuple(self._bindings)

    def register(self, wish: Registration, now: float) -> tuple[Binding, ...]:
        """Grant a REGISTER; without Contact it only asks for the list.

        Raises:
            RegistrationError: an unreadable Contact, too short an expiry, too many phones.

        """
        if any(body.strip() == "*" for body in wish.contacts):
            if _seconds(wish.expires, DEFAULT_EXPIRES_S) != 0:
                raise RegistrationError(400, "Expires Must Be 0 With Contact *")
            self._drop(wish.account, list(self._bindings.get(wish.account, {})))
            return ()
        for body in wish.contacts:
            self._bind(wish, *_contact(body, wish.expires), now)
        return self.bindings(wish.account)

    def _bind(self, wish: Registration, contact: str, expires_s: int, now: float) -> None:
        if expires_s == 0:
            self._drop(wish.account, [contact])
            return
        if expires_s < MIN_EXPIRES_S:
            raise RegistrationError(423, "Interval Too Brief")
        known = self._bindings.setdefault(wish.account, {})
        is_first = not known
        known.pop(contact, None)
        if len(known) >= MAX_BINDINGS:
            raise RegistrationError(403, "Too Many Phones")
        expires_at = now + min(expires_s, MAX_EXPIRES_S)
        known[contact] = Binding(contact=contact, source=wish.source, expires_at=expires_at)
        if is_first:
            self._on_reachable(wish.account, True)

    def drop(self, account: str, contact: str) -> None:
        """Forget one phone, for example because it no longer answers."""
        self._drop(account, [contact])

    def sweep(self, now: float) -> None:
        """Forget the phones whose registration ran out."""
        for account, known in list(self._bindings.items()):
            self._drop(account, [contact for contact, binding in known.items() if binding.expires_at <= now])

    def _drop(self, account: str, contacts: list[str]) -> None:
        known = self._bindings.get(account)
        if known is None:
            return
        for contact in contacts:
            known.pop(contact, None)
        if not known:
            del self._bindings[account]
            self._on_reachable(account, False)


def _contact(body: str, expires: str) -> tuple[str, int]:
    """Read one Contact: its URI and for how many seconds it asks."""
    found = _CONTACT.fullmatch(body)
    if found is None:
        raise RegistrationError(400, "Contact Not Understood")
    own = _EXPIRES.search(found.group(2) or found.group(4) or "")
    return found.group(1) or found.group(3), int(own.group(1)) if own else _seconds(expires, DEFAULT_EXPIRES_S)


def _seconds(text: str, default: int) -> int:
    word = text.strip()
    return int(word) if word.isdecimal() and len(word) < 10 else default


FAILURES = 10  # wrong passwords from one address ...
WINDOW_S = 60.0  # ... within this time ...
BAN_S = 300.0  # ... and it is not listened to for so long
MAX_ADDRESSES = 10_000


class Bans:
    """Owns who failed to authenticate how often, and which addresses are not listened to for a while."""

    def __init__(self) -> None:
        self._failures: dict[str, list[float]] = {}
        self._until: dict[str, float] = {}

    def failed(self, address: str, now: float) -> bool:
        """Count a wrong password; True when this one brings a ban."""
        if len(self._failures) > MAX_ADDRESSES:
            self._failures.clear()
        recent = [at for at in self._failures.get(address, []) if now - at < WINDOW_S] + [now]
        self._failures[address] = recent
        if len(recent) < FAILURES:
            return False
        del self._failures[address]
        self._until[address] = now + BAN_S
        return True

    def banned(self, address: str, now: float) -> bool:
        """Tell whether an address is banned now; safe to ask from another thread."""
        until = self._until.get(address)
        if until is None:
            return False
        if now >= until:
            self._until.pop(address, None)
            return False
        return True
