"""Who may do what over SIP: answers that need no call (REGISTER, OPTIONS, challenges), and which INVITEs are calls."""

import ipaddress
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from callcenter.telephony.digest import Proof, Verdict, challenge, judge, make_nonce, read_credentials
from callcenter.telephony.gate import PROVEN, STRANGER, TRUNK, Buckets, Budget, Refusal
from callcenter.telephony.quiet import QuietLog
from callcenter.telephony.registrar import Bans, Registrar, Registration, RegistrationError
from callcenter.telephony.sip_stack import ALLOW, Reply, Request
from callcenter.telephony.trunks import Trunk

SUPPORTED = frozenset({"timer", "norefersub"})
MAX_BINDINGS_SHOWN = 10
PROOF_LIFE_S = 3600.0

log = logging.getLogger(__name__)
quiet = QuietLog(log)

NO_CONTACT = Reply(code=400, reason="Contact Missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sent an INVITE: exactly one of the two is set."""

    trunk: str = ""
    account: str = ""


class Door:
    """Owns the trunk list, bans and nonces; judges every request before it becomes a transaction."""

    def __init__(self, realm: str, trunks: tuple[Trunk, ...], registrar: Registrar) -> None:
        self._realm = realm
        self._trunks = trunks
        self._called = frozenset(one.way_out.address[0] for one in trunks if one.way_out)
        self._registrar = registrar
        self._secret = secrets.token_bytes(32)
        self._bans = Bans()
        self._buckets = Buckets()
        self._proven: dict[str, float] = {}  # address -> when it last gave a right password
        self._trunk_of: dict[str, str] = {}  # address -> trunk name or '', a cache
        self.refuse_calls: Callable[[], Reply | None] = lambda: None

    # --- on the receiving thread

    def admit(self, source: str, now: float) -> Refusal | None:
        """Tell whether a datagram from this address may be looked at; called on the receiving thread."""
        if self._bans.banned(source, now):
            return Refusal.BANNED
        return None if self._buckets.take(source, self._budget(source, now), now) else Refusal.TOO_FAST

    def _budget(self, source: str, now: float) -> Budget:
        if source in self._called or self.trunk_of(source):
            return TRUNK
        return PROVEN if self._is_proven(source, now) else STRANGER

    def _is_proven(self, source: str, now: float) -> bool:
        """Tell whether a phone at this address gave the right password within the last hour."""
        return now - self._proven.get(source, -PROOF_LIFE_S) < PROOF_LIFE_S

    def trunk_of(self, source: str) -> str:
        """Return the name of the trunk an address belongs to, '' when it is none."""
        known = self._trunk_of.get(source)
        if known is None:
            address = ipaddress.ip_address(source)
            known = next((t.name for t in self._trunks if any(address in net for net in t.networks)), "")
            if len(self._trunk_of) > 4096:
                self._trunk_of.clear()
            self._trunk_of[source] = known
        return known

    # --- on the loop's thread

    def screen(self, request: Request) -> Reply | None:
        """Return the answer to a request, or None when it belongs to a call, old or new."""
        if request.has_dialog:
            return None
        if request.method == "OPTIONS":
            return Reply(code=200, reason="OK", headers=(("Allow", ALLOW), ("Accept", "application/sdp")))
        if request.to_tag:
            return Reply(code=481, reason="Call/Transaction Does Not Exist")
        if request.method == "REGISTER":
            return self._register(request)
        if request.method == "INVITE":
            return self._invite(request) if request.header("contact") else NO_CONTACT
        return Reply(code=405, reason="Method Not Allowed", headers=(("Allow", ALLOW),))

    def caller(self, request: Request) -> Caller:
        """Tell who sent an INVITE that `screen` let through."""
        trunk = self.trunk_of(request.source[0])
        if trunk:
            return Caller(trunk=trunk)
        credentials = read_credentials(request.header("authorization"))
        return Caller(account=credentials.username if credentials else "")

    def _invite(self, request: Request) -> Reply | None:
        if not self.trunk_of(request.source[0]):
            account, refusal = self._authenticate(request)
            if refusal is not None or not account:
                return refusal
        return _unsupported(request) or self.refuse_calls()

    def _register(self, request: Request) -> Reply:
        account, refusal = self._authenticate(request)
        if refusal is not None:
            return refusal
        if account != _aor(request):
            return Reply(code=403, reason="Forbidden")
        wish = Registration(
            account=account,
            contacts=request.headers.get("contact", ()),
            expires=request.header("expires"),
            source=request.source,
        )
        return self._grant(wish)

    def _grant(self, wish: Registration) -> Reply:
        now = time.monotonic()
        try:
            bindings = self._registrar.register(wish, now)
        except RegistrationError as error:
            extra = (("Min-Expires", "15"),) if error.code == 423 else ()
            return Reply(code=error.code, reason=error.reason, headers=extra)
        contacts = tuple(
            ("Contact", f"<{binding.contact}>;expires={max(1, int(binding.expires_at - now))}")
            for binding in bindings[:MAX_BINDINGS_SHOWN]
        )
        return Reply(code=200, reason="OK", headers=contacts)

    def _authenticate(self, request: Request) -> tuple[str, Reply | None]:
        """Return the account a request proves, or the challenge: the same one for known and unknown accounts."""
        now = time.monotonic()
        ip = request.source[0]
        credentials = read_credentials(request.header("authorization"))
        if credentials is None:
            return "", self._challenge(ip, now, stale=False)
        ha1 = self._registrar.ha1(credentials.username)
        proof = Proof(realm=self._realm, secret=self._secret, method=request.method, ip=ip, now=now)
        verdict = judge(credentials, ha1 or "0" * 32, proof)
        if verdict is Verdict.GOOD and ha1:
            self._proven[ip] = now
            return credentials.username, None
        if verdict is Verdict.WRONG or not ha1:
            self._count_failure(ip, request.method, now)
        return "", self._challenge(ip, now, stale=verdict is Verdict.STALE and bool(ha1))

    def _challenge(self, ip: str, now: float, *, stale: bool) -> Reply:
        body = challenge(self._realm, make_nonce(self._secret, ip, now), stale=stale)
        return Reply(code=401, reason="Unauthorized", headers=(("WWW-Authenticate", body),))

    def _count_failure(self, ip: str, method: str, now: float) -> None:
        quiet.warning("wrong SIP password", source=ip, method=method)
        # One phone with an old password must not silence its whole office, nor a citizen's call from a trunk.
        if self._is_proven(ip, now) or self.trunk_of(ip):
            return
        if self._bans.failed(ip, now):
            log.warning("address banned after too many wrong SIP passwords", extra={"source": ip})


def _aor(request: Request) -> str:
    """Return the user part of To: whose bindings a REGISTER is about."""
    body = request.header("to")
    return body.partition(":")[2].partition("@")[0].strip("<> ")


def _unsupported(request: Request) -> Reply | None:
    wanted = {word.strip().lower() for body in request.headers.get("require", ()) for word in body.split(",")}
    missing = sorted(wanted - SUPPORTED - {""})
    if not missing:
        return None
    return Reply(code=420, reason="Bad Extension", headers=(("Unsupported", ", ".join(missing)),))
