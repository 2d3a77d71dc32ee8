"""Feeds: one party's sound or a stream for all who listen, what they hear without it, and what becomes of both."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from callcenter.telephony import sip_loop
from callcenter.telephony.bridging import Bridging
from callcenter.telephony.hearing import Hearing
from callcenter.telephony.leg import CODEC_UNKNOWN, Leg
from callcenter.telephony.media import Engine, MediaError
from callcenter.telephony.mixer.control import FeedSetting
from callcenter.telephony.mixing import Mixing
from callcenter.telephony.players import Players
from callcenter.telephony.ports import Copy, LegState, PromptEnded
from callcenter.telephony.programme_ports import Feed, FeedHeard, FeedState, Listen, PlayIn, StreamFault
from callcenter.telephony.tee import Tap, Tee
from callcenter.telephony.tuning import TunedStream

AGAIN_S = 2.0  # until a mixer that could not be had is asked for again

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Feed:
    order: Feed
    leg: Leg | None  # None: a stream
    codec: int
    taps: Sequence[Tap]
    state: FeedState = FeedState.LOST
    level_db: float = -90.0
    why: str = ""  # of a stream, while it brings nothing
    joined: bool = False  # the taps send to the mixer

    @property
    def name(self) -> str:
        return self.order.name

    def told(self) -> FeedHeard:
        """How it is."""
        why = "" if self.state is FeedState.HEARD else self.why
        return FeedHeard(name=self.name, state=self.state, level_db=self.level_db, why=why)


@dataclass(slots=True)
class _Listener:
    leg: Leg
    otherwise: tuple[str, ...]
    first: bool  # prompts play that are to be heard once, whatever the feed does
    on_feed: bool = field(default=False)


class Feeding:
    """Owns the feeds and who listens. A leg that is to hear anything else is released first."""

    def __init__(
        self,
        engine: Engine,
        bridging: Bridging,
        hearing: Hearing,
        mixing: Mixing,
        emit: Callable[[FeedHeard | PromptEnded], None],
    ) -> None:
        self._engine, self._bridging, self._hearing, self._mixing, self._emit = engine, bridging, hearing, mixing, emit
        self._players = Players(engine, bridging, hearing, mixing, emit)
        self._feeds: dict[str, _Feed] = {}
        self._listeners: dict[str, _Listener] = {}
        mixing.mixer.on_feed, mixing.died, hearing.then = self._told, self._mixer_died, self._prompts_over

    # --- the feed

    def feed(self, order: Feed, leg: Leg | None) -> None:
        """Make what a leg's party says, or a stream, the feed of that name, or end it."""
        known = self._feeds.get(order.name)
        if known is not None and (known.leg is not leg or known.order != order):
            self._end(known, source_lives=True)
            known = None
        if known is not None:
            self._emit(known.told())  # asked again by a service that knows nothing
        elif order.stream:
            self._tune(order)
        elif leg is not None and leg.sound is not None and leg.codec != CODEC_UNKNOWN:
            self._begin(order, leg)

    def _tune(self, order: Feed) -> None:
        try:
            stream = TunedStream(self._engine.ip, order.stream, partial(self._fault, order.name))
        except OSError as error:
            log.error("no feed", extra={"feed": order.name, "error": str(error)})  # noqa: TRY400
            self._emit(FeedHeard(name=order.name, state=FeedState.LOST, why=StreamFault.DIED))
            return
        self._add(_Feed(order, None, TunedStream.codec, [stream], why=StreamFault.CONNECTING))

    def _begin(self, order: Feed, leg: Leg) -> None:
        tees: list[Tee] = []
        try:
            for heard in (False, True)[: 2 if order.whole else 1]:
                assert leg.sound is not None  # noqa: S101 - `feed` has looked
                tees.append(Tee(self._engine, leg.sound, leg.copies.get(heard), heard=heard))
        except MediaError as error:  # without ports the leg itself goes on
            log.error("no feed", extra={"feed": order.name, "error": str(error)})  # noqa: TRY400
            for tee in tees:
                tee.take_out(source_lives=True)
            self._emit(FeedHeard(name=order.name, state=FeedState.LOST))
            return
        self._add(_Feed(order, leg, leg.codec, tees))

    def _add(self, feed: _Feed) -> None:
        self._feeds[feed.name] = feed
        self._emit(feed.told())
        self._tell(feed)

    def _fault(self, name: str, fault: StreamFault | None) -> None:
        """Take why a stream brings nothing, or that it does."""
        feed = self._feeds.get(name)
        if feed is None:
            return
        feed.why = fault or ""
        if feed.state is not FeedState.HEARD:
            self._emit(feed.told())

    def _end(self, feed: _Feed, *, source_lives: bool) -> None:
        del self._feeds[feed.name]
        self._mixing.mixer.set_feed(FeedSetting(feed=feed.name, sources=()))
        self._changed(feed, FeedState.LOST)
        for tap in feed.taps:
            try:
                tap.take_out(source_lives=source_lives)
            except MediaError as error:
                log.warning("copy of a feed not taken out", extra={"feed": feed.name, "error": str(error)})

    def copy(self, order: Copy, leg: Leg) -> bool:
        """Copy a leg that is a feed; False when it is none, and copied by itself."""
        feed = next((one for one in self._feeds.values() if one.leg is leg), None)
        if feed is None or order.heard >= len(feed.taps):
            return False
        feed.taps[order.heard].copy(order.ip, order.port)
        return True

    def copy_stream(self, order: Copy) -> bool:
        """Copy a feed that is a stream; False when none is called so."""
        feed = next((one for one in self._feeds.values() if one.leg is None and one.order.leg_id == order.leg_id), None)
        if feed is None:
            return False
        feed.taps[0].copy(order.ip, order.port)
        return True

    # --- who listens

    def hear(self, order: Listen | PlayIn, leg: Leg) -> None:
        """Let a leg hear a feed, or a stored sound once."""
        if not leg.answered:
            return
        self.release(leg)
        if isinstance(order, Listen):
            self._listen(order, leg)
        else:
            self._players.play(order, leg)

    def _listen(self, order: Listen, leg: Leg) -> None:
        """Let a leg hear prompts once, then the feed."""
        self._mixing.drop(leg)
        self._bridging.leave(leg)
        leg.listens, leg.state = order.feed, LegState.LISTENING
        self._listeners[leg.leg_id] = _Listener(leg, order.otherwise, first=bool(order.first))
        if order.first:
            self._hearing.prompts(leg, order.first, loop=False)
        else:
            self._show_and_tell(self._listeners[leg.leg_id])

    def release(self, *legs: Leg) -> None:
        """Take legs from a feed or a stored sound: they will hear something else at once."""
        self._players.release(*legs)
        for leg in legs:
            gone = self._listeners.pop(leg.leg_id, None)
            leg.listens = ""
            if gone is not None and leg.answered:
                leg.state = LegState.UP
            if gone is not None and gone.on_feed:
                self._tell_of(gone)

    def ended(self, leg: Leg) -> None:
        """A leg is gone, as a listener and as a feed. Never raises."""
        self._players.release(leg)
        gone = self._listeners.pop(leg.leg_id, None)
        if gone is not None and gone.on_feed:
            self._tell_of(gone)
        for feed in [one for one in self._feeds.values() if one.leg is leg]:
            self._end(feed, source_lives=False)

    def _prompts_over(self, leg: Leg) -> bool:
        listener = self._listeners.get(leg.leg_id)
        if listener is None:
            return False
        listener.first = False
        self._show_and_tell(listener)
        return True

    def _show_and_tell(self, listener: _Listener) -> None:
        self._show(listener)
        feed = self._feeds.get(listener.leg.listens)
        if listener.on_feed and feed is not None:
            self._tell(feed)

    def _show(self, listener: _Listener) -> None:
        """Let one hear the feed, or what is played instead."""
        feed = self._feeds.get(listener.leg.listens)
        listener.on_feed = feed is not None and feed.state is FeedState.HEARD and not listener.first
        if listener.on_feed:
            self._hearing.mix(listener.leg)
        elif not listener.first:
            self._hearing.prompts(listener.leg, listener.otherwise or ("music",), loop=True)

    def _tell_of(self, listener: _Listener) -> None:
        listener.on_feed = False
        for feed in self._feeds.values():
            self._tell(feed)

    # --- the mixer

    def _tell(self, feed: _Feed) -> None:
        """Tell the mixer of a feed and everybody who hears it now."""
        heard_by = [one.leg for one in self._listeners.values() if one.on_feed and one.leg.listens == feed.name]
        setting = FeedSetting(
            feed=feed.name,
            sources=tuple((feed.codec, tap.port) for tap in feed.taps),
            listeners=tuple((leg.codec, leg.sound.inner_port) for leg in heard_by if leg.sound is not None),
        )
        if not self._mixing.mixer.set_feed(setting):
            self._changed(feed, FeedState.LOST)
            sip_loop.after(AGAIN_S, partial(self._again, feed))

    def _again(self, feed: _Feed) -> None:
        if self._feeds.get(feed.name) is feed and not feed.joined:
            self._tell(feed)

    def _told(self, told: Mapping[str, Any]) -> None:
        """Take a line of the mixer: where a feed is to be sent, or how it is."""
        feed = self._feeds.get(str(told["feed"]))
        if feed is None:
            return
        if "state" in told:
            self._changed(feed, FeedState(told["state"]), float(told["level"]))
        elif not feed.joined and len(told["ports"]) == len(feed.taps):
            feed.joined = True
            for tap, port in zip(feed.taps, told["ports"], strict=True):
                tap.say_to(port)

    def _changed(self, feed: _Feed, state: FeedState, level_db: float = -90.0) -> None:
        """Say how a feed is; who listens hears it, or what is played instead."""
        before, feed.state, feed.level_db = feed.state, state, level_db
        self._emit(feed.told())
        if (before is FeedState.HEARD) is (state is FeedState.HEARD):
            return
        for listener in [one for one in self._listeners.values() if one.leg.listens == feed.name]:
            self._show_safely(listener)
        if feed.name in self._feeds:
            self._tell(feed)

    def _show_safely(self, listener: _Listener) -> None:
        try:
            self._show(listener)
        except MediaError as error:
            log.warning("listener not shown", extra={"leg_id": listener.leg.leg_id, "error": str(error)})

    def _mixer_died(self) -> None:
        for feed in list(self._feeds.values()):
            feed.joined = False
            self._changed(feed, FeedState.LOST)
            self._tell(feed)
