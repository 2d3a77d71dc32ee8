"""Guests at the queue (领导接听日): sessions begin and end by the clock, the guest's phone joins only in between."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import structlog

from callcenter.store.guest_sessions import GuestSessions
from callcenter.timers import Timer, Timers
from queueing.desk.state import OperatorProfile
from queueing.events import (
    CallAnswered,
    CallInSession,
    Fact,
    OperatorStatus,
    Party,
    ReachabilityChanged,
    SessionBegan,
    SessionEnded,
    TransitionError,
)
from queueing.staff.sessions import GUEST_SKILL, Session

LOOK_BACK_S = 86_400.0
NO_QUEUE = frozenset({""})  # a guest outside a session serves no queue there is

_log = structlog.get_logger("guests")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestPorts:
    """What sessions act on."""

    store: GuestSessions
    timers: Timers
    publish: Callable[[Sequence[Fact]], None]
    set_status: Callable[[str, OperatorStatus, str, Party], None]
    reachable: Callable[[str], bool]
    on_change: Callable[[], None]  # profiles are to be taken again


class Guests:
    """Owns the sessions of these days and which of them runs. All but `refresh` is synchronous."""

    def __init__(self, ports: GuestPorts) -> None:
        self._ports = ports
        self._sessions: tuple[Session, ...] = ()
        self._running: dict[str, Session] = {}  # by guest
        self._timer: Timer | None = None

    # --- looking ---------------------------------------------------------------------------------------------

    def sessions(self) -> tuple[Session, ...]:
        """Those of yesterday and later, earliest first."""
        return self._sessions

    def running(self) -> tuple[Session, ...]:
        """Those that run now."""
        return tuple(self._running.values())

    def session_of(self, guest_id: str) -> Session | None:
        """The session a guest is in."""
        return self._running.get(guest_id)

    def assists(self, operator_id: str, guest_id: str) -> bool:
        """Whether that operator is the assistant in the guest's running session."""
        session = self._running.get(guest_id)
        return session is not None and session.assistant_id == operator_id

    def followed_by(self, operator_id: str) -> str:
        """The guest whose calls that operator's screen follows, '' for none."""
        return next((guest for guest, one in self._running.items() if one.assistant_id == operator_id), "")

    def assistant_of(self, guest_id: str) -> str:
        """Whose screen follows that guest's calls, '' for nobody's."""
        session = self._running.get(guest_id)
        return session.assistant_id if session else ""

    def profile(self, one: OperatorProfile) -> OperatorProfile:
        """The operator as the desk may use them now: a guest serves the session's queues, and none outside of one."""
        if GUEST_SKILL not in one.skills:
            return one
        session = self._running.get(one.operator_id)
        return replace(one, queues=frozenset(session.queues) if session else NO_QUEUE)

    # --- facts and time --------------------------------------------------------------------------------------

    def remember(self, fact: Fact) -> None:
        """Learn at start which sessions had begun before."""
        match fact:
            case SessionBegan():
                self._running[fact.operator_id] = _begun(fact)
            case SessionEnded():
                self._running.pop(fact.operator_id, None)
            case _:
                pass

    def take_fact(self, fact: Fact) -> None:
        """Mark the calls of a session; let a guest in whose phone comes late."""
        match fact:
            case CallAnswered(operator_id=who) if who in self._running:
                mark = CallInSession(
                    at=fact.at, call_id=fact.call_id, session_id=self._running[who].session_id, operator_id=who
                )
                self._ports.timers.after(0.0, lambda: self._ports.publish([mark]))  # after all have heard the answer
            case ReachabilityChanged(operator_id=who, reachable=True) if who in self._running:
                self._ports.timers.after(0.0, lambda: self._let_in(who))
            case _:
                pass

    async def refresh(self) -> None:
        """Read the sessions, begin and end what is due."""
        now = self._ports.timers.now()
        self._sessions = await self._ports.store.since(now - LOOK_BACK_S)
        self.look()

    def look(self) -> None:
        """Begin and end what is due, and wake up for what comes next."""
        now, before = self._ports.timers.now(), dict(self._running)
        due = {one.guest_id: one for one in self._sessions if one.runs(now)}
        over = [one for guest, one in self._running.items() if not _same(due.get(guest), one)]
        begun = [one for guest, one in due.items() if not _same(self._running.get(guest), one)]
        for one in over:
            self._end(one, now)
        for one in begun:
            self._running[one.guest_id] = one
        self._running |= due  # changed queues, end or assistant take effect at once
        if self._running != before:
            self._ports.on_change()
        for one in begun:
            self._begin(one, now)
        self._wake(now)

    # --- inside ----------------------------------------------------------------------------------------------

    def _begin(self, session: Session, now: float) -> None:
        began = SessionBegan(
            at=now,
            session_id=session.session_id,
            operator_id=session.guest_id,
            assistant_id=session.assistant_id,
            until=session.ends_at,
        )
        self._ports.publish([began])
        _log.info("session began", session=session.session_id, guest=session.guest_id)
        self._let_in(session.guest_id)

    def _end(self, session: Session, now: float) -> None:
        self._running.pop(session.guest_id, None)
        reason = "over" if now >= session.ends_at else "cancelled"
        ended = SessionEnded(at=now, session_id=session.session_id, operator_id=session.guest_id, reason=reason)
        self._ports.publish([ended])
        self._status(session.guest_id, OperatorStatus.SIGNED_OUT)
        _log.info("session ended", session=session.session_id, guest=session.guest_id, reason=reason)

    def _let_in(self, guest_id: str) -> None:
        if guest_id in self._running and self._ports.reachable(guest_id):
            self._status(guest_id, OperatorStatus.READY)

    def _status(self, guest_id: str, status: OperatorStatus) -> None:
        try:
            self._ports.set_status(guest_id, status, "session", Party.SYSTEM)
        except TransitionError as already:
            _log.info("guest's status stays", guest=guest_id, expected=already.expected, found=already.found)

    def _wake(self, now: float) -> None:
        if self._timer:
            self._timer.cancel()
        times = [at for one in self._sessions if not one.cancelled for at in (one.starts_at, one.ends_at) if at > now]
        self._timer = self._ports.timers.after(min(times) - now, self.look) if times else None


def _same(one: Session | None, other: Session) -> bool:
    return one is not None and one.session_id == other.session_id


def _begun(fact: SessionBegan) -> Session:
    """What the ledger says of a session that had begun; the store says the rest."""
    return Session(
        session_id=fact.session_id,
        leader="",
        unit="",
        guest_id=fact.operator_id,
        assistant_id=fact.assistant_id,
        queues=(),
        starts_at=fact.at,
        ends_at=fact.until,
    )


def guests_of(profiles: Collection[OperatorProfile]) -> frozenset[str]:
    """The numbers of those who are guests."""
    return frozenset(one.operator_id for one in profiles if GUEST_SKILL in one.skills)
