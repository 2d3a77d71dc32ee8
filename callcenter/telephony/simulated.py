"""A Line with scripted phones on any clock: service tests and simulations run on it as on the real one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from callcenter.telephony.ports import (
    Answer,
    Answered,
    Bridge,
    CallerIdentity,
    Copy,
    Dial,
    Digit,
    HangUp,
    Held,
    Hold,
    Incoming,
    LegEnd,
    LegEnded,
    LegState,
    LegView,
    Mix,
    MixedLeg,
    Order,
    Play,
    PromptEnded,
    Registered,
    Reject,
    Resume,
    Resumed,
    Ring,
    Ringing,
    SetAccounts,
    Signal,
    Snapshot,
    TransferAsked,
)
from callcenter.telephony.programme_ports import Feed, FeedHeard, FeedState, Listen, PlayIn, StreamFault
from callcenter.telephony.trunks import Route, Trunk, WayOut, choose
from callcenter.timers import Timer, Timers

PROMPT_S = 1.0  # every simulated prompt lasts so long
WIRE_S = 0.002  # one signal's way from phone to service, as measured on loopback
NOWHERE = ("0.0.0.0", 0)
TRUNKS = (Trunk(name="sim", way_out=WayOut(address=NOWHERE, may_dial=("1XXXXXXXXXX", "02X.", "1XX"))),)


class Manner(StrEnum):
    """What a simulated operator's phone does when it rings."""

    ANSWERS = "answers"
    IGNORES = "ignores"
    DECLINES = "declines"
    BUSY = "busy"


@dataclass(slots=True, kw_only=True)
class SimulatedPhone:
    """A phone, an operator's or one outside: how it takes a ring, and how long it lets it ring."""

    account: str
    manner: Manner = Manner.ANSWERS
    answer_s: float = 3.0


@dataclass(slots=True, kw_only=True)
class _Leg:
    leg_id: str
    call_id: str
    state: LegState
    account: str = ""
    peer: str = ""
    mixed: MixedLeg | None = None  # whom it hears in a conference
    prompts: tuple[str, ...] = ()
    listens: Listen | None = None
    copied_to: tuple[str, int] = ("", 0)
    heard_copied_to: tuple[str, int] = ("", 0)
    timers: list[Timer] = field(default_factory=list)
    prompt_timers: list[Timer] = field(default_factory=list)


class SimulatedLine:
    """Owns the simulated legs. Every leg ends with exactly one LegEnded, as on the real line."""

    def __init__(self, timers: Timers, trunks: Sequence[Trunk] = TRUNKS) -> None:
        self._timers = timers
        self._trunks = trunks
        self._legs: dict[str, _Leg] = {}
        self._phones: dict[str, SimulatedPhone] = {}
        self._outside: dict[str, SimulatedPhone] = {}
        self._accounts: set[str] = set()
        self._feeds: dict[str, str] = {}  # feed -> leg
        self._count = 0
        self._on_signal: Callable[[Signal], None] = lambda _signal: None
        self._on_snapshot: Callable[[Snapshot], None] = lambda _snapshot: None
        self.rejected: list[Reject] = []

    # --- as the service sees it ------------------------------------------------------------------------------

    def listen(self, on_signal: Callable[[Signal], None], on_snapshot: Callable[[Snapshot], None]) -> None:
        """Name who hears signals and snapshots."""
        self._on_signal, self._on_snapshot = on_signal, on_snapshot

    def connected(self) -> bool:
        """Always: there is no process that could be away."""
        return True

    def order(self, order: Order) -> None:
        """Carry out an order; one for a leg that is gone does nothing."""
        match order:
            case SetAccounts():
                self._accounts = {one.number for one in order.accounts}
            case Ring() | Dial():
                self._call(order)
            case Bridge():
                self._bridge(order)
            case Mix():
                self._mix(order)
            case Feed():
                self._feed(order)
            case _:
                self._order_leg(order)

    def _order_leg(self, order: Answer | Reject | Play | Listen | PlayIn | Hold | Resume | Copy | HangUp) -> None:
        match order:
            case Answer():
                self._answer(order)
            case Reject():
                self.rejected.append(order)
                self._end(order.leg_id, LegEnd.REJECTED, order.sip_code)
            case Play():
                self._play(order)
            case Listen():
                self._listen(order)
            case PlayIn():
                self._play(Play(leg_id=order.leg_id, prompts=(order.sound,), loop=False))
            case Hold() | Resume():
                self._hold(order)
            case Copy():
                self._copy(order)
            case HangUp():
                self._end(order.leg_id, LegEnd.LOCAL_HANGUP)

    # --- as the world sees it --------------------------------------------------------------------------------

    def add_phone(self, phone: SimulatedPhone) -> None:
        """Register an operator's phone."""
        self._phones[phone.account] = phone
        self._say(Registered(account=phone.account, reachable=True))

    def add_outside(self, phone: SimulatedPhone) -> None:
        """Somebody outside, reached by a trunk; `account` is their number."""
        self._outside[phone.account] = phone

    def remove_phone(self, account: str) -> None:
        """Unregister an operator's phone; its legs live on."""
        self._phones.pop(account, None)
        self._say(Registered(account=account, reachable=False))

    def dial(self, dialled: str, caller: str = "13800000000", trunk: str = "sim") -> str:
        """A citizen calls; answers the leg's id."""
        self._count += 1
        leg_id = f"in{self._count}"
        self._legs[leg_id] = _Leg(leg_id=leg_id, call_id="", state=LegState.INCOMING)
        identity = CallerIdentity(number=caller, anonymous=not caller)
        self._say(
            Incoming(leg_id=leg_id, caller=identity, dialled=dialled, trunk=trunk, account="", sip_call_id=leg_id)
        )
        return leg_id

    def hang_up(self, leg_id: str) -> None:
        """That party hangs up (or cancels, before an answer)."""
        leg = self._legs.get(leg_id)
        cancelled = leg is not None and leg.state is LegState.INCOMING
        self._end(leg_id, LegEnd.CANCELLED if cancelled else LegEnd.REMOTE_HANGUP)

    def press_hold(self, leg_id: str, *, held: bool) -> None:
        """That party puts its peer on hold, or takes it back."""
        self._legs[leg_id].state = LegState.HELD if held else LegState.BRIDGED
        self._say(Held(leg_id=leg_id) if held else Resumed(leg_id=leg_id))

    def refer(self, leg_id: str, target: str) -> None:
        """That party transfers its peer blindly: its own leg ends."""
        self._say(TransferAsked(leg_id=leg_id, target=target))
        self._timers.after(2 * WIRE_S, lambda: self._end(leg_id, LegEnd.REMOTE_HANGUP))

    def lose_stream(self, feed: str) -> None:
        """The stream that is a feed brings nothing any more; ordering the feed again brings it back."""
        self._feeds.pop(feed, None)
        self._feed_changed(feed, StreamFault.ENDED)

    def lose_media(self, leg_id: str) -> None:
        """No more sound comes from that party."""
        self._end(leg_id, LegEnd.MEDIA_LOST)

    def ringing_at(self, account: str) -> str:
        """The leg that rings or talks at that phone, '' when none."""
        return next((leg.leg_id for leg in self._legs.values() if leg.account == account), "")

    def peer(self, leg_id: str) -> str:
        """Whom that leg hears, '' when nobody."""
        leg = self._legs.get(leg_id)
        return leg.peer if leg else ""

    def hears(self, leg_id: str) -> frozenset[str]:
        """Everybody that leg hears now: its peer, or those of its conference."""
        leg = self._legs.get(leg_id)
        if leg is None or leg.prompts:
            return frozenset()
        if leg.listens is not None:
            return frozenset({self._feeds[leg.listens.feed]})
        if leg.mixed is not None:
            return frozenset(one.leg_id for one in leg.mixed.hears if one.leg_id in self._legs)
        return frozenset({leg.peer} if leg.peer else ())

    def prompts_at(self, leg_id: str) -> Sequence[str]:
        """What is played to that leg."""
        return self._legs[leg_id].prompts

    def live_legs(self) -> Sequence[str]:
        """All legs that have not ended."""
        return tuple(self._legs)

    def press(self, leg_id: str, digit: str) -> None:
        """That party presses a key."""
        self._say(Digit(leg_id=leg_id, digit=digit))

    def reconnect(self, instance: str = "simulated") -> None:
        """Tell the service what lives, as after a lost connection."""
        views = tuple(
            LegView(
                leg_id=leg.leg_id,
                call_id=leg.call_id,
                state=leg.state,
                peer=leg.listens.feed if leg.listens else leg.peer,
            )
            for leg in self._legs.values()
        )
        self._on_snapshot(Snapshot(legs=views, registered=tuple(self._phones), instance=instance))

    # --- inside ----------------------------------------------------------------------------------------------

    def _say(self, signal: Signal) -> None:
        self._timers.after(WIRE_S, lambda: self._on_signal(signal))

    def _answer(self, order: Answer) -> None:
        leg = self._legs.get(order.leg_id)
        if leg:
            leg.call_id, leg.state = order.call_id, LegState.UP
            self._prompts(leg, order.prompts, loop=True)

    def _prompts(self, leg: _Leg, names: tuple[str, ...], *, loop: bool) -> None:
        """Play in turn, each for PROMPT_S; the end of each that is not looped is told."""
        for timer in leg.prompt_timers:
            timer.cancel()
        leg.prompts = names
        ending = names[:-1] if loop else names
        leg.prompt_timers = [
            self._timers.after(place * PROMPT_S, partial(self._say, PromptEnded(leg_id=leg.leg_id, prompt=name)))
            for place, name in enumerate(ending, 1)
        ]

    def _call(self, order: Ring | Dial) -> None:
        if isinstance(order, Ring):
            self._ring(order)
        else:
            self._dial(order)

    def _ring(self, order: Ring) -> None:
        phone = self._phones.get(order.account)
        leg = _Leg(leg_id=order.leg_id, call_id=order.call_id, state=LegState.RINGING, account=order.account)
        self._legs[order.leg_id] = leg
        if phone is None:
            self._end(order.leg_id, LegEnd.UNREACHABLE, 480)
            return
        self._ring_at(leg, phone, order.ring_s)

    def _dial(self, order: Dial) -> None:
        leg = _Leg(leg_id=order.leg_id, call_id=order.call_id, state=LegState.RINGING, account=order.number)
        self._legs[order.leg_id] = leg
        route = choose(self._trunks, order.trunk, order.number)
        phone = self._outside.get(order.number)
        if not isinstance(route, Route):
            self._end(order.leg_id, LegEnd.REJECTED, reason=route)
        elif phone is None:
            self._end(order.leg_id, LegEnd.UNREACHABLE, 404)
        else:
            self._ring_at(leg, phone, order.ring_s)

    def _ring_at(self, leg: _Leg, phone: SimulatedPhone, ring_s: float) -> None:
        leg_id = leg.leg_id
        self._say(Ringing(leg_id=leg_id))
        leg.timers.append(self._timers.after(ring_s, lambda: self._end(leg_id, LegEnd.NO_ANSWER, 408)))
        if phone.manner is not Manner.IGNORES:
            leg.timers.append(self._timers.after(phone.answer_s, lambda: self._take(leg_id, phone)))

    def _take(self, leg_id: str, phone: SimulatedPhone) -> None:
        match phone.manner:
            case Manner.ANSWERS:
                self._legs[leg_id].state = LegState.UP
                self._stop_timers(self._legs[leg_id])
                self._say(Answered(leg_id=leg_id))
            case Manner.DECLINES:
                self._end(leg_id, LegEnd.DECLINED, 603)
            case Manner.BUSY:
                self._end(leg_id, LegEnd.BUSY, 486)

    def _bridge(self, order: Bridge) -> None:
        one, other = self._legs.get(order.leg_a), self._legs.get(order.leg_b)
        if one and other:
            self._part(one)
            self._part(other)
            one.peer, other.peer = other.leg_id, one.leg_id
            for leg in (one, other):
                leg.state = LegState.BRIDGED
                self._prompts(leg, (), loop=False)

    def _mix(self, order: Mix) -> None:
        wanted = {one.leg_id: one for one in order.members}
        for leg in self._legs.values():
            if leg.leg_id in wanted:
                self._part(leg)
                leg.mixed, leg.state, leg.prompts = wanted[leg.leg_id], LegState.MIXED, ()
            elif leg.mixed and leg.call_id == order.call_id:
                self._part(leg)
                leg.state = LegState.UP

    def _play(self, order: Play) -> None:
        leg = self._legs.get(order.leg_id)
        if leg:
            self._part(leg)
            leg.state = LegState.UP
            self._prompts(leg, order.prompts, loop=order.loop)

    def _feed(self, order: Feed) -> None:
        if order.leg_id in self._legs or order.stream:
            self._feeds[order.name] = order.stream or order.leg_id
        else:
            self._feeds.pop(order.name, None)
        self._feed_changed(order.name)

    def _feed_changed(self, name: str, why: str = "") -> None:
        there = name in self._feeds
        state, level_db = (FeedState.HEARD, -20.0) if there else (FeedState.LOST, -90.0)
        self._say(FeedHeard(name=name, state=state, level_db=level_db, why=why))
        for leg in self._legs.values():
            if leg.listens is not None and leg.listens.feed == name:
                self._prompts(leg, () if there else leg.listens.otherwise, loop=True)

    def _listen(self, order: Listen) -> None:
        """Prompts that are heard once are passed over here."""
        leg = self._legs.get(order.leg_id)
        if leg:
            self._part(leg)
            leg.state, leg.listens = LegState.LISTENING, order
            self._prompts(leg, () if order.feed in self._feeds else order.otherwise, loop=True)

    def _hold(self, order: Hold | Resume) -> None:
        leg = self._legs.get(order.leg_id)
        peer = self._legs.get(leg.peer) if leg else None
        if peer:
            peer.prompts = ("hold",) if isinstance(order, Hold) else ()

    def _copy(self, order: Copy) -> None:
        if order.leg_id in self._legs:
            where = (order.ip, order.port)
            if order.heard:
                self._legs[order.leg_id].heard_copied_to = where
            else:
                self._legs[order.leg_id].copied_to = where

    def _part(self, leg: _Leg) -> None:
        peer = self._legs.get(leg.peer)
        if peer:
            peer.peer = ""
        leg.peer, leg.mixed, leg.listens = "", None, None

    def _stop_timers(self, leg: _Leg) -> None:
        for timer in (*leg.timers, *leg.prompt_timers):
            timer.cancel()

    def _end(self, leg_id: str, why: LegEnd, sip_code: int = 0, reason: str = "") -> None:
        leg = self._legs.pop(leg_id, None)
        if leg:
            self._stop_timers(leg)
            self._part(leg)
            for name in [one for one, source in self._feeds.items() if source == leg_id]:
                del self._feeds[name]
                self._feed_changed(name)
            self._say(LegEnded(leg_id=leg_id, why=why, sip_code=sip_code, reason=reason))
