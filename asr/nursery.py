"""The nursery: loads an engine once, then forks workers that share its memory and replaces those that end."""

import logging
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from asr.process import die_with
from asr.recognizer import LINE_RATE_HZ, Engine, PcmChunk
from asr.worker import Worker

_log = logging.getLogger(__name__)
LOADING_FAILED = 78  # EX_CONFIG
_RECONNECT_S = 0.2
_SHORT_LIFE_S = 1.0  # a worker that ends sooner is not replaced at once
_REST_S = 1.0


def nurse(ear_socket: Path, load: Callable[[], Engine], workers: int) -> None:
    """Load the engine, try it, and keep `workers` of it alive for ever. Never returns but by an exception."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C reaches the whole group; our parent decides
    engine = load()
    _try_out(engine)
    alive: dict[int, tuple[int, float]] = {}  # pidfd -> pid, start
    while True:
        while len(alive) < workers:
            pid = _fork_worker(ear_socket, engine)
            alive[os.pidfd_open(pid)] = (pid, time.monotonic())
        for ended in select.select(list(alive), [], [])[0]:
            _bury(ended, *alive.pop(ended))


def _try_out(engine: Engine) -> None:
    """Recognise a second of silence: some broken models fail only now."""
    session = engine.open()
    session.push(PcmChunk(start_sample=0, pcm=bytes(2 * LINE_RATE_HZ)))
    session.flush()


def _bury(pidfd: int, pid: int, started: float) -> None:
    os.close(pidfd)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    lived_s = time.monotonic() - started
    _log.warning("recogniser ended", extra={"pid": pid, "exit_code": code, "lived_s": round(lived_s, 1)})
    if lived_s < _SHORT_LIFE_S:
        time.sleep(_REST_S)


def _fork_worker(ear_socket: Path, engine: Engine) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 70  # EX_SOFTWARE
    try:
        die_with(parent)
        Worker(_connect(ear_socket), engine).run()
        code = 0
    except OSError as error:
        _log.info("ear is gone", extra={"errno": error.errno})
        code = 0
    finally:
        os._exit(code)  # never back into the nursery's loop


def _connect(ear_socket: Path) -> socket.socket:
    while True:
        link = socket.socket(socket.AF_UNIX)
        try:
            link.connect(str(ear_socket))
        except OSError:
            link.close()
            time.sleep(_RECONNECT_S)
        else:
            return link
