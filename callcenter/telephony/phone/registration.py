"""Keeping a phone registered: REGISTER, digest, refresh before it expires, again after a failure."""

from typing import TYPE_CHECKING

from callcenter.telephony.phone.digest import ChallengeError, authorization
from callcenter.telephony.phone.events import Registration
from callcenter.telephony.phone.loop import Alarm
from callcenter.telephony.phone.message import Message
from callcenter.telephony.phone.pyvoip import PhoneStatus
from callcenter.telephony.phone.transactions import Address

if TYPE_CHECKING:
    from callcenter.telephony.phone.phone import Phone

EXPIRES_S = 120
RETRY_S = 3.0  # after a refusal or no reply
REFRESH_AT = 0.6  # of the granted time


class Keeper:
    """Owns the registration of one phone; runs on the loop's thread.

    Replaces pyVoIP's `register`, which took any next datagram for its answer, blocked, and gave up for good.
    """

    def __init__(self, phone: "Phone") -> None:
        self._phone = phone
        self._call_id = phone.signalling.gen_call_id()
        self._alarm: Alarm | None = None
        self._ended = False
        self._known: bool | None = None

    def start(self) -> None:
        self._send(EXPIRES_S)

    def stop(self) -> None:
        """Take the binding away; the answer is not awaited here."""
        self._ended = True
        if self._alarm:
            self._alarm.cancel()
        if self._phone.get_status() == PhoneStatus.REGISTERED:
            self._send(0)
        else:
            self._phone.set_status(PhoneStatus.INACTIVE)

    def _send(self, expires_s: int, answer: tuple[str, ...] = (), tries: int = 0) -> None:
        phone = self._phone
        phone.set_status(PhoneStatus.REGISTERING if expires_s else PhoneStatus.DEREGISTERING)
        text = phone.signalling.gen_registration(self._call_id, expires_s, answer)

        def heard(message: Message, _source: Address) -> None:
            if message.code >= 200:
                self._heard(message, text.split(" ", 2)[1], expires_s, tries)

        phone.signalling.request(text, (phone.server, phone.port), heard, lambda: self._result(0, expires_s))

    def _heard(self, message: Message, uri: str, expires_s: int, tries: int) -> None:
        # A second challenge right after an answer means a stale nonce at best; a third means a wrong password.
        if message.code not in (401, 407) or tries > (1 if "stale" in message.authentication else 0):
            self._result(message.code, _granted_s(message, expires_s))
            return
        try:
            value = authorization(
                message.authentication,
                method="REGISTER",
                uri=uri,
                username=self._phone.username,
                password=self._phone.password,
            )
        except ChallengeError:
            self._result(message.code, expires_s)
            return
        name = "Authorization" if message.code == 401 else "Proxy-Authorization"
        self._send(expires_s, (f"{name}: {value}",), tries + 1)

    def _result(self, code: int, expires_s: int) -> None:
        if self._ended:
            self._phone.set_status(PhoneStatus.INACTIVE)
            return
        self._phone.set_status(PhoneStatus.REGISTERED if code == 200 else PhoneStatus.FAILED)
        if self._known != (code == 200):
            self._known = code == 200
            self._phone.emit(Registration(code=code))
        wait_s = max(5.0, expires_s * REFRESH_AT) if code == 200 else RETRY_S
        self._alarm = self._phone.loop.later(wait_s, self.start)


def _granted_s(message: Message, asked_s: int) -> int:
    """Return the seconds granted by the registrar: its Contact's expires, else Expires, else what we asked."""
    contact = str(message.headers.get("Contact", "")).lower()
    text = contact.partition("expires=")[2].split(";")[0].split(",")[0] or str(message.headers.get("Expires", ""))
    return int(text) if text.strip().isdigit() and int(text) > 0 else asked_s
