"""The service's end of telephony.sock: implements ports.Line over a resumable link."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from callcenter.link import Link, LinkHandlers
from callcenter.telephony.codec import CodecError, decode_signal, decode_snapshot, encode_order
from callcenter.telephony.ports import Order, SetAccounts, Signal, Snapshot

_log = structlog.get_logger("telephony")


class TelephonyClient:
    """Owns the link to the telephony process. Orders given while it is away are dropped."""

    def __init__(self, socket_path: Path) -> None:
        handlers = LinkHandlers(on_event=self._event, on_welcome=self._welcome, on_down=self._down)
        self.link = Link("telephony", socket_path, handlers)
        self._on_signal: Callable[[Signal], None] = lambda _signal: None
        self._on_snapshot: Callable[[Snapshot], None] = lambda _snapshot: None
        self._accounts: SetAccounts | None = None

    def listen(self, on_signal: Callable[[Signal], None], on_snapshot: Callable[[Snapshot], None]) -> None:
        """Name who hears signals, in the order they happened."""
        self._on_signal, self._on_snapshot = on_signal, on_snapshot

    def connected(self) -> bool:
        """Whether telephony answers now."""
        return self.link.up

    def order(self, order: Order) -> None:
        """Give an order; the list of accounts is kept, and given to every telephony process that comes up."""
        if isinstance(order, SetAccounts):
            self._accounts = order
            if not self.link.up:
                return
        if not self.link.order(*_named(encode_order(order))):
            _log.warning("order dropped: telephony is away", order=type(order).__name__)

    def _welcome(self, _instance: str, snapshot: Mapping[str, Any]) -> None:
        if self._accounts is not None:
            self.link.order(*_named(encode_order(self._accounts)))
        self._on_snapshot(decode_snapshot(snapshot))

    def _event(self, type_: str, _at: float, fields: dict[str, Any]) -> None:
        try:
            signal = decode_signal({**fields, "type": type_})
        except CodecError as fault:
            _log.error("signal refused", expected=fault.expected, where=fault.where)
            return
        self._on_signal(signal)

    def _down(self) -> None:
        _log.error("telephony is away: new calls wait until it is back")


def _named(encoded: dict[str, object]) -> tuple[str, dict[str, Any]]:
    body = dict(encoded)
    return str(body.pop("type")), body
