"""The service's end of ear.sock: which legs are heard, and the words and recordings that come back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, Protocol

import structlog

from callcenter.link import Link, LinkHandlers

_log = structlog.get_logger("ears")


class Rank(IntEnum):
    """Whose words come first when not all can be recognised at once: the lowest."""

    ON_AIR = 0
    CALLER = 1
    OPERATOR = 2  # and guests


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardLeg:
    """A leg the ear listens to. Roles: caller, operator and guest."""

    call_id: str
    leg_id: str
    role: str
    on_air: bool = False

    @property
    def rank(self) -> Rank:
        """Who is heard by all comes first, then who calls."""
        if self.on_air:
            return Rank.ON_AIR
        return Rank.CALLER if self.role == "caller" else Rank.OPERATOR


class EarListener(Protocol):
    """Who hears what the ear found out."""

    def on_listening(self, leg_id: str, ip: str, port: int) -> None:
        """The ear waits for that leg's copied RTP at ip:port."""

    def on_partial(self, body: dict[str, Any]) -> None:
        """Words that may still change."""

    def on_final(self, body: dict[str, Any]) -> None:
        """An utterance that will not change."""

    def on_closed(self, body: dict[str, Any]) -> None:
        """All words of a call are out and its recording is finished."""

    def on_recovered(self, body: dict[str, Any]) -> None:
        """An ear that starts again found what a killed one had recorded of a call so far."""

    def on_gap(self, body: dict[str, Any]) -> None:
        """Sound that was not recognised live."""

    def on_engine(self, body: dict[str, Any]) -> None:
        """Recognition came up or went down."""

    def on_load(self, body: dict[str, Any]) -> None:
        """How busy recognition is."""


class Ears(Protocol):
    """What the desk asks of the ear."""

    def listen(self, leg: HeardLeg) -> None:
        """Begin to hear a leg (answered by on_listening)."""

    def pause(self, leg_id: str) -> None:
        """Recognise nothing of this leg for now; it is still recorded."""

    def go_on(self, leg_id: str) -> None:
        """Recognise this leg again."""

    def unlisten(self, leg_id: str) -> None:
        """This leg is over."""

    def close(self, call_id: str) -> None:
        """The call is over: last words and the recording are wanted (answered by on_closed)."""


class EarClient:
    """Owns the link to the ear process and the list of legs it should be hearing, told again to a new ear."""

    def __init__(self, socket_path: Path) -> None:
        handlers = LinkHandlers(on_event=self._event, on_welcome=self._welcome, on_down=lambda: None)
        self.link = Link("ear", socket_path, handlers)
        self._legs: dict[str, HeardLeg] = {}
        self._routes: dict[str, Callable[[dict[str, Any]], None]] = {}
        self._heard: set[str] = set()  # legs the ear said it already hears, at the last welcome

    def report_to(self, listener: EarListener) -> None:
        """Name who hears."""
        self._routes = {
            "listening": lambda body: listener.on_listening(body["leg_id"], body["ip"], int(body["port"])),
            "partial": listener.on_partial,
            "final": listener.on_final,
            "closed": listener.on_closed,
            "recovered": listener.on_recovered,  # of a welcome's snapshot
            "gap": listener.on_gap,
            "engine": listener.on_engine,
            "load": listener.on_load,
            "leg_done": lambda _body: None,
        }

    def listen(self, leg: HeardLeg) -> None:
        """Begin to hear a leg, or hear it again, or at another rank; while the ear is away it is only remembered."""
        known = self._legs.get(leg.leg_id)
        if known is not None:
            self.go_on(leg.leg_id)
            if known.rank is not leg.rank:
                self._legs[leg.leg_id] = leg
                self._tell_listen(leg)
            return
        self._legs[leg.leg_id] = leg
        if leg.leg_id not in self._heard:
            self._tell_listen(leg)

    def pause(self, leg_id: str) -> None:
        """Recognise nothing of this leg for now."""
        self.link.order("pause", {"leg_id": leg_id})

    def go_on(self, leg_id: str) -> None:
        """Recognise this leg again."""
        self.link.order("go_on", {"leg_id": leg_id})

    def unlisten(self, leg_id: str) -> None:
        """This leg is over."""
        if self._legs.pop(leg_id, None):
            self.link.order("unlisten", {"leg_id": leg_id})

    def close(self, call_id: str) -> None:
        """The call is over."""
        self._legs = {leg_id: leg for leg_id, leg in self._legs.items() if leg.call_id != call_id}
        self.link.order("close", {"call_id": call_id})

    def _tell_listen(self, leg: HeardLeg) -> None:
        named = {"call_id": leg.call_id, "leg_id": leg.leg_id, "role": leg.role}
        self.link.order("listen", {**named, "priority": int(leg.rank)})

    def _welcome(self, _instance: str, snapshot: dict[str, Any]) -> None:
        for body in [snapshot["engine"]] if snapshot.get("engine") else []:
            self._route("engine", body)
        for body in snapshot.get("recovered", []):
            self._route("recovered", body)
        self._heard = {leg["leg_id"] for call in snapshot.get("calls", []) for leg in call.get("legs", [])}
        for leg in list(self._legs.values()):
            if leg.leg_id not in self._heard:
                self._tell_listen(leg)

    def _event(self, type_: str, _at: float, body: dict[str, Any]) -> None:
        self._route(type_, body)

    def _route(self, type_: str, body: dict[str, Any]) -> None:
        handler = self._routes.get(type_)
        if handler is None:
            _log.warning("unknown word from the ear", type=type_)
            return
        handler(body)
