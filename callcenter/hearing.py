"""What the ear says, passed on: words to the clerk, addresses to the desk, troubles to the ledger."""

from collections.abc import Callable, Sequence
from typing import Any

import structlog

from callcenter.clock import now_s
from callcenter.desk import DeskService
from callcenter.tickets import TicketClerk
from queueing.events import Fact, PartFailed

DEMO_NOTICE = "合成语音演示模型"

_log = structlog.get_logger("hearing")


class Hearing:
    """Implements ears.EarListener. Owns what is known of the recogniser's state."""

    def __init__(self, desk: DeskService, clerk: TicketClerk, publish: Callable[[Sequence[Fact]], None]) -> None:
        self._desk, self._clerk, self._publish = desk, clerk, publish
        self.engine: dict[str, Any] = {}
        self.load: dict[str, Any] = {}
        self.on_partial_words: Callable[[dict[str, Any]], None] = lambda _body: None
        self.on_state: Callable[[], None] = lambda: None
        self.count_engine: Callable[[dict[str, Any]], None] = lambda _body: None
        self.count_load: Callable[[dict[str, Any]], None] = lambda _body: None
        self.on_recording: Callable[[str, str], None] = lambda _call_id, _path: None

    @property
    def model_notice(self) -> str:
        """What every ticket and screen must say of the model; '' for a real one."""
        return DEMO_NOTICE if self.engine.get("demo") else ""

    def check(self) -> tuple[bool, str]:
        """Readiness of recognition; without recognisers wanted, recording alone is enough."""
        if not self.engine:
            return False, "the ear has not said yet"
        model = f"{self.engine.get('model', '')} {self.model_notice}".strip()
        return bool(self.engine.get("up")), str(self.engine.get("problem") or model)

    def on_listening(self, leg_id: str, ip: str, port: int) -> None:
        """The ear waits for a leg's sound."""
        self._desk.on_listening(leg_id, ip, port)

    def on_partial(self, body: dict[str, Any]) -> None:
        """Words that may change go to the operator's screen only."""
        self.on_partial_words(body)

    def on_final(self, body: dict[str, Any]) -> None:
        """Words that will not change."""
        self._clerk.take_final(body)

    def on_closed(self, body: dict[str, Any]) -> None:
        """All words of a call are out."""
        if body["problem"]:
            _log.error("recording has a problem", call_id=body["call_id"], problem=body["problem"])
        self._clerk.take_closed(body)
        self.on_recording(body["call_id"], body["recording"])

    def on_recovered(self, body: dict[str, Any]) -> None:
        """A part of a recording that an ear left behind when it was killed."""
        self._clerk.take_recovered(body)

    def on_gap(self, body: dict[str, Any]) -> None:
        """Sound that was not recognised live."""
        self._clerk.take_gap(body)
        _log.warning("sound not recognised live", call_id=body.get("call_id"), why=body.get("why"))

    def on_engine(self, body: dict[str, Any]) -> None:
        """Recognition came up or went down."""
        was_up, self.engine = self.engine.get("up"), body
        if body.get("demo"):
            _log.warning(DEMO_NOTICE, model=body.get("model"))
        if was_up is not body.get("up"):
            up, reason = bool(body.get("up")), str(body.get("problem", ""))
            self._publish([PartFailed(at=now_s(), part="asr", up=up, reason=reason)])
        self.count_engine(body)
        self.on_state()

    def on_load(self, body: dict[str, Any]) -> None:
        """How busy recognition is."""
        self.load = body
        self.count_load(body)
        self.on_state()
