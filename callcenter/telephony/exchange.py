"""The telephony process: sippy's loop, the media engine and the link to the service, wired together.

`python -m callcenter.telephony.exchange --config FILE.json [--lifeline-fd N]`. It ends with 0 when it was told to
stop or when its supervisor is gone and the last call is over, with 2 when it cannot start.
"""

import argparse
import json
import logging
import os
import resource
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

from callcenter.telephony import jsonlog, options, sdp, sip_loop
from callcenter.telephony.codec import CodecError, decode_order, encode_signal, encode_snapshot
from callcenter.telephony.door import Caller, Door
from callcenter.telephony.identity import caller_identity
from callcenter.telephony.keepalive import KeepAlive
from callcenter.telephony.ledger import Ledger
from callcenter.telephony.link import Connection, LinkError, LinkServer, error_message
from callcenter.telephony.media import Engine, MediaError
from callcenter.telephony.ports import Incoming, LegEnd, LegState, Registered, Signal, Snapshot
from callcenter.telephony.quiet import QuietLog
from callcenter.telephony.registrar import Registrar
from callcenter.telephony.sip_leg import Dialog, Listener
from callcenter.telephony.sip_stack import Reply, Request, SipStack, SipStartError
from callcenter.telephony.switchboard import Switchboard

SERVICE_WAIT_S = 30.0  # docs/interfaces.md: how long a new call waits for a service
SWEEP_S = 2.0
GOODBYE_S = 1.0  # BYEs are sent and answered before the process ends
ADOPTED_S = 30.0  # once adopted, the lifeline is gone: no service for so long means the supervisor is gone too
ABANDONED_S = 60.0  # with supervisor and service gone, who still waits in music is let go
EXIT_UNUSABLE = 2
EXIT_BROKEN = 1  # the supervisor starts a new process
ENGINE_GRACE_S = 30.0  # for conversations that still have sound to come to an end
BUSY_HERE = Reply(code=503, reason="Service Unavailable")

log = logging.getLogger(__name__)
quiet = QuietLog(log)


class Exchange:
    """Owns the parts and the link's state; everything here runs on the loop's thread unless it says otherwise."""

    def __init__(self, settings: options.Options) -> None:
        """Build and bind everything.

        Raises:
            SipStartError, MediaError, LinkError: an address, port or path cannot be used.

        """
        self._instance = secrets.token_hex(8)
        self._ledger = Ledger()
        self._service: Connection | None = None
        self._orphaned = False  # no new calls; the end comes with the last one
        self._alone = False  # the supervisor that started us is gone; a service of another one may adopt us
        self._exit_code = 0
        self._capacity = settings.media.legs
        self._registrar = Registrar(self._reachable)
        self._door = Door(settings.realm, settings.trunks, self._registrar)
        self._door.refuse_calls = self._refuse_calls
        self._stack = SipStack(settings.listen, settings.user_agent, self._door.admit, self._door.screen)
        self._engine = Engine(settings.media)
        self._board = Switchboard(
            self._engine,
            self._registrar,
            settings.trunks,
            self._new_dialog,
            self._emit,
            settings.media.timeout_s,
        )
        self._board.served = lambda: self._service is not None
        self._link = LinkServer(settings.socket, partial(sip_loop.call_soon, self._line), self._call_closed)
        self._link.start()

    def run(self) -> int:
        """Serve until told to stop; returns the exit code."""
        self._stack.start(self._invited)
        digits = partial(self._engine.read_notices, partial(sip_loop.call_soon, self._board.digit_by_sound))
        threading.Thread(target=digits, name="digits", daemon=True).start()
        sip_loop.on_signal(signal.SIGTERM, self._stop)
        sip_loop.on_signal(signal.SIGINT, self._stop)
        sip_loop.after(SWEEP_S, self._sweep)
        KeepAlive(self._registrar, self._stack.ping, sip_loop.after).start()
        log.info(
            "telephony is ready", extra={"instance": self._instance, "listen": ":".join(map(str, self._stack.listen))}
        )
        sip_loop.run()
        self._engine.close()
        return self._exit_code

    # --- calls

    def _new_dialog(self, listener: Listener) -> Dialog:
        return Dialog(self._stack, listener)

    def _refuse_calls(self) -> Reply | None:
        if len(self._board) >= self._capacity:
            quiet.warning("call refused: every RTP port is in use", legs=len(self._board))
            return BUSY_HERE
        return BUSY_HERE if self._orphaned else None

    def _invited(self, raw: object, transaction: object) -> object:
        """Take an INVITE that the door let through."""
        request = self._stack.facade(raw)
        caller = self._door.caller(request)
        dialog = Dialog(self._stack, self._board)
        verdict = dialog.take(raw, transaction, behind_nat=bool(caller.account))
        try:
            offer = sdp.parse(request.body) if request.body.strip() else None
        except sdp.SdpError as error:
            quiet.warning("call refused for its SDP", error=str(error), source=request.source[0])
            dialog.refuse(488, "Not Acceptable Here")
            return verdict
        incoming = _incoming(request, caller)
        self._board.come_in(incoming, dialog, offer)
        sip_loop.after(SERVICE_WAIT_S, partial(self._still_waiting, incoming.leg_id))
        return verdict

    def _still_waiting(self, leg_id: str) -> None:
        leg = self._board.live(leg_id)
        if leg is None or leg.state is not LegState.INCOMING:
            return
        if self._service is None:
            self._board.finish(leg, LegEnd.REJECTED, 503)
        else:
            sip_loop.after(SERVICE_WAIT_S, partial(self._still_waiting, leg_id))

    # --- the link

    def _emit(self, happened: Signal) -> None:
        kept = self._ledger.add(encode_signal(happened), time.time())
        if self._service is not None:
            self._service.send(kept.message())
        if self._orphaned and not len(self._board):
            sip_loop.after(GOODBYE_S, sip_loop.stop)

    def _reachable(self, account: str, reachable: bool) -> None:
        self._emit(Registered(account=account, reachable=reachable))

    def _call_closed(self, connection: Connection) -> None:
        sip_loop.call_soon(self._closed, connection)

    def _closed(self, connection: Connection) -> None:
        if self._service is connection:
            self._service = None
            if self._alone:
                sip_loop.after(ADOPTED_S, self._still_alone)
            log.warning("service is gone; calls go on", extra={"legs": len(self._board)})

    def _line(self, connection: Connection, line: bytes) -> None:
        """Handle one line from a service."""
        try:
            message = json.loads(line)
            if not isinstance(message, dict):
                raise CodecError("line", "a JSON object", message)
            self._message(connection, message)
        except CodecError as error:
            self._complain(connection, f"{error.where}: {error.expected}", error.found)
        except ValueError:
            self._complain(connection, "a JSON object", line.decode(errors="replace"))

    def _message(self, connection: Connection, message: dict[str, object]) -> None:
        match message.get("op"):
            case "hello":
                self._hello(connection, message)
            case "order" if connection is self._service:
                self._board.obey(decode_order(message))
            case "ack" if connection is self._service:
                self._ledger.acknowledge(_whole(message, "seq"))
            case "order" | "ack":
                raise CodecError("op", "hello first", message.get("op"))
            case other:
                raise CodecError("op", "one of hello, order, ack", other)

    def _hello(self, connection: Connection, message: dict[str, object]) -> None:
        last_seq = _whole(message, "last_seq")
        known = message.get("instance") == self._instance
        fresh = not message.get("instance")  # a service that was killed: what it never acknowledged is news to it
        if self._service is not None and self._service is not connection:
            self._service.close()
        self._service = connection
        self._adopted()
        snapshot = Snapshot(legs=self._board.views(), registered=self._registrar.registered(), instance=self._instance)
        connection.send(
            {
                "op": "welcome",
                "instance": self._instance,
                "first_seq": self._ledger.first_seq,
                "snapshot": encode_snapshot(snapshot),
            }
        )
        if known or fresh:
            told = [kept.message() for kept in self._ledger.after(last_seq if known else 0)]
            for event in told:
                connection.send(event)
            self._tell_waiting(told if fresh else None)
        else:
            self._ledger.acknowledge(self._ledger.last_seq)
            self._tell_waiting([])
        log.info("service connected", extra={"resumed": known, "legs": len(self._board)})

    def _tell_waiting(self, told: list[dict[str, object]] | None) -> None:
        """Tell a service that may not know them which calls wait to be taken, but for those it was just told of."""
        heard = {event.get("leg_id") for event in told or () if event.get("type") == "incoming"}
        for incoming in self._board.waiting() if told is not None else ():
            if incoming.leg_id not in heard:
                self._emit(incoming)

    def _complain(self, connection: Connection, expected: str, found: str) -> None:
        quiet.warning("line from the service not understood", expected=expected[:200], **{"pii.found": found[:200]})
        connection.send(error_message(expected, found))

    # --- beginnings and ends

    def _sweep(self) -> None:
        self._registrar.sweep(time.monotonic())
        if self._engine.hung and not self._orphaned:
            log.error("media engine has hung: no new calls, then a new process")
            self._orphaned, self._exit_code = True, EXIT_BROKEN
            sip_loop.after(ENGINE_GRACE_S, self._stop)
        sip_loop.after(SWEEP_S, self._sweep)

    def _stop(self) -> None:
        log.info("telephony stops", extra={"legs": len(self._board)})
        self._orphaned, self._alone = True, False
        goodbye_s = GOODBYE_S if len(self._board) else 0.0
        self._end_all(lambda _leg_state: True)
        sip_loop.after(goodbye_s, sip_loop.stop)

    def _adopted(self) -> None:
        """Go on as before: a new supervisor's service has found us with our calls."""
        if self._alone and self._orphaned:
            self._orphaned = False
            log.info("adopted by the service of another supervisor", extra={"legs": len(self._board)})

    def _still_alone(self) -> None:
        if self._service is None and not self._orphaned:
            self.supervisor_gone()

    def supervisor_gone(self) -> None:
        """Take no new calls; end with the last one, unless another supervisor's service comes first."""
        self._alone = True
        log.warning("supervisor is gone; calls go on, no new ones are taken", extra={"legs": len(self._board)})
        self._orphaned = True
        self._end_all(lambda state: state in (LegState.INCOMING, LegState.RINGING))
        if not len(self._board):
            sip_loop.stop()
        sip_loop.after(ABANDONED_S, self._let_go)

    def _let_go(self) -> None:
        if self._orphaned:
            self._end_all(lambda state: state in (LegState.UP, LegState.LISTENING))

    def _end_all(self, which: Callable[[LegState], bool]) -> None:
        for view in self._board.views():
            leg = self._board.live(view.leg_id)
            if leg is not None and which(leg.state):
                code = 503 if leg.state is LegState.INCOMING else 0
                self._board.finish(leg, LegEnd.REJECTED if code else LegEnd.LOCAL_HANGUP, code)


def _incoming(request: Request, caller: Caller) -> Incoming:
    identity = caller_identity(
        pai=list(request.headers.get("p-asserted-identity", ())),
        rpid=list(request.headers.get("remote-party-id", ())),
        sender=request.header("from"),
        privacy=request.header("privacy"),
    )
    return Incoming(
        leg_id=secrets.token_hex(8),
        caller=identity,
        dialled=request.user,
        trunk=caller.trunk,
        account=caller.account,
        sip_call_id=request.call_id,
    )


def _whole(message: dict[str, object], key: str) -> int:
    value = message.get(key)
    if type(value) is not int:
        raise CodecError(f"{message.get('op')}.{key}", "a whole number", value)
    return value


def _watch_lifeline(descriptor: int, exchange: Exchange) -> None:
    """Wait on a thread of its own until the supervisor's end of the pipe closes."""
    while os.read(descriptor, 4096):
        pass
    sip_loop.call_soon(exchange.supervisor_gone)


def _raise_file_limit() -> None:
    """Take all the open files we may have: a leg needs six, and Debian starts processes with 1,024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m callcenter.telephony.exchange", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, metavar="FILE.json", help="what to listen on")
    parser.add_argument(
        "--lifeline-fd", type=int, metavar="N", help="end of a pipe whose closing means: supervisor gone"
    )
    return parser.parse_args()


def _fail(sentence: str) -> NoReturn:
    sys.stderr.write(f"telephony cannot start: {sentence}\n")
    sys.stderr.flush()
    os._exit(EXIT_UNUSABLE)  # threads of a half-started media engine must not keep the process alive


def main() -> None:
    """Run the process."""
    arguments = _arguments()
    try:
        settings = options.read(arguments.config)
        jsonlog.configure(settings.log_level)
        sip_loop.prepare()
        _raise_file_limit()
        exchange = Exchange(settings)
    except (options.OptionsError, SipStartError, MediaError, LinkError) as error:
        _fail(str(error))
    if arguments.lifeline_fd is not None:
        lifeline = partial(_watch_lifeline, arguments.lifeline_fd, exchange)
        threading.Thread(target=lifeline, name="lifeline", daemon=True).start()
    code = exchange.run()
    logging.shutdown()
    os._exit(code)


if __name__ == "__main__":
    main()
